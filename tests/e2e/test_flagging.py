"""A result that cannot be finished says so to HR, once, and is left to a person."""

from typing import Any

import pytest

from infra.local.demo.api import Api
from infra.local.demo.receiver import Receiver
from tests.e2e.stack import LocalStack
from tests.e2e.test_bad_recordings import Asked, asked, aws, outputs, wait
from tests.e2e.test_survival import await_events

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(300)]
__all__ = ["asked"]


def test_an_interview_whose_plan_is_gone_needs_attention(
    stack: LocalStack,
    tenant: Api,
    asked: Asked,
    receiver: Receiver,
) -> None:
    job = tenant.get(f"/v1/interviews/{asked.interview}")["job_id"]
    table = outputs(stack)["TableName"]
    asked.own.get("/v1/candidate/interview")
    dynamodb = aws(stack, "dynamodb")
    plans = dynamodb.query(
        TableName=table,
        KeyConditionExpression="pk = :job AND begins_with(sk, :plan)",
        ExpressionAttributeValues={":job": {"S": f"TENANT#demo#JOB#{job}"}, ":plan": {"S": "PLAN#"}},
    )["Items"]
    for plan in plans:
        dynamodb.delete_item(TableName=table, Key={"pk": plan["pk"], "sk": plan["sk"]})
    submit_without_reading_the_job(asked)
    interview = wait(tenant, asked.interview)
    assert interview["state"] == "needs_attention"
    assert interview["problem"]["code"] == "PermanentError"
    assert len(await_events(receiver, {asked.interview}, "interview.needs_attention")) == 1


def submit_without_reading_the_job(asked: Asked) -> Any:
    """The candidate's page may get an error back; the submission itself stands."""
    try:
        return asked.own.post("/v1/candidate/submission", {"leave_out_missing": True})
    except Exception as refused:  # noqa: BLE001 - what counts is what HR sees afterwards
        return refused
