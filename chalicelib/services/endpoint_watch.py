"""The sweeper's look at an endpoint: tests one that fails, lets go what waits, tells of one that is switched off."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Protocol

from chalicelib.adapters.dynamodb.endpoint_health import HealthStore
from chalicelib.adapters.dynamodb.webhooks import Webhooks
from chalicelib.adapters.secrets import WebhookSecrets
from chalicelib.domain.clock import Clock
from chalicelib.domain.endpoint_health import EndpointHealth
from chalicelib.domain.event import EndpointFacts
from chalicelib.domain.notice import Audience, Purpose
from chalicelib.domain.webhook import DisabledReason, WebhookEndpoint
from chalicelib.services.events import EventService
from chalicelib.services.webhook_deliveries import DeliveryService
from chalicelib.services.webhooks import CLAIM

_AT_ONCE = 50
_AGAIN = timedelta(minutes=1)
# Longer than a delivery that begins to wait takes to be seen in the index.
_SETTLED = timedelta(minutes=2)
# Notices are in the recipient's language; this is said the same in all.
_IN_SHORT: dict[DisabledReason, str] = {"gone": "410 Gone", "failing": "72 h", "by_tenant": ""}


class Notices(Protocol):
    """The service that sends notices, as far as it is needed here."""

    def request(self, purpose: Purpose, about: str, audience: Audience, *, facts: Mapping[str, str]) -> tuple[str, ...]:
        """Tell the audience, once."""


class EndpointWatch:
    """Endpoints of one tenant that are not simply well."""

    def __init__(
        self,
        webhooks: Webhooks,
        health: HealthStore,
        secrets: WebhookSecrets,
        deliveries: DeliveryService,
        events: EventService,
        notices: Notices,
        clock: Clock,
    ) -> None:
        self._webhooks = webhooks
        self._health = health
        self._secrets = secrets
        self._deliveries = deliveries
        self._events = events
        self._notices = notices
        self._clock = clock

    def look_at(self, endpoint_id: str) -> None:
        """See to one endpoint whose time has come; again and again until it is well."""
        now = self._clock.now()
        health = self._health.read(endpoint_id)
        endpoint = self._webhooks.endpoint(endpoint_id)
        if endpoint is None:
            self._clear(endpoint_id, health, now)
            return
        oldest = self._prune(endpoint_id, now)
        if not endpoint.enabled:
            self._tell(endpoint, health)
            self._look_again(endpoint_id, oldest)
        elif health.closed:
            self._let_go(endpoint_id, health, oldest, now)
        else:
            self._test(endpoint_id, health, now)

    def _clear(self, endpoint_id: str, health: EndpointHealth, now: datetime) -> None:
        left = self._deliveries.abandon(endpoint_id, _AT_ONCE)
        if left or (health.waiting_at and now - health.waiting_at < _SETTLED):
            self._look_again(endpoint_id, now + _AGAIN)
        else:
            self._health.forget(endpoint_id)

    def _prune(self, endpoint_id: str, now: datetime) -> datetime | None:
        """Take away secrets whose overlap is over; when the next one's is."""
        kept = self._secrets.read(endpoint_id)
        pruned = kept.pruned(now)
        if pruned != kept:
            with self._health.rotating(endpoint_id, now) as alone:
                if not alone:
                    return now + _AGAIN
                # Read again: a rotation may have come between.
                pruned = self._secrets.read(endpoint_id).pruned(now)
                self._secrets.keep(endpoint_id, pruned)
        return min((old.until for old in pruned.previous), default=None)

    def _test(self, endpoint_id: str, health: EndpointHealth, now: datetime) -> None:
        if health.open_until and now < health.open_until:
            self._look_again(endpoint_id, health.open_until)
            return
        # Where the test is lost, another one follows.
        self._look_again(endpoint_id, now + CLAIM)
        if self._deliveries.release(endpoint_id, 1, test=True):
            return
        if health.waiting_at and now - health.waiting_at < _SETTLED:
            self._look_again(endpoint_id, now + _AGAIN)
        else:
            # Nothing waits that could be a test: the next event is.
            update = {"open_until": None, "look_at": None, "waiting_at": None}
            same = (health.failures, health.waiting_at)

            def close(known: EndpointHealth) -> EndpointHealth:
                return known.model_copy(update=update) if (known.failures, known.waiting_at) == same else known

            self._health.change(endpoint_id, close)

    def _let_go(self, endpoint_id: str, health: EndpointHealth, oldest_secret: datetime | None, now: datetime) -> None:
        released = self._deliveries.release(endpoint_id, _AT_ONCE)
        if released or (health.waiting_at and now - health.waiting_at < _SETTLED):
            self._look_again(endpoint_id, now + _AGAIN)
            return
        update = {"look_at": oldest_secret, "waiting_at": None}
        self._health.change(endpoint_id, lambda known: known.model_copy(update=update) if known == health else known)

    def _tell(self, endpoint: WebhookEndpoint, health: EndpointHealth) -> None:
        if endpoint.disabled_reason == "by_tenant" or endpoint.disabled_at is None:
            return
        reason = endpoint.disabled_reason or "failing"
        since = health.failing_since
        facts = EndpointFacts(endpoint_id=endpoint.id, reason=reason, since=since)
        about = f"{endpoint.id}/{endpoint.disabled_at.isoformat()}"
        self._events.publish("webhook_endpoint.disabled", about, facts, endpoint.disabled_at)
        told = {"reason": f"{endpoint.url} ({_IN_SHORT[reason]})"}
        self._notices.request("endpoint_disabled", about, "tenant", facts=told)

    def _look_again(self, endpoint_id: str, at: datetime | None) -> None:
        self._health.change(endpoint_id, lambda known: known.model_copy(update={"look_at": at}))
