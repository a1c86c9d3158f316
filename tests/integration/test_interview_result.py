"""Every way that a result can take, in MiniStack, with the Lambdas that go to AWS: each side effect once."""

from collections.abc import Iterator

import pytest

from chalicelib.domain.interview import Interview, RescoredAttempt
from chalicelib.domain.media_key import result_key
from chalicelib.services.sweep import MAX_REDRIVES
from tests.integration.result_stack import IMPATIENT, TENANT, ResultStack, result_stack
from tests.unit.other_systems import Receiver, running_receiver

pytestmark = [pytest.mark.integration, pytest.mark.timeout(600)]
ENDS = ["interview.decided", "interview.reported"]
# Who is below the bound of a dimension gets its course, too.
WITH_A_PERSON = [
    "interview.courses_suggested",
    "interview.decided",
    "interview.reported",
    "interview.review_requested",
]


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ResultStack]:
    with result_stack(tmp_path_factory.mktemp("result")) as running:
        yield running


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with running_receiver() as running:
        yield running


def test_a_good_result_advances_by_rule(stack: ResultStack) -> None:
    interview = stack.begun(80)
    closed = stack.closed(interview)
    assert (closed.state, closed.problem) == ("reported", None)
    assert stack.event_types(interview) == ENDS
    assert {"report_ready", "next_round"} <= set(stack.notices(interview))
    assert "under_review" not in stack.notices(interview)
    assert stack.services.reports.read(interview.id).explanation.attempt == 1


def test_a_rule_that_may_decline_thanks_with_a_way_to_a_person_and_a_course(stack: ResultStack) -> None:
    interview = stack.begun(10)
    stack.closed(interview)
    assert stack.event_types(interview) == sorted([*ENDS, "interview.courses_suggested"])
    assert {"thank_you", "course"} <= set(stack.notices(interview))


@pytest.mark.parametrize(
    ("outcome", "notice"), [("advance", "next_round"), ("thank_you", "thank_you"), ("retest", "retest")]
)
def test_a_persons_decision_is_carried_out(stack: ResultStack, outcome: str, notice: str) -> None:
    interview = stack.begun(50)
    stack.asked(interview)
    stack.decide(interview, outcome)
    if outcome == "retest":
        stack.wait(lambda: "SUCCEEDED" in stack.executions(interview).values() or None, 180)
        assert stack.services.interviews.require(interview.id).attempt == 2
    else:
        stack.closed(interview)
    events = stack.events(interview)
    expected = {*WITH_A_PERSON} - ({"interview.courses_suggested"} if outcome == "retest" else set())
    assert {event.type for event in events} & {*WITH_A_PERSON} == expected
    (decided,) = [event for event in events if event.type == "interview.decided"]
    assert (decided.data["number"], decided.data["by"], decided.data["outcome"]) == (2, "person", outcome)
    told = stack.notices(interview)
    assert [told.count(purpose) for purpose in ("under_review", notice)] == [1, 1]


def test_a_review_is_reminded_of_then_overdue_once_and_stays_open(stack: ResultStack) -> None:
    interview = stack.begun(50, IMPATIENT)
    stack.asked(interview)
    # The event is published before the review is kept, so the review is what is waited for.
    review = stack.overdue(interview)
    assert "interview.review_overdue" in stack.event_types(interview)
    told = stack.notices(interview)
    # How many reminders fit in before depends on how fast this machine is.
    assert (told.count("review_overdue"), told.count("review_reminder")) == (1, review.reminders - 1)
    # An hour lasts a second here: after the end of the time, reminders are a week of such hours apart.
    assert (review.next_at - review.due_at).total_seconds() >= 7 * 24
    assert stack.executions(interview) == {f"{interview.id}-1": "RUNNING"}
    stack.decide(interview, "advance")
    stack.closed(interview)
    assert stack.event_types(interview) == sorted([*WITH_A_PERSON, "interview.review_overdue"])


def test_a_token_that_is_lost_does_not_keep_a_decision_from_being_carried_out(stack: ResultStack) -> None:
    interview = stack.begun(50)
    stack.asked(interview)
    stack.services.reviews._reviews.change(interview.id, 1, lambda review: review.model_copy(update={"token": "gone"}))
    stack.decide(interview, "thank_you")
    stack.closed(interview)
    assert stack.executions(interview) == {f"{interview.id}-1": "RUNNING", f"{interview.id}-1-r1": "SUCCEEDED"}
    stack.machine.stop_execution(executionArn=stack.execution_arn(f"{interview.id}-1"))
    assert stack.event_types(interview) == WITH_A_PERSON
    assert stack.notices(interview).count("thank_you") == 1


def test_an_execution_that_is_lost_in_review_is_started_again_and_nobody_is_told_twice(stack: ResultStack) -> None:
    interview = stack.begun(50)
    first = stack.asked(interview)
    told = stack.notices(interview)
    for number in range(1, 3):
        name = f"{interview.id}-1" + (f"-r{number - 1}" if number > 1 else "")
        token = stack.asked(interview).token
        stack.machine.stop_execution(executionArn=stack.execution_arn(name))
        stack.services.sweep.look_at(interview.id)
        stack.wait(lambda token=token: stack.asked(interview).token != token or None, 180)  # type: ignore[misc]
    again = stack.asked(interview)
    assert (again.requested_at, again.due_at, again.reminders) == (first.requested_at, first.due_at, 0)
    assert stack.notices(interview) == told
    current = stack.services.interviews.require(interview.id)
    assert (current.redrives, current.redrives_spent) == (2, 0)
    stack.decide(interview, "advance")
    stack.closed(interview)
    assert stack.event_types(interview) == WITH_A_PERSON


