"""The demo tenant and its API key, made once and found again on the next start."""

from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import boto3

from chalicelib.adapters.dynamodb.table import Table
from chalicelib.adapters.dynamodb.tenants import Tenants
from chalicelib.adapters.system_clock import SystemClock
from chalicelib.domain.errors import Conflict, Unauthenticated
from chalicelib.services.tenants import check_api_key, create_api_key, create_tenant, read_api_key
from infra.local.context import REGION, Context

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

TENANT = "demo"
SENDER = "no-reply@candor.example"


def ensure_demo_tenant(context: Context) -> str:
    """The demo tenant's API key. The key is kept in `.local`, readable by its owner alone."""
    tenants = Tenants(Table(_dynamodb(context), context.outputs["TableName"]), TENANT)
    clock = SystemClock()
    with suppress(Conflict):
        create_tenant(tenants, clock, TENANT, "Demo", "en", "hiring@demo.example")
    # What an operator does once in AWS: SES sends only from senders that it knows.
    ses = _session(context).client("sesv2", endpoint_url=context.aws_endpoint)
    with suppress(ses.exceptions.AlreadyExistsException):
        ses.create_email_identity(EmailIdentity=SENDER)
    kept = context.home / "demo-api-key"
    if kept.exists() and _valid(tenants, kept.read_text()):
        return kept.read_text()
    key = str(create_api_key(tenants, clock, TENANT))
    _keep(kept, key)
    return key


def _valid(tenants: Tenants, text: str) -> bool:
    try:
        check_api_key(tenants, read_api_key(text))
    except Unauthenticated:
        return False
    return True


def _keep(file: Path, secret: str) -> None:
    file.touch(mode=0o600)
    file.write_text(secret)


def _dynamodb(context: Context) -> "DynamoDBClient":
    return _session(context).client("dynamodb", endpoint_url=context.aws_endpoint)


def _session(context: Context) -> boto3.Session:
    environment = context.admin_environment
    return boto3.Session(
        aws_access_key_id=environment["AWS_ACCESS_KEY_ID"],
        aws_secret_access_key=environment["AWS_SECRET_ACCESS_KEY"],
        region_name=REGION,
    )
