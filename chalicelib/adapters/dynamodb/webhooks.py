"""Webhook endpoints, events and deliveries of one tenant."""

from collections.abc import Callable, Sequence
from datetime import datetime

from chalicelib.adapters.dynamodb import keys
from chalicelib.adapters.dynamodb.collection import Journal
from chalicelib.adapters.dynamodb.table import Indexes, Table, Write
from chalicelib.domain.webhook import Delivery, Event, WebhookEndpoint

MOST_ENDPOINTS = 50
_TRIES = 5


class Webhooks:
    """The store of everything about webhooks but the secrets."""

    def __init__(self, table: Table, tenant: str, journal: Journal) -> None:
        self._table = table
        self._tenant = tenant
        self._journal = journal

    def endpoints(self) -> tuple[WebhookEndpoint, ...]:
        """All endpoints of the tenant, the newest first; there are no more than `MOST_ENDPOINTS`."""
        found = self._table.page_of(keys.endpoints(self._tenant), "ENDPOINT#", None, MOST_ENDPOINTS)
        return tuple(stored.read(WebhookEndpoint) for stored in found.items)

    def endpoint(self, endpoint_id: str) -> WebhookEndpoint | None:
        """One endpoint, if the tenant has it."""
        stored = self._table.get(keys.endpoint(self._tenant, endpoint_id))
        return stored.read(WebhookEndpoint) if stored else None

    def add_endpoint(self, endpoint: WebhookEndpoint) -> bool:
        """Keep a new endpoint; False if there is one with this id."""
        write = Write(keys.endpoint(self._tenant, endpoint.id), endpoint.model_dump_json())
        return self._table.commit((write, *self._recorded(endpoint.id, None, endpoint)))

    def remove_endpoint(self, endpoint_id: str) -> None:
        """Take an endpoint away; its deliveries stay on record."""
        stored = self._table.get(keys.endpoint(self._tenant, endpoint_id))
        if stored:
            before = stored.read(WebhookEndpoint)
            self._table.commit((Write(stored.key, None, stored.rev), *self._recorded(endpoint_id, before, None)))

    def event(self, event_id: str) -> Event | None:
        """An event, if it happened."""
        stored = self._table.get(keys.event(self._tenant, event_id))
        return stored.read(Event) if stored else None

    def keep_event(self, event: Event) -> Event:
        """Keep an event; the first write wins, and what is on record comes back."""
        if self._table.create(keys.event(self._tenant, event.id), event.model_dump_json()):
            return event
        return self.event(event.id) or event

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

    def _recorded(
        self, endpoint_id: str, before: WebhookEndpoint | None, after: WebhookEndpoint | None
    ) -> Sequence[Write]:
        return self._journal.entry("webhook_endpoint", endpoint_id, before, after, frozenset())

    def _indexes(self, delivery: Delivery) -> Indexes:
        listed = (
            keys.deliveries_index(self._tenant, delivery.endpoint),
            f"{delivery.created_at.isoformat()}#{delivery.event}",
        )
        due = None
        if delivery.state == "pending" and delivery.next_attempt_at:
            due = (keys.sweep_shard("DELIVERY", delivery.event), delivery.next_attempt_at.isoformat())
        return Indexes(gsi1=listed, gsi2=due)


def overdue(table: Table, until: datetime) -> list[tuple[str, str, str]]:
    """Across tenants: (tenant, event, endpoint) of deliveries that should have been tried by now, for the sweeper."""
    found: list[tuple[str, str, str]] = []
    for shard in keys.sweep_shards("DELIVERY"):
        for stored in table.due(shard, until.isoformat()):
            _, tenant, _, event = stored.key.pk.split("#")
            found.append((tenant, event, stored.key.sk.removeprefix("DELIVERY#")))
    return found
