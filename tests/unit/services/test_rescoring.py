"""Reported interviews are scored again: behind nobody's back, and nothing of before is lost."""

import json
from datetime import timedelta

import boto3
import pytest

from chalicelib.adapters.dynamodb.interviews import stalled
from chalicelib.adapters.dynamodb.jobs import Jobs
from chalicelib.adapters.dynamodb.journal import NoJournal
from chalicelib.bootstrap import Services
from chalicelib.domain.candidate import Candidate
from chalicelib.domain.errors import Conflict, NotFound, PermanentError
from chalicelib.domain.event import EVENT_TYPES
from chalicelib.domain.interview import Interview
from chalicelib.domain.language import Localized
from chalicelib.domain.plan import InterviewPlan
from chalicelib.domain.webhook import WebhookEndpoint
from chalicelib.services.candidate import CONSENT_VERSION
from chalicelib.services.sweep import MAX_REQUEUES
from tests.unit.clock import HandClock
from tests.unit.rescored import finish, read, report, rescored, score, total, waiting
from tests.unit.samples import a_result, a_transcript, message_for, queued, upload
from tests.unit.services.test_interview_results import executions, run_machine
from tests.unit.services.test_percentiles import answers

BROKEN = PermanentError("analysis_failed", Localized(en="It failed.", zh="失败。"))


@pytest.fixture
def reported(services: Services, started: Interview) -> Interview:
    return report(services, started)


def test_a_new_attempt_scores_the_same_words_again_and_the_earlier_report_stays(
    services: Services, reported: Interview
) -> None:
    messages = rescored(services)
    assert [(message.question, message.attempt) for message in messages] == [("q1", 2), ("q2", 2)]
    assert queued(services.settings.analysis_queue_url) == []
    assert total(services) == (1, 80)
    assert services.interviews.require("int1").state == "reported"
    for message in messages:
        score(services, message, 60)
    assert executions(services) == ["int1-1", "int1-2"]
    assert (read(services).total, read(services).done, read(services).state) == (1, 0, "running")
    finish(services, reported.id, 2)
    assert total(services) == (2, 60)
    assert total(services, 1) == (1, 80)
    with pytest.raises(NotFound, match="report_not_found"):
        services.reports.read("int1", 3)
    assert (read(services).total, read(services).done, read(services).state) == (1, 1, "done")
    first, second = (services.results.decision("int1", attempt) for attempt in (1, 2))
    assert first is not None
    assert second is not None
    assert (first.outcome, second.outcome) == ("advance", "human_review")
    assert services.interviews.require("int1").closed_at is not None


def test_an_attempt_that_has_no_report_yet_is_not_there(services: Services, reported: Interview) -> None:
    rescored(services)
    with pytest.raises(NotFound, match="report_not_found"):
        services.reports.read(reported.id, 2)


def test_answers_are_counted_once_and_the_team_is_told_once(services: Services, reported: Interview) -> None:
    endpoint = WebhookEndpoint(
        id="whe1", url="https://hooks.example/x", events=EVENT_TYPES[:1], created_at=services.clock.now()
    )
    services.webhooks.add_endpoint(endpoint, bytes(32))
    assert answers(services) == 2
    for message in rescored(services):
        score(services, message, 60)
    for _ in range(2):
        finish(services, reported.id, 2)
    assert answers(services) == 2
    told, _ = services.notices.page(None, 10, interview=reported.id)
    assert [notice.about for notice in told] == ["int1/1"]
    (sent,) = set(queued(services.settings.deliveries_queue_url))
    event = services._events.find(json.loads(sent)["event"])
    assert event is not None
    assert (event.data["attempt"], event.data["rescored"], event.data["state"]) == (2, True, "reported")


def test_whom_a_person_was_asked_to_look_at_does_not_advance_by_itself(services: Services, started: Interview) -> None:
    report(services, started, 40)
    for message in rescored(services):
        score(services, message, 95)
    finish(services, "int1", 2)
    decision = services.results.decision("int1", 2)
    assert decision is not None
    assert decision.outcome == "human_review"
    assert [reason.code for reason in decision.reasons] == ["threshold_met", "with_a_person"]


