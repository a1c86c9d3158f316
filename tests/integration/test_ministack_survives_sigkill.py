"""What the embedded AWS has acknowledged is there after `kill -9`.

The state is made through the same CloudFormation that the product uses, by a small template with one resource of each
kind that matters, so that this test tells about MiniStack and its launcher alone.
"""

import io
import json
import os
import signal
import time
import urllib.request
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest
import yaml
from botocore.exceptions import ClientError

from infra.local import credentials
from tests.integration.conftest import MiniStack, start_ministack

pytestmark = [pytest.mark.integration, pytest.mark.timeout(300)]

HERE = Path(__file__).parent
BOOTSTRAP = '#!/bin/sh\ncd "$LAMBDA_TASK_ROOT" && exec "$CANDOR_LAMBDA_PYTHON" -m awslambdaric "$_HANDLER"\n'
HANDLER = """
def api(event, context):
    return {"statusCode": 200, "body": "here"}


def consume(event, context):
    failed = [{"itemIdentifier": r["messageId"]} for r in event["Records"] if "poison" in r["body"]]
    return {"batchItemFailures": failed}
"""


class Stack:
    """A deployed stack and clients for it; the clients are made anew because a killed server resets connections."""

    def __init__(self, server: MiniStack) -> None:
        self.server = server
        self.client("s3").create_bucket(Bucket="code")
        code = io.BytesIO()
        with zipfile.ZipFile(code, "w") as bundle:
            bootstrap = zipfile.ZipInfo("bootstrap")
            bootstrap.external_attr = 0o100755 << 16
            bundle.writestr(bootstrap, BOOTSTRAP)
            bundle.writestr("handler.py", HANDLER)
        self.client("s3").put_object(Bucket="code", Key="code.zip", Body=code.getvalue())
        template = json.dumps(yaml.safe_load((HERE / "survival.yaml").read_text()))
        capabilities: Any = ["CAPABILITY_IAM", "CAPABILITY_AUTO_EXPAND"]
        self.client("cloudformation").create_stack(StackName="s", TemplateBody=template, Capabilities=capabilities)
        eventually(lambda: self._describe()["StackStatus"] == "CREATE_COMPLETE", self._describe)
        self.outputs = {o["OutputKey"]: o["OutputValue"] for o in self._describe()["Outputs"]}

    def client(self, service: Any) -> Any:
        return self.server.session.client(service, endpoint_url=self.server.endpoint)

    def kill(self) -> None:
        """`kill -9`, and wait for the supervisor's restart."""
        pid = self.server.pid
        os.kill(pid, signal.SIGKILL)
        eventually(lambda: self.server.supervisor.pids().get("ministack", pid) != pid)
        self.server.wait_until_ready()

    def call_api(self) -> bytes:
        api = f"{self.server.endpoint}/_aws/execute-api/{self.outputs['RestAPIId']}/prod/v1"
        with urllib.request.urlopen(api, timeout=60) as response:
            body: bytes = response.read()
        return body

    def _describe(self) -> Any:
        return self.client("cloudformation").describe_stacks(StackName="s")["Stacks"][0]


