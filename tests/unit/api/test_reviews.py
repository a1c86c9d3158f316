"""Open reviews over REST."""

from chalicelib.bootstrap import Services
from chalicelib.domain.interview import Interview
from tests.unit.api.conftest import Caller
from tests.unit.clock import HandClock
from tests.unit.decided import analysed


def test_open_reviews_are_listed_until_they_are_decided(
    call: Caller, services: Services, started: Interview, other_tenant: Caller, clock: HandClock
) -> None:
    analysed(services, started, 40)
    services.interview_results.finalise(started.id, 1)
    services.interview_results.decide(started.id, 1)
    services.reviews.open(started.id, 1)
    services.reviews.request(started.id, 1, "a-token")
    (found,) = call("GET", "/v1/reviews").json_body["items"]
    assert (found["interview_id"], found["job_id"], found["decision_number"]) == (started.id, "job1", 1)
    assert (found["overdue"], found["reminders"]) == (False, 0)
    assert "token" not in str(found)
    assert call("GET", "/v1/reviews?job_id=job2").json_body["items"] == []
    assert other_tenant("GET", "/v1/reviews").json_body["items"] == []
    clock.move(days=6)
    assert call("GET", "/v1/reviews?job_id=job1").json_body["items"][0]["overdue"] is True
    services.decisions.decide(started.id, 1, "advance", "", False, "usr1", 1)
    assert call("GET", "/v1/reviews").json_body == {"items": [], "next_cursor": None}
