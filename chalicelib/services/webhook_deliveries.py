"""One try of one delivery: sign, send, put on record, and see to the next try."""

import time
from datetime import datetime, timedelta

import httpcore
from botocore.exceptions import ClientError

from chalicelib.adapters.dynamodb.endpoint_health import HealthStore
from chalicelib.adapters.dynamodb.events import Events
from chalicelib.adapters.dynamodb.webhooks import Webhooks
from chalicelib.adapters.guarded_http import GuardedHttp, HttpAnswer, RefusedAddress
from chalicelib.adapters.secrets import WebhookSecrets
from chalicelib.adapters.sqs import MAX_DELAY_S, Queues
from chalicelib.domain.clock import Clock
from chalicelib.domain.endpoint_health import EndpointHealth
from chalicelib.domain.event import Event
from chalicelib.domain.messages import DeliverWebhook
from chalicelib.domain.webhook import (
    RETRY_AFTER,
    Delivery,
    DeliveryAttempt,
    DeliveryLog,
    DisabledReason,
    WebhookEndpoint,
    asked_wait,
    next_wait,
    share,
    sign,
    sign_as_stripe,
)
from chalicelib.observability import count
from chalicelib.services.webhooks import CLAIM, WebhookService

_OK = range(200, 300)
_GONE = 410
_ASK_FOR_TIME = frozenset({429, 502, 503, 504})
_BUSY_S = (2, 4, 8, 16)
_CUT_OFF = 10
_RELEASED = 2
_TOUCHED_EVERY = timedelta(seconds=30)
_SHOWN = 2000
_HEADERS_KEPT = ("content-type", "date", "location", "retry-after", "server", "x-request-id")


