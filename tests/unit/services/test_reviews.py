"""An interview waits for a person: asked once, reminded, overdue, never decided by itself."""

from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.adapters.dynamodb.interviews import stalled
from chalicelib.bootstrap import Services
from chalicelib.domain.access import Access, Actor, Grant
from chalicelib.domain.interview import Interview, RescoredAttempt
from chalicelib.domain.plan import RoutingRules
from chalicelib.domain.review import SLOW_PACE_HOURS, Review
from chalicelib.services.sweep import MAX_REDRIVES
from tests.unit.clock import HandClock
from tests.unit.conftest import EVERYTHING
from tests.unit.decided import analysed
from tests.unit.services.test_interview_results import executions
from tests.unit.services.test_sweep import stop

# Entered, scheduled, started, submitted or succeeded, timed out, left: of AwaitReview and of Remind.
EVENTS_OF_A_ROUND = 12
MOST_EVENTS = 25_000


@pytest.fixture
def interview(services: Services, started: Interview) -> Interview:
    """An interview that the rule gave to a person."""
    analysed(services, started, 40)
    services.interview_results.finalise(started.id, 1)
    services.interview_results.decide(started.id, 1)
    return services.interviews.require(started.id)


def purposes(services: Services) -> list[str]:
    return sorted(notice.purpose for notice in services.notices.page(None, 100, interview="int1")[0])


def review(services: Services, attempt: int = 1) -> Review:
    found = services.reviews._reviews.find("int1", attempt)
    assert found is not None
    return found


def test_a_person_is_asked_once(services: Services, interview: Interview, clock: HandClock) -> None:
    hours = RoutingRules()
    assert services.reviews.open(interview.id, 1) == hours.reminder_hours * 3600
    first = review(services)
    assert first.due_at - first.requested_at == timedelta(hours=hours.review_hours)
    clock.move(hours=1)
    assert services.reviews.open(interview.id, 1) == (hours.reminder_hours - 1) * 3600
    assert review(services) == first
    assert purposes(services) == ["review_requested", "under_review"]


def test_who_waits_for_a_person_is_looked_at_after_the_next_reminder(
    services: Services, interview: Interview, clock: HandClock
) -> None:
    services.reviews.open(interview.id, 1)
    clock.move(hours=24)
    assert stalled(services.table, clock.now()) == []
    clock.move(seconds=61)
    assert stalled(services.table, clock.now()) == [("acme", "int1")]
    services.reviews.remind(interview.id, 1)
    assert stalled(services.table, clock.now()) == []


def test_reminders_then_overdue_once_then_weekly(services: Services, interview: Interview, clock: HandClock) -> None:
    services.reviews.open(interview.id, 1)
    for day in range(1, 5):
        clock.move(hours=24)
        services.reviews.remind(interview.id, 1)
        assert purposes(services).count("review_reminder") == day
        services.reviews.remind(interview.id, 1)
    assert not review(services).overdue
    clock.move(hours=24)
    assert services.reviews.remind(interview.id, 1) == SLOW_PACE_HOURS * 3600
    assert review(services).overdue
    for _ in range(3):
        clock.move(hours=SLOW_PACE_HOURS)
        services.reviews.remind(interview.id, 1)
    assert purposes(services).count("review_overdue") == 1
    assert purposes(services).count("review_reminder") == 4 + 3
    assert review(services).open
    assert services.decisions.current(interview.id, 1).by == "rule"  # type: ignore[union-attr]


def test_a_reminder_that_broke_off_is_finished_and_not_repeated(
    services: Services, interview: Interview, clock: HandClock
) -> None:
    services.reviews.open(interview.id, 1)
    clock.move(hours=24)
    before = review(services)
    services.reviews.remind(interview.id, 1)
    # As if it had stopped between the notice and the note of it.
    services.reviews._reviews.change(interview.id, 1, lambda _: before)
    services.reviews.remind(interview.id, 1)
    assert purposes(services).count("review_reminder") == 1
    assert review(services).reminders == 1


def test_a_review_of_years_stays_far_below_the_longest_history() -> None:
    now = HandClock().now()
    rules = RoutingRules(review_hours=24 * 60, reminder_hours=1)
    due = now + timedelta(hours=rules.review_hours)
    first = now + timedelta(hours=rules.reminder_hours)
    waiting = Review(
        interview="int1", job="job1", candidate="can1", attempt=1, requested_at=now, due_at=due, next_at=first
    )
    while waiting.next_at < now + timedelta(days=365):
        waiting = waiting.reminded(rules, waiting.next_at, timedelta(hours=1))
    assert waiting.overdue
    assert waiting.reminders * EVENTS_OF_A_ROUND < MOST_EVENTS / 10