def test_code_and_what_was_never_scored_stays_as_it_is(
    services: Services, plan: InterviewPlan, candidate: Candidate
) -> None:
    first, second = plan.questions
    coded = second.model_copy(update={"answer_kind": "code", "code_languages": ("python",)})
    third = first.model_copy(update={"key": "q3"})
    changed = plan.model_copy(update={"id": "plncode", "questions": (first, coded, third)})
    Jobs(services.table, services.tenant, NoJournal()).keep_plan(changed)
    services.invitations.invite(changed, candidate, "int1", timedelta(days=7))
    services.candidate.consent("int1", CONSENT_VERSION)
    services.admission.admit(upload(services, "int1", "q1"))
    services.analysis.record(message_for(services, "int1", "q1"), a_transcript(), a_result("q1", "problem_solving", 80))
    services.typed_answers.submit("int1", "q2", "print(1)", "python")
    services.analysis.record(message_for(services, "int1", "q2"), a_transcript(), a_result("q2", "teamwork", 50))
    services.candidate.submit("int1", leave_out=True)
    run_machine(services, "int1")
    assert [message.question for message in rescored(services)] == ["q1"]
    after = services.interviews.require("int1")
    assert [answer.state for answer in after.answers] == ["received", "analysed", "unanswered"]
    assert after.answers[1].result_key is not None


def test_an_answer_that_cannot_be_scored_again_keeps_its_scores_and_the_report_says_so(
    services: Services, reported: Interview
) -> None:
    first, second = rescored(services)
    services.analysis.reject(first, BROKEN)
    score(services, second, 60)
    finish(services, reported.id, 2)
    stood, changed = services.reports.read(reported.id).report.answers
    assert stood.problem is not None
    assert (stood.state, stood.problem.code, stood.scores[0].score) == ("analysed", "not_scored_again", 80)
    assert (changed.problem, changed.scores[0].score) == (None, 60)


def test_a_lost_message_comes_again_behind_the_others_and_not_for_ever(
    services: Services, reported: Interview, clock: HandClock
) -> None:
    rescored(services)
    boto3.client("sqs").purge_queue(QueueUrl=services.settings.rescoring_queue_url)
    clock.move(seconds=services.settings.stall_seconds)
    assert stalled(services.table, clock.now()) == []
    clock.move(days=1)
    assert stalled(services.table, clock.now()) == [("acme", reported.id)]
    services.sweep.look_at(reported.id)
    assert [message.question for message in waiting(services)] == ["q1", "q2"]
    assert queued(services.settings.analysis_queue_url) == []
    for _ in range(MAX_REQUEUES):
        services.sweep.look_at(reported.id)
    after = services.interviews.require(reported.id)
    assert [answer.stands for answer in after.answers] == [True, True]
    assert "int1-2" in executions(services)


def test_the_candidate_notices_nothing(services: Services, reported: Interview, clock: HandClock) -> None:
    first, _ = rescored(services)
    during = services.interviews.require(reported.id)
    assert [answer.state for answer in during.as_handed_in.answers] == ["analysed", "analysed"]
    with pytest.raises(Conflict, match="answer_final"):
        services.candidate.ask_upload(reported.id, "q1", "audio/webm", 5, "x")
    assert services.candidate.submit(reported.id, leave_out=True) == during
    clock.move(hours=1)
    services.candidate.complete(reported.id, "q1", first.upload)
    assert waiting(services) == []
    assert during.invitation_state(services.clock.now()) == "submitted"


def test_a_result_that_cannot_be_made_leaves_the_earlier_report_and_ends_the_rescoring(
    services: Services, reported: Interview
) -> None:
    rescored(services)
    services.interview_results.flag(reported.id, 2, "PermanentError")
    services.interview_results.close(reported.id, 2)
    after = services.interviews.require(reported.id)
    assert after.state == "reported"
    assert after.problem is not None
    assert "earlier report stands" in after.problem.text.en
    assert total(services) == (1, 80)
    assert read(services).state == "done"
