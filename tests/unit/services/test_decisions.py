"""People decide in the place of rules and of one another; nothing is lost, and two do not overwrite each other."""

import json
from typing import Any

import pytest

from chalicelib.bootstrap import Services
from chalicelib.domain.audit import AuditEntry
from chalicelib.domain.comment import Comment
from chalicelib.domain.decision import Decision
from chalicelib.domain.errors import Conflict, NotFound
from chalicelib.domain.event import event_id
from chalicelib.domain.interview import Interview
from tests.unit.clock import HandClock
from tests.unit.decided import analysed, decided, executions, stand
from tests.unit.rescored import rescored, score


def decide(services: Services, outcome: Any = "advance", number: int = 1, **more: Any) -> Decision:
    said = {"comment": "Seen the work sample.", "talent_pool": False, "actor": "usr1", **more}
    attempt = said.pop("attempt", 1)
    return services.decisions.decide("int1", attempt, outcome, if_number=number, **said)


@pytest.fixture
def reviewed(services: Services, started: Interview) -> Interview:
    """An interview that the rule has given to a person."""
    return decided(services, started, 40)


def test_a_persons_decision_holds_and_the_rules_stays_in_the_history(services: Services, reviewed: Interview) -> None:
    services.clock.move(hours=2)  # type: ignore[attr-defined]
    made = decide(services, talent_pool=True)
    first, second = services.decisions.history(reviewed.id, 1)
    assert (first.outcome, first.by, first.number) == ("human_review", "rule", 1)
    assert second == made == services.decisions.current(reviewed.id, 1)
    assert (made.outcome, made.by, made.actor, made.number) == ("advance", "person", "usr1", 2)
    assert (made.comment, made.talent_pool, made.rules) == ("Seen the work sample.", True, first.rules)
    assert [reason.code for reason in made.reasons] == ["decided_by_a_person"]
    assert services.results.last_decision(reviewed.id, 3) == (1, made)
    assert services.reports.read(reviewed.id).decision == made


def test_of_two_who_saw_the_same_one_decides(services: Services, reviewed: Interview) -> None:
    decide(services, "advance")
    with pytest.raises(Conflict, match="decided_meanwhile"):
        decide(services, "thank_you", actor="usr2")
    assert [decision.outcome for decision in services.decisions.history(reviewed.id, 1)] == ["human_review", "advance"]
    decide(services, "thank_you", 2, actor="usr2")
    assert services.decisions.history(reviewed.id, 1)[-1].actor == "usr2"


def test_the_same_decision_made_again_is_the_one_that_was_kept(services: Services, reviewed: Interview) -> None:
    first = decide(services)
    services.clock.move(minutes=1)  # type: ignore[attr-defined]
    assert decide(services) == first
    assert len(services.decisions.history(reviewed.id, 1)) == 2


def test_after_the_end_a_decision_starts_what_follows_from_it(services: Services, reviewed: Interview) -> None:
    assert reviewed.closed_at is not None
    decide(services)
    assert executions(services) == ["int1-1", "int1-1-r1"]
    assert services.interviews.require("int1").closed_at is None


def test_an_execution_that_waits_goes_on_and_no_other_is_started(services: Services, started: Interview) -> None:
    analysed(services, started, 40)
    services.interview_results.finalise("int1", 1)
    services.interview_results.decide("int1", 1)
    services.reviews.open("int1", 1)
    services.reviews.request("int1", 1, "token-of-int1")
    decide(services)
    assert executions(services) == ["int1-1"]


def test_there_is_nothing_to_decide_on_before_the_report(services: Services, started: Interview) -> None:
    analysed(services, started, 40)
    with pytest.raises(Conflict, match="report_not_ready"):
        decide(services)
    with pytest.raises(NotFound):
        services.decisions.decide("nothing", 1, "advance", "why", False, "usr1", 1)


def test_decisions_and_their_authors_are_in_the_audit_log(services: Services, reviewed: Interview) -> None:
    decide(services, talent_pool=True)
    pending = services.table.under("TENANT#acme#AUDIT", "PENDING#")
    entries = [AuditEntry.model_validate_json(stored.doc) for stored in pending]
    (entry,) = [entry for entry in entries if entry.kind == "decision"]
    assert (entry.subject, entry.verb) == (f"{reviewed.id}/1/2", "created")
    assert entry.after["outcome"] == "advance"
    assert "work sample" not in json.dumps(entry.after)


def test_lists_follow_the_decision_that_holds(services: Services, reviewed: Interview) -> None:
    assert services.standings.decided("job1", 10) == ()
    decide(services, "thank_you", talent_pool=True)
    assert [row.outcome for row in services.standings.decided("job1", 10)] == ["thank_you"]
    assert [row.candidate for row in services.standings.pool(None, None, 10)[0]] == [reviewed.candidate.id]
    decide(services, "advance", 2)
    assert [row.outcome for row in services.standings.decided("job1", 10)] == ["advance"]
    assert services.standings.pool(None, None, 10)[0] == ()


def test_a_persons_decision_counts_for_the_pass_rate_at_once(services: Services, reviewed: Interview) -> None:
    for number in range(9):
        stand(services, f"other{number}", "advance" if number < 4 else "thank_you", 50)
    decide(services, "thank_you")
    about = f"{reviewed.job}/pass-rate/1"
    assert services._events.find(event_id("acme", about, "job.pass_rate_low")) is not None


def test_while_it_is_scored_again_nobody_decides(services: Services, reviewed: Interview) -> None:
    messages = rescored(services)
    with pytest.raises(Conflict, match="attempt_under_way"):
        decide(services)
    for message in messages:
        score(services, message, 95)
    services.interview_results.finalise(reviewed.id, 2)
    services.interview_results.decide(reviewed.id, 2)
    with pytest.raises(Conflict, match="decided_meanwhile"):
        decide(services)
    assert decide(services, attempt=2).outcome == "advance"


def test_what_a_person_decided_is_not_undone_by_scoring_again(services: Services, reviewed: Interview) -> None:
    decide(services, "advance", talent_pool=True)
    services.interview_results.close(reviewed.id, 1)
    for message in rescored(services):
        score(services, message, 5)
    services.interview_results.finalise(reviewed.id, 2)
    assert services.interview_results.decide(reviewed.id, 2) == "advance"
    (kept,) = services.decisions.history(reviewed.id, 2)
    assert (kept.by, kept.talent_pool) == ("rule", True)
    assert [reason.code for reason in kept.reasons] == ["below_threshold", "decided_by_a_person"]


def test_comments_are_kept_in_their_order(services: Services, clock: HandClock) -> None:

    for number in (1, 2):
        said = Comment(id=f"com{number}", interview="int1", attempt=1, text=f"{number}", actor="usr1", at=clock.now())
        services.comments.add(said)
        assert services.comments.add(said.model_copy(update={"text": "other"})) == said
    assert [comment.text for comment in services.comments.page("int1", None, 10)[0]] == ["2", "1"]
