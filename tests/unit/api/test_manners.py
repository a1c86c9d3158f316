"""The manners of the REST API: repeats, lost updates, pages, quotas, bad input."""

import base64
import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from chalicelib.adapters.dynamodb.rates import Rates
from chalicelib.bootstrap import Services
from chalicelib.domain.access import Access, Actor, RoleAssignment, grants_of
from chalicelib.domain.candidate import Candidate
from chalicelib.domain.errors import NotFound
from chalicelib.domain.job import Job, TeamMember
from chalicelib.domain.language import Localized
from chalicelib.domain.tenant import Quotas
from tests.unit.api.conftest import JOB, Caller
from tests.unit.clock import HandClock
from tests.unit.conftest import EVERYTHING


def encoded(text: str) -> str:
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _made(call: Caller, clock: HandClock) -> str:
    clock.move(seconds=1)
    return str(call("POST", "/v1/jobs", JOB).json_body["id"])


def test_the_same_key_and_body_have_one_effect_and_one_answer(call: Caller) -> None:
    first = call("POST", "/v1/jobs", JOB, Idempotency_Key="k1")
    again = call("POST", "/v1/jobs", JOB, Idempotency_Key="k1")
    assert again.json_body == first.json_body
    assert again.status_code == 201
    assert len(call("GET", "/v1/jobs").json_body["items"]) == 1


def test_the_same_key_with_another_body_is_refused(call: Caller) -> None:
    call("POST", "/v1/jobs", JOB, Idempotency_Key="k1")
    other = call("POST", "/v1/jobs", {**JOB, "title": "Other"}, Idempotency_Key="k1")
    assert other.status_code == 422
    assert other.json_body["type"] == "urn:candor:problem:idempotency_key_reused"


def test_a_repeated_invitation_answers_with_the_same_link_which_is_not_stored_in_the_clear(
    call: Caller, job: Job, candidate: Candidate, services: Services
) -> None:
    body = {"candidate_ids": [candidate.id, "nobody"]}
    first = call("POST", f"/v1/jobs/{job.id}/invitations", body, Idempotency_Key="k1").json_body
    assert call("POST", f"/v1/jobs/{job.id}/invitations", body, Idempotency_Key="k1").json_body == first
    stored = json.dumps(services.clients.dynamodb.scan(TableName="candor")["Items"])
    invited, refused = first["items"]
    assert invited["token"].rpartition(".")[2] not in stored
    assert refused["problem"]["code"] == "candidate_not_found"


def test_a_hundred_repeats_at_once_have_one_effect(call: Caller) -> None:
    def send(_number: int) -> int:
        return int(call("POST", "/v1/jobs", JOB, Idempotency_Key="k1").status_code)

    with ThreadPoolExecutor(16) as pool:
        answers = set(pool.map(send, range(100)))
    assert answers <= {201, 409}
    assert len(call("GET", "/v1/jobs").json_body["items"]) == 1


def test_the_same_key_in_two_tenants_has_two_effects(call: Caller, other_tenant: Caller) -> None:
    first = call("POST", "/v1/jobs", JOB, Idempotency_Key="k1").json_body["id"]
    assert other_tenant("POST", "/v1/jobs", JOB, Idempotency_Key="k1").json_body["id"] != first
    assert [job["id"] for job in call("GET", "/v1/jobs").json_body["items"]] == [first]


def test_a_key_is_remembered_for_a_day_and_more(call: Caller, clock: HandClock) -> None:
    first = call("POST", "/v1/jobs", JOB, Idempotency_Key="k1").json_body["id"]
    clock.move(hours=25)
    assert call("POST", "/v1/jobs", JOB, Idempotency_Key="k1").json_body["id"] == first


def test_a_failed_request_leaves_its_key_free(call: Caller, job: Job, candidate: Candidate) -> None:
    body = {"candidate_ids": [candidate.id]}
    assert call("POST", "/v1/jobs/job9/invitations", body, Idempotency_Key="k1").status_code == 404
    assert call("POST", f"/v1/jobs/{job.id}/invitations", body, Idempotency_Key="k1").status_code == 201