def test_a_decision_ends_the_review(services: Services, interview: Interview, clock: HandClock) -> None:
    services.reviews.open(interview.id, 1)
    services.reviews.request(interview.id, 1, "a-token")
    assert [one.interview for one in services.reviews.page(EVERYTHING, None, None, 10)[0]] == ["int1"]
    services.decisions.decide(interview.id, 1, "advance", "", False, "usr1", 1)
    assert services.reviews.page(EVERYTHING, None, None, 10) == ([], None)
    clock.move(days=2)
    assert services.reviews.remind(interview.id, 1) == 1
    assert purposes(services) == ["review_requested", "under_review"]


def test_waiting_uses_up_no_redrives_and_standing_still_does(services: Services, interview: Interview) -> None:
    for _ in range(MAX_REDRIVES + 5):
        services.reviews.open(interview.id, 1)
        stop(services)
        services.sweep.look_at(interview.id)
    current = services.interviews.require(interview.id)
    assert (current.state, current.redrives, current.redrives_spent) == ("reported", MAX_REDRIVES + 5, 1)
    for _ in range(MAX_REDRIVES):
        stop(services)
        services.sweep.look_at(interview.id)
    assert services.interviews.require(interview.id).problem is not None


def test_an_appeal_asks_again_with_a_time_of_its_own(
    services: Services, interview: Interview, clock: HandClock
) -> None:
    services.reviews.open(interview.id, 1)
    services.decisions.decide(interview.id, 1, "thank_you", "", False, "usr1", 1)
    clock.move(hours=1)
    services.decisions.decide(interview.id, 1, "human_review", "Look again.", False, "usr1", 2)
    services.reviews.open(interview.id, 1)
    again = review(services)
    assert (again.open, again.number, again.requested_at) == (True, 3, clock.now())
    assert purposes(services).count("review_requested") == 2


def rescored(services: Services, interview: Interview) -> None:
    """A second attempt that scored again, up to the rule's decision."""

    def again(current: Interview) -> Interview:
        update = {"attempt": 2, "rescorings": (RescoredAttempt(rescoring="rsc1", attempt=2),)}
        return current.model_copy(update=update)

    services.interviews.change(interview.id, services.clock.now(), again)
    services.interview_results.finalise(interview.id, 2)
    services.interview_results.decide(interview.id, 2)


def test_scoring_again_takes_the_review_over_and_tells_nobody(
    services: Services, interview: Interview, clock: HandClock
) -> None:
    services.reviews.open(interview.id, 1)
    first = review(services)
    clock.move(hours=1)
    rescored(services, interview)
    services.reviews.open(interview.id, 2)
    second = review(services, 2)
    assert review(services).state == "superseded"
    assert (second.due_at, second.next_at, second.reminders) == (first.due_at, first.next_at, 0)
    assert services.outcomes.current(interview.id, 1) == "superseded"
    assert purposes(services) == ["review_requested", "under_review"]
    assert services.reviews.remind(interview.id, 1) == 1
    clock.move(hours=23)
    services.reviews.remind(interview.id, 2)
    assert purposes(services).count("review_reminder") == 1


def test_a_caller_sees_the_reviews_of_their_own_jobs(services: Services, interview: Interview) -> None:
    services.reviews.open(interview.id, 1)
    grant = EVERYTHING.grants[0]
    for job, seen in (("job1", 1), ("job2", 0)):
        access = Access(
            actor=Actor(kind="user", id="usr1"),
            grants=(Grant(permissions=grant.permissions, jobs=frozenset({job})),),
        )
        assert len(services.reviews.page(access, None, None, 10)[0]) == seen
    assert services.reviews.page(EVERYTHING, "job2", None, 10)[0] == []
    other = replace(services, tenant="globex")
    assert other.reviews.page(EVERYTHING, None, None, 10) == ([], None)


def test_a_closed_interview_is_opened_again_for_a_later_decision(services: Services, interview: Interview) -> None:
    services.interview_results.close(interview.id, 1)
    services.decisions.decide(interview.id, 1, "advance", "", False, "usr1", 1)
    current = services.interviews.require(interview.id)
    assert (current.closed_at, current.redrives, current.redrives_spent) == (None, 1, 0)
    assert executions(services) == ["int1-1", "int1-1-r1"]
