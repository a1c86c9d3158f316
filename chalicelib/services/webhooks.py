"""Webhooks: endpoints, one event per thing that happened, deliveries that are tried until they arrive."""

import base64
from datetime import timedelta

import httpcore
from botocore.exceptions import ClientError

from chalicelib.adapters.dynamodb.webhooks import MOST_ENDPOINTS, Webhooks
from chalicelib.adapters.guarded_http import GuardedHttp, RefusedAddress
from chalicelib.adapters.secrets import WebhookSecrets
from chalicelib.adapters.sqs import MAX_DELAY_S, Queues
from chalicelib.domain.clock import Clock
from chalicelib.domain.errors import Conflict, InvalidInput, NotFound
from chalicelib.domain.language import Localized
from chalicelib.domain.messages import DeliverWebhook
from chalicelib.domain.webhook import RETRY_AFTER, Delivery, DeliveryAttempt, Event, WebhookEndpoint, sign
from chalicelib.observability import count

SECRET_BYTES = 32
_TOO_MANY = Localized(
    en=f"A tenant has {MOST_ENDPOINTS} webhook endpoints at most.",
    zh=f"每个租户最多可有 {MOST_ENDPOINTS} 个 Webhook 地址。",
)
# Longer than the Lambda that tries may run, so that two tries of one delivery never overlap.
_CLAIM = timedelta(seconds=180)
_OK = range(200, 300)