def test_a_change_of_what_was_read_goes_through_and_of_what_has_changed_since_does_not(call: Caller, job: Job) -> None:
    read = call("GET", f"/v1/jobs/{job.id}")
    etag = read.headers["ETag"]
    changed = call("PATCH", f"/v1/jobs/{job.id}", {"department": "Logistics"}, If_Match=etag)
    assert changed.status_code == 200
    assert changed.headers["ETag"] != etag
    lost = call("PATCH", f"/v1/jobs/{job.id}", {"department": "Finance"}, If_Match=etag)
    assert lost.status_code == 412
    assert call("PATCH", f"/v1/jobs/{job.id}", {"department": "x"}, If_Match="nonsense").status_code == 412
    assert call("GET", f"/v1/jobs/{job.id}").json_body["department"] == "Logistics"


def test_a_tenants_requests_are_counted_and_those_beyond_the_quota_refused(
    call: Caller, services: Services, clock: HandClock
) -> None:
    quotas = Quotas(requests_per_minute=5, key_requests_per_minute=5)
    services.tenants.change("acme", lambda tenant: tenant.model_copy(update={"quotas": quotas}), None)
    answers = [call("GET", "/v1/jobs") for _ in range(7)]
    assert [answer.status_code for answer in answers] == [200] * 5 + [429] * 2
    assert [answer.headers["RateLimit-Remaining"] for answer in answers[:5]] == ["4", "3", "2", "1", "0"]
    assert 0 < int(answers[-1].headers["Retry-After"]) <= 60
    assert answers[-1].json_body["type"] == "urn:candor:problem:too_many_requests"
    clock.move(seconds=60)
    assert call("GET", "/v1/jobs").status_code == 200


def test_a_suspended_tenant_is_refused_candidates_included(
    call: Caller, interviewee: Caller, services: Services
) -> None:
    services.tenants.change("acme", lambda tenant: tenant.model_copy(update={"state": "suspended"}), None)
    for answer in (call("GET", "/v1/jobs"), interviewee("GET", "/v1/candidate/interview")):
        assert (answer.status_code, answer.json_body["type"]) == (403, "urn:candor:problem:tenant_suspended")


@pytest.mark.parametrize(
    ("body", "status", "pointer"),
    [
        (b"{", 400, None),
        (b'{"title": "a", "title": "b"}', 400, None),
        (b'{"title": NaN}', 400, None),
        (b"[" * 10_000, 400, None),
        (b"\xff\xfe", 400, None),
        (b" " * 1_000_001, 413, None),
        ({**JOB, "title": ""}, 422, "/title"),
        ({**JOB, "tenant_id": "other"}, 422, "/tenant_id"),
        (b'{"title": "\\ud800", "description": "d", "language": "en"}', 422, ""),
        ({**JOB, "approvals": [{"approval": "approved"}]}, 422, "/approvals"),
        ({**JOB, "requirements": [{"kind": "age", "at_least": 18}]}, 422, "/requirements/0"),
        ({**JOB, "requirements": [{"kind": "skill", "any_of": ["male"]}]}, 422, "/requirements/0/any_of/0"),
        ({**JOB, "requirements": [{"kind": "skill", "any_of": ["35岁以下"]}]}, 422, "/requirements/0/any_of/0"),
        ({**JOB, "competency_model": {"id": "mod9", "version": 1}}, 422, "/competency_model"),
        ({**JOB, "flow": {"id": "flw9", "version": 1}}, 422, "/flow"),
        ({**JOB, "team": [{"user_id": "usr9", "role": "owner"}]}, 422, "/team/0/user_id"),
        ({**JOB, "branch_id": "brn9"}, 422, "/branch_id"),
        ([], 422, ""),
    ],
)  # fmt: skip
def test_bad_bodies_are_refused_with_a_pointer(call: Caller, body: Any, status: int, pointer: str | None) -> None:
    answer = call("POST", "/v1/jobs", body)
    assert answer.status_code == status, answer.body
    assert answer.headers["Content-Type"] == "application/problem+json"
    if pointer is not None:
        assert any(error["pointer"].startswith(pointer) for error in answer.json_body["errors"])


def test_problems_speak_the_callers_language(call: Caller) -> None:
    assert call("GET", "/v1/jobs/none", Accept_Language="zh-CN,en;q=0.5").json_body["detail"] == "没有这个职位。"
    assert call("GET", "/v1/jobs/none", Accept_Language="fr, en").json_body["detail"] == "There is no such job."


@pytest.mark.parametrize("token", [None, "", "nonsense", "ck.acme.key1." + "a" * 32, "ck.nobody.key1." + "a" * 32])
def test_without_a_valid_key_there_is_nothing(call: Caller, token: str | None) -> None:
    answer = call.as_(token)("GET", "/v1/jobs")
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"] == "Bearer"


