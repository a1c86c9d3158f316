"""Webhook endpoints of a tenant, their secrets, and the start of deliveries to them."""

import base64
from collections.abc import Callable
from datetime import timedelta

from chalicelib.adapters.dynamodb.collection import Versioned
from chalicelib.adapters.dynamodb.endpoint_health import HealthStore
from chalicelib.adapters.dynamodb.events import Events
from chalicelib.adapters.dynamodb.webhooks import MOST_ENDPOINTS, Webhooks
from chalicelib.adapters.guarded_http import fault_of
from chalicelib.adapters.secrets import WebhookSecrets
from chalicelib.adapters.sqs import Queues
from chalicelib.domain.clock import Clock
from chalicelib.domain.errors import Conflict, InvalidInput, NotFound
from chalicelib.domain.event import EndpointFacts, Event, event_id, unknown_types, wanted
from chalicelib.domain.language import Localized
from chalicelib.domain.messages import DeliverWebhook
from chalicelib.domain.webhook import Delivery, DeliveryLog, SigningSecrets, WebhookEndpoint

SECRET_BYTES = 32
# Longer than the Lambda that tries may run, so that two tries of one delivery never overlap.
CLAIM = timedelta(seconds=180)
_MOST_OLD_SECRETS = 5
_TOO_MANY = Localized(
    en=f"A tenant has {MOST_ENDPOINTS} webhook endpoints at most.",
    zh=f"每个租户最多可有 {MOST_ENDPOINTS} 个 Webhook 地址。",
)
_TOO_MANY_SECRETS = Localized(
    en=f"{_MOST_OLD_SECRETS} earlier secrets are still good; wait until one has run out.",
    zh=f"仍有 {_MOST_OLD_SECRETS} 个旧密钥有效，请等待其中一个过期后再轮换。",
)
_ROTATING = Localized(
    en="The secret is being rotated by another request; try again in a minute.",
    zh="另一个请求正在轮换该密钥，请一分钟后重试。",
)
_NO_DELIVERY = Localized(en="This event was not sent to this endpoint.", zh="该事件未发送到此端点。")
_DISABLED = Localized(en="The endpoint is switched off; switch it on first.", zh="该端点已停用，请先启用。")


