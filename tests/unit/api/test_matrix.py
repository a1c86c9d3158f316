"""Every route × every role × own, another job's and another tenant's objects; and which fields each role gets.

The routes come from the route table: one that has no line in `ROUTES` fails the suite.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import pytest

from chalicelib.api.endpoint import ENDPOINTS, Endpoint
from chalicelib.bootstrap import Services
from chalicelib.domain.access import GRANTS, ROLES, Role
from tests.unit.adapters.test_oidc import Issuer, issuer
from tests.unit.api.conftest import JOB, Caller
from tests.unit.api.world import CHANNEL, CONNECTION, FILE, MODEL, QUESTION, TEMPLATE, World, begun, build

__all__ = ["issuer"]
Body = Callable[[World], Any]


@dataclass(frozen=True)
class Route:
    """How to call a route: a body that is right, a query, and the statuses that own objects may answer with."""

    body: Body | None = None
    query: str = ""
    own: frozenset[int] = frozenset({200, 201, 202, 204})


def sent(value: Any) -> Body:
    return lambda _world: value


def ids(name: str, kind: str) -> Body:
    return lambda world: {name: [world.ids[kind]]}


WAITS = frozenset({200, 202, 409})
"""Reads of what is not there yet say so by 409."""
NONE = frozenset({404, 409})
ROUTES: dict[str, Route] = {
    "read_tenant": Route(),
    "change_own_tenant": Route(sent({"name": "Renamed"})),
    "list_branches": Route(),
    "create_branch": Route(lambda world: {"name": "West", "parent_id": world.ids["branch"]}),
    "read_branch": Route(),
    "change_branch": Route(sent({"name": "South"})),
    "remove_branch": Route(own=frozenset({204, 409})),
    "list_users": Route(),
    "create_user": Route(sent({"name": "Kim", "email": "kim@acme.example", "language": "en"})),
    "read_user": Route(),
    "change_user": Route(sent({"name": "Kim Li"})),
    "remove_user": Route(),
    "read_me": Route(),
    "list_identity_providers": Route(),
    "create_identity_provider": Route(sent({"name": "B", "issuer": "https://login.example", "audience": "b"})),
    "read_identity_provider": Route(),
    "change_identity_provider": Route(sent({"name": "C"})),
    "remove_identity_provider": Route(),
    "list_api_keys": Route(),
    "create_api_key": Route(sent({"name": "K", "scopes": ["jobs:read"]})),
    "read_api_key": Route(),
    "rotate_api_key": Route(sent({})),
    "revoke_api_key": Route(),
    "list_audit_entries": Route(),
    "read_audit_entry": Route(own=frozenset({200, 404})),
    "list_dimensions": Route(),
    "list_questions": Route(),
    "create_question": Route(sent(QUESTION)),
    "create_questions": Route(sent({"items": [QUESTION]})),
    "read_question": Route(),
    "change_question": Route(sent({"thinking_s": 45})),
    "clone_question": Route(),
    "archive_question": Route(),
    "list_competency_models": Route(),
    "create_competency_model": Route(sent(MODEL)),
    "read_competency_model": Route(),
    "change_competency_model": Route(sent({"name": "Other"})),
    "clone_competency_model": Route(sent({})),
    "compare_competency_model_versions": Route(query="from=1&to=draft"),
    "list_competency_model_versions": Route(),
    "publish_competency_model": Route(),
    "read_competency_model_version": Route(),
    "list_flow_templates": Route(),
    "create_flow_template": Route(sent({"name": "Empty"})),
    "read_flow_template": Route(),
    "change_flow_template": Route(sent({"name": "Other"})),
    "clone_flow_template": Route(sent({})),
    "compare_flow_template_versions": Route(query="from=1&to=draft"),
    "preview_flow_template": Route(query="scenario=campus&language=en"),
    "list_flow_template_versions": Route(),
    "publish_flow_template": Route(),
    "read_flow_template_version": Route(),
    "list_jobs": Route(),
    # A change of the job by somebody who may not approve sends it to be approved again: what follows is refused them.
    "create_job": Route(sent(JOB)),
    "read_job": Route(),
    "change_job": Route(sent({"department": "Logistics"})),
    "approve_job": Route(sent({"approval": "approved"}), own=frozenset({200, 403})),
    "clone_job": Route(sent({"title": "Copy"})),
    "ask_proposal": Route(),
    "read_proposal": Route(),
    "ask_match_run": Route(),
    "read_match_run": Route(),
    "ask_rescoring": Route(ids("interviews", "interview")),
    "list_rescorings": Route(),
    "read_rescoring": Route(),
    # No worker picks answers here, and nothing is fitted: what needs that says so.
    "ask_calibration": Route(sent({"question": "q"})),
    "list_calibrations": Route(),
    "read_calibration": Route(),
    "read_answer_to_rate": Route(own=frozenset({409})),
    "rate_answer": Route(sent({"levels": {"teamwork": 3}}), own=frozenset({409})),
    "fit_calibration": Route(own=frozenset({409})),
    "read_scoring": Route(),
    "use_scoring_version": Route(sent({"version": 0})),
    "list_scoring_versions": Route(),
    "read_scoring_version": Route(own=frozenset({404})),
    "invite_candidates": Route(ids("candidate_ids", "candidate"), own=frozenset({201, 409})),
    "list_candidates": Route(),
    "create_candidate": Route(sent({"name": "Li", "email": "li@candidates.example", "language": "zh"})),
    "read_candidate": Route(),
    "change_candidate": Route(sent({"name": "Li Na"})),
    "set_background_check": Route(sent({"status": "clear", "provider": "Checks"})),
    "ask_cv_upload": Route(sent({"content_type": "application/pdf", **FILE})),
    "complete_cv_upload": Route(own=frozenset({200, 404, 409})),
    "read_cv": Route(own=frozenset({200, 404})),
    "create_applications": Route(ids("candidate_ids", "candidate")),
    "list_applications": Route(),
    "read_application": Route(),
    "create_candidate_import": Route(sent({"format": "csv", **FILE})),
    "list_candidate_imports": Route(),
    "read_candidate_import": Route(),
    "start_candidate_import": Route(own=frozenset({200, 202, 409})),
    "list_interviews": Route(query="job_id={job}"),
    "read_interview": Route(),
    "revoke_invitation": Route(),
    "note_sending": Route(),
    "renew_link": Route(sent({})),
    "read_report": Route(own=WAITS),
    "make_report_page": Route(sent({}), own=frozenset({201, 409})),
    "list_webhook_endpoints": Route(),
    "add_webhook_endpoint": Route(sent({"url": "https://hooks.example/y"})),
    "remove_webhook_endpoint": Route(),
    "read_webhook_endpoint": Route(),
    "change_webhook_endpoint": Route(sent({"description": "Core"})),
    "rotate_webhook_secret": Route(sent({})),
    "send_webhook_test": Route(),
    "list_deliveries": Route(),
    "read_delivery": Route(),
    "replay_delivery": Route(),
    "begin_replay": Route(sent({"from": "2026-11-01T00:00:00Z", "to": "2026-11-02T00:00:00Z"})),
    "read_replay": Route(),
    "list_events": Route(),
    "list_event_types": Route(),
    "read_report_pdf": Route(own=frozenset({303, 409})),
    "make_candidate_report_link": Route(sent({}), own=frozenset({201, 409})),
    "read_department_report": Route(),
    "make_department_report_page": Route(sent({})),
    "list_decisions": Route(),
    "decide": Route(sent({"outcome": "advance", "comment": "Good.", "number": 1}), own=frozenset({201, 409})),
    "list_comments": Route(),
    "add_comment": Route(sent({"text": "Good."})),
    "list_appeals": Route(),
    "start_retest": Route(sent({"comment": "The line broke."}), own=frozenset({201, 409})),
    "list_reviews": Route(),
    "list_job_rules": Route(),
    "list_top_interviews": Route(),
    "list_talent_pool": Route(query="job_id={job}"),
    "list_notices": Route(),
    "read_notice": Route(),
    "list_notices_of_interview": Route(),
    "resend_notice": Route(sent({}), own=frozenset({201, 202, 409})),
    "resend_notices_of_job": Route(sent({"purpose": "report_ready"})),
    "list_channels": Route(),
    "read_channel": Route(),
    "put_channel": Route(sent(CHANNEL)),
    "remove_channel": Route(),
    "send_channel_test": Route(sent({"address": "kim"})),
    "read_chat_addresses_of_user": Route(),
    "put_chat_addresses_of_user": Route(sent({"dingtalk_user_id": "kim"})),
    "read_chat_addresses_of_candidate": Route(),
    "put_chat_addresses_of_candidate": Route(sent({"wecom_user_id": "wei"})),
    "read_notice_settings": Route(),
    "put_notice_settings": Route(sent({"candidates": ["email"], "colleagues": ["email"]})),
    "list_notice_templates": Route(),
    "read_notice_template": Route(),
    "put_notice_template": Route(sent(TEMPLATE)),
    "remove_notice_template": Route(),
    "preview_notice_template": Route(sent({})),
    "list_suppressed_addresses": Route(),
    "suppress_address": Route(sent({"address": "kim@acme.example"})),
    "release_address": Route(),
    "list_connectors": Route(),
    "list_connections": Route(),
    "create_connection": Route(sent(CONNECTION)),
    "read_connection": Route(),
    "change_connection": Route(sent({"name": "HR"})),
    "remove_connection": Route(),
    "check_connection": Route(),
    "list_exchanges": Route(),
    "read_exchange": Route(),
    "retry_exchange": Route(own=frozenset({200, 202, 409})),
}
KNOWN_TO_NOBODY = {
    "read_openapi", "read_invitation", "open_invitation", "show_report_page", "read_report_page_pdf",
    "show_department_report", "show_candidate_report", "read_candidate_report", "read_candidate_report_pdf",
    "read_appeal", "make_appeal", "show_appeal_page",
}  # fmt: skip
OF_CANDIDATES = {
    "read_own_interview", "record_consent", "ask_upload", "complete_upload", "submit_typed_answer", "submit_interview",
}  # fmt: skip
NUMBERS = {"sequence": "1", "number": "1", "channel": "dingtalk", "purpose": "report_ready", "language": "en"}
"""Parameters that are not ids: the same number means another object in each tenant."""
SCOPED: tuple[Role, ...] = ("recruiter", "hiring_manager", "interviewer")
OF_ALL = {"read_candidate_import", "start_candidate_import", "read_notice", "resend_notice"}
"""Of an import or a notice for no job in particular, who is limited to jobs sees nothing."""
OF_THE_TENANT = {
    "list_candidates", "list_notices", "put_notice_template", "remove_notice_template", "list_suppressed_addresses",
    "suppress_address", "release_address",
}  # fmt: skip
"""Not for who is limited to jobs: they list the applications and notices of theirs."""
OF_A_JOB = {"job", "candidate", "interview", "proposal", "run", "upload", "calibration", "rescoring"}


def parameters(declared: Endpoint) -> list[str]:
    return re.findall(r"\{(\w+)\}", declared.path)


def kind(parameter: str) -> str:
    return parameter.removesuffix("_id")


def asked() -> list[Endpoint]:
    """The routes for a tenant's systems and people; what takes things away comes last."""
    routes = [declared for declared in ENDPOINTS if declared.name in ROUTES]
    return sorted(routes, key=lambda declared: (_late(declared), declared.path))