def test_a_candidates_session_is_no_api_key_and_the_other_way_round(call: Caller, interviewee: Caller) -> None:
    assert interviewee("GET", "/v1/jobs").status_code == 401
    assert call("GET", "/v1/candidate/interview").status_code == 401


@pytest.mark.parametrize(
    "cursor",
    ["x", "e30", "WzEsMiwzXQ", "W10", "%00", encoded("[" * 1480), encoded('["","TENANT#acme#",""]'),
     encoded('["a","TENANT#acme#' + "x" * 400 + '","JOB"]'), encoded('["a","TENANT#other#JOB#j","JOB"]')],
)  # fmt: skip
def test_a_forged_cursor_is_refused(call: Caller, cursor: str) -> None:
    assert call("GET", f"/v1/jobs?cursor={cursor}").status_code == 400


def test_a_cursor_is_good_for_its_own_list_alone(call: Caller, other_tenant: Caller, job: Job) -> None:
    for title in ("a", "b", "c"):
        call("POST", "/v1/jobs", {**JOB, "title": title})
    cursor = call("GET", "/v1/jobs?limit=1").json_body["next_cursor"]
    assert call("GET", f"/v1/jobs?limit=2&cursor={cursor}").status_code == 200
    assert other_tenant("GET", f"/v1/jobs?cursor={cursor}").status_code == 400
    assert call("GET", f"/v1/interviews?job_id={job.id}&cursor={cursor}").status_code == 400
    edited = cursor[:-2] + ("AA" if not cursor.endswith("AA") else "BB")
    assert call("GET", f"/v1/jobs?cursor={edited}").status_code == 400


@pytest.mark.parametrize("limit", ["0", "101", "1000000000", "x"])
def test_a_page_has_a_bounded_size(call: Caller, limit: str) -> None:
    assert call("GET", f"/v1/jobs?limit={limit}").status_code == 422


def test_pages_stay_right_while_rows_are_added(call: Caller, clock: HandClock) -> None:
    before = [_made(call, clock) for _ in range(4)]
    page = call("GET", "/v1/jobs?limit=2").json_body
    _made(call, clock)
    rest = call("GET", f"/v1/jobs?limit=50&cursor={page['next_cursor']}").json_body["items"]
    assert [job["id"] for job in [*page["items"], *rest]] == before[::-1]


def test_pages_go_through_everything_once(call: Caller, clock: HandClock) -> None:
    made = {_made(call, clock) for _ in range(5)}
    seen: list[str] = []
    cursor: str | None = ""
    while cursor is not None:
        page = call("GET", "/v1/jobs?limit=2" + (f"&cursor={cursor}" if cursor else "")).json_body
        seen += [job["id"] for job in page["items"]]
        cursor = page["next_cursor"]
    assert len(seen) == 5
    assert set(seen) == made


@pytest.mark.parametrize("name", ["a" * 2100, "%E4%B8%AD", "a%20b", "a%00b", "..%2F..%2Fx", "'", "<b>"])
@pytest.mark.parametrize("route", ["/v1/jobs/{}", "/v1/interviews/{}", "/v1/interviews/{}/report"])
def test_names_that_no_object_can_have_are_not_found(call: Caller, route: str, name: str) -> None:
    assert call("GET", route.format(name)).status_code in {403, 404}


@pytest.mark.parametrize("key", ["", "a b", "é", "k" * 256, "a\u007f"])
def test_an_idempotency_key_is_what_the_document_says(call: Caller, key: str) -> None:
    answer = call("POST", "/v1/jobs", JOB, Idempotency_Key=key)
    assert (answer.status_code, answer.json_body["type"]) == (400, "urn:candor:problem:bad_idempotency_key")


@pytest.mark.parametrize(
    ("path", "body", "pointer"),
    [
        ("/v1/jobs", {**JOB, "rules": {"advance_at": False}}, "/rules/advance_at"),
        ("/v1/jobs", {**JOB, "rules": {"advance_at": "70"}}, "/rules/advance_at"),
        ("/v1/flow-templates", {"name": "Flow", "publish": 0}, "/publish"),
        ("/v1/flow-templates", {"name": "Flow", "publish": "no"}, "/publish"),
        ("/v1/api-keys", {"name": "Key", "scopes": ["jobs:read"], "expires_at": 4102444800}, "/expires_at"),
        ("/v1/api-keys", {"name": "Key", "scopes": ["jobs:read"], "expires_at": "4102444800"}, "/expires_at"),
    ],
)
def test_nothing_is_taken_for_a_value_of_another_type(call: Caller, path: str, body: Any, pointer: str) -> None:
    answer = call("POST", path, body)
    assert answer.status_code == 422, answer.body
    assert [error["pointer"] for error in answer.json_body["errors"]] == [pointer]


