"""Candidates by REST: nobody twice, everybody only for those who may see them, and of them only what they may see."""

from typing import Any

import pytest

from chalicelib.bootstrap import Services
from chalicelib.domain.job import Job
from tests.unit.adapters.test_oidc import Issuer, issuer
from tests.unit.api.conftest import Caller
from tests.unit.api.people import key_like, key_with

__all__ = ["issuer"]
LI: dict[str, Any] = {
    "name": "Li Na",
    "email": "Li.Na@mail.example",
    "phone": "138 0000 0001",
    "external_id": "S1",
    "language": "zh",
    "profile": {"education_level": "bachelor", "skills": ["Java"]},
}
CHECK = {"status": "consider", "provider": "Checks", "summary": "canary-check"}


@pytest.fixture(autouse=True)
def loopback(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOOPBACK_WEBHOOKS", "true")


@pytest.fixture
def recruiter(call: Caller, issuer: Issuer, job: Job) -> Caller:
    """A recruiter on the team of one job."""
    provider = {"name": "Company", "issuer": issuer.url, "audience": "acme"}
    provider_id = call("POST", "/v1/identity-providers", provider).json_body["id"]
    user = {
        "name": "Ren",
        "email": "ren@acme.example",
        "language": "en",
        "assignments": [{"role": "recruiter"}],
        "identity": {"provider_id": provider_id, "subject": "ren"},
    }
    user_id = call("POST", "/v1/users", user).json_body["id"]
    team = {"team": [{"user_id": user_id, "role": "recruiter"}]}
    assert call("PATCH", f"/v1/jobs/{job.id}", team).status_code == 200
    return call.as_(issuer.token(aud="acme", sub="ren"))


def made(call: Caller, **other: Any) -> Any:
    answer = call("POST", "/v1/candidates", {**LI, **other})
    assert answer.status_code == 201, answer.body
    return answer.json_body


def test_a_candidate_is_made_and_read(call: Caller) -> None:
    answer = call("POST", "/v1/candidates", LI)
    assert answer.status_code == 201
    assert answer.headers["Location"] == f"/v1/candidates/{answer.json_body['id']}"
    assert answer.json_body["phone"] == "+8613800000001"
    read = call("GET", f"/v1/candidates/{answer.json_body['id']}")
    assert read.json_body == answer.json_body
    assert read.headers["ETag"] == '"1"'


@pytest.mark.parametrize(
    "other",
    [
        {"external_id": "S1"},
        {"email": "LI.NA@mail.example"},
        {"phone": "+86-13800000001"},
        {"external_id": "S2", "email": "li.na@mail.example"},
    ],
)
def test_who_has_an_identity_of_somebody_is_there_already(call: Caller, other: dict[str, str]) -> None:
    first = made(call)
    again = call("POST", "/v1/candidates", {"name": "Li", "language": "en", **other})
    assert again.status_code == 409
    assert again.json_body["type"] == "urn:candor:problem:candidate_exists"
    assert first["id"] in again.json_body["detail"]
    assert len(call("GET", "/v1/candidates").json_body["items"]) == 1


def test_the_same_request_again_gives_the_same_candidate(call: Caller) -> None:
    first = call("POST", "/v1/candidates", LI, Idempotency_Key="k1")
    assert call("POST", "/v1/candidates", LI, Idempotency_Key="k1").json_body == first.json_body


@pytest.mark.parametrize("body", [{"name": "Li", "language": "en"}, {**LI, "phone": "call me"}, {**LI, "age": 22}])
def test_what_cannot_be_a_candidate_is_refused(call: Caller, body: Any) -> None:
    assert call("POST", "/v1/candidates", body).status_code == 422


def test_a_changed_identity_is_kept_unique_and_the_old_one_is_free(call: Caller) -> None:
    one = made(call)
    other = made(call, email="wang@mail.example", phone=None, external_id=None)
    path = f"/v1/candidates/{other['id']}"
    taken = call("PATCH", path, {"email": "li.na@MAIL.example"})
    assert (taken.status_code, one["id"] in taken.json_body["detail"]) == (409, True)
    assert call("PATCH", f"/v1/candidates/{one['id']}", {"email": None, "source": None}).status_code == 200
    assert call("PATCH", path, {"email": "li.na@mail.example"}).json_body["email"] == "li.na@mail.example"
    third = made(call, name="Third", email="wang@mail.example", phone=None, external_id=None)
    assert third["id"] not in {one["id"], other["id"]}
    assert call("PATCH", path, {"email": None}).status_code == 422


def test_a_change_of_what_was_changed_meanwhile_is_refused(call: Caller) -> None:
    path = f"/v1/candidates/{made(call)['id']}"
    assert call("PATCH", path, {"name": "Li"}, If_Match='"1"').headers["ETag"] == '"2"'
    assert call("PATCH", path, {"name": "Na"}, If_Match='"1"').status_code == 412


@pytest.mark.parametrize(
    ("role", "missing"),
    [
        ("admin", set()),
        ("recruiter", set()),
        ("hiring_manager", {"background_check"}),
        ("interviewer", {"background_check", "email", "phone"}),
        ("auditor", {"background_check", "email", "phone", "summary"}),
    ],
)
def test_each_role_gets_its_fields(call: Caller, services: Services, role: Any, missing: set[str]) -> None:
    person = made(call)
    path = f"/v1/candidates/{person['id']}"
    assert call("PUT", f"{path}/background-check", CHECK).status_code == 200
    looking = call.as_(key_like(services, role))
    for shown in (looking("GET", path).json_body, looking("GET", "/v1/candidates").json_body["items"][0]):
        assert set(person) - set(shown) == missing
        assert shown["profile"]["skills"] == ["Java"]
        assert ("canary" in str(shown)) is ("background_check" not in missing)


def test_a_background_check_is_kept_only_by_those_who_may(call: Caller, services: Services) -> None:
    person = made(call)
    path = f"/v1/candidates/{person['id']}/background-check"
    assert call.as_(key_like(services, "recruiter"))("PUT", path, CHECK).status_code == 403
    answer = call.as_(key_with(services, "checks:write"))("PUT", path, CHECK)
    assert answer.status_code == 200
    assert set(answer.json_body) == {"status", "provider", "summary", "reference", "at"}
    assert call("PATCH", f"/v1/candidates/{person['id']}", {"background_check": CHECK}).status_code == 422


def test_a_recruiter_sees_who_applied_for_their_jobs_and_nobody_else(call: Caller, recruiter: Caller, job: Job) -> None:
    person = made(call)
    path = f"/v1/candidates/{person['id']}"
    assert recruiter("GET", path).status_code == 404
    assert recruiter("PATCH", path, {"name": "x"}).status_code == 404
    refused = recruiter("GET", "/v1/candidates")
    assert (refused.status_code, refused.json_body["type"]) == (403, "urn:candor:problem:list_by_job")
    assert "applications" in refused.json_body["detail"]
    call("POST", f"/v1/jobs/{job.id}/applications", {"candidate_ids": [person["id"]]})
    assert recruiter("GET", path).json_body["email"] == "Li.Na@mail.example"
    assert recruiter("PATCH", path, {"name": "Li N."}).status_code == 200
    assert recruiter("PUT", f"{path}/background-check", CHECK).status_code == 403


def test_another_tenants_candidate_is_not_there(call: Caller, other_tenant: Caller) -> None:
    path = f"/v1/candidates/{made(call)['id']}"
    for method, where, body in (
        ("GET", path, None),
        ("PATCH", path, {"name": "x"}),
        ("PUT", f"{path}/background-check", CHECK),
    ):
        assert other_tenant(method, where, body).status_code == 404
    assert made(other_tenant)["id"] != path.rpartition("/")[2]
    assert len(other_tenant("GET", "/v1/candidates").json_body["items"]) == 1


def test_pages_follow_each_other(call: Caller) -> None:
    for number in range(5):
        made(call, email=f"c{number}@mail.example", phone=None, external_id=None)
    first = call("GET", "/v1/candidates?limit=3").json_body
    second = call("GET", f"/v1/candidates?limit=3&cursor={first['next_cursor']}").json_body
    assert len({one["id"] for one in first["items"] + second["items"]}) == 5
    assert second["next_cursor"] is None
