"""Verifies the audit logs of tenants: chains, heads, signed heads.

    python -m infra.audit verify --tenant T [--json] [--local] [--stack NAME]
    python -m infra.audit verify --all [--json] [--local] [--stack NAME]

It needs to read the stack's table and its audit bucket, and `kms:VerifyMac` on its audit key. With --local it checks
the stack that `make run` runs here. Exit status: 0 all is as it was written, 1 something was found (a line for each,
what and where), 2 it could not be checked.
"""

import argparse
import json
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import NoReturn

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from chalicelib.adapters.dynamodb import keys
from chalicelib.adapters.dynamodb.audit import AuditLog
from chalicelib.adapters.dynamodb.table import Table
from chalicelib.adapters.dynamodb.tenants import all_tenants
from chalicelib.adapters.kms import MacKey
from chalicelib.adapters.signed_heads import SignedHeads
from chalicelib.adapters.system_clock import SystemClock
from infra.audit.verify import Report, verify
from infra.local.context import STACK_NAME
from infra.local.session import NotRunning, use_local_stack

_PAGE = 100
_CONFIG = Config(retries={"mode": "adaptive", "total_max_attempts": 8}, max_pool_connections=32)


class Unusable(Exception):
    """It cannot be checked; the message is one sentence."""


@dataclass(frozen=True)
class Stack:
    """Where a stack's audit logs lie."""

    table: Table
    heads: SignedHeads
    key: MacKey

    def tenants(self) -> list[str]:
        """Every tenant, those that are gone but have signed heads among them."""
        found = set(self.heads.tenants())
        after: str | None = None
        while True:
            page = all_tenants(self.table, after, _PAGE)
            found |= {tenant.value.id for tenant in page.items}
            after = page.next_after
            if after is None:
                return sorted(found)

    def known(self, tenant: str) -> bool:
        """Whether there is such a tenant, or was one."""
        there = self.table.get(keys.tenant(tenant)) or AuditLog(self.table, tenant).head().rev
        return bool(there) or any(True for _ in self.heads.versions(tenant))

    def verify(self, tenant: str) -> Report:
        """Check one tenant's log, telling on stderr how far it is."""
        log = AuditLog(self.table, tenant)
        return verify(log, self.heads, self.key, tenant, SystemClock().now(), _say)


def connect(name: str) -> Stack:
    """The stack of that name, as its outputs tell. Raises Unusable."""
    try:
        described = boto3.client("cloudformation", config=_CONFIG).describe_stacks(StackName=name)["Stacks"][0]
        outputs = {output["OutputKey"]: output["OutputValue"] for output in described.get("Outputs", [])}
        table, bucket, key = (outputs[wanted] for wanted in ("TableName", "AuditBucketName", "AuditKeyId"))
    except ClientError as error:
        raise Unusable(f"The stack {name} cannot be read: {error.response['Error']['Message']}") from error
    except KeyError as error:
        raise Unusable(f"The stack {name} has no output {error}; deploy it again.") from error
    return Stack(
        Table(boto3.client("dynamodb", config=_CONFIG), table),
        SignedHeads(boto3.client("s3", config=_CONFIG), bucket),
        MacKey(boto3.client("kms", config=_CONFIG), key),
    )


def main(arguments: Sequence[str] | None = None, connected: Callable[[str], Stack] = connect) -> int:
    """Verify, and say what was found; `connected` finds a stack by its name."""
    options = _parser().parse_args(arguments)
    try:
        if options.local:
            use_local_stack()
        stack = connected(options.stack)
        reports = [_told(report, as_json=options.json) for report in _reports(stack, options.tenant)]
    except (Unusable, NotRunning) as error:
        sys.stderr.write(f"{error}\n")
        return 2
    except (ClientError, BotoCoreError) as error:
        sys.stderr.write(f"It could not be checked to the end: {error}\n")
        return 2
    if options.json:
        sys.stdout.write(json.dumps([asdict(report) for report in reports], indent=2, ensure_ascii=False) + "\n")
    return 1 if any(report.findings for report in reports) else 0


def _reports(stack: Stack, tenant: str | None) -> Iterator[Report]:
    if tenant and not stack.known(tenant):
        raise Unusable(f"There is no tenant {tenant}.")
    for one in [tenant] if tenant else stack.tenants():
        yield stack.verify(one)


def _told(report: Report, *, as_json: bool) -> Report:
    """Say what was found, each tenant when it is done."""
    if not as_json:
        for finding in report.findings:
            sys.stdout.write(f"{finding}\n")
        good = "clean" if not report.findings else f"{len(report.findings)} found"
        _say(
            f"{report.tenant}: {good}; {report.entries} entries, {report.signed_heads} signed heads, "
            f"{report.pending} pending"
        )
    return report


def _say(sentence: str) -> None:
    sys.stderr.write(sentence + "\n")
    sys.stderr.flush()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m infra.audit", description="Verify the audit logs of tenants.")
    commands = parser.add_subparsers(dest="command", required=True)
    command = commands.add_parser("verify", help="check chains, heads and signed heads")
    whom = command.add_mutually_exclusive_group(required=True)
    whom.add_argument("--tenant", help="one tenant's id")
    whom.add_argument("--all", action="store_true", help="every tenant")
    command.add_argument("--json", action="store_true", help="findings as JSON")
    command.add_argument("--local", action="store_true", help="the stack that `make run` runs here")
    command.add_argument("--stack", default=STACK_NAME, help="name of the CloudFormation stack")
    return parser


def _exit() -> NoReturn:
    raise SystemExit(main())


if __name__ == "__main__":
    _exit()
