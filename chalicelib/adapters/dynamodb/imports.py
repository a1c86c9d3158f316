"""Imports of candidates; one that is queued or running is in the sweep index, by when it is to be looked at."""

from datetime import datetime, timedelta

from chalicelib.adapters.dynamodb import keys
from chalicelib.adapters.dynamodb.collection import Collection, Journal, Kind
from chalicelib.adapters.dynamodb.table import Indexes, Table
from chalicelib.domain.candidate_import import CandidateImport
from chalicelib.domain.language import Localized

SILENCE = timedelta(minutes=30)
_NEVER_SENT = timedelta(days=7)
NO_IMPORT = Localized(en="There is no such import.", zh="没有这个导入任务。")
_PREFIX = "IMPORT"


def import_collection(table: Table, tenant: str, journal: Journal) -> Collection[CandidateImport]:
    """The imports of one tenant."""
    kind = Kind(
        "candidate_import",
        CandidateImport,
        lambda import_id: keys.of_tenant(tenant, _PREFIX, import_id),
        NO_IMPORT,
        lambda one: _indexes(tenant, one),
    )
    return Collection(table, kind, journal)


def imports_list(tenant: str) -> str:
    """All imports of a tenant, by time of making."""
    return keys.list_of(tenant, _PREFIX)


def silent_imports(table: Table, until: datetime) -> list[tuple[str, str]]:
    """Across tenants: (tenant, import) of those that have been silent too long, for the sweeper alone."""
    found: list[tuple[str, str]] = []
    for shard in keys.sweep_shards(_PREFIX):
        due = table.due(shard, until.isoformat())
        found.extend((stored.key.pk.split("#")[1], stored.key.sk.split("#")[1]) for stored in due)
    return found


def _indexes(tenant: str, one: CandidateImport) -> Indexes:
    listed = (imports_list(tenant), f"{one.created_at.isoformat()}#{one.id}")
    waits = one.state in {"queued", "running"}
    due = (keys.sweep_shard(_PREFIX, one.id), (one.active_at + SILENCE).isoformat())
    expires = one.created_at + _NEVER_SENT if one.state == "waiting" else None
    return Indexes(gsi1=listed, gsi2=due if waits else None, expires_at=expires)
