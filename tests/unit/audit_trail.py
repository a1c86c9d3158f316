"""What tests of the audit log do: leave entries, read the chain, look into the bucket."""

import threading
from typing import Any

import boto3

from chalicelib.adapters.dynamodb.audit import read_chained
from chalicelib.adapters.dynamodb.journal import NoJournal
from chalicelib.adapters.dynamodb.tenants import tenant_collection
from chalicelib.bootstrap import Services
from chalicelib.domain.audit import GENESIS, ChainedEntry, SignedHead
from chalicelib.services.tenants import create_tenant
from tests.unit.samples import a_candidate


def neighbour(services: Services) -> Services:
    """Those of another tenant, whose log is empty."""
    other = Services("other", services.settings, services.clients, services.clock)
    tenants = tenant_collection(other.table, NoJournal())
    create_tenant(tenants, other.clock, other.tenant, "Other", "en", "hr@other.example")
    return other


def leave(services: Services, number: int, start: int = 1) -> None:
    """Leave this many entries, each about a candidate of its own."""
    for count in range(start, start + number):
        candidate = a_candidate().model_copy(update={"id": f"can-{count}"})
        services.candidates.create(candidate.id, candidate)


def chained(services: Services) -> list[ChainedEntry]:
    """The chain, in order."""
    return [read_chained(stored) for _, stored in services.audit_log.rows()]


def signed(services: Services) -> list[SignedHead]:
    """The signed heads, in order."""
    found = [version for version in services.audit._heads.versions(services.tenant) if not version.marker]
    return sorted((services.audit._heads.read(version) for version in found), key=lambda head: head.sequence)


def assert_whole(services: Services) -> list[ChainedEntry]:
    """The chain is gapless, each entry follows from the one before, the head is its end and signed."""
    entries = chained(services)
    last = GENESIS
    for sequence, entry in enumerate(entries, 1):
        assert (entry.sequence, entry.previous, entry.sound) == (sequence, last, True)
        last = entry.hash
    head = services.audit_log.head().value
    assert (head.sequence, head.hash) == (len(entries), last)
    links = signed(services)
    assert [head.previous for head in links] == [0, *(head.sequence for head in links)][: len(links)]
    if links:
        assert (links[-1].sequence, links[-1].hash) == (len(entries), last)
    return entries


def one_at_a_time(services: Services) -> None:
    """Let threads share the emulator: each call by itself, as in the store itself; the calls of all mixed."""
    lock = threading.Lock()
    for client in (services.clients.dynamodb, services.clients.s3, services.clients.kms):
        _lock_calls(client, lock)


def _lock_calls(client: Any, lock: threading.Lock) -> None:
    send = client._make_api_call

    def locked(operation: str, parameters: Any) -> Any:
        with lock:
            return send(operation, parameters)

    client._make_api_call = locked


def everything_kept(services: Services) -> str:
    """All that the audit log keeps anywhere, as text."""
    scanned = services.clients.dynamodb.scan(TableName="candor")["Items"]
    rows = [item["doc"]["S"] for item in scanned if item["pk"]["S"].endswith("#AUDIT")]
    s3 = boto3.client("s3")
    bucket = services.settings.audit_bucket
    listed = s3.list_objects_v2(Bucket=bucket).get("Contents", [])
    return "\n".join(
        rows + [s3.get_object(Bucket=bucket, Key=found["Key"])["Body"].read().decode() for found in listed]
    )
