"""A tenant's connections to other systems, and the exchanges that went over them."""

from collections.abc import Callable
from functools import partial

from chalicelib.adapters.dynamodb import keys
from chalicelib.adapters.dynamodb.collection import Collection, Journal, Kind
from chalicelib.adapters.dynamodb.table import Indexes, Table
from chalicelib.domain.connection import MOST_CONNECTIONS, Connection, Exchange
from chalicelib.domain.errors import NotFound
from chalicelib.domain.language import Localized

_NO_CONNECTION = Localized(en="There is no such connection.", zh="没有这个连接。")
_NO_EXCHANGE = Localized(en="There is no such exchange.", zh="没有这个交换记录。")
_KIND = "CONNECTION"
_TRIES = 8


class Connections:
    """The store of connections; there are no more than `MOST_CONNECTIONS`."""

    def __init__(self, table: Table, tenant: str, journal: Journal) -> None:
        self._listed = keys.list_of(tenant, _KIND)
        kind = Kind("connection", Connection, partial(keys.of_tenant, tenant, _KIND), _NO_CONNECTION, self._indexes)
        self.documents = Collection(table, kind, journal)

    def all(self) -> tuple[Connection, ...]:
        """All of the tenant's, the newest first."""
        found = self.documents.page(self._listed, None, MOST_CONNECTIONS)
        return tuple(one.value for one in found.items)

    def _indexes(self, connection: Connection) -> Indexes:
        return Indexes(gsi1=(self._listed, f"{connection.created_at.isoformat()}#{connection.id}"))


class Exchanges:
    """The store of exchanges, listed by connection."""

    def __init__(self, table: Table, tenant: str) -> None:
        self._table = table
        self._tenant = tenant

    def find(self, exchange_id: str) -> Exchange | None:
        """The exchange, if there was one."""
        stored = self._table.get(keys.exchange(self._tenant, exchange_id))
        return stored.read(Exchange) if stored else None

    def require(self, exchange_id: str) -> Exchange:
        """The exchange; raises NotFound."""
        if found := self.find(exchange_id):
            return found
        raise NotFound("exchange_not_found", _NO_EXCHANGE)

    def create_or_find(self, exchange: Exchange) -> Exchange:
        """Keep a new exchange, or give the one that is there."""
        key = keys.exchange(self._tenant, exchange.id)
        made = self._table.create(key, exchange.model_dump_json(), self._indexes(exchange))
        return exchange if made else self.require(exchange.id)

    def change(self, exchange_id: str, change: Callable[[Exchange], Exchange | None]) -> Exchange | None:
        """Apply `change` to the exchange as it is now; None if it is gone, or if `change` declines, or is outrun."""
        for _ in range(_TRIES):
            stored = self._table.get(keys.exchange(self._tenant, exchange_id))
            after = change(stored.read(Exchange)) if stored else None
            if stored is None or after is None:
                return None
            if self._table.replace(stored, after.model_dump_json(), self._indexes(after)):
                return after
        return None

    def page(self, connection: str, after: str | None, limit: int) -> tuple[tuple[Exchange, ...], str | None]:
        """Exchanges of a connection, newest first, and the sort key after which the next page starts."""
        page = self._table.page(keys.exchanges_index(self._tenant, connection), after, limit)
        return tuple(stored.read(Exchange) for stored in page.items), page.next_after

    def _indexes(self, exchange: Exchange) -> Indexes:
        listed = keys.exchanges_index(self._tenant, exchange.connection)
        return Indexes(gsi1=(listed, f"{exchange.created_at.isoformat()}#{exchange.id}"))