def test_a_decision_made_while_nothing_waited_is_noticed_by_the_next_execution(stack: ResultStack) -> None:
    interview = stack.begun(50)
    stack.asked(interview)
    stack.machine.stop_execution(executionArn=stack.execution_arn(f"{interview.id}-1"))
    stack.decide(interview, "advance")
    stack.closed(interview)
    assert stack.event_types(interview) == WITH_A_PERSON


def test_a_decision_after_the_end_has_its_own_consequences(stack: ResultStack) -> None:
    interview = stack.begun(80)
    stack.closed(interview)
    stack.decide(interview, "thank_you")
    stack.wait(lambda: stack.event_types(interview).count("interview.decided") == 2 or None, 180)
    stack.closed(interview)
    told = stack.notices(interview)
    assert [told.count(purpose) for purpose in ("next_round", "thank_you", "report_ready")] == [1, 1, 1]
    assert stack.event_types(interview).count("interview.reported") == 1
    assert "interview.courses_suggested" not in stack.event_types(interview)


def test_a_result_that_cannot_be_finished_is_flagged_and_told_once(stack: ResultStack) -> None:
    interview = stack.interview(80)
    gone = interview.model_copy(update={"plan": "gone"})
    stack.services.interviews.change(interview.id, stack.services.clock.now(), lambda _: gone)
    stack.start(gone)
    closed = stack.closed(interview)
    assert closed.state == "needs_attention"
    assert closed.problem is not None
    assert closed.problem.code == "PermanentError"
    assert stack.event_types(interview) == ["interview.needs_attention"]
    assert set(stack.notices(interview)) == {"needs_attention"}
    stack.wait(lambda: stack.executions(interview) == {f"{interview.id}-1": "FAILED"} or None, 60)


def test_what_was_interrupted_is_started_again_by_the_sweeper(stack: ResultStack) -> None:
    interview = stack.interview(80)
    unsettled = interview.model_copy(
        update={"answers": tuple(one.model_copy(update={"state": "received"}) for one in interview.answers)}
    )
    now = stack.services.clock.now
    stack.services.interviews.change(interview.id, now(), lambda _: unsettled)
    stack.services._result_start.again(unsettled)
    stack.wait(lambda: stack.executions(interview) == {f"{interview.id}-1": "FAILED"} or None, 180)
    described = stack.machine.describe_execution(executionArn=stack.execution_arn(f"{interview.id}-1"))
    assert described["error"] == "InterviewInterrupted"
    current = stack.services.interviews.require(interview.id)
    assert (current.state, current.closed_at, current.redrives) == ("submitted", None, 0)
    stack.services.interviews.change(interview.id, now(), lambda _: interview)
    stack.services.sweep.look_at(interview.id)
    assert stack.closed(interview).redrives == 1 < MAX_REDRIVES
    assert stack.event_types(interview) == ENDS


def test_scoring_again_takes_over_the_review_and_tells_nobody(stack: ResultStack) -> None:
    interview = stack.begun(50)
    first = stack.asked(interview)
    told = stack.notices(interview)
    stack.score(interview, 2, 55)

    def rescored(current: Interview) -> Interview:
        answers = tuple(
            answer.model_copy(update={"result_key": result_key(TENANT, interview.id, 2, answer.question, "up1")})
            for answer in current.answers
        )
        update = {"attempt": 2, "answers": answers, "rescorings": (RescoredAttempt(rescoring="rsc1", attempt=2),)}
        return current.model_copy(update=update)

    changed, _ = stack.services.interviews.change(interview.id, stack.services.clock.now(), rescored)
    stack.start(changed)
    second = stack.asked(interview, 2)
    assert (second.requested_at, second.due_at) == (first.requested_at, first.due_at)
    stack.wait(lambda: stack.executions(interview).get(f"{interview.id}-1") == "SUCCEEDED" or None, 120)
    assert stack.services.reviews._reviews.find(interview.id, 1).state == "superseded"  # type: ignore[union-attr]
    assert stack.notices(interview) == told
    stack.decide(interview, "advance", attempt=2)
    stack.closed(interview)
    assert stack.event_types(interview).count("interview.decided") == 1
    assert stack.notices(interview).count("next_round") == 1


def test_systems_that_fail_in_every_way_have_each_result_once_and_hold_nobody_up(
    stack: ResultStack, receiver: Receiver
) -> None:
    services = stack.services
    for path in receiver.PATHS:
        receiver.connect(services, path)
    interview = stack.begun(80)
    try:
        # The event does not wait for those systems.
        stack.wait(lambda: "interview.decided" in stack.event_types(interview) or None, 180)
        stack.closed(interview, 300)
        assert receiver.effects(interview.id) == {path: 1 for path in receiver.PATHS if path not in receiver.REFUSING}
        assert set(receiver.keys(interview.id).values()) == {1}, "every try of one result has the same key"
        failed = [event for event in stack.events(interview) if event.type == "connector.failed"]
        assert len(failed) == len(receiver.REFUSING)
        receiver.healed = True
        for event in failed:
            if receiver.path_of(services, str(event.data["exchange_id"])) != "redirect":
                assert services.connectors.retry(str(event.data["exchange_id"])).state == "done"
        assert receiver.effects(interview.id) == {path: 1 for path in receiver.PATHS if path != "redirect"}
    finally:
        for connection in services.connections.all():
            services.connections.remove(connection.id, None)
