"""What has stood still is set going again."""

import boto3
import pytest

from chalicelib.adapters.dynamodb.interviews import stalled
from chalicelib.adapters.dynamodb.table import Table
from chalicelib.bootstrap import Services
from chalicelib.domain.interview import Interview
from chalicelib.services.sweep import MAX_REDRIVES, MAX_REQUEUES
from tests.unit.clock import HandClock
from tests.unit.samples import a_result, a_transcript, message_for, queued, sha256, upload
from tests.unit.services.test_interview_results import executions, run_machine


@pytest.fixture
def table(services: Services) -> Table:
    return Table(services.clients.dynamodb, services.settings.table_name)


def due(table: Table, clock: HandClock) -> list[tuple[str, str]]:
    return stalled(table, clock.now())


def test_only_an_interview_that_waits_for_us_is_looked_at_and_only_after_the_stall(
    services: Services, started: Interview, clock: HandClock, table: Table
) -> None:
    clock.move(days=1)
    assert due(table, clock) == []
    upload(services, started.id, "q1")
    assert due(table, clock) == []
    clock.move(seconds=services.settings.stall_seconds)
    assert due(table, clock) == [("acme", "int1")]


def test_an_upload_that_nobody_reported_is_found(services: Services, started: Interview) -> None:
    upload(services, started.id, "q1")
    services.sweep.look_at(started.id)
    answer = services.interviews.require(started.id).answer("q1")
    assert answer is not None
    assert answer.state == "received"


def test_an_upload_that_never_came_is_given_up_with_a_sentence(
    services: Services, started: Interview, clock: HandClock, table: Table
) -> None:
    services.candidate.ask_upload(started.id, "q1", "audio/webm", 5, sha256(b"12345"))
    clock.move(hours=1)
    services.sweep.look_at(started.id)
    answer = services.interviews.require(started.id).answer("q1")
    assert answer is not None
    assert answer.state == "waiting"
    assert answer.problem is not None
    clock.move(days=1)
    assert due(table, clock) == []


def test_a_lost_message_is_queued_again(services: Services, started: Interview) -> None:
    services.admission.admit(upload(services, started.id, "q1"))
    queued(services.settings.analysis_queue_url)
    boto3.client("sqs").purge_queue(QueueUrl=services.settings.analysis_queue_url)
    services.sweep.look_at(started.id)
    assert len(queued(services.settings.analysis_queue_url)) == 1


def test_an_answer_that_is_never_analysed_is_said_to_have_failed(services: Services, started: Interview) -> None:
    services.admission.admit(upload(services, started.id, "q1"))
    for _ in range(MAX_REQUEUES + 1):
        services.sweep.look_at(started.id)
    answer = services.interviews.require(started.id).answer("q1")
    assert answer is not None
    assert answer.state == "rejected"
    assert answer.problem is not None
    assert answer.problem.code == "analysis_failed"


def test_a_settled_interview_is_looked_at_after_a_minute(
    services: Services, started: Interview, clock: HandClock, table: Table
) -> None:
    settle(services, started)
    clock.move(seconds=61)
    assert due(table, clock) == [("acme", "int1")]


def settle(services: Services, interview: Interview) -> None:
    for question, dimension in (("q1", "problem_solving"), ("q2", "teamwork")):
        services.admission.admit(upload(services, interview.id, question))
        message = message_for(services, interview.id, question)
        services.analysis.record(message, a_transcript(), a_result(question, dimension, 80))
    services.candidate.submit(interview.id, leave_out=False)


def test_a_lost_execution_is_started_under_the_next_name(services: Services, started: Interview) -> None:
    settle(services, started)
    stop(services)
    services.sweep.look_at(started.id)
    assert executions(services) == ["int1-1", "int1-1-r1"]


def test_a_running_execution_is_left_alone(services: Services, started: Interview) -> None:
    settle(services, started)
    services.sweep.look_at(started.id)
    assert executions(services) == ["int1-1"]


def test_a_closed_interview_is_looked_at_no_more(
    services: Services, started: Interview, clock: HandClock, table: Table
) -> None:
    settle(services, started)
    run_machine(services, started.id)
    clock.move(days=1)
    assert due(table, clock) == []


def test_an_interview_that_cannot_be_finished_says_so(services: Services, started: Interview) -> None:
    settle(services, started)
    for _ in range(MAX_REDRIVES + 1):
        stop(services)
        services.sweep.look_at(started.id)
    assert services.interviews.require(started.id).state == "needs_attention"
    told = [notice.purpose for notice in services.notices.page(None, 50, interview=started.id)[0]]
    assert told.count("needs_attention") == 1


def stop(services: Services) -> None:
    client = boto3.client("stepfunctions")
    for execution in client.list_executions(stateMachineArn=services.settings.state_machine_arn)["executions"]:
        client.stop_execution(executionArn=execution["executionArn"])