class DeliveryService:
    """Deliveries of one tenant on their way."""

    def __init__(
        self,
        webhooks: Webhooks,
        events: Events,
        health: HealthStore,
        secrets: WebhookSecrets,
        queues: Queues,
        http: GuardedHttp,
        endpoints: WebhookService,
        clock: Clock,
    ) -> None:
        self._webhooks = webhooks
        self._events = events
        self._health = health
        self._secrets = secrets
        self._queues = queues
        self._http = http
        self._endpoints = endpoints
        self._clock = clock

    def deliver(self, message: DeliverWebhook) -> None:
        """Try a delivery once, or let it wait while its endpoint is left in peace.

        As many tries as an endpoint may have at once are on their way to it; another one comes again in seconds, and
        later each time: a burst for an endpoint that is well passes soon, one that hangs costs others little.
        """
        now = self._clock.now()
        endpoint = self._webhooks.endpoint(message.endpoint)
        event = self._events.find(message.event)
        if endpoint is None or event is None:
            gone = "endpoint" if endpoint is None else "event"
            self._give_up(message, f"the {gone} is gone")
            return
        health = self._health.read(endpoint.id)
        if not endpoint.enabled or not (health.closed or message.test):
            self._wait(message, health)
            return
        about = f"{message.event}/{message.attempt}"
        slot = self._health.take_slot(endpoint.id, about, health.slots, now, now + CLAIM)
        if slot is None:
            self._turn_away(message, share(about))
            return
        try:
            if self._claimed(message, now):
                attempt, asked = self._send(endpoint, event, message)
                self._settle(endpoint, message, attempt, asked)
        finally:
            self._health.free_slot(endpoint.id, slot)

    def release(self, endpoint_id: str, most: int, *, test: bool = False) -> int:
        """Queue deliveries that wait for the endpoint, the longest waiting first; how many."""
        now = self._clock.now()

        def due(delivery: Delivery) -> Delivery | None:
            if delivery.state != "waiting":
                return None
            update = {"state": "pending", "next_attempt_at": now + CLAIM, "waiting_since": None}
            return delivery.model_copy(update=update)

        released = 0
        for waiting in self._webhooks.waiting(endpoint_id, most):
            if freed := self._webhooks.change_delivery(waiting.event, endpoint_id, due):
                self._endpoints.queue(freed, test=test)
                released += 1
        return released

    def abandon(self, endpoint_id: str, most: int) -> int:
        """Let deliveries that wait for an endpoint that was taken away end as failed; how many."""

        def fail(delivery: Delivery) -> Delivery | None:
            return delivery.model_copy(update={"state": "failed"}) if delivery.state == "waiting" else None

        waiting = self._webhooks.waiting(endpoint_id, most)
        for delivery in waiting:
            self._webhooks.change_delivery(delivery.event, endpoint_id, fail)
        return len(waiting)

    def _turn_away(self, message: DeliverWebhook, spread: float) -> None:
        wait = _BUSY_S[min(message.turned_away, len(_BUSY_S) - 1)]
        later = message.model_copy(update={"turned_away": message.turned_away + 1})
        self._queues.send_delivery(later, round(wait * (1 + spread / 2)))

    def _claimed(self, message: DeliverWebhook, now: datetime) -> bool:
        def claim(delivery: Delivery) -> Delivery | None:
            if delivery.state != "pending" or delivery.begun >= message.attempt:
                return None
            update: dict[str, object] = {"begun": message.attempt, "next_attempt_at": now + CLAIM}
            if message.attempt - 1 - delivery.noted >= _CUT_OFF:
                update |= {"state": "failed", "next_attempt_at": None}
            return delivery.model_copy(update=update)

        claimed = self._webhooks.change_delivery(message.event, message.endpoint, claim)
        return claimed is not None and claimed.state == "pending"

    def _send(
        self, endpoint: WebhookEndpoint, event: Event, message: DeliverWebhook
    ) -> tuple[DeliveryAttempt, timedelta | None]:
        """The try as it goes on record, and how long the receiver asks to wait."""
        now = self._clock.now()
        attempt = DeliveryAttempt(at=now, number=message.attempt)
        body = event.body()
        headers: dict[str, str] = {}
        answer: HttpAnswer | None = None
        begun = time.monotonic()
        try:
            secrets = self._secrets.read(endpoint.id).good(now)
            headers = {"Content-Type": "application/json; charset=utf-8", "User-Agent": "Candor-Webhooks/1"}
            headers |= sign(secrets, event.id, now, body)
            if endpoint.stripe_signature:
                headers |= sign_as_stripe(secrets, now, body)
            answer = self._http.request("POST", endpoint.url, headers, body.encode())
        except RefusedAddress as error:
            attempt = attempt.model_copy(update={"error": f"refused to connect to {error}"})
        except ClientError as error:
            attempt = attempt.model_copy(update={"error": f"the signing secret: {error.response['Error']['Code']}"})
        except (httpcore.NetworkError, httpcore.TimeoutException, httpcore.ProtocolError, ValueError) as error:
            attempt = attempt.model_copy(update={"error": f"{type(error).__name__}: {error}"[:500]})
        update: dict[str, object] = {"latency_ms": round((time.monotonic() - begun) * 1000)}
        if answer:
            update["status"] = answer.status
        attempt = attempt.model_copy(update=update)
        self._keep_log(
            endpoint, message, DeliveryLog(attempt=attempt, url=endpoint.url, request_headers=headers), answer
        )
        asked = None
        if answer and answer.status in _ASK_FOR_TIME:
            asked = asked_wait(answer.headers.get("retry-after"), now)
        return attempt, asked

    def _keep_log(
        self, endpoint: WebhookEndpoint, message: DeliverWebhook, log: DeliveryLog, answer: HttpAnswer | None
    ) -> None:
        delivery = self._webhooks.delivery(message.event, endpoint.id)
        if delivery is None:
            return
        if answer:
            told = {name: answer.headers[name][:500] for name in _HEADERS_KEPT if name in answer.headers}
            body = answer.body[: 4 * _SHOWN].decode("utf-8", "replace")[:_SHOWN]
            log = log.model_copy(update={"response_headers": told, "response_body": body})
        self._webhooks.keep_log(delivery, log)

    def _settle(
        self, endpoint: WebhookEndpoint, message: DeliverWebhook, attempt: DeliveryAttempt, asked: timedelta | None
    ) -> None:
        now = self._clock.now()
        if attempt.status in _OK:
            count("WebhookDelivered")
            self._note(message, attempt, {"state": "delivered"})
            self._recovered(endpoint.id, now)
            return
        count("WebhookFailed")
        health = self._failed(endpoint.id, attempt, asked, now)
        reason: DisabledReason | None = "gone" if attempt.status == _GONE else None
        if health.hopeless(now):
            reason = "failing"
        if reason:
            self._disable(endpoint.id, reason, now)
        if reason or not health.closed:
            self._hold_back(endpoint.id, now)
            self._note(message, attempt, {"state": "waiting", "waiting_since": now})
            return
        self._retry(message, attempt, asked, now)

    def _retry(self, message: DeliverWebhook, attempt: DeliveryAttempt, asked: timedelta | None, now: datetime) -> None:
        known = self._webhooks.delivery(message.event, message.endpoint)
        step = known.step if known else len(RETRY_AFTER)
        if step >= len(RETRY_AFTER):
            self._note(message, attempt, {"state": "failed"})
            return
        wait = next_wait(message.event, message.endpoint, step, asked)
        after = self._note(message, attempt, {"next_attempt_at": now + wait, "step": step + 1})
        # Longer waits than a queue can hold are left to the sweeper.
        if after and after.state == "pending" and wait.total_seconds() <= MAX_DELAY_S:
            self._queues.send_delivery(self._endpoints.message(after), round(wait.total_seconds()))

    def _note(self, message: DeliverWebhook, attempt: DeliveryAttempt, update: dict[str, object]) -> Delivery | None:
        def note(delivery: Delivery) -> Delivery | None:
            if delivery.state != "pending":
                return None
            return delivery.tried(attempt).model_copy(update=update)

        return self._webhooks.change_delivery(message.event, message.endpoint, note)

    def _recovered(self, endpoint_id: str, now: datetime) -> None:
        health = self._health.read(endpoint_id)
        if not health.well:
            health = self._health.change(endpoint_id, lambda known: known.recovered(now))
        if health.waiting_at:
            self.release(endpoint_id, _RELEASED)

    def _failed(
        self, endpoint_id: str, attempt: DeliveryAttempt, asked: timedelta | None, now: datetime
    ) -> EndpointHealth:
        timed_out = "Timeout" in (attempt.error or "")
        return self._health.change(endpoint_id, lambda known: known.failed(now, asked, timed_out=timed_out))

    def _disable(self, endpoint_id: str, reason: DisabledReason, now: datetime) -> None:
        def off(endpoint: WebhookEndpoint) -> WebhookEndpoint:
            if not endpoint.enabled:
                return endpoint
            return endpoint.model_copy(update={"enabled": False, "disabled_reason": reason, "disabled_at": now})

        self._webhooks.kept.change(endpoint_id, off, None)
        # The sweeper tells people; this Lambda may do little.
        self._health.change(endpoint_id, lambda known: known.model_copy(update={"look_at": now}))
        count("WebhookEndpointDisabled")

    def _wait(self, message: DeliverWebhook, health: EndpointHealth) -> None:
        now = self._clock.now()
        # First that something waits, then the waiting: the sweeper must not take the endpoint for one without.
        if health.waiting_at is None or health.look_at is None or now - health.waiting_at > _TOUCHED_EVERY:
            self._hold_back(message.endpoint, now)

        def wait(delivery: Delivery) -> Delivery | None:
            if delivery.state != "pending" or delivery.begun >= message.attempt:
                return None
            update = {"state": "waiting", "waiting_since": now, "next_attempt_at": None}
            return delivery.model_copy(update=update)

        self._webhooks.change_delivery(message.event, message.endpoint, wait)

    def _hold_back(self, endpoint_id: str, now: datetime) -> None:
        self._health.change(endpoint_id, lambda known: known.holds_back(now))

    def _give_up(self, message: DeliverWebhook, reason: str) -> None:
        attempt = DeliveryAttempt(at=self._clock.now(), number=message.attempt, error=reason)
        self._note(message, attempt, {"state": "failed"})
