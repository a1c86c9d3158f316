"""Files that are no recordings, and events that are none: a clear state and sentence, and the queue goes on."""

import base64
import hashlib
import json
import secrets
import time
from dataclasses import dataclass
from typing import Any

import boto3
import httpx
import pytest

from infra.local.context import REGION, STACK_NAME
from infra.local.credentials import admin_environment, session
from infra.local.demo.api import Api, Refused
from infra.local.demo.job import invite, open_job
from tests.e2e import recordings
from tests.e2e.stack import LocalStack

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(300)]
WITHIN_S = 120.0
QUESTIONS = ("q1", "q2", "q3", "q4", "q5")


@dataclass(frozen=True)
class Asked:
    """A candidate at work on an interview of five questions."""

    interview: str
    own: Api


@pytest.fixture
def asked(tenant: Api) -> Asked:
    key = secrets.token_hex(16)
    request = {
        "title": "Clerk",
        "description": "Files things.",
        "language": "en",
        "competency_model": {"dimensions": [{"key": "communication", "weight": 1}]},
        "questions": [
            {
                "key": question,
                "text": "Tell us about a mistake that you found.",
                "dimensions": ["communication"],
                "key_points": ["Names the mistake", "Says how it was found"],
            }
            for question in QUESTIONS
        ],
    }
    candidate = {"name": "Kim", "email": f"{key}@example.com", "language": "en"}
    invited = invite(tenant, open_job(tenant, request, key), candidate, key)
    opened = tenant.post(f"/v1/invitations/{invited['token']}/sessions", {"device_key": key})
    own = tenant.as_candidate(opened["session_token"])
    own.post("/v1/candidate/consent", {"text_version": "2026-11-1"})
    return Asked(invited["interview_id"], own)


def upload(own: Api, question: str, content: bytes, content_type: str = "audio/webm") -> dict[str, Any]:
    digest = base64.b64encode(hashlib.sha256(content).digest()).decode()
    announced = {"content_type": content_type, "size": len(content), "sha256": digest}
    signed: dict[str, Any] = own.post(f"/v1/candidate/answers/{question}/uploads", announced)
    own.put_file(signed["url"], signed["headers"], content)
    return signed


def complete(own: Api, question: str, signed: dict[str, Any]) -> None:
    own.post(f"/v1/candidate/answers/{question}/uploads/{signed['upload_id']}/completion")


def wait(tenant: Api, interview: str) -> dict[str, Any]:
    deadline = time.monotonic() + WITHIN_S
    while True:
        found: dict[str, Any] = tenant.get(f"/v1/interviews/{interview}")
        if found["state"] in {"reported", "needs_attention"}:
            return found
        assert time.monotonic() < deadline, found
        time.sleep(0.5)


def aws(stack: LocalStack, service: str) -> Any:
    endpoint = stack.run_file["aws_endpoint"]
    made: boto3.Session = session(admin_environment(stack.home, endpoint))
    return made.client(service, endpoint_url=endpoint, region_name=REGION)  # type: ignore[call-overload]


def outputs(stack: LocalStack) -> dict[str, str]:
    described = aws(stack, "cloudformation").describe_stacks(StackName=STACK_NAME)["Stacks"][0]["Outputs"]
    return {output["OutputKey"]: output["OutputValue"] for output in described}


def test_each_bad_file_gets_its_sentence_and_the_good_one_beside_it_its_score(
    stack: LocalStack, tenant: Api, asked: Asked
) -> None:
    files = {
        "q1": (recordings.GOOD, "audio/webm"),
        "q2": (recordings.text(), "audio/webm"),
        "q3": (recordings.cut_in_half(), "audio/mp4"),
        "q4": (recordings.two_hours(), "audio/wav"),
        "q5": (recordings.playlist(), "video/mp4"),
    }
    for question, (content, content_type) in files.items():
        complete(asked.own, question, upload(asked.own, question, content, content_type))
    asked.own.post("/v1/candidate/submission", {})
    interview = wait(tenant, asked.interview)
    answers = {answer["question"]: answer for answer in interview["answers"]}
    assert answers["q1"]["state"] == "analysed"
    codes = {question: answer["problem"]["code"] for question, answer in answers.items() if question != "q1"}
    assert (codes["q2"], codes["q5"]) == ("text", "playlist")
    assert codes["q3"] == "recording_cut_short"
    assert codes["q4"] == "too_long"
    assert all(answers[question]["state"] == "rejected" for question in ("q2", "q4", "q5")), answers
    report = tenant.get(f"/v1/interviews/{asked.interview}/report")
    assert report["answers"][0]["transcript"]["clauses"]
    assert_nothing_is_stuck(stack)