@pytest.mark.parametrize(
    ("method", "content_type", "status", "code", "words"),
    [
        ("PUT", "application/json", 405, "method_not_allowed", "此处不支持该方法"),
        ("POST", "text/plain", 415, "unsupported_media_type", "application/json"),
    ],
)
def test_what_the_framework_refuses_is_a_problem_too(
    call: Caller, method: str, content_type: str, status: int, code: str, words: str
) -> None:
    answer = call(method, "/v1/jobs", JOB, Content_Type=content_type, Accept_Language="zh")
    assert answer.status_code == status
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json_body["type"] == f"urn:candor:problem:{code}"
    assert words in answer.json_body["detail"]
    assert sorted(answer.headers.get("Allow", "").split(", ")) == (["GET", "POST"] if status == 405 else [""])


def test_a_process_takes_little_of_a_quota_before_it_is_asked_for_more(services: Services, clock: HandClock) -> None:
    processes = [Rates() for _ in range(90)]
    granted = [one.take(services.table, "acme", "tenant", 100, clock.now()).granted for one in processes]
    assert all(granted)
    busy = processes[0]
    assert sum(busy.take(services.table, "acme", "tenant", 100, clock.now()).granted for _ in range(50)) == 10


def test_a_candidate_who_asks_too_fast_waits(interviewee: Caller) -> None:
    answers = {interviewee("GET", "/v1/candidate/interview").status_code for _ in range(130)}
    assert answers == {200, 429}


def test_a_copy_of_a_job_with_a_full_team_can_be_read(call: Caller, services: Services, job: Job) -> None:
    team = tuple(TeamMember(user_id=f"usr{number}", role="interviewer") for number in range(41))
    access = Access(actor=Actor(kind="user", id="usr99"), grants=grants_of("usr99", [RoleAssignment(role="admin")]))
    copied = services.jobs.create(job.model_copy(update={"id": "job2", "team": team}), access).value
    assert copied.members >= {"usr99"}
    assert call("GET", "/v1/jobs").status_code == 200


def test_roles_on_one_job_show_nothing_of_another(services: Services, job: Job) -> None:
    mixed = [RoleAssignment(role="auditor"), RoleAssignment(role="recruiter", job_ids=("job9",))]
    access = Access(actor=Actor(kind="user", id="usr1"), grants=grants_of("usr1", mixed))
    missing = NotFound("interview_not_found", Localized(en="none", zh="无"))
    permissions = services.jobs.permissions(job.id, access, "interviews:read", missing)
    assert "contacts:read" not in permissions


def test_moving_a_job_does_not_launder_its_approval(services: Services, job: Job) -> None:
    both = [RoleAssignment(role="recruiter"), RoleAssignment(role="recruiting_manager", branch_ids=("brn1",))]
    access = Access(actor=Actor(kind="user", id="usr1"), grants=grants_of("usr1", both))
    team = (TeamMember(user_id="usr1", role="owner"),)
    services.jobs.change(job.id, lambda known: known.model_copy(update={"team": team}), EVERYTHING, None)
    services.jobs.change(job.id, lambda known: known.model_copy(update={"branch_path": ("brn1",)}), EVERYTHING, None)
    text = {"branch_path": (), "description": "Something else altogether."}
    moved = services.jobs.change(job.id, lambda known: known.model_copy(update=text), access, None).value
    assert moved.approval == "pending"


def test_a_recruiter_reaches_nobody_by_naming_them_for_a_job_of_their_own(
    services: Services, candidate: Candidate
) -> None:
    recruiter = Access(
        actor=Actor(kind="user", id="usr1"), grants=grants_of("usr1", [RoleAssignment(role="recruiter")])
    )
    assert services.candidate_register.reachable([candidate.id], recruiter) == {}
    services.candidates.change(candidate.id, lambda known: known.model_copy(update={"made_by": "usr1"}), None)
    assert list(services.candidate_register.reachable([candidate.id], recruiter)) == [candidate.id]