def eventually(condition: Callable[[], bool], explain: Callable[[], object] = lambda: "", seconds: float = 60) -> None:
    """Wait until the condition holds."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, explain()
        time.sleep(0.1)


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """A server that these tests may kill."""
    server = start_ministack(tmp_path_factory.mktemp("killed"))
    yield Stack(server)
    server.supervisor.stop()


def test_every_acknowledged_write_is_there_at_once(stack: Stack) -> None:
    table, queue = stack.outputs["Table"], stack.outputs["Plain"]
    secret = stack.client("secretsmanager").create_secret(Name="later", SecretString="kept")["ARN"]
    ses = stack.client("sesv2")
    ses.create_email_identity(EmailIdentity="hr@example.com")
    stack.client("s3").put_object(Bucket=stack.outputs["Bucket"], Key="a/b", Body=b"object")
    for n in range(20):
        stack.client("dynamodb").put_item(TableName=table, Item={"pk": {"S": "p"}, "sk": {"S": str(n)}})
    stack.client("sqs").send_message(QueueUrl=queue, MessageBody="message")

    stack.kill()

    items = stack.client("dynamodb").query(
        TableName=table, KeyConditionExpression="pk = :p", ExpressionAttributeValues={":p": {"S": "p"}}
    )
    assert items["Count"] == 20
    assert stack.client("s3").get_object(Bucket=stack.outputs["Bucket"], Key="a/b")["Body"].read() == b"object"
    assert stack.client("secretsmanager").get_secret_value(SecretId=secret)["SecretString"] == "kept"
    assert stack.client("sesv2").get_email_identity(EmailIdentity="hr@example.com")
    messages = stack.client("sqs").receive_message(QueueUrl=queue)["Messages"]
    assert [m["Body"] for m in messages] == ["message"]


def test_a_message_in_flight_comes_back_after_its_visibility_timeout(stack: Stack) -> None:
    sqs, queue = stack.client("sqs"), stack.outputs["Plain"]
    sqs.purge_queue(QueueUrl=queue)
    sqs.send_message(QueueUrl=queue, MessageBody="in flight")
    assert sqs.receive_message(QueueUrl=queue, VisibilityTimeout=4)["Messages"]
    time.sleep(1)  # until the background has saved that it is in flight

    stack.kill()

    bodies: list[str] = []

    def received() -> bool:
        answer = stack.client("sqs").receive_message(QueueUrl=queue, WaitTimeSeconds=1)
        bodies.extend(m["Body"] for m in answer.get("Messages", []))
        return bool(bodies)

    eventually(received, seconds=20)
    assert bodies == ["in flight"]


def test_the_api_keeps_its_id_and_its_function(stack: Stack) -> None:
    assert stack.call_api() == b"here"
    stack.kill()
    assert stack.call_api() == b"here"


def test_event_source_mappings_poll_again(stack: Stack) -> None:
    stack.kill()
    queue, dead = stack.outputs["Mapped"], stack.outputs["Dead"]
    stack.client("sqs").send_message(QueueUrl=queue, MessageBody="fine")
    stack.client("sqs").send_message(QueueUrl=queue, MessageBody="poison")
    dead_letters: list[str] = []

    def poison_is_dead() -> bool:
        answer = stack.client("sqs").receive_message(QueueUrl=dead, WaitTimeSeconds=1)
        dead_letters.extend(m["Body"] for m in answer.get("Messages", []))
        return bool(dead_letters)

    eventually(poison_is_dead)
    assert dead_letters == ["poison"]


def test_running_executions_fail_visibly_and_the_machine_runs_again(stack: Stack) -> None:
    machine = stack.outputs["Machine"]
    running = stack.client("stepfunctions").start_execution(stateMachineArn=machine, input='{"seconds": 600}')

    stack.kill()

    old = stack.client("stepfunctions").describe_execution(executionArn=running["executionArn"])
    assert (old["status"], old["error"]) == ("FAILED", "States.ServiceRestart")
    new = stack.client("stepfunctions").start_execution(stateMachineArn=machine, input='{"seconds": 0}')
    eventually(
        lambda: (
            stack.client("stepfunctions").describe_execution(executionArn=new["executionArn"])["status"] == "SUCCEEDED"
        )
    )


def test_ended_executions_keep_their_history_over_two_deaths(stack: Stack) -> None:
    def start() -> str:
        machine = stack.outputs["Machine"]
        arn: str = stack.client("stepfunctions").start_execution(stateMachineArn=machine, input="{}")["executionArn"]
        return arn

    def told(arn: str) -> tuple[str, list[str]]:
        states = stack.client("stepfunctions")
        events = states.get_execution_history(executionArn=arn)["events"]
        return states.describe_execution(executionArn=arn)["status"], [event["type"] for event in events]

    first = start()
    eventually(lambda: told(first)[0] != "RUNNING")
    time.sleep(2)  # what ends without a request is saved a moment later
    before = told(first)

    stack.kill()
    assert told(first) == before
    second = start()
    eventually(lambda: told(second)[0] != "RUNNING")
    time.sleep(2)
    also = told(second)

    stack.kill()
    assert told(first) == before
    assert told(second) == also


def test_a_multipart_upload_can_be_finished(stack: Stack) -> None:
    s3, bucket = stack.client("s3"), stack.outputs["Bucket"]
    upload = s3.create_multipart_upload(Bucket=bucket, Key="video")["UploadId"]
    first = b"1" * 5 * 1024 * 1024
    etag = s3.upload_part(Bucket=bucket, Key="video", UploadId=upload, PartNumber=1, Body=first)["ETag"]

    stack.kill()

    s3 = stack.client("s3")
    last = s3.upload_part(Bucket=bucket, Key="video", UploadId=upload, PartNumber=2, Body=b"2")["ETag"]
    parts = [{"PartNumber": 1, "ETag": etag}, {"PartNumber": 2, "ETag": last}]
    s3.complete_multipart_upload(Bucket=bucket, Key="video", UploadId=upload, MultipartUpload={"Parts": parts})
    assert s3.get_object(Bucket=bucket, Key="video")["Body"].read() == first + b"2"


def test_assumed_roles_presigned_addresses_and_schedules_stay_valid(stack: Stack) -> None:
    worker = credentials.worker_environment(stack.server.home, stack.server.admin, stack.outputs["Role"])
    sts = stack.client("sts")
    made = sts.assume_role(RoleArn=stack.outputs["Role"], RoleSessionName="worker")["Credentials"]
    assumed = boto3.Session(made["AccessKeyId"], made["SecretAccessKey"], made["SessionToken"], region_name="us-east-1")
    s3 = assumed.client("s3", endpoint_url=stack.server.endpoint)
    s3.put_object(Bucket=stack.outputs["Bucket"], Key="mine", Body=b"1")
    address = s3.generate_presigned_url("get_object", Params={"Bucket": stack.outputs["Bucket"], "Key": "mine"})

    stack.kill()

    with urllib.request.urlopen(address, timeout=30) as response:
        assert response.read() == b"1"
    with pytest.raises(ClientError, match="AccessDenied"):
        assumed.client("iam", endpoint_url=stack.server.endpoint).list_users()
    again = credentials.worker_environment(stack.server.home, stack.server.admin, stack.outputs["Role"])
    assert again == worker
    assert [s["Name"] for s in stack.client("scheduler").list_schedules()["Schedules"]]
