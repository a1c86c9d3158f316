"""How far a rescoring is: interviews taken and done, each counted once, whatever breaks off or comes between."""

import pytest

from chalicelib.adapters.dynamodb.rescorings import SILENCE, silent_rescorings
from chalicelib.bootstrap import Services
from chalicelib.domain.errors import NotFound
from chalicelib.domain.interview import Interview
from chalicelib.services.rescoring import MAX_REQUEUES
from tests.unit.clock import HandClock
from tests.unit.rescored import another, ask, finish, read, report, rescored, score, total, waiting
from tests.unit.samples import queued
from tests.unit.services.test_interview_results import DIMENSION
from workers.rescoring_tasks import rescore
from workers.unfinished import Unfinished


@pytest.fixture
def reported(services: Services, started: Interview) -> Interview:
    return report(services, started)


def test_a_rescoring_that_is_killed_half_way_goes_on_and_takes_each_interview_once(
    services: Services, reported: Interview
) -> None:
    everybody = [reported, *(another(services, reported, number) for number in range(1, 120))]
    running = another(services, reported, 120, state="submitted")
    message, going = ask(services), iter([True] * 70)
    with pytest.raises(Unfinished):
        rescore(services, message, lambda: next(going, False))
    before = read(services)
    assert (before.total, before.state, before.all_taken) == (70, "running", False)
    assert before.position is not None
    rescore(services, message, lambda: True)
    rescore(services, message, lambda: True)
    assert {services.interviews.require(one.id).attempt for one in everybody} == {2}
    assert services.interviews.require(running.id).attempt == 1
    assert (read(services).total, read(services).all_taken) == (120, True)
    # What was queued before the end may be queued again; it is scored once.
    assert {(one.interview, one.question) for one in waiting(services)} == {
        (one.id, question) for one in everybody for question in DIMENSION
    }


def test_only_what_is_named_is_taken_and_it_has_to_be_the_jobs(services: Services, reported: Interview) -> None:
    other = another(services, reported, 1)
    rescore(services, ask(services, interviews=(other.id,)), lambda: True)
    assert [services.interviews.require(one).attempt for one in (reported.id, other.id)] == [1, 2]
    with pytest.raises(NotFound, match="interview_not_found"):
        services.rescoring.ask("another", "rsc2", (other.id,))


def test_a_later_rescoring_takes_over_from_one_that_is_not_done(services: Services, reported: Interview) -> None:
    stale = rescored(services)
    score(services, stale[0], 60)
    messages = rescored(services, "rsc2")
    assert [message.attempt for message in messages] == [3, 3]
    assert (read(services).done, read(services).state) == (1, "done")
    assert services.analysis.begin(stale[1]) is None
    assert services.interview_results.finalise(reported.id, 2) is None
    assert services.interview_results.decide(reported.id, 2) is None
    assert services.events.publish_about(reported.id, 2, "interview.reported") == 0
    for message in messages:
        score(services, message, 70)
    finish(services, reported.id, 3)
    assert total(services) == (3, 70)
    assert total(services, 1) == (1, 80)
    assert (read(services, "rsc2").done, read(services, "rsc2").state) == (1, "done")


def test_a_rescoring_that_stands_still_is_sent_again_and_given_up_in_words(
    services: Services, reported: Interview, clock: HandClock
) -> None:
    ask(services)
    queued(services.settings.preparation_queue_url)
    for _ in range(MAX_REQUEUES + 1):
        assert silent_rescorings(services.table, clock.now()) == []
        clock.move(seconds=SILENCE.total_seconds())
        assert silent_rescorings(services.table, clock.now()) == [("acme", "job1", "rsc1")]
        services.rescoring.look_at("job1", "rsc1")
    assert len(queued(services.settings.preparation_queue_url)) == MAX_REQUEUES
    failed = read(services)
    assert failed.state == "failed"
    assert failed.problem is not None
    rescore(services, ask(services), lambda: True)
    assert services.interviews.require(reported.id).attempt == 1
