"""People read how an interview was decided on, and decide, in their own names."""

from typing import Any

import pytest

from chalicelib.bootstrap import Services
from chalicelib.domain.clock import new_id
from chalicelib.domain.interview import Interview
from chalicelib.domain.people import User
from tests.unit.api.conftest import Caller
from tests.unit.api.people import key_like, key_with
from tests.unit.decided import analysed, decided, executions

PATH = "/v1/interviews/int1/decisions"


def said(**more: Any) -> dict[str, Any]:
    return {"outcome": "advance", "comment": "Strong work sample.", "number": 1, **more}


@pytest.fixture
def reviewed(services: Services, started: Interview) -> Interview:
    return decided(services, started, 40)


def test_a_decision_is_answered_with_what_it_rests_on(call: Caller, reviewed: Interview) -> None:
    answer = call("POST", PATH, said(talent_pool=True))
    assert answer.status_code == 201
    made = answer.json_body
    assert made["author"] == {"id": "key1", "name": "Everything"}
    assert (made["number"], made["by"], made["current"], made["talent_pool"]) == (2, "person", True, True)
    assert (made["rules_version"], made["total"]) == (1, 40)
    assert made["dimensions"] == {"problem_solving": 40, "teamwork": 40}
    assert made["report_url"] == f"https://candor.test/v1/interviews/{reviewed.id}/report?attempt=1"


def test_the_history_has_every_decision_and_says_which_one_holds(call: Caller, reviewed: Interview) -> None:
    call("POST", PATH, said())
    call("POST", PATH, said(outcome="thank_you", number=2, comment="References did not hold."))
    items = call("GET", PATH, Accept_Language="zh").json_body["items"]
    assert [item["outcome"] for item in items] == ["human_review", "advance", "thank_you"]
    assert [item["current"] for item in items] == [False, False, True]
    assert [item["by"] for item in items] == ["rule", "person", "person"]
    assert items[0]["reasons"] == [{"code": "below_threshold", "text": "总分 40.0 低于 70。"}]
    assert items[0]["author"] is None
    assert call("GET", f"/v1/interviews/{reviewed.id}/report").json_body["decision"]["outcome"] == "thank_you"


def test_who_decides_has_seen_the_last_decision(call: Caller, reviewed: Interview) -> None:
    call("POST", PATH, said())
    answer = call("POST", PATH, said(outcome="thank_you"))
    assert answer.status_code == 409
    assert answer.json_body["type"].endswith("decided_meanwhile")
    assert reviewed.id == "int1"


@pytest.mark.parametrize(
    "fault", [{"comment": "  "}, {"comment": None}, {"outcome": "human_review"}, {"number": 0}, {"number": None}]
)
def test_a_decision_without_a_reason_or_an_outcome_is_none(call: Caller, reviewed: Interview, fault: Any) -> None:
    body = {name: value for name, value in said(**fault).items() if value is not None}
    assert call("POST", PATH, body).status_code == 422
    assert len(call("GET", f"/v1/interviews/{reviewed.id}/decisions").json_body["items"]) == 1


def test_the_same_request_has_one_effect(call: Caller, reviewed: Interview) -> None:
    answers = [call("POST", PATH, said(), Idempotency_Key="once") for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].json_body == answers[1].json_body
    assert len(call("GET", f"/v1/interviews/{reviewed.id}/decisions").json_body["items"]) == 2


def test_only_who_may_decide_does(call: Caller, services: Services, reviewed: Interview) -> None:
    for role in ("interviewer", "auditor"):
        assert call.as_(key_like(services, role))("POST", PATH, said()).status_code == 403
    assert call.as_(key_with(services, "reports:read"))("GET", PATH).status_code == 200
    assert call.as_(key_like(services, "hiring_manager"))("POST", PATH, said()).status_code == 201
    assert executions(services) == [f"{reviewed.id}-1", f"{reviewed.id}-1-r1"]


def test_before_the_report_there_is_nothing_to_decide_on(call: Caller, services: Services, started: Interview) -> None:
    analysed(services, started, 40)
    assert call("POST", PATH, said()).status_code == 409
    assert call("GET", PATH).json_body == {"items": []}
    assert call("POST", "/v1/interviews/nothing/decisions", said()).status_code == 404


def test_the_reports_page_says_who_decided_and_who_commented(
    call: Caller, services: Services, reviewed: Interview
) -> None:
    call("POST", PATH, said())
    call.as_(key_like(services, "interviewer"))(
        "POST", f"/v1/interviews/{reviewed.id}/comments", {"text": "Ask about the valve."}
    )
    link = call("POST", f"/v1/interviews/{reviewed.id}/report-pages", {}).json_body["url"]
    page = call.as_(None)("GET", link[link.index("/v1/") :]).body.decode()
    assert page.count("by a person · Everything") == 2
    assert "UTC · Some</span></blockquote>" in page


def test_comments_have_their_author_and_stay(call: Caller, services: Services, reviewed: Interview) -> None:
    user = User(
        id=new_id(services.clock, "usr"), name="Li Na", email="li@acme.example", language="zh", assignments=(),
        created_at=services.clock.now(),
    )  # fmt: skip
    path = f"/v1/interviews/{reviewed.id}/comments"
    answer = call("POST", path, {"text": "  Ask about the valve.  "})
    assert answer.status_code == 201
    assert answer.json_body["author"] == {"id": "key1", "name": "Everything"}
    kept = services.comments.page(reviewed.id, None, 1)[0][0]
    services.comments.add(kept.model_copy(update={"id": "comz", "actor": user.id, "text": "Done."}))
    services.users._users.documents.create(user.id, user)
    items = call("GET", path).json_body["items"]
    assert [(item["text"], item["author"]["name"]) for item in items] == [
        ("Done.", "Li Na"),
        ("Ask about the valve.", "Everything"),
    ]
    assert call("POST", path, {"text": " "}).status_code == 422
    assert call.as_(key_like(services, "auditor"))("POST", path, {"text": "x"}).status_code == 403
    assert call.as_(key_like(services, "interviewer"))("POST", path, {"text": "x"}).status_code == 201
