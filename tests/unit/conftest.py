"""The stack's parts in process (moto), and the product's services on them. Nothing here leaves the process."""

import copy
import json
import threading
from collections import defaultdict
from collections.abc import Iterator
from datetime import timedelta
from functools import cache
from typing import Any

import boto3
import pytest
from moto import mock_aws
from moto.dynamodb.models.table import Table as MotoTable
from moto.dynamodb.responses import DynamoHandler

from chalicelib import bootstrap
from chalicelib.adapters.system_clock import SystemClock
from chalicelib.bootstrap import Services
from chalicelib.domain.access import PERMISSIONS, Access, Actor, Grant
from chalicelib.domain.candidate import Candidate
from chalicelib.domain.interview import Interview
from chalicelib.domain.job import Job
from chalicelib.domain.plan import InterviewPlan
from chalicelib.services.candidate import CONSENT_VERSION
from chalicelib.services.tenants import create_tenant
from chalicelib.settings import Settings, settings
from tests.unit.clock import HandClock
from tests.unit.samples import a_candidate, a_flow, a_job, a_model

REGION = "us-east-1"
TENANT = "acme"
DEVICE = "a-device-key-of-some-length"
EVERYTHING = Access(
    actor=Actor(kind="api_key", id="key1"), grants=(Grant(permissions=frozenset(PERMISSIONS), everywhere=True),)
)
EVERYBODY = {"Version": "2012-10-17", "Statement": []}


@cache
def aws(service: str) -> Any:
    """A client for the whole run: making one costs more than most tests."""
    return boto3.client(service)  # type: ignore[call-overload]


@pytest.fixture
def stack(monkeypatch: pytest.MonkeyPatch) -> Iterator[Settings]:
    """Table, bucket, queues, state machine and sender, named in the environment as the template does."""
    monkeypatch.setenv("AWS_DEFAULT_REGION", REGION)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
    # moto copies a table before each transaction, to put it back where that fails: no other thread may change it
    # meanwhile, and as items are replaced, never changed, the copy need not hold items of its own.
    one_at_a_time, answer = threading.Lock(), DynamoHandler.call_action

    def call_action(handler: DynamoHandler) -> Any:
        with one_at_a_time:
            return answer(handler)

    def copied(table: MotoTable, _memo: Any) -> MotoTable:
        twin = copy.copy(table)
        twin.items = defaultdict(dict, {key: dict(items) for key, items in table.items.items()})
        return twin

    monkeypatch.setattr(DynamoHandler, "call_action", call_action)
    monkeypatch.setattr(MotoTable, "__deepcopy__", copied, raising=False)
    with mock_aws():
        names = ("pk", "sk", "gsi1pk", "gsi1sk", "gsi2pk", "gsi2sk")
        aws("dynamodb").create_table(
            TableName="candor",
            BillingMode="PAY_PER_REQUEST",
            AttributeDefinitions=[{"AttributeName": name, "AttributeType": "S"} for name in names],
            KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}, {"AttributeName": "sk", "KeyType": "RANGE"}],
            GlobalSecondaryIndexes=[
                {
                    "IndexName": index,
                    "KeySchema": [
                        {"AttributeName": f"{index}pk", "KeyType": "HASH"},
                        {"AttributeName": f"{index}sk", "KeyType": "RANGE"},
                    ],
                    "Projection": {"ProjectionType": "ALL"},
                }
                for index in ("gsi1", "gsi2")
            ],
        )
        aws("s3").create_bucket(Bucket="media")
        aws("s3").create_bucket(Bucket="audit", ObjectLockEnabledForBucket=True)
        sqs = aws("sqs")
        analysis, deliveries = (sqs.create_queue(QueueName=name)["QueueUrl"] for name in ("analysis", "deliveries"))
        role = aws("iam").create_role(RoleName="r", AssumeRolePolicyDocument=json.dumps(EVERYBODY))["Role"]["Arn"]
        machine = aws("stepfunctions").create_state_machine(
            name="result",
            roleArn=role,
            definition=json.dumps({"StartAt": "End", "States": {"End": {"Type": "Succeed"}}}),
        )
        aws("sesv2").create_email_identity(EmailIdentity="candor.example")
        aws("ses").verify_email_identity(EmailAddress="no-reply@candor.example")
        for name, value in {
            "TABLE_NAME": "candor",
            "MEDIA_BUCKET": "media",
            "ANALYSIS_QUEUE_URL": analysis,
            "DELIVERIES_QUEUE_URL": deliveries,
            "STATE_MACHINE_ARN": machine["stateMachineArn"],
            "DATA_KEY_ID": aws("kms").create_key()["KeyMetadata"]["KeyId"],
            "IMPORTS_QUEUE_URL": sqs.create_queue(QueueName="imports")["QueueUrl"],
            "RESCORING_QUEUE_URL": sqs.create_queue(QueueName="rescoring")["QueueUrl"],
            "PREPARATION_QUEUE_URL": sqs.create_queue(QueueName="preparation")["QueueUrl"],
            "AUDIT_QUEUE_URL": sqs.create_queue(QueueName="audit")["QueueUrl"],
            "NOTICES_QUEUE_URL": sqs.create_queue(QueueName="notices")["QueueUrl"],
            "AUDIT_BUCKET": "audit",
            "AUDIT_KEY_ID": aws("kms").create_key(KeySpec="HMAC_256", KeyUsage="GENERATE_VERIFY_MAC")["KeyMetadata"][
                "KeyId"
            ],
            "PUBLIC_URL": "https://candor.test",
        }.items():
            monkeypatch.setenv(name, value)
        kept = (settings, bootstrap.table, bootstrap.rates, bootstrap.kept_fits)
        for cached in kept:
            cached.cache_clear()
        yield settings()
        bootstrap.use_clock(SystemClock())
        for cached in kept:
            cached.cache_clear()


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def services(stack: Settings, clock: HandClock) -> Services:
    """The services of a tenant that exists."""
    bootstrap.use_clock(clock)
    wired = Services(TENANT, stack, bootstrap._clients(), clock)
    create_tenant(wired.tenants, clock, TENANT, "Acme", "en", "hr@acme.example")
    return wired


@pytest.fixture
def api_key(services: Services) -> str:
    """A key that may do everything."""
    return str(services.api_keys.create("key1", "Everything")[1])


@pytest.fixture
def job(services: Services) -> Job:
    """An approved job with a published model and flow."""
    model, flow = a_model(), a_flow()
    services.table.commit(
        [
            services.model_versions.write(model.id, model.version, model),
            services.flow_versions.write(flow.id, flow.version, flow),
        ]
    )
    return services.jobs.create(a_job(), EVERYTHING).value


@pytest.fixture
def plan(services: Services, job: Job) -> InterviewPlan:
    """What interviews of the job run on."""
    return services.plans.freeze(job, "en")


@pytest.fixture
def candidate(services: Services) -> Candidate:
    """A candidate on record."""
    known = a_candidate()
    services.candidates.create(known.id, known)
    return known


@pytest.fixture
def started(services: Services, plan: InterviewPlan, candidate: Candidate) -> Interview:
    """An interview whose candidate has consented."""
    invited = services.invitations.invite(plan, candidate, "int1", timedelta(days=7))
    services.invitations.open(invited.token, DEVICE)
    return services.candidate.consent(invited.interview.id, CONSENT_VERSION)
