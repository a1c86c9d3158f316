"""What of jobs waits for the worker too long, across tenants: for the sweeper alone."""

from datetime import datetime

from chalicelib.adapters.dynamodb import keys
from chalicelib.adapters.dynamodb.table import Table


def silent_of_jobs(table: Table, kind: str, until: datetime) -> list[tuple[str, str, str]]:
    """(tenant, job, id) of all of a kind whose time in the sweep index has come."""
    found: list[tuple[str, str, str]] = []
    for shard in keys.sweep_shards(kind):
        for stored in table.due(shard, until.isoformat()):
            _, tenant, _, job = stored.key.pk.split("#")
            found.append((tenant, job, stored.key.sk.split("#")[1]))
    return found
