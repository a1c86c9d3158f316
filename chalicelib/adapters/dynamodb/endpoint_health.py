"""How a tenant's endpoints have answered lately, and the tries that are on their way to each."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from pydantic import AwareDatetime

from chalicelib.adapters.dynamodb import keys
from chalicelib.adapters.dynamodb.table import Indexes, Table, Write
from chalicelib.domain.endpoint_health import EndpointHealth
from chalicelib.domain.model import DomainModel
from chalicelib.domain.webhook import share

_TRIES = 12
_SLOTS_LOOKED_AT = 3
_ROTATION = timedelta(minutes=1)


class Slot(DomainModel):
    """Something under way, a try or a rotation, until it is certainly over."""

    until: AwareDatetime


class HealthStore:
    """The store of what is known of endpoints that are not simply well, and of slots."""

    def __init__(self, table: Table, tenant: str) -> None:
        self._table = table
        self._tenant = tenant

    def read(self, endpoint_id: str) -> EndpointHealth:
        """How the endpoint has answered lately."""
        stored = self._table.get(keys.endpoint_health(self._tenant, endpoint_id))
        return stored.read(EndpointHealth) if stored else EndpointHealth(endpoint=endpoint_id)

    def change(self, endpoint_id: str, change: Callable[[EndpointHealth], EndpointHealth]) -> EndpointHealth:
        """Apply `change` to what is known now; where others are always faster, theirs stands."""
        key = keys.endpoint_health(self._tenant, endpoint_id)
        before = EndpointHealth(endpoint=endpoint_id)
        for _ in range(_TRIES):
            stored = self._table.get(key)
            before = stored.read(EndpointHealth) if stored else EndpointHealth(endpoint=endpoint_id)
            after = change(before)
            if after == before:
                return before
            write = Write(key, after.model_dump_json(), stored.rev if stored else 0, self._indexes(after))
            if self._table.commit([write]):
                return after
        return before

    def forget(self, endpoint_id: str) -> None:
        """Forget an endpoint that is gone."""
        self._table.delete(keys.endpoint_health(self._tenant, endpoint_id))

    def take_slot(self, endpoint_id: str, about: str, most: int, now: datetime, until: datetime) -> int | None:
        """Take one of `most` slots, `until` when it is certainly over; None where those looked at are all taken."""
        first = int(share(endpoint_id, about) * most)
        for number in range(first, first + min(most, _SLOTS_LOOKED_AT)):
            if self._take(keys.endpoint_slot(self._tenant, endpoint_id, number % most), now, until):
                return number % most
        return None

    def free_slot(self, endpoint_id: str, number: int) -> None:
        """Give a slot back."""
        self._table.delete(keys.endpoint_slot(self._tenant, endpoint_id, number))

    def take_rotation(self, endpoint_id: str, now: datetime, until: datetime) -> bool:
        """Be the only one to change the endpoint's secrets, `until` when that is certainly over."""
        return self._take(keys.endpoint_rotation(self._tenant, endpoint_id), now, until)

    def free_rotation(self, endpoint_id: str) -> None:
        """Let others change the secrets."""
        self._table.delete(keys.endpoint_rotation(self._tenant, endpoint_id))

    @contextmanager
    def rotating(self, endpoint_id: str, now: datetime) -> Iterator[bool]:
        """Whether nobody else changes the endpoint's secrets, which are read and written as a whole, until this ends.

        Without it two at once would lose one. Who is killed in here keeps others out for a minute.
        """
        alone = self.take_rotation(endpoint_id, now, now + _ROTATION)
        try:
            yield alone
        finally:
            if alone:
                self.free_rotation(endpoint_id)

    def _take(self, key: keys.Key, now: datetime, until: datetime) -> bool:
        doc = Slot(until=until).model_dump_json()
        if self._table.create(key, doc, Indexes(expires_at=until)):
            return True
        # Whoever had it may have been killed.
        left = self._table.get(key)
        taken = left and left.read(Slot).until <= now and self._table.replace(left, doc, Indexes(expires_at=until))
        return bool(taken)

    def _indexes(self, health: EndpointHealth) -> Indexes:
        if health.look_at is None:
            return Indexes()
        return Indexes(gsi2=(keys.sweep_shard("ENDPOINT", health.endpoint), health.look_at.isoformat()))


def to_look_at(table: Table, until: datetime) -> Iterator[tuple[str, str]]:
    """Across tenants: (tenant, endpoint) of endpoints that are to be looked at by now, for the sweeper."""
    for shard in keys.sweep_shards("ENDPOINT"):
        for stored in table.due(shard, until.isoformat()):
            yield stored.key.pk.split("#")[1], stored.key.sk.removeprefix("HEALTH#")