def _late(declared: Endpoint) -> int:
    # Nobody signs in any more once the identity provider is gone.
    return 2 if declared.name == "remove_identity_provider" else int(declared.method == "DELETE")


def send(call: Caller, declared: Endpoint, world: World, chosen: dict[str, str]) -> Any:
    """Call a route with the objects of `world`, those in `chosen` instead where they are named."""
    route = ROUTES[declared.name]
    known = {**world.ids, **chosen}
    path = declared.path
    for parameter in parameters(declared):
        path = path.replace(f"{{{parameter}}}", NUMBERS.get(parameter) or known[kind(parameter)])
    query = "?" + route.query.format(**known) if route.query else ""
    body = route.body(replace(world, ids=known)) if route.body else None
    return call(declared.method, path + query, body)


@pytest.fixture(autouse=True)
def loopback(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOOPBACK_WEBHOOKS", "true")


@pytest.fixture
def acme(call: Caller, issuer: Issuer) -> World:
    return build(call, issuer, "acme")


@pytest.fixture
def globex(other_tenant: Caller, issuer: Issuer) -> World:
    return build(other_tenant, issuer, "globex")


def test_every_route_has_its_line() -> None:
    declared = {endpoint.name for endpoint in ENDPOINTS}
    assert declared == set(ROUTES) | KNOWN_TO_NOBODY | OF_CANDIDATES


@pytest.mark.parametrize("role", ROLES)
def test_each_role_does_what_it_may_with_what_it_reaches_and_nothing_else(role: Role, acme: World) -> None:
    wrong = []
    for declared in asked():
        answer = send(acme.people[role], declared, acme, {})
        allowed = declared.who == "signed_in" or declared.who in GRANTS[role]
        if declared.name in OF_THE_TENANT and role in SCOPED:
            allowed = False
        expected = ROUTES[declared.name].own if allowed else {403}
        if allowed and role == "admin" and declared.name == "remove_user":
            expected = {204, 409}
        if allowed and declared.name in OF_ALL and role in SCOPED:
            expected = {404}
        if allowed and declared.name == "create_candidate_import" and role in SCOPED:
            expected = {403}  # they import for a job of theirs
        if answer.status_code not in expected:
            wrong.append((declared.name, answer.status_code, answer.body[:300]))
    assert not wrong


@pytest.mark.parametrize("role", SCOPED)
def test_what_belongs_to_another_job_is_not_there(role: Role, acme: World) -> None:
    wrong = []
    for declared in asked():
        touched = [kind(name) for name in parameters(declared) if kind(name) in OF_A_JOB]
        if "{job}" in ROUTES[declared.name].query:
            touched.append("job")
        if not touched or declared.who not in GRANTS[role]:
            continue
        answer = send(acme.people[role], declared, acme, {name: acme.elsewhere[name] for name in touched})
        if answer.status_code != 404:
            wrong.append((declared.name, answer.status_code, answer.body[:300]))
    assert not wrong


@pytest.mark.parametrize("role", [*ROLES, "api key"])
def test_what_belongs_to_another_tenant_is_not_there(role: Any, call: Caller, acme: World, globex: World) -> None:
    caller = call if role == "api key" else acme.people[role]
    wrong = []
    for declared in asked():
        touched = [kind(name) for name in parameters(declared) if name not in NUMBERS]
        if "{job}" in ROUTES[declared.name].query:
            touched.append("job")
        allowed = role == "api key" or declared.who in GRANTS[role]
        allowed = allowed and not (declared.name in OF_THE_TENANT and role in SCOPED)
        choices = [{name: globex.ids[name] for name in touched}, *({name: globex.ids[name]} for name in touched)]
        for chosen in choices if touched else []:
            answer = send(caller, declared, acme, chosen)
            if answer.status_code != (404 if allowed else 403):
                wrong.append((declared.name, sorted(chosen), answer.status_code, answer.body[:300]))
    assert not wrong


def foreign_bodies(globex: World) -> Iterator[tuple[str, str, Any]]:
    """Requests that name another tenant's objects in their bodies."""
    reference = {"id": globex.ids["model"], "version": 1}
    yield "POST", "/v1/jobs", {**JOB, "competency_model": reference}
    yield "POST", "/v1/jobs", {**JOB, "flow": {"id": globex.ids["flow"], "version": 1}}
    yield "POST", "/v1/jobs", {**JOB, "branch_id": globex.ids["branch"]}
    yield "POST", "/v1/jobs", {**JOB, "team": [{"user_id": globex.ids["user"], "role": "owner"}]}
    yield "POST", "/v1/branches", {"name": "x", "parent_id": globex.ids["branch"]}
    user = {"name": "x", "email": "x@acme.example", "language": "en"}
    for place in ({"branch_ids": [globex.ids["branch"]]}, {"job_ids": [globex.ids["job"]]}):
        yield "POST", "/v1/users", {**user, "assignments": [{"role": "recruiter", **place}]}
    yield "POST", "/v1/users", {**user, "identity": {"provider_id": globex.ids["provider"], "subject": "x"}}
    stage = {"key": "q", "title": {"en": "Q", "zh": "问"}, "questions": [{"question_id": globex.ids["question"]}]}
    yield "POST", "/v1/flow-templates", {"name": "x", "stages": [stage], "publish": True}
    yield "POST", "/v1/candidate-imports", {"format": "csv", **FILE, "job_id": globex.ids["job"]}


def test_another_tenants_objects_are_not_there_in_bodies_either(call: Caller, acme: World, globex: World) -> None:
    for method, path, body in foreign_bodies(globex):
        answer = call(method, path, body)
        assert answer.status_code in {404, 422}, (path, body, answer.body)
    for path in ("invitations", "applications"):
        answer = call("POST", f"/v1/jobs/{acme.ids['job']}/{path}", {"candidate_ids": [globex.ids["candidate"]]})
        assert answer.status_code == 404 or answer.json_body["items"][0]["problem"]["code"] == "candidate_not_found"


def test_a_candidate_reaches_nothing_but_their_own_interview(call: Caller, acme: World, globex: World) -> None:
    own = begun(call, acme)
    for declared in asked():
        assert send(own, declared, acme, {}).status_code == 401, declared.name
    other = begun(call, globex)
    first, second = (one("GET", "/v1/candidate/interview").json_body["interview_id"] for one in (own, other))
    assert (first, second) == (acme.ids["interview"], globex.ids["interview"])


GATED: dict[Role, set[str]] = {
    "admin": set(),
    "recruiting_manager": set(),
    "recruiter": set(),
    "hiring_manager": {"background_check"},
    "interviewer": {"background_check", "email", "phone"},
    "auditor": {"background_check", "email", "phone", "summary"},
}
"""What of a candidate each role does not get; everything else it does."""
CANDIDATE_FIELDS = {
    "id", "name", "email", "phone", "external_id", "language", "source", "summary", "profile", "cv",
    "background_check", "created_at",
}  # fmt: skip
INVITEE_FIELDS = {"id", "name", "email", "language"}


@pytest.mark.parametrize("role", ROLES)
def test_each_role_gets_just_its_fields_of_a_candidate(role: Role, call: Caller, acme: World) -> None:
    check = {"status": "consider", "provider": "Checks", "summary": "canary"}
    candidate = acme.ids["candidate"]
    assert call("PUT", f"/v1/candidates/{candidate}/background-check", check).status_code == 200
    person = acme.people[role]
    read = person("GET", f"/v1/candidates/{candidate}").json_body
    assert set(read) == CANDIDATE_FIELDS - GATED[role]
    interview = person("GET", f"/v1/interviews/{acme.ids['interview']}").json_body
    assert set(interview["candidate"]) == INVITEE_FIELDS - GATED[role]
    (listed,) = person("GET", f"/v1/interviews?job_id={acme.ids['job']}").json_body["items"]
    assert set(listed["candidate"]) == INVITEE_FIELDS - GATED[role]
    for path in (f"/v1/jobs/{acme.ids['job']}/applications", f"/v1/jobs/{acme.ids['job']}"):
        shown = person("GET", path).body.decode()
        assert "canary" not in shown
        assert ("@acme.example" in shown) is False or role not in {"interviewer", "auditor"}


def test_a_key_gets_the_fields_of_its_scopes(call: Caller, acme: World, services: Services) -> None:
    token = services.api_keys.create("limited", "Limited", ("candidates:read",))[1]
    read = call.as_(str(token))("GET", f"/v1/candidates/{acme.ids['candidate']}").json_body
    assert set(read) == CANDIDATE_FIELDS - {"background_check", "email", "phone", "summary"}
