"""Rescorings through the API, and reports of earlier attempts."""

from typing import Any

import pytest

from chalicelib.bootstrap import Services
from chalicelib.domain.interview import Interview
from chalicelib.domain.messages import Prepare
from tests.unit.api.conftest import Caller
from tests.unit.rescored import finish, report, score, waiting
from tests.unit.samples import queued
from workers.rescoring_tasks import rescore


@pytest.fixture
def reported(services: Services, started: Interview) -> Interview:
    return report(services, started)


def asked(services: Services) -> list[Prepare]:
    return [Prepare.model_validate_json(body) for body in queued(services.settings.preparation_queue_url)]


def test_a_rescoring_is_asked_for_once_done_by_the_worker_and_read(
    call: Caller, services: Services, reported: Interview
) -> None:
    first, again = (call("POST", "/v1/jobs/job1/rescorings", {}, Idempotency_Key="k1") for _ in range(2))
    assert (first.status_code, first.json_body) == (202, again.json_body)
    made = first.json_body
    assert (made["state"], made["total"], made["done"], made["scoring_version"]) == ("queued", 0, 0, 0)
    (message,) = asked(services)
    rescore(services, message, lambda: True)
    during = call("GET", f"/v1/interviews/{reported.id}").json_body
    assert (during["state"], during["attempt"]) == ("reported", 2)
    assert {answer["state"] for answer in during["answers"]} == {"received"}
    assert call("GET", f"/v1/interviews/{reported.id}/report").json_body["attempt"] == 1
    for each in waiting(services):
        score(services, each, 60)
    finish(services, reported.id, 2)
    read = call("GET", first.headers["Location"]).json_body
    assert (read["state"], read["total"], read["done"], read["problem"]) == ("done", 1, 1, None)
    assert read["finished_at"]
    assert call("GET", "/v1/jobs/job1/rescorings").json_body["items"] == [read]


def test_reports_of_earlier_attempts_are_read_by_their_number(
    call: Caller, services: Services, reported: Interview
) -> None:
    path = f"/v1/interviews/{reported.id}/report"
    before = call("GET", path).json_body
    call("POST", "/v1/jobs/job1/rescorings", {"interviews": [reported.id]})
    rescore(services, asked(services)[0], lambda: True)
    for each in waiting(services):
        score(services, each, 60)
    finish(services, reported.id, 2)
    latest = call("GET", path).json_body
    assert (latest["attempt"], latest["total"], latest["decision"]["outcome"]) == (2, 60, "human_review")
    assert call("GET", f"{path}?attempt=2").json_body == latest
    assert call("GET", f"{path}?attempt=1").json_body == before
    assert call("GET", f"{path}?attempt=3").status_code == 404
    assert call("GET", f"{path}?attempt=0").status_code == 422
    assert call("GET", f"{path}?attempt=x").status_code == 422


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("/v1/jobs/job9/rescorings", {}, 404),
        ("/v1/jobs/job1/rescorings", {"interviews": ["int9"]}, 404),
        ("/v1/jobs/job1/rescorings", {"interviews": ["int1"] * 101}, 422),
        ("/v1/jobs/job1/rescorings", {"everything": True}, 422),
    ],
)
def test_what_cannot_be_asked_for_is_refused_and_nobody_is_told(
    call: Caller, services: Services, reported: Interview, path: str, body: Any, status: int
) -> None:
    assert call("POST", path, body).status_code == status
    assert asked(services) == []
    assert services.interviews.require(reported.id).attempt == 1


def test_another_tenants_interview_cannot_be_named(call: Caller, other_tenant: Caller, reported: Interview) -> None:
    del call
    body = {"interviews": [reported.id]}
    assert other_tenant("POST", "/v1/jobs/job1/rescorings", body).status_code == 404


def test_a_rescoring_is_in_the_audit_log(call: Caller, services: Services, reported: Interview) -> None:
    call("POST", "/v1/jobs/job1/rescorings", {"interviews": [reported.id]})
    services.audit.chain()
    entries = call("GET", "/v1/audit-entries").json_body["items"]
    assert ("rescoring", "created") in {(entry["kind"], entry["verb"]) for entry in entries}