def test_an_empty_file_can_be_recorded_again(tenant: Api, asked: Asked) -> None:
    complete(asked.own, "q1", upload(asked.own, "q1", b""))
    answer = asked.own.get("/v1/candidate/interview")["answers"][0]
    assert (answer["state"], answer["problem"]["code"]) == ("rejected", "empty_file")
    complete(asked.own, "q1", upload(asked.own, "q1", recordings.GOOD))
    asked.own.post("/v1/candidate/submission", {"leave_out_missing": True})
    assert wait(tenant, asked.interview)["answers"][0]["state"] == "analysed"


def test_an_upload_without_a_word_from_the_candidate_is_admitted_by_the_stores_event(
    stack: LocalStack, tenant: Api, asked: Asked
) -> None:
    signed = upload(asked.own, "q1", recordings.GOOD)
    deadline = time.monotonic() + WITHIN_S
    while tenant.get(f"/v1/interviews/{asked.interview}")["answers"][0]["state"] == "uploading":
        assert time.monotonic() < deadline
        time.sleep(0.3)
    # The same event again, twice and late, and events about keys of other tenants and of nobody.
    key = signed["url"].split("?")[0].split("/t/", 1)[1]
    bucket = outputs(stack)["MediaBucketName"]
    for name in (f"t/{key}", f"t/{key}", f"t/other/{key.split('/', 1)[1]}", "t/%2e%2e/x.recording"):
        event = {
            "Records": [{"eventName": "ObjectCreated:Put", "s3": {"bucket": {"name": bucket}, "object": {"key": name}}}]
        }
        aws(stack, "sqs").send_message(QueueUrl=outputs(stack)["UploadsQueueUrl"], MessageBody=json.dumps(event))
    asked.own.post("/v1/candidate/submission", {"leave_out_missing": True})
    assert wait(tenant, asked.interview)["answers"][0]["state"] == "analysed"
    assert_nothing_is_stuck(stack)


def test_a_signed_upload_takes_only_the_announced_file_and_never_a_second_one(asked: Asked) -> None:
    signed = upload(asked.own, "q1", recordings.GOOD)
    again = httpx.put(signed["url"], headers=signed["headers"], content=recordings.GOOD, trust_env=False)
    assert again.status_code == 412
    other = {name: value for name, value in signed["headers"].items() if name != "Content-Length"}
    assert httpx.put(signed["url"], headers=other, content=b"other", trust_env=False).status_code in {400, 403}


def test_another_tenants_objects_are_not_there(tenant: Api, asked: Asked) -> None:
    for path in (f"/v1/interviews/{asked.interview[:-1]}0", f"/v1/interviews/{asked.interview}/nothing"):
        with pytest.raises(Refused) as refused:
            tenant.get(path)
        assert refused.value.status in {403, 404}


def assert_nothing_is_stuck(stack: LocalStack) -> None:
    """Every queue runs empty, and nothing lies among the dead letters."""
    sqs = aws(stack, "sqs")
    wanted = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
    deadline = time.monotonic() + WITHIN_S
    while True:
        waiting = {}
        for url in sqs.list_queues()["QueueUrls"]:
            attributes = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=wanted)["Attributes"]
            if count := sum(int(value) for value in attributes.values()):
                waiting[url.rsplit("/", 1)[1]] = count
        if not waiting:
            return
        assert time.monotonic() < deadline, waiting
        time.sleep(1)
