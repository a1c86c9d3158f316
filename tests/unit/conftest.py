"""The stack's parts in process (moto), and the product's services on them. Nothing here leaves the process."""

import json
from collections.abc import Iterator
from datetime import timedelta

import boto3
import pytest
from moto import mock_aws

from chalicelib import bootstrap
from chalicelib.bootstrap import Clients, Services
from chalicelib.domain.interview import Candidate, Interview
from chalicelib.domain.job import Job
from chalicelib.services.candidate import CONSENT_VERSION
from chalicelib.services.tenants import create_api_key, create_tenant
from chalicelib.settings import Settings, settings
from tests.unit.clock import HandClock
from tests.unit.samples import a_candidate, a_job

REGION = "us-east-1"
TENANT = "acme"
EVERYBODY = {"Version": "2012-10-17", "Statement": []}


@pytest.fixture
def stack(monkeypatch: pytest.MonkeyPatch) -> Iterator[Settings]:
    """Table, bucket, queues, state machine and sender, named in the environment as the template does."""
    monkeypatch.setenv("AWS_DEFAULT_REGION", REGION)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
    with mock_aws():
        names = ("pk", "sk", "gsi1pk", "gsi1sk", "gsi2pk", "gsi2sk")
        boto3.client("dynamodb").create_table(
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
        boto3.client("s3").create_bucket(Bucket="media")
        sqs = boto3.client("sqs")
        analysis, deliveries = (sqs.create_queue(QueueName=name)["QueueUrl"] for name in ("analysis", "deliveries"))
        role = boto3.client("iam").create_role(RoleName="r", AssumeRolePolicyDocument=json.dumps(EVERYBODY))["Role"][
            "Arn"
        ]
        machine = boto3.client("stepfunctions").create_state_machine(
            name="result",
            roleArn=role,
            definition=json.dumps({"StartAt": "End", "States": {"End": {"Type": "Succeed"}}}),
        )
        boto3.client("sesv2").create_email_identity(EmailIdentity="candor.example")
        boto3.client("ses").verify_email_identity(EmailAddress="no-reply@candor.example")
        for name, value in {
            "TABLE_NAME": "candor",
            "MEDIA_BUCKET": "media",
            "ANALYSIS_QUEUE_URL": analysis,
            "DELIVERIES_QUEUE_URL": deliveries,
            "STATE_MACHINE_ARN": machine["stateMachineArn"],
            "DATA_KEY_ID": boto3.client("kms").create_key()["KeyMetadata"]["KeyId"],
            "PUBLIC_URL": "https://candor.test",
        }.items():
            monkeypatch.setenv(name, value)
        for kept in (settings, bootstrap._clients, bootstrap.clock, bootstrap.table):
            kept.cache_clear()
        yield settings()
        for kept in (settings, bootstrap._clients, bootstrap.clock, bootstrap.table):
            kept.cache_clear()


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def services(stack: Settings, clock: HandClock) -> Services:
    """The services of a tenant that exists."""
    wired = Services(TENANT, stack, Clients(), clock)
    create_tenant(wired.tenants, clock, TENANT, "Acme", "en", "hr@acme.example")
    return wired


@pytest.fixture
def api_key(services: Services, clock: HandClock) -> str:
    return str(create_api_key(services.tenants, clock, TENANT))


@pytest.fixture
def job(services: Services) -> Job:
    return services.jobs.create(a_job())


@pytest.fixture
def candidate() -> Candidate:
    return a_candidate()


@pytest.fixture
def started(services: Services, job: Job, candidate: Candidate) -> Interview:
    """An interview whose candidate has consented."""
    invited = services.invitations.invite(job, candidate, "int1", bytes(20), timedelta(days=7))
    services.invitations.open(invited.token)
    return services.candidate.consent(invited.interview.id, CONSENT_VERSION)
