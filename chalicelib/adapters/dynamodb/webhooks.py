"""Webhook endpoints, deliveries and replays of one tenant."""

from collections.abc import Callable, Iterator
from datetime import datetime
from functools import partial

from chalicelib.adapters.dynamodb import keys
from chalicelib.adapters.dynamodb.collection import Collection, Journal, Kind
from chalicelib.adapters.dynamodb.table import Indexes, Table
from chalicelib.domain.language import Localized
from chalicelib.domain.webhook import KEPT_FOR, Delivery, DeliveryLog, WebhookEndpoint

MOST_ENDPOINTS = 50
_TRIES = 5
_SWEPT_AT_ONCE = 150
_MISSING = Localized(en="There is no such endpoint.", zh="没有这个 Webhook 端点。")


def endpoint_collection(table: Table, tenant: str, journal: Journal) -> Collection[WebhookEndpoint]:
    """A tenant's webhook endpoints."""
    kind = Kind("webhook_endpoint", WebhookEndpoint, partial(keys.endpoint, tenant), _MISSING)
    return Collection(table, kind, journal)


class Webhooks:
    """The store of everything about webhooks but the secrets."""

    def __init__(self, table: Table, tenant: str, journal: Journal) -> None:
        self._table = table
        self._tenant = tenant
        self.kept = endpoint_collection(table, tenant, journal)

    def endpoints(self) -> tuple[WebhookEndpoint, ...]:
        """All endpoints of the tenant, the newest first; there are no more than `MOST_ENDPOINTS`."""
        found = self._table.page_of(keys.endpoints(self._tenant), "ENDPOINT#", None, MOST_ENDPOINTS)
        return tuple(stored.read(WebhookEndpoint) for stored in found.items)

    def endpoint(self, endpoint_id: str) -> WebhookEndpoint | None:
        """One endpoint, if the tenant has it."""
        found = self.kept.find(endpoint_id)
        return found.value if found else None

    def delivery(self, event_id: str, endpoint_id: str) -> Delivery | None:
        """How an event's delivery to an endpoint stands."""
        stored = self._table.get(keys.delivery(self._tenant, event_id, endpoint_id))
        return stored.read(Delivery) if stored else None

    def add_delivery(self, delivery: Delivery) -> bool:
        """Keep a new delivery; False if there is one."""
        key = keys.delivery(self._tenant, delivery.event, delivery.endpoint)
        return self._table.create(key, delivery.model_dump_json(), self._indexes(delivery))

    def change_delivery(
        self, event_id: str, endpoint_id: str, change: Callable[[Delivery], Delivery | None]
    ) -> Delivery | None:
        """Apply `change` to the delivery as it is now; None if it is gone, or if `change` declines, or is outrun."""
        for _ in range(_TRIES):
            stored = self._table.get(keys.delivery(self._tenant, event_id, endpoint_id))
            after = change(stored.read(Delivery)) if stored else None
            if stored is None or after is None:
                return None
            if self._table.replace(stored, after.model_dump_json(), self._indexes(after)):
                return after
        return None

    def deliveries(self, endpoint_id: str, after: str | None, limit: int) -> tuple[tuple[Delivery, ...], str | None]:
        """Deliveries to an endpoint, newest first, and the sort key after which the next page starts."""
        page = self._table.page(keys.deliveries_index(self._tenant, endpoint_id), after, limit)
        return tuple(item.read(Delivery) for item in page.items), page.next_after

    def waiting(self, endpoint_id: str, limit: int) -> tuple[Delivery, ...]:
        """Deliveries that wait for the endpoint, the longest waiting first."""
        partition = keys.waiting_deliveries(self._tenant, endpoint_id)
        return tuple(stored.read(Delivery) for stored in self._table.due(partition, "~", limit))

    def keep_log(self, delivery: Delivery, log: DeliveryLog) -> None:
        """Keep what a try sent and got; the first write stands."""
        key = keys.delivery_try(self._tenant, delivery.event, delivery.endpoint, log.attempt.number)
        self._table.create(key, log.model_dump_json(), Indexes(expires_at=delivery.created_at + KEPT_FOR))

    def logs(self, event_id: str, endpoint_id: str) -> tuple[DeliveryLog, ...]:
        """What every try to deliver an event to an endpoint sent and got, in their order."""
        partition = keys.event(self._tenant, event_id).pk
        return tuple(stored.read(DeliveryLog) for stored in self._table.under(partition, f"TRY#{endpoint_id}#"))

    def _indexes(self, delivery: Delivery) -> Indexes:
        listed = (
            keys.deliveries_index(self._tenant, delivery.endpoint),
            f"{delivery.created_at.isoformat()}#{delivery.event}",
        )
        due = None
        if delivery.state == "pending" and delivery.next_attempt_at:
            due = (keys.sweep_shard("DELIVERY", delivery.event), delivery.next_attempt_at.isoformat())
        elif delivery.state == "waiting" and delivery.waiting_since:
            partition = keys.waiting_deliveries(self._tenant, delivery.endpoint)
            due = (partition, f"{delivery.waiting_since.isoformat(timespec='microseconds')}#{delivery.event}")
        return Indexes(gsi1=listed, gsi2=due, expires_at=delivery.created_at + KEPT_FOR)


def overdue(table: Table, until: datetime) -> Iterator[tuple[str, str, str]]:
    """Across tenants: (tenant, event, endpoint) of deliveries that should have been tried by now, for the sweeper."""
    for shard in keys.sweep_shards("DELIVERY"):
        for stored in table.due(shard, until.isoformat(), _SWEPT_AT_ONCE):
            _, tenant, _, event = stored.key.pk.split("#")
            yield tenant, event, stored.key.sk.removeprefix("DELIVERY#")