class WebhookService:
    """The webhook endpoints of one tenant."""

    def __init__(
        self,
        webhooks: Webhooks,
        events: Events,
        health: HealthStore,
        secrets: WebhookSecrets,
        queues: Queues,
        clock: Clock,
        tenant: str,
        *,
        loopback: bool,
    ) -> None:
        self._webhooks = webhooks
        self._events = events
        self._health = health
        self._secrets = secrets
        self._queues = queues
        self._clock = clock
        self._tenant = tenant
        self._loopback = loopback

    def add_endpoint(self, endpoint: WebhookEndpoint, entropy: bytes) -> str:
        """Keep an endpoint and return its signing secret, shown once.

        Raises InvalidInput for an unusable address or an event that there is none of, Conflict when there are as many
        endpoints as there may be.
        """
        self._check(endpoint)
        if len(self._webhooks.endpoints()) >= MOST_ENDPOINTS:
            raise Conflict("too_many_endpoints", _TOO_MANY)
        secret = _secret(entropy)
        self._secrets.keep(endpoint.id, SigningSecrets(current=secret))
        self._webhooks.kept.create(endpoint.id, endpoint)
        return secret

    def endpoints(self) -> tuple[WebhookEndpoint, ...]:
        """All endpoints."""
        return self._webhooks.endpoints()

    def require(self, endpoint_id: str) -> Versioned[WebhookEndpoint]:
        """The endpoint and its revision; raises NotFound."""
        return self._webhooks.kept.require(endpoint_id)

    def change_endpoint(
        self, endpoint_id: str, change: Callable[[WebhookEndpoint], WebhookEndpoint], expected: int | None
    ) -> Versioned[WebhookEndpoint]:
        """Change an endpoint. One that is switched on again, or has another address, gets what waits for it.

        Raises InvalidInput as `add_endpoint` does, NotFound, LostUpdate.
        """
        now = self._clock.now()

        def checked(before: WebhookEndpoint) -> WebhookEndpoint:
            after = change(before)
            self._check(after)
            if after.enabled == before.enabled:
                return after
            off = not after.enabled
            told = {"disabled_reason": "by_tenant" if off else None, "disabled_at": now if off else None}
            return after.model_copy(update=told)

        before = self.require(endpoint_id).value
        changed = self._webhooks.kept.change(endpoint_id, checked, expected)
        if changed.value.enabled and (not before.enabled or changed.value.url != before.url):
            self._health.change(endpoint_id, lambda health: health.recovered(now))
        return changed

    def remove_endpoint(self, endpoint_id: str, expected: int | None = None) -> None:
        """Take an endpoint and its secrets away. Raises NotFound, LostUpdate."""
        self._webhooks.kept.remove(endpoint_id, expected)
        self._secrets.remove(endpoint_id)
        self._health.change(endpoint_id, lambda health: health.holds_back(self._clock.now()))

    def rotate_secret(self, endpoint_id: str, rotation: str, overlap: timedelta, entropy: bytes) -> SigningSecrets:
        """A new signing secret, shown once; those before it go on signing beside it until their overlap is over.

        Done again with the same `rotation`, as after a crash, only the new secret, which nobody has seen, is replaced.
        Raises NotFound, and Conflict while too many earlier ones are good or another rotation is under way.
        """
        self.require(endpoint_id)
        now = self._clock.now()
        with self._health.rotating(endpoint_id, now) as alone:
            if not alone:
                raise Conflict("rotation_under_way", _ROTATING)
            rotated = self._secrets.read(endpoint_id).rotated(_secret(entropy), rotation, now, overlap)
            if len(rotated.previous) > _MOST_OLD_SECRETS:
                raise Conflict("too_many_secrets", _TOO_MANY_SECRETS)
            self._secrets.keep(endpoint_id, rotated)
        over = max((old.until for old in rotated.previous), default=now)
        self._health.change(
            endpoint_id, lambda health: health.model_copy(update={"look_at": min(health.look_at or over, over)})
        )
        return rotated

    def send_test(self, endpoint_id: str, about: str) -> Event:
        """Send a test event to this endpoint alone, whichever events it asks for. Raises NotFound, Conflict."""
        endpoint = self._switched_on(endpoint_id)
        event = Event(
            id=event_id(self._tenant, f"{endpoint.id}/{about}", "webhook_endpoint.test"),
            type="webhook_endpoint.test",
            timestamp=self._clock.now(),
            data=EndpointFacts(endpoint_id=endpoint.id).model_dump(mode="json"),
        )
        kept = self._events.keep(event, listed=False)
        self.start(kept, endpoint.id)
        return kept

    def deliveries(self, endpoint_id: str, after: str | None, limit: int) -> tuple[tuple[Delivery, ...], str | None]:
        """Deliveries to an endpoint, newest first. Raises NotFound."""
        self.require(endpoint_id)
        return self._webhooks.deliveries(endpoint_id, after, limit)

    def delivery(self, endpoint_id: str, event_id: str) -> tuple[Delivery, Event | None, tuple[DeliveryLog, ...]]:
        """One delivery, its event, and what every try sent and got. Raises NotFound."""
        self.require(endpoint_id)
        delivery = self._webhooks.delivery(event_id, endpoint_id)
        if delivery is None:
            raise NotFound("delivery_not_found", _NO_DELIVERY)
        return delivery, self._events.find(event_id), self._webhooks.logs(event_id, endpoint_id)

    def replay(self, endpoint_id: str, event_id: str) -> Delivery:
        """Send an event once more, under the same id, with a schedule that begins anew. Raises NotFound, Conflict."""
        self._switched_on(endpoint_id)
        if self._events.find(event_id) and (again := self._again(event_id, endpoint_id)):
            return again
        raise NotFound("delivery_not_found", _NO_DELIVERY)

    def send_again(self, event: Event, endpoint: WebhookEndpoint, *, only_failed: bool) -> bool:
        """Send an event of a time range to an endpoint that asks for it; whether there was anything to do.

        What the endpoint missed while it was switched off was never sent, and is sent now.
        """
        if not wanted(endpoint.events, event.type):
            return False
        known = self._webhooks.delivery(event.id, endpoint.id)
        if known is None:
            return self.start(event, endpoint.id)
        if known.state == "pending" or (only_failed and known.state == "delivered"):
            return False
        return self._again(event.id, endpoint.id) is not None

    def publish(self, event: Event) -> int:
        """Keep the event and start its deliveries; done again, it starts only what is missing. Returns how many."""
        kept = self._events.keep(event)
        asking = [one for one in self._webhooks.endpoints() if one.enabled and wanted(one.events, kept.type)]
        for endpoint in asking:
            self.start(kept, endpoint.id)
        return len(asking)

    def start(self, event: Event, endpoint_id: str) -> bool:
        """Start a delivery, or queue the next try of the one that was started before; whether it is under way."""
        now = self._clock.now()
        delivery = Delivery(
            event=event.id,
            event_type=event.type,
            endpoint=endpoint_id,
            created_at=now,
            next_attempt_at=now + CLAIM,
        )
        if not self._webhooks.add_delivery(delivery):
            delivery = self._webhooks.delivery(event.id, endpoint_id) or delivery
        return self.queue(delivery)

    def queue(self, delivery: Delivery, *, test: bool = False) -> bool:
        """Queue the next try of a delivery that is not finished; a second message for the same try does nothing."""
        if delivery.state != "pending":
            return False
        self._queues.send_delivery(self.message(delivery, test=test))
        return True

    def due(self, event_id: str, endpoint_id: str) -> None:
        """Queue the next try of a delivery whose time has come, and look at it again if that message is lost too."""
        later = self._clock.now() + CLAIM

        def put_off(delivery: Delivery) -> Delivery | None:
            return delivery.model_copy(update={"next_attempt_at": later}) if delivery.state == "pending" else None

        if delivery := self._webhooks.change_delivery(event_id, endpoint_id, put_off):
            self.queue(delivery)

    def message(self, delivery: Delivery, *, test: bool = False) -> DeliverWebhook:
        """The message for a delivery's next try."""
        return DeliverWebhook(
            tenant=self._tenant,
            event=delivery.event,
            endpoint=delivery.endpoint,
            attempt=delivery.begun + 1,
            test=test,
        )

    def _again(self, event_id: str, endpoint_id: str) -> Delivery | None:
        now = self._clock.now()

        def anew(delivery: Delivery) -> Delivery:
            update = {"state": "pending", "step": 0, "next_attempt_at": now + CLAIM, "waiting_since": None}
            return delivery.model_copy(update=update)

        again = self._webhooks.change_delivery(event_id, endpoint_id, anew)
        if again:
            self.queue(again)
        return again

    def _switched_on(self, endpoint_id: str) -> WebhookEndpoint:
        endpoint = self.require(endpoint_id).value
        if not endpoint.enabled:
            raise Conflict("endpoint_disabled", _DISABLED)
        return endpoint

    def _check(self, endpoint: WebhookEndpoint) -> None:
        if fault := fault_of(endpoint.url, loopback=self._loopback):
            raise InvalidInput("bad_webhook_url", fault, (("/url", fault),))
        if unknown := unknown_types(endpoint.events):
            listed = ", ".join(unknown)
            text = Localized(
                en=f"There are no such events: {listed}. GET /v1/event-types lists those that there are; interview.* "
                "stands for all of a kind, * for all.",
                zh=f"没有这些事件：{listed}。可用事件见 GET /v1/event-types；interview.* 表示一类，* 表示全部。",
            )
            raise InvalidInput("unknown_event_type", text, (("/events", text),))


def _secret(entropy: bytes) -> str:
    return "whsec_" + base64.b64encode(entropy).decode()
