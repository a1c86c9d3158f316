"""Two tenants with one of everything, and a person of every role, to ask every route who may see what."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from chalicelib.domain.access import ROLES
from tests.unit.adapters.test_oidc import API, Issuer
from tests.unit.api.conftest import JOB, Caller
from tests.unit.conftest import DEVICE

QUESTION = {"kind": "behavioural", "dimensions": ["teamwork"], "en": {"text": "Who?", "key_points": ["Names others"]}}
MODEL = {"name": "Model", "dimensions": [{"key": "teamwork", "weight": 1}], "publish": True}
FILE = {"size": 3, "sha256": "ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0="}
CONNECTION = {"name": "Core HR", "connector": "generic", "settings": {"url": "https://127.0.0.1:9/results"}}
CHANNEL = {"setting": {"app_key": "k", "agent_id": 7}, "credentials": {"app_secret": "s"}}
TEMPLATE = {"subject": "Ready", "text": "{url}"}
ON_THE_TEAM = ("recruiter", "hiring_manager", "interviewer")


@dataclass
class World:
    """One tenant's objects by kind. `elsewhere` has those of a job that nobody's team works on."""

    ids: dict[str, str] = field(default_factory=dict)
    elsewhere: dict[str, str] = field(default_factory=dict)
    people: dict[str, Caller] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)


def made(call: Caller, path: str, body: Any) -> Any:
    """What a POST made; it must have."""
    answer = call("POST", path, body)
    assert answer.status_code < 300, (path, answer.status_code, answer.body)
    return answer.json_body


def build(call: Caller, issuer: Issuer, audience: str) -> World:
    """Fill the tenant that `call` acts for."""
    world = World()
    ids = world.ids
    ids["branch"] = made(call, "/v1/branches", {"name": "North"})["id"]
    provider = {"name": "Company", "issuer": issuer.url, "audience": audience}
    ids["provider"] = made(call, "/v1/identity-providers", provider)["id"]
    for role in ROLES:
        subject = f"{role}-of-{audience}"
        user = {
            "name": role,
            "email": f"{role}@{audience}.example",
            "language": "en",
            "assignments": [{"role": role}],
            "identity": {"provider_id": ids["provider"], "subject": subject},
        }
        ids[f"user {role}"] = made(call, "/v1/users", user)["id"]
        world.people[role] = call.as_(issuer.token(aud=audience, sub=subject))
    ids["user"] = made(call, "/v1/users", {"name": "New", "email": f"new@{audience}.example", "language": "en"})["id"]
    ids["key"] = made(call, "/v1/api-keys", {"name": "Other", "scopes": ["jobs:read"]})["id"]
    hook = {"url": "https://hooks.example/x"}
    ids["endpoint"] = made(call, "/v1/webhook-endpoints", hook)["id"]
    ids["event"] = made(call, f"/v1/webhook-endpoints/{ids['endpoint']}/tests", None)["event_id"]
    times = {"from": "2026-11-01T00:00:00Z", "to": "2026-11-02T00:00:00Z"}
    ids["replay"] = made(call, f"/v1/webhook-endpoints/{ids['endpoint']}/replays", times)["id"]
    for path, body in (("channels/dingtalk", CHANNEL), ("notice-templates/report_ready/en", TEMPLATE)):
        assert call("PUT", f"/v1/{path}", body).status_code == 200
    ids["notice"] = made(call, "/v1/channels/email/tests", {"address": "kim@candor.example"})["id"]
    ids["suppressed"] = made(call, "/v1/suppressed-addresses", {"address": f"gone@{audience}.example"})["id"]
    ids["connection"] = made(call, "/v1/connections", CONNECTION)["id"]
    ids["exchange"] = made(call, f"/v1/connections/{ids['connection']}/tests", None)["id"]
    ids["question"] = made(call, "/v1/questions", QUESTION)["id"]
    ids["model"] = made(call, "/v1/competency-models", MODEL)["id"]
    stage = {"key": "q", "title": {"en": "Q", "zh": "问"}, "questions": [{"question_id": ids["question"]}]}
    asked = {"question_id": made(call, "/v1/questions", QUESTION)["id"], "answer_kind": "text"}
    written = {"key": "w", "title": {"en": "W", "zh": "写"}, "questions": [asked]}
    ids["flow"] = made(call, "/v1/flow-templates", {"name": "Flow", "stages": [stage, written], "publish": True})["id"]
    team = [{"user_id": ids[f"user {role}"], "role": role} for role in ON_THE_TEAM]
    _job(call, ids, {**_job_body(ids), "team": team}, f"one@{audience}.example")
    world.elsewhere = {}
    _job(call, world.elsewhere, _job_body(ids), f"two@{audience}.example")
    announced = {"format": "csv", **FILE}
    ids["import"] = made(call, "/v1/candidate-imports", announced)["id"]
    world.tokens["invitation"] = world.ids.pop("token")
    world.elsewhere.pop("token")
    return world


def _job_body(ids: Mapping[str, str]) -> dict[str, Any]:
    return {
        **JOB,
        "approval": "approved",
        "competency_model": {"id": ids["model"], "version": 1},
        "flow": {"id": ids["flow"], "version": 1},
    }


def _job(call: Caller, ids: dict[str, str], body: Any, email: str) -> None:
    ids["job"] = made(call, "/v1/jobs", body)["id"]
    person = {"name": "Wei", "email": email, "phone": "+8613800138000", "language": "en"}
    ids["candidate"] = made(call, "/v1/candidates", {**person, "phone": f"+86138{abs(hash(email)) % 10**8:08}"})["id"]
    made(call, f"/v1/jobs/{ids['job']}/applications", {"candidate_ids": [ids["candidate"]]})
    invited = made(call, f"/v1/jobs/{ids['job']}/invitations", {"candidate_ids": [ids["candidate"]]})["items"][0]
    ids["interview"], ids["token"] = invited["interview_id"], invited["token"]
    ids["proposal"] = made(call, f"/v1/jobs/{ids['job']}/proposals", None)["id"]
    ids["run"] = made(call, f"/v1/jobs/{ids['job']}/match-runs", None)["id"]
    ids["calibration"] = made(call, f"/v1/jobs/{ids['job']}/calibrations", {"question": "q"})["id"]
    ids["rescoring"] = made(call, f"/v1/jobs/{ids['job']}/rescorings", {})["id"]
    cv = {"content_type": "application/pdf", **FILE}
    ids["upload"] = made(call, f"/v1/candidates/{ids['candidate']}/cv-uploads", cv)["upload_id"]


def begun(call: Caller, world: World) -> Caller:
    """The invited candidate's own session."""
    opened = call.as_(None)(
        "POST", f"/v1/invitations/{world.tokens['invitation']}/sessions", {"device_key": DEVICE}
    ).json_body
    own = call.as_(opened["session_token"])
    own("POST", "/v1/candidate/consent", {"text_version": "2026-11-1"})
    return own


__all__ = ["API", "World", "begun", "build", "made"]
