"""Replays of time ranges of events, per endpoint of a tenant."""

from collections.abc import Iterator
from datetime import datetime

from chalicelib.adapters.dynamodb import keys
from chalicelib.adapters.dynamodb.table import Indexes, Stored, Table
from chalicelib.domain.replay import Replay
from chalicelib.domain.webhook import KEPT_FOR


class Replays:
    """The store of replays."""

    def __init__(self, table: Table, tenant: str) -> None:
        self._table = table
        self._tenant = tenant

    def add(self, replay: Replay) -> bool:
        """Keep a new replay; False if there is one with this id."""
        key = keys.replay(self._tenant, replay.endpoint, replay.id)
        return self._table.create(key, replay.model_dump_json(), self._indexes(replay))

    def find(self, endpoint_id: str, replay_id: str) -> tuple[Stored, Replay] | None:
        """A replay, with what it was read from."""
        stored = self._table.get(keys.replay(self._tenant, endpoint_id, replay_id))
        return (stored, stored.read(Replay)) if stored else None

    def replace(self, stored: Stored, replay: Replay) -> bool:
        """Keep how far it has come; False if somebody else went on with it."""
        return self._table.replace(stored, replay.model_dump_json(), self._indexes(replay))

    def _indexes(self, replay: Replay) -> Indexes:
        due = None
        if replay.state == "running" and replay.next_at:
            due = (keys.sweep_shard("REPLAY", replay.id), replay.next_at.isoformat())
        return Indexes(gsi2=due, expires_at=replay.created_at + KEPT_FOR)


def unfinished_replays(table: Table, until: datetime) -> Iterator[tuple[str, str, str]]:
    """Across tenants: (tenant, endpoint, replay) of replays to go on with by now, for the sweeper."""
    for shard in keys.sweep_shards("REPLAY"):
        for stored in table.due(shard, until.isoformat()):
            _, endpoint, replay = stored.key.sk.split("#")
            yield stored.key.pk.split("#")[1], endpoint, replay
