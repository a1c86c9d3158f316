"""From the last answer to a report that exists once."""

import json

import boto3
import pytest

from chalicelib.bootstrap import Services
from chalicelib.domain.errors import Conflict, RetryableError, UnreadableMedia
from chalicelib.domain.event import EVENT_TYPES
from chalicelib.domain.interview import Interview
from chalicelib.domain.language import Localized
from chalicelib.domain.report import Report
from chalicelib.domain.webhook import WebhookEndpoint
from tests.unit.samples import a_result, a_transcript, message_for, queued, upload

DIMENSION = {"q1": "problem_solving", "q2": "teamwork"}


def hand_in(services: Services, interview: Interview) -> None:
    for question in DIMENSION:
        services.admission.admit(upload(services, interview.id, question))
    services.candidate.submit(interview.id, leave_out=False)


def analyse(services: Services, interview: Interview, question: str, score: float = 80) -> None:
    message = message_for(services, interview.id, question)
    services.analysis.record(message, a_transcript(), a_result(question, DIMENSION[question], score))


def executions(services: Services) -> list[str]:
    machine = services.settings.state_machine_arn
    found = boto3.client("stepfunctions").list_executions(stateMachineArn=machine)["executions"]
    return sorted(execution["name"] for execution in found)


def run_machine(services: Services, interview: str) -> str:
    services.interview_results.finalise(interview, 1)
    outcome = services.interview_results.decide(interview, 1)
    assert outcome is not None
    services.events.publish_about(interview, 1, "interview.reported")
    services.outcomes.tell_team("report_ready", interview, 1)
    services.interview_results.close(interview, 1)
    return outcome


def test_an_execution_does_not_speak_for_the_one_that_was_started_after_it(
    services: Services, started: Interview
) -> None:
    hand_in(services, started)
    for question in DIMENSION:
        analyse(services, started, question)
    services.interview_results.finalise("int1", 1)
    services.interview_results.decide("int1", 1)
    last = services.decisions.current("int1", 1)
    assert last is not None
    services.decisions.decide("int1", 1, "thank_you", "After a call.", False, "usr1", last.number)
    assert executions(services) == ["int1-1", "int1-1-r1"]
    services.interview_results.close("int1", 1, "int1-1")
    assert services.interviews.require("int1").closed_at is None
    services.interview_results.close("int1", 1, "int1-1-r1")
    assert services.interviews.require("int1").closed_at is not None


def test_only_the_last_answer_starts_the_result_and_only_once(services: Services, started: Interview) -> None:
    hand_in(services, started)
    last = message_for(services, started.id, "q2")
    analyse(services, started, "q1")
    assert executions(services) == []
    analyse(services, started, "q2")
    services.analysis.record(last, a_transcript(), a_result("q2", "teamwork", 10))
    assert services.analysis.begin(last) is None
    assert executions(services) == ["int1-1"]


def test_submission_after_the_last_analysis_starts_the_result_too(services: Services, started: Interview) -> None:
    for question in DIMENSION:
        services.admission.admit(upload(services, started.id, question))
        analyse(services, started, question)
    assert executions(services) == []
    services.candidate.submit(started.id, leave_out=False)
    assert executions(services) == ["int1-1"]


def test_the_report_holds_scores_evidence_and_transcript(services: Services, started: Interview) -> None:
    hand_in(services, started)
    for question in DIMENSION:
        analyse(services, started, question)
    assert run_machine(services, started.id) == "advance"
    read = services.reports.read(started.id)
    assert read.report.scorecard.total == 80
    evidence = read.report.answers[0].scores[0].evidence[0]
    transcript = read.report.answers[0].transcript
    assert transcript is not None
    assert evidence.quote in transcript.text
    assert read.interview.state == "reported"


def test_running_the_machine_again_changes_nothing(services: Services, started: Interview) -> None:
    hand_in(services, started)
    for question in DIMENSION:
        analyse(services, started, question)
    run_machine(services, started.id)
    before = services.reports.read(started.id)
    run_machine(services, started.id)
    assert services.reports.read(started.id) == before
    assert [notice.purpose for notice in services.notices.page(None, 10)[0]] == ["report_ready"]


def test_an_unreadable_answer_settles_with_its_sentence_and_asks_for_a_person(
    services: Services, started: Interview
) -> None:
    hand_in(services, started)
    analyse(services, started, "q1", 95)
    text = Localized(en="This file is not a recording.", zh="该文件不是录音。")
    message = message_for(services, started.id, "q2")
    services.analysis.reject(message, UnreadableMedia("not_media", text))
    services.analysis.reject(message, UnreadableMedia("not_media", text))
    assert run_machine(services, started.id) == "human_review"
    answer = services.reports.read(started.id).report.answers[1]
    assert answer.state == "rejected"
    assert answer.problem is not None
    assert answer.problem.text == text


def test_an_interview_handed_in_without_any_answer_goes_to_a_person(services: Services, started: Interview) -> None:
    with pytest.raises(Conflict, match="answers_missing"):
        services.candidate.submit(started.id, leave_out=False)
    services.candidate.submit(started.id, leave_out=True)
    assert executions(services) == ["int1-1"]
    assert run_machine(services, started.id) == "human_review"
    assert services.reports.read(started.id).report.scorecard.total is None


def test_finalising_too_early_asks_to_be_tried_again(services: Services, started: Interview) -> None:
    hand_in(services, started)
    with pytest.raises(RetryableError, match="not_settled"):
        services.interview_results.finalise(started.id, 1)


def test_there_is_no_report_before_the_decision(services: Services, started: Interview) -> None:
    with pytest.raises(Conflict, match="report_not_ready"):
        services.reports.read(started.id)


def test_a_flagged_interview_says_so(services: Services, started: Interview) -> None:
    hand_in(services, started)
    services.interview_results.flag(started.id, 1, "PermanentError")
    interview = services.interviews.require(started.id)
    assert interview.state == "needs_attention"
    assert interview.problem is not None
    assert interview.problem.code == "PermanentError"


def test_an_event_is_queued_for_each_endpoint_that_wants_it(services: Services, started: Interview) -> None:
    for number, events in enumerate((EVENT_TYPES[:1], EVENT_TYPES[1:])):
        endpoint = WebhookEndpoint(
            id=f"whe{number}", url="https://hooks.example/x", events=events, created_at=services.clock.now()
        )
        services.webhooks.add_endpoint(endpoint, bytes(32))
    hand_in(services, started)
    for question in DIMENSION:
        analyse(services, started, question)
    run_machine(services, started.id)
    run_machine(services, started.id)
    bodies = [json.loads(body) for body in queued(services.settings.deliveries_queue_url)]
    assert {(body["endpoint"], body["attempt"]) for body in bodies} == {("whe0", 1)}
    assert len({body["event"] for body in bodies}) == 1


def test_the_stored_report_reads_back(services: Services, started: Interview) -> None:
    hand_in(services, started)
    for question in DIMENSION:
        analyse(services, started, question)
    run_machine(services, started.id)
    document = services.media.read("t/acme/reports/int1/1.json", 1_000_000)
    assert Report.model_validate_json(document).candidate_name == "Wei Chen"


def test_a_recording_that_breaks_off_is_scored_and_says_so(services: Services, started: Interview) -> None:
    hand_in(services, started)
    cut = a_transcript().model_copy(update={"cut_short": True})
    services.analysis.record(message_for(services, started.id, "q1"), cut, a_result("q1", "problem_solving", 80))
    answer = services.interviews.require(started.id).answer("q1")
    assert answer is not None
    assert answer.state == "analysed"
    assert answer.problem is not None
    assert answer.problem.code == "recording_cut_short"
