"""The Lambdas on events as AWS sends them."""

import json
from pathlib import Path
from typing import Any

import pytest

from chalicelib.bootstrap import Services
from chalicelib.domain.errors import RetryableError
from chalicelib.domain.interview import Interview
from chalicelib.tasks.admit_upload import admit_upload
from chalicelib.tasks.deliver_webhook import deliver_webhook
from chalicelib.tasks.interview_step import interview_step
from chalicelib.tasks.sweep import sweep
from tests.unit.samples import queued, upload

SAMPLES = Path(__file__).parents[3] / "events" / "samples"
RETRIED_BY_NAME = "RetryableError"


def sqs_event(*bodies: str) -> dict[str, Any]:
    return {
        "Records": [
            {"messageId": f"m{number}", "receiptHandle": "r", "body": body, "attributes": {}, "eventSource": "aws:sqs"}
            for number, body in enumerate(bodies)
        ]
    }


def s3_event(key: str) -> str:
    event = json.loads((SAMPLES / "s3.object_created.json").read_text())
    event["Records"][0]["s3"]["object"]["key"] = key
    return json.dumps(event)


def test_the_stores_test_event_is_taken_and_means_nothing(services: Services) -> None:
    body = (SAMPLES / "s3.test_event.json").read_text()
    assert admit_upload(sqs_event(body), None) == {"batchItemFailures": []}
    assert queued(services.settings.analysis_queue_url) == []


def test_one_bad_message_of_a_batch_comes_back_alone(services: Services, started: Interview) -> None:
    key = str(upload(services, started.id, "q1"))
    answer = admit_upload(sqs_event("not json", s3_event(key.replace("/", "%2F"))), None)
    assert answer == {"batchItemFailures": [{"itemIdentifier": "m0"}]}
    assert len(queued(services.settings.analysis_queue_url)) == 1


@pytest.mark.parametrize(
    "key", ["t/other/media/int1/q1/up1.recording", "t/acme/media/../../x.recording", "x", "t%2Facme%2F%00.recording"]
)
def test_keys_that_are_none_of_ours_are_taken_and_change_nothing(services: Services, key: str) -> None:
    assert admit_upload(sqs_event(s3_event(key)), None) == {"batchItemFailures": []}
    assert queued(services.settings.analysis_queue_url) == []


def test_a_delivery_that_is_gone_is_done_with(services: Services) -> None:
    assert services.tenant
    body = (SAMPLES / "deliver_webhook.v1.json").read_text()
    assert deliver_webhook(sqs_event(body), None) == {"batchItemFailures": []}


def test_a_store_that_does_not_answer_is_retried_by_name(services: Services, started: Interview) -> None:
    services.clients.dynamodb.delete_table(TableName="candor")
    with pytest.raises(RetryableError) as caught:
        interview_step({"step": "finalise_scorecard", "tenant": "acme", "interview": started.id, "attempt": 1}, None)
    assert type(caught.value).__name__ == RETRIED_BY_NAME


def test_a_sweep_with_nothing_to_do_does_nothing(services: Services) -> None:
    assert services.tenant
    assert sweep({}, None) == {}
