"""Uploads become answers to analyse: once, checked, whoever says so first."""

import boto3
import pytest

from chalicelib.bootstrap import Services
from chalicelib.domain.errors import Conflict, UnreadableMedia
from chalicelib.domain.interview import Interview
from chalicelib.domain.language import Localized
from chalicelib.domain.media_key import RecordingKey
from chalicelib.domain.messages import AnalyseAnswer
from tests.unit.clock import HandClock
from tests.unit.samples import RECORDING, message_for, queued, sha256, upload


def state(services: Services, question: str) -> str:
    answer = services.interviews.require("int1").answer(question)
    assert answer is not None
    return answer.state


def test_complete_and_the_stores_events_in_any_number_lead_to_one_message(
    services: Services, started: Interview
) -> None:
    key = upload(services, started.id, "q1")
    services.candidate.complete(started.id, "q1", key.upload)
    for _ in range(3):
        assert services.admission.admit(key) == "already"
    messages = [AnalyseAnswer.model_validate_json(body) for body in queued(services.settings.analysis_queue_url)]
    assert [(message.question, message.key) for message in messages] == [("q1", str(key))]
    assert state(services, "q1") == "received"


def test_an_event_alone_is_enough(services: Services, started: Interview) -> None:
    assert services.admission.admit(upload(services, started.id, "q1")) == "admitted"
    assert state(services, "q1") == "received"


def test_complete_before_the_file_is_there_is_a_conflict(services: Services, started: Interview) -> None:
    asked, _, _ = services.candidate.ask_upload(started.id, "q1", "audio/webm", 5, sha256(b"12345"))
    with pytest.raises(Conflict, match="upload_missing"):
        services.candidate.complete(started.id, "q1", asked.id)
    assert state(services, "q1") == "uploading"


def test_an_empty_file_is_refused_with_a_sentence_and_may_be_sent_again(services: Services, started: Interview) -> None:
    key = upload(services, started.id, "q1", b"")
    assert services.admission.admit(key) == "refused"
    answer = services.interviews.require(started.id).answer("q1")
    assert answer is not None
    assert answer.problem is not None
    assert answer.problem.code == "empty_file"
    assert queued(services.settings.analysis_queue_url) == []
    assert services.admission.admit(upload(services, started.id, "q1")) == "admitted"
    assert services.admission.admit(key) == "already"


def test_a_file_that_is_not_the_announced_one_is_refused(services: Services, started: Interview) -> None:
    asked, _, _ = services.candidate.ask_upload(started.id, "q1", "audio/webm", len(RECORDING), sha256(RECORDING))
    boto3.client("s3").put_object(Bucket="media", Key=asked.key, Body=b"something else")
    assert services.admission.admit(RecordingKey("acme", started.id, "q1", asked.id)) == "refused"


@pytest.mark.parametrize(
    "key",
    [
        RecordingKey("acme", "int1", "q9", "up1"),
        RecordingKey("acme", "int9", "q1", "up1"),
        RecordingKey("acme", "int1", "q1", "up9"),
    ],
)
def test_an_object_that_nobody_asked_for_changes_nothing(
    services: Services, started: Interview, key: RecordingKey
) -> None:
    assert services.admission.admit(key) == "unknown"
    assert services.interviews.require(started.id) == started


def test_another_tenants_service_does_not_know_the_interview(services: Services, started: Interview) -> None:
    key = upload(services, started.id, "q1")
    other = Services("other", services.settings, services.clients, services.clock)
    assert other.admission.admit(key) == "unknown"
    assert state(services, "q1") == "uploading"


def test_a_received_answer_is_final(services: Services, started: Interview) -> None:
    first = upload(services, started.id, "q1")
    second = upload(services, started.id, "q1", b"a second take")
    assert services.admission.admit(second) == "admitted"
    assert services.admission.admit(first) == "late"
    with pytest.raises(Conflict, match="answer_final"):
        services.candidate.ask_upload(started.id, "q1", "audio/webm", 5, sha256(b"12345"))


def test_an_upload_after_the_submission_is_kept_and_noted(services: Services, started: Interview) -> None:
    asked, _, _ = services.candidate.ask_upload(started.id, "q2", "audio/webm", len(RECORDING), sha256(RECORDING))
    services.admission.admit(upload(services, started.id, "q1"))
    services.candidate.submit(started.id, leave_out=True)
    boto3.client("s3").put_object(Bucket="media", Key=asked.key, Body=RECORDING)
    assert services.admission.admit(RecordingKey("acme", started.id, "q2", asked.id)) == "late"
    answer = services.interviews.require(started.id).answer("q2")
    assert answer is not None
    assert answer.state == "unanswered"
    assert answer.problem is not None
    assert answer.problem.code == "late_upload"


def test_a_second_upload_stands_in_for_one_that_turned_out_unusable(services: Services, started: Interview) -> None:
    first = upload(services, started.id, "q1")
    second = upload(services, started.id, "q1", b"a second take")
    services.admission.admit(first)
    assert services.admission.admit(second) == "late"
    text = Localized(en="Not a recording.", zh="不是录音。")
    services.analysis.reject(message_for(services, started.id, "q1"), UnreadableMedia("not_media", text))
    answer = services.interviews.require(started.id).answer("q1")
    assert answer is not None
    assert answer.state == "received"
    assert answer.upload is not None
    assert answer.upload.id == second.upload
    keys = [AnalyseAnswer.model_validate_json(body).key for body in queued(services.settings.analysis_queue_url)]
    assert keys == [str(first), str(second)]


def test_an_upload_after_a_refusal_and_the_submission_changes_nothing(services: Services, started: Interview) -> None:
    asked, _, _ = services.candidate.ask_upload(started.id, "q1", "audio/webm", len(RECORDING), sha256(RECORDING))
    services.admission.admit(upload(services, started.id, "q1", b""))
    services.candidate.submit(started.id, leave_out=True)
    boto3.client("s3").put_object(Bucket="media", Key=asked.key, Body=RECORDING)
    assert services.admission.admit(RecordingKey("acme", started.id, "q1", asked.id)) == "late"
    assert state(services, "q1") == "rejected"


def test_a_message_that_was_never_sent_is_sent_at_the_next_word_about_the_upload(
    services: Services, started: Interview, clock: HandClock
) -> None:
    key = upload(services, started.id, "q1")
    services.admission.admit(key)
    boto3.client("sqs").purge_queue(QueueUrl=services.settings.analysis_queue_url)
    assert services.admission.admit(key) == "already"
    assert queued(services.settings.analysis_queue_url) == []
    clock.move(minutes=2)
    services.admission.admit(key)
    assert len(queued(services.settings.analysis_queue_url)) == 1
