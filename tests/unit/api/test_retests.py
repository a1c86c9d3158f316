"""HR has an interview taken again."""

import pytest

from chalicelib.bootstrap import Services
from chalicelib.domain.interview import Interview
from tests.unit.api.conftest import Caller, begin
from tests.unit.api.people import key_with
from tests.unit.decided import analysed, decided

PATH = "/v1/interviews/int1/retests"


@pytest.fixture
def reported(services: Services, started: Interview) -> Interview:
    return decided(services, started, 40)


def test_the_new_link_is_shown_once_and_works(call: Caller, reported: Interview) -> None:
    answer = call("POST", PATH, {"comment": "The line was bad.", "valid_for_hours": 24}, Idempotency_Key="again")
    assert answer.status_code == 201
    assert (answer.json_body["attempt"], answer.json_body["interview_id"]) == (2, reported.id)
    replayed = call("POST", PATH, {"comment": "The line was bad.", "valid_for_hours": 24}, Idempotency_Key="again")
    assert replayed.json_body == answer.json_body
    own = begin(call, answer.json_body)
    assert own("GET", "/v1/candidate/interview").json_body["state"] == "started"
    assert call("GET", "/v1/interviews/int1").json_body["attempt"] == 2


def test_a_retest_is_a_decision_in_the_history(call: Caller, reported: Interview) -> None:
    call("POST", PATH, {"comment": "The line was bad."})
    items = call("GET", f"/v1/interviews/{reported.id}/decisions").json_body["items"]
    assert [(item["outcome"], item["comment"]) for item in items[1:]] == [("retest", "The line was bad.")]
    assert call("GET", "/v1/interviews/int1/report").json_body["attempt"] == 1


def test_who_saw_an_older_decision_starts_no_retest(call: Caller, reported: Interview) -> None:
    call("POST", f"/v1/interviews/{reported.id}/decisions", {"outcome": "advance", "comment": "Good.", "number": 1})
    assert call("POST", PATH, {"comment": "The line was bad.", "number": 1}).status_code == 409
    assert call("GET", "/v1/interviews/int1").json_body["attempt"] == 1


def test_the_same_retest_asked_for_twice_is_one(call: Caller, reported: Interview) -> None:
    first, second = (call("POST", PATH, {"comment": "The line was bad."}).json_body for _ in range(2))
    assert first["attempt"] == second["attempt"] == 2
    assert len(call("GET", f"/v1/interviews/{reported.id}/decisions").json_body["items"]) == 2
    assert call.as_(None)("GET", f"/v1/invitations/{first['token']}").status_code == 404
    assert call.as_(None)("GET", f"/v1/invitations/{second['token']}").status_code == 200


def test_an_interview_whose_result_failed_is_taken_again_without_a_decision(
    call: Caller, services: Services, started: Interview
) -> None:
    analysed(services, started, 40)
    assert call("POST", PATH, {"comment": "It failed."}).status_code == 409
    services.interview_results.flag("int1", 1, "PermanentError")
    assert call("POST", PATH, {"comment": "It failed."}).status_code == 201
    assert call("GET", "/v1/interviews/int1/decisions").json_body["items"] == []
    comments = call("GET", "/v1/interviews/int1/comments").json_body["items"]
    assert [(comment["text"], comment["attempt"]) for comment in comments] == [("It failed.", 1)]


def test_a_retest_counts_against_the_days_quota(call: Caller, services: Services, reported: Interview) -> None:
    def none_left(quotas: object) -> object:
        return quotas.model_copy(update={"interviews_per_day": 0})  # type: ignore[attr-defined]

    services.tenants.change("acme", lambda tenant: tenant.model_copy(update={"quotas": none_left(tenant.quotas)}), None)
    assert call("POST", PATH, {"comment": "Again."}).status_code == 429
    assert services.interviews.require(reported.id).attempt == 1


def test_it_takes_both_permissions(call: Caller, services: Services, reported: Interview) -> None:
    key = key_with(services, "interviews:write", "interviews:read", "jobs:read")
    assert call.as_(key)("POST", PATH, {"comment": "Again."}).status_code == 403
    key = key_with(services, "decisions:write", "interviews:read", "jobs:read")
    assert call.as_(key)("POST", PATH, {"comment": "Again."}).status_code == 403
    assert services.interviews.require(reported.id).attempt == 1
