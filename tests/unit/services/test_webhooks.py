"""Deliveries are tried until they arrive, under one id."""

from collections.abc import Iterator

import pytest
from pydantic import JsonValue
from standardwebhooks import Webhook

from chalicelib.adapters.dynamodb.webhooks import overdue
from chalicelib.bootstrap import Services
from chalicelib.domain.errors import InvalidInput
from chalicelib.domain.event import Event
from chalicelib.domain.messages import DeliverWebhook
from chalicelib.domain.webhook import Delivery, WebhookEndpoint
from chalicelib.settings import Settings
from tests.unit.clock import HandClock
from tests.unit.samples import queued
from tests.unit.services.receiver import Receiver, Told, leading_inside, listening, sweep, work_off

FACTS: dict[str, JsonValue] = {"interview_id": "int1", "attempt": 1}


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with listening() as told:
        yield told


@pytest.fixture
def local(services: Services, clock: HandClock, stack: Settings) -> Services:
    """Services that may reach loopback."""
    return Services(services.tenant, stack.model_copy(update={"loopback_webhooks": True}), services.clients, clock)


def add(services: Services, port: int, endpoint_id: str = "whe1", **also: object) -> str:
    endpoint = WebhookEndpoint(
        id=endpoint_id,
        url=f"http://127.0.0.1:{port}/hook",
        events=("interview.reported",),
        created_at=services.clock.now(),
    ).model_copy(update=also)
    return services.webhooks.add_endpoint(endpoint, bytes(range(32)))


def happen(services: Services, event_id: str = "evt1", event_type: str = "interview.reported") -> int:
    event = Event(id=event_id, type=event_type, timestamp=services.clock.now(), data=FACTS)
    return services.webhooks.publish(event)


def publish(services: Services, port: int) -> tuple[str, DeliverWebhook]:
    secret = add(services, port)
    assert happen(services) == 1
    (body,) = queued(services.settings.deliveries_queue_url)
    return secret, DeliverWebhook.model_validate_json(body)


def on_record(services: Services, event_id: str = "evt1") -> Delivery:
    found, _, _ = services.webhooks.delivery("whe1", event_id)
    return found


def test_what_arrives_is_signed_and_put_on_record(local: Services, receiver: Receiver) -> None:
    secret, message = publish(local, receiver.port)
    local.webhook_deliveries.deliver(message)
    ((headers, body),) = receiver.got
    assert headers["webhook-id"] == "evt1"
    # The library refuses timestamps far from now; the signature over ours is what counts here.
    signed = Webhook(secret).sign("evt1", local.clock.now().replace(tzinfo=None), body)
    assert headers["webhook-signature"] == signed
    assert "candor-signature" not in headers
    assert on_record(local).state == "delivered"


def test_a_repeated_message_sends_nothing_again(local: Services, receiver: Receiver) -> None:
    _, message = publish(local, receiver.port)
    for _ in range(3):
        local.webhook_deliveries.deliver(message)
    assert len(receiver.got) == 1


def test_an_event_that_is_published_again_is_the_one_that_was_kept(local: Services, receiver: Receiver) -> None:
    publish(local, receiver.port)
    kept = Event(id="evt1", type="interview.reported", timestamp=local.clock.now(), data={"interview_id": "other"})
    assert local.webhooks.publish(kept) == 1
    work_off(local)
    ((_, body),) = receiver.got
    assert '"int1"' in body


def test_what_was_not_asked_for_is_not_sent(local: Services, receiver: Receiver) -> None:
    add(local, receiver.port)
    assert happen(local, event_type="interview.decided") == 0
    work_off(local)
    assert receiver.got == []


def test_a_failed_try_is_followed_by_another_under_the_same_id(
    local: Services, receiver: Receiver, clock: HandClock
) -> None:
    receiver.answers = [500]
    _, message = publish(local, receiver.port)
    local.webhook_deliveries.deliver(message)
    assert on_record(local).state == "pending"
    clock.move(seconds=6)
    local.webhook_deliveries.deliver(message.model_copy(update={"attempt": 2}))
    assert receiver.ids == ["evt1", "evt1"]
    assert [attempt.status for attempt in on_record(local).attempts] == [500, 204]


