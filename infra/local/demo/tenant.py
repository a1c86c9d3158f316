"""The demo tenant and its API key, made once and found again on the next start."""

from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import boto3

from chalicelib.adapters.dynamodb.journal import AuditJournal, NoJournal
from chalicelib.adapters.dynamodb.table import Table
from chalicelib.adapters.dynamodb.tenants import ApiKeyUses, api_key_collection, tenant_collection
from chalicelib.adapters.system_clock import SystemClock
from chalicelib.domain.access import PERMISSIONS, Actor
from chalicelib.domain.audit import Origin
from chalicelib.domain.clock import new_id
from chalicelib.domain.errors import Conflict
from chalicelib.domain.ids import Token, parse_token
from chalicelib.domain.tenant import PLAN_QUOTAS, ApiKey
from chalicelib.services.api_keys import ApiKeyService
from chalicelib.services.tenants import create_tenant
from infra.local.context import REGION, Context

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

TENANT = "demo"
SENDER = "no-reply@candor.example"
_LAUNCHER = Actor(kind="operator", id="make-run", name="make run")


def ensure_demo_tenant(context: Context) -> str:
    """The demo tenant's API key. The key is kept in `.local`, readable by its owner alone."""
    table = Table(_dynamodb(context), context.outputs["TableName"])
    clock = SystemClock()
    tenants = tenant_collection(table, NoJournal())
    journal = AuditJournal(TENANT, clock, _LAUNCHER, Origin(), lambda: tenants.require(TENANT).value.digest_key)
    with suppress(Conflict):
        create_tenant(
            tenant_collection(table, journal),
            clock,
            TENANT,
            "Demo",
            "en",
            "hiring@demo.example",
            plan="enterprise",
            quotas=PLAN_QUOTAS["enterprise"],
        )
    # What an operator does once in AWS: SES sends only from senders that it knows.
    ses = _session(context).client("sesv2", endpoint_url=context.aws_endpoint)
    with suppress(ses.exceptions.AlreadyExistsException):
        ses.create_email_identity(EmailIdentity=SENDER)
    api_keys = api_key_collection(table, TENANT, journal)
    kept = context.home / "demo-api-key"
    if kept.exists() and (token := parse_token(kept.read_text())):
        found = api_keys.find(token.subject)
        if found and opens_everything(found.value, token):
            return str(token)
    service = ApiKeyService(api_keys, ApiKeyUses(table, TENANT), clock, TENANT)
    key = str(service.create(new_id(clock, "key"), "Demo")[1])
    _keep(kept, key)
    return key


def opens_everything(key: ApiKey, token: Token) -> bool:
    """Whether it is the kept key and still good; one from before a permission was added is not."""
    return token.matches(key.digest) and not key.revoked and set(PERMISSIONS) <= set(key.scopes)


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