class WebhookService:
    """The webhooks of one tenant."""

    def __init__(
        self,
        webhooks: Webhooks,
        secrets: WebhookSecrets,
        queues: Queues,
        http: GuardedHttp,
        clock: Clock,
        tenant: str,
        *,
        loopback: bool,
    ) -> None:
        self._webhooks = webhooks
        self._secrets = secrets
        self._queues = queues
        self._http = http
        self._clock = clock
        self._tenant = tenant
        self._loopback = loopback

    def add_endpoint(self, endpoint: WebhookEndpoint, entropy: bytes) -> str:
        """Keep an endpoint and return its signing secret, shown once.

        Raises InvalidInput for an unusable address, Conflict when there are as many endpoints as there may be.
        """
        if not endpoint.url.startswith("https://") and not self._loopback:
            text = Localized(en="A webhook address must begin with https://.", zh="Webhook 地址必须以 https:// 开头。")
            raise InvalidInput("bad_webhook_url", text, (("/url", text),))
        if len(self._webhooks.endpoints()) >= MOST_ENDPOINTS:
            raise Conflict("too_many_endpoints", _TOO_MANY)
        secret = "whsec_" + base64.b64encode(entropy).decode()
        self._secrets.keep(endpoint.id, secret)
        self._webhooks.add_endpoint(endpoint)
        return secret

    def endpoints(self) -> tuple[WebhookEndpoint, ...]:
        """All endpoints."""
        return self._webhooks.endpoints()

    def require_endpoint(self, endpoint_id: str) -> WebhookEndpoint:
        """The endpoint; raises NotFound."""
        if endpoint := self._webhooks.endpoint(endpoint_id):
            return endpoint
        raise NotFound("endpoint_not_found", Localized(en="There is no such endpoint.", zh="没有这个 Webhook 端点。"))

    def remove_endpoint(self, endpoint_id: str) -> None:
        """Take an endpoint and its secret away. Raises NotFound."""
        self.require_endpoint(endpoint_id)
        self._webhooks.remove_endpoint(endpoint_id)
        self._secrets.remove(endpoint_id)

    def deliveries(self, endpoint_id: str, after: str | None, limit: int) -> tuple[tuple[Delivery, ...], str | None]:
        """Deliveries to an endpoint, newest first. Raises NotFound."""
        self.require_endpoint(endpoint_id)
        return self._webhooks.deliveries(endpoint_id, after, limit)

    def publish(self, event: Event) -> int:
        """Keep the event and start its deliveries; done again, it starts only what is missing. Returns how many."""
        kept = self._webhooks.keep_event(event)
        wanted = [endpoint for endpoint in self._webhooks.endpoints() if kept.type in endpoint.events]
        now = self._clock.now()
        for endpoint in wanted:
            delivery = Delivery(
                event=kept.id,
                event_type=kept.type,
                endpoint=endpoint.id,
                created_at=now,
                next_attempt_at=now + _CLAIM,
            )
            self._webhooks.add_delivery(delivery)
            self.queue(self._webhooks.delivery(kept.id, endpoint.id) or delivery)
        return len(wanted)

    def queue(self, delivery: Delivery) -> None:
        """Queue the next try of a delivery that is not finished; a second message for the same try does nothing."""
        if delivery.state == "pending":
            self._queues.send_delivery(self._message(delivery, delivery.begun + 1))

    def due(self, event_id: str, endpoint_id: str) -> None:
        """Queue the next try of a delivery whose time has come."""
        if delivery := self._webhooks.delivery(event_id, endpoint_id):
            self.queue(delivery)

    def deliver(self, message: DeliverWebhook) -> None:
        """Try a delivery once: sign, send, put on record, and see to the next try."""
        now = self._clock.now()

        def claim(delivery: Delivery) -> Delivery | None:
            if delivery.state != "pending" or delivery.begun >= message.attempt:
                return None
            if message.attempt > len(RETRY_AFTER) + 1:
                return delivery.model_copy(update={"state": "failed", "next_attempt_at": None})
            return delivery.model_copy(update={"begun": message.attempt, "next_attempt_at": now + _CLAIM})

        claimed = self._webhooks.change_delivery(message.event, message.endpoint, claim)
        if claimed is None or claimed.state != "pending":
            return
        endpoint = self._webhooks.endpoint(message.endpoint)
        event = self._webhooks.event(message.event)
        if endpoint is None or event is None:
            attempt = DeliveryAttempt(at=now, error="the endpoint was taken away")
            self._settle(message, attempt, final=True)
            return
        attempt = self._send(endpoint, event)
        self._settle(message, attempt, final=message.attempt > len(RETRY_AFTER))

    def _send(self, endpoint: WebhookEndpoint, event: Event) -> DeliveryAttempt:
        now = self._clock.now()
        body = event.body()
        try:
            signed = sign(self._secrets.read(endpoint.id), event.id, now, body)
            headers = {"Content-Type": "application/json; charset=utf-8", "User-Agent": "Candor-Webhooks/1", **signed}
            status, _ = self._http.post(endpoint.url, headers, body.encode())
        except RefusedAddress as error:
            return DeliveryAttempt(at=now, error=f"refused to connect to {error}")
        except ClientError as error:
            return DeliveryAttempt(at=now, error=f"the signing secret: {error.response['Error']['Code']}")
        except (httpcore.NetworkError, httpcore.TimeoutException, httpcore.ProtocolError, ValueError) as error:
            return DeliveryAttempt(at=now, error=f"{type(error).__name__}: {error}"[:500])
        return DeliveryAttempt(at=now, status=status)

    def _settle(self, message: DeliverWebhook, attempt: DeliveryAttempt, *, final: bool) -> None:
        arrived = attempt.status in _OK
        wait = RETRY_AFTER[min(message.attempt, len(RETRY_AFTER)) - 1]

        def note(delivery: Delivery) -> Delivery | None:
            if delivery.state != "pending":
                return None
            update: dict[str, object] = {"attempts": (*delivery.attempts, attempt), "next_attempt_at": None}
            if arrived:
                update["state"] = "delivered"
            elif final:
                update["state"] = "failed"
            else:
                update["next_attempt_at"] = self._clock.now() + wait
            return delivery.model_copy(update=update)

        after = self._webhooks.change_delivery(message.event, message.endpoint, note)
        count("WebhookDelivered" if arrived else "WebhookFailed")
        # Longer waits than a queue can hold are left to the sweeper.
        if after and after.state == "pending" and wait.total_seconds() <= MAX_DELAY_S:
            self._queues.send_delivery(self._message(after, message.attempt + 1), int(wait.total_seconds()))

    def _message(self, delivery: Delivery, attempt: int) -> DeliverWebhook:
        return DeliverWebhook(tenant=self._tenant, event=delivery.event, endpoint=delivery.endpoint, attempt=attempt)