@pytest.mark.parametrize("status", [301, 304, 400, 404, 500])
def test_only_a_success_is_one(local: Services, receiver: Receiver, status: int) -> None:
    receiver.answers, receiver.headers = [status], {"Location": f"http://127.0.0.1:{receiver.port}/elsewhere"}
    _, message = publish(local, receiver.port)
    local.webhook_deliveries.deliver(message)
    assert on_record(local).state == "pending"
    assert len(receiver.got) == 1


def test_what_the_receiver_asks_for_is_waited_for(local: Services, receiver: Receiver, clock: HandClock) -> None:
    receiver.answers, receiver.headers = [429], {"Retry-After": "50"}
    _, message = publish(local, receiver.port)
    local.webhook_deliveries.deliver(message)
    due = on_record(local).next_attempt_at
    assert due is not None
    assert (due - clock.now()).total_seconds() == 50


def test_a_try_cut_off_after_its_claim_is_made_again_under_the_same_id(
    local: Services, receiver: Receiver, clock: HandClock
) -> None:
    _, message = publish(local, receiver.port)
    # Killed between the claim and the answer: claim and slot stay behind.
    assert local.webhook_deliveries._claimed(message, clock.now())
    assert local._endpoint_health.take_slot("whe1", "x", 1, clock.now(), clock.now()) is not None
    sweep(local, Told())
    assert receiver.got == []
    clock.move(minutes=5)
    assert list(overdue(local.table, clock.now())) == [("acme", "evt1", "whe1")]
    sweep(local, Told())
    assert receiver.ids == ["evt1"]
    assert on_record(local).state == "delivered"


def test_a_delivery_whose_tries_were_all_cut_off_ends_as_failed(local: Services, receiver: Receiver) -> None:
    _, message = publish(local, receiver.port)
    local.webhook_deliveries.deliver(message.model_copy(update={"attempt": 11}))
    assert on_record(local).state == "failed"
    assert receiver.got == []


def test_a_lost_secret_is_an_attempt_on_record(local: Services, receiver: Receiver) -> None:
    _, message = publish(local, receiver.port)
    local.clients.secretsmanager.delete_secret(SecretId="candor/acme/webhooks/whe1", ForceDeleteWithoutRecovery=True)
    local.webhook_deliveries.deliver(message)
    assert on_record(local).state == "pending"
    assert "ResourceNotFoundException" in (on_record(local).attempts[0].error or "")


def test_in_production_a_loopback_address_is_refused_twice_over(
    services: Services, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(InvalidInput, match="bad_webhook_url"):
        add(services, receiver.port)
    leading_inside(monkeypatch, receiver.port)
    add(services, receiver.port, url="https://hooks.example/")
    happen(services)
    work_off(services)
    assert receiver.got == []
    assert "refused to connect" in (on_record(services).attempts[0].error or "")


def test_what_was_sent_and_what_came_back_is_on_record(local: Services, receiver: Receiver) -> None:
    receiver.answers, receiver.says = [500], "太忙".encode() * 2000
    receiver.headers = {"X-Request-Id": "r1", "Set-Cookie": "secret=1"}
    secret, message = publish(local, receiver.port)
    local.webhook_deliveries.deliver(message)
    _, event, (log,) = local.webhooks.delivery("whe1", "evt1")
    assert event is not None
    assert receiver.got[0][1] == event.body()
    assert log.request_headers["webhook-signature"] == receiver.got[0][0]["webhook-signature"]
    assert log.response_headers["x-request-id"] == "r1"
    assert "set-cookie" not in log.response_headers
    assert log.response_body == "太忙" * 1000
    assert (log.attempt.status, log.attempt.number) == (500, 1)
    assert secret.removeprefix("whsec_") not in log.model_dump_json()
