"""An interview that is taken again begins afresh, and what was before stays readable."""

from datetime import timedelta

import pytest

from chalicelib.bootstrap import Services
from chalicelib.domain.errors import Conflict, NotFound
from chalicelib.domain.event import event_id
from chalicelib.domain.interview import Interview
from chalicelib.services.candidate import CONSENT_VERSION
from tests.unit.conftest import DEVICE
from tests.unit.decided import analysed, decided

WEEK = timedelta(days=7)


@pytest.fixture
def reported(services: Services, started: Interview) -> Interview:
    return decided(services, started, 40)


def told(services: Services) -> set[str]:
    """The links that the candidate was sent."""
    found, _ = services.notices.page(None, 50, interview="int1")
    return {services.sealer.open(notice.sealed_url) for notice in found if notice.sealed_url}


def test_a_retest_begins_afresh_with_another_link(services: Services, reported: Interview) -> None:
    invited = services.retests.start("int1", 1, WEEK)
    interview = services.interviews.require("int1")
    assert (interview.attempt, interview.state, interview.consent) == (2, "invited", None)
    assert {answer.state for answer in interview.answers} == {"waiting"}
    assert [answer.question for answer in interview.answers] == [answer.question for answer in reported.answers]
    assert (interview.submitted_at, interview.closed_at, interview.reported_at) == (None, None, None)
    assert services.invitations.preview(invited.token) == interview
    assert not invited.token.matches(reported.invitation.digest)


def test_the_candidate_and_the_outside_are_told(services: Services, reported: Interview) -> None:
    services.clock.move(days=1)  # type: ignore[attr-defined]
    invited = services.retests.start(reported.id, 1, WEEK)
    assert told(services) == {f"https://candor.test/v1/invitations/{invited.token}"}
    kept = services._events.find(event_id("acme", "int1/2", "interview.retest_started"))
    assert kept is not None
    assert (kept.data["attempt"], kept.data["outcome"]) == (2, None)


def test_the_new_attempt_has_its_own_report_and_the_first_stays(services: Services, reported: Interview) -> None:
    invited = services.retests.start(reported.id, 1, WEEK)
    assert services.reports.read("int1").report.attempt == 1
    services.invitations.open(invited.token, DEVICE)
    services.candidate.consent("int1", CONSENT_VERSION)
    again = decided(services, invited.interview, 90, attempt=2)
    assert (again.attempt, again.state) == (2, "reported")
    assert services.reports.read("int1").report.scorecard.total == 90
    assert services.reports.read("int1", 1).report.scorecard.total == 40
    assert [one.outcome for one in services.decisions.history("int1", 2)] == ["advance"]
    assert [row.total for row in services.standings.best("job1", 10)] == [90]


def test_what_comes_late_of_the_first_attempt_changes_nothing(services: Services, reported: Interview) -> None:
    services.retests.start(reported.id, 1, WEEK)
    before = services.interviews.require("int1")
    services.interview_results.decide("int1", 1)
    services.interview_results.close("int1", 1)
    services.interview_results.flag("int1", 1, "Late")
    assert services.interviews.require("int1") == before


def test_a_start_that_was_cut_off_is_repeated_with_a_link_that_works(services: Services, reported: Interview) -> None:
    first = services.retests.start(reported.id, 1, WEEK)
    second = services.retests.start(reported.id, 1, WEEK)
    assert services.interviews.require("int1").attempt == 2
    with pytest.raises(NotFound):
        services.invitations.preview(first.token)
    assert services.invitations.preview(second.token).attempt == 2
    assert f"https://candor.test/v1/invitations/{second.token}" in told(services)


def test_only_what_was_handed_in_and_finished_is_taken_again(services: Services, started: Interview) -> None:
    with pytest.raises(Conflict, match="interview_not_over"):
        services.retests.start("int1", 1, WEEK)
    analysed(services, started, 40)
    with pytest.raises(Conflict, match="interview_not_over"):
        services.retests.start("int1", 1, WEEK)
    services.interview_results.flag("int1", 1, "PermanentError")
    assert services.retests.start("int1", 1, WEEK).interview.attempt == 2


def test_a_decision_for_a_retest_starts_it(services: Services, reported: Interview) -> None:
    said = {"comment": "The connection broke.", "talent_pool": False, "actor": "usr1", "if_number": 1}
    services.decisions.decide(reported.id, 1, "retest", **said)  # type: ignore[arg-type]
    assert services.interviews.require("int1").attempt == 2
    assert services.results.last_decision("int1", 2) == (1, services.decisions.current("int1", 1))
    assert len(told(services)) == 1
    # No execution has done anything here: the event does not depend on one.
    event = services._events.find(event_id("acme", "int1/1/2", "interview.decided"))
    assert event is not None
    assert (event.data["outcome"], event.data["attempt"]) == ("retest", 1)
    services.outcomes.publish(reported.id, 1)
    assert services._events.find(event.id) == event
    with pytest.raises(Conflict, match="attempt_under_way"):
        services.decisions.decide(reported.id, 1, "advance", **{**said, "if_number": 2})  # type: ignore[arg-type]


def test_a_decision_for_a_retest_is_not_kept_where_there_can_be_none(services: Services, reported: Interview) -> None:
    services.interviews.change(
        reported.id, services.clock.now(), lambda known: known.model_copy(update={"submitted_at": None})
    )
    with pytest.raises(Conflict, match="interview_not_over"):
        services.decisions.decide(reported.id, 1, "retest", "Again.", False, "usr1", 1)
    assert len(services.decisions.history(reported.id, 1)) == 1
