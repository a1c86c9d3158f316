"""Deliveries are tried until they arrive, under one id."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from standardwebhooks import Webhook

from chalicelib.adapters.dynamodb.table import Table
from chalicelib.adapters.dynamodb.webhooks import overdue
from chalicelib.bootstrap import Services
from chalicelib.domain.errors import InvalidInput
from chalicelib.domain.messages import DeliverWebhook
from chalicelib.domain.webhook import RETRY_AFTER, Delivery, Event, InterviewFacts, WebhookEndpoint
from chalicelib.settings import Settings
from tests.unit.clock import HandClock
from tests.unit.samples import queued

FACTS = InterviewFacts(
    interview_id="int1",
    job_id="job1",
    candidate_id="can1",
    attempt=1,
    state="reported",
    outcome="advance",
    total=81.5,
    report_url="https://candor.test/v1/interviews/int1/report",
)


@dataclass
class Receiver:
    """A tenant's receiver that answers as it is told."""

    answers: list[int] = field(default_factory=list)
    got: list[tuple[dict[str, str], str]] = field(default_factory=list)
    port: int = 0


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    told = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            told.got.append(({name.lower(): value for name, value in self.headers.items()}, body))
            self.send_response(told.answers.pop(0) if told.answers else 204)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_arguments: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    told.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield told
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def local(services: Services, clock: HandClock, stack: Settings) -> Services:
    """Services that may reach loopback."""
    return Services(services.tenant, stack.model_copy(update={"loopback_webhooks": True}), services.clients, clock)


def publish(services: Services, port: int) -> tuple[str, DeliverWebhook]:
    endpoint = WebhookEndpoint(
        id="whe1", url=f"http://127.0.0.1:{port}/hook", events=("interview.reported",), created_at=services.clock.now()
    )
    secret = services.webhooks.add_endpoint(endpoint, bytes(range(32)))
    event = Event(id="evt1", type="interview.reported", timestamp=services.clock.now(), data=FACTS)
    assert services.webhooks.publish(event) == 1
    return secret, next_try(services)


def next_try(services: Services) -> DeliverWebhook:
    (body,) = queued(services.settings.deliveries_queue_url)
    return DeliverWebhook.model_validate_json(body)


def on_record(services: Services) -> Delivery:
    (delivery,) = services.webhooks.deliveries("whe1", None, 10)[0]
    return delivery


def test_what_arrives_is_signed_and_put_on_record(local: Services, receiver: Receiver) -> None:
    secret, message = publish(local, receiver.port)
    local.webhooks.deliver(message)
    ((headers, body),) = receiver.got
    assert headers["webhook-id"] == "evt1"
    # The library refuses timestamps far from now; the signature over ours is what counts here.
    signed = Webhook(secret).sign("evt1", local.clock.now().replace(tzinfo=None), body)
    assert headers["webhook-signature"] == signed
    assert on_record(local).state == "delivered"


def test_a_repeated_message_sends_nothing_again(local: Services, receiver: Receiver) -> None:
    _, message = publish(local, receiver.port)
    for _ in range(3):
        local.webhooks.deliver(message)
    assert len(receiver.got) == 1


def test_a_failed_try_is_followed_by_another_under_the_same_id(
    local: Services, receiver: Receiver, clock: HandClock
) -> None:
    receiver.answers = [500]
    _, message = publish(local, receiver.port)
    local.webhooks.deliver(message)
    assert on_record(local).state == "pending"
    clock.move(seconds=5)
    local.webhooks.deliver(message.model_copy(update={"attempt": 2}))
    assert {headers["webhook-id"] for headers, _ in receiver.got} == {"evt1"}
    assert [attempt.status for attempt in on_record(local).attempts] == [500, 204]


def test_a_receiver_that_is_down_for_71_hours_gets_it_in_the_end(
    local: Services, receiver: Receiver, clock: HandClock
) -> None:
    _, message = publish(local, receiver.port)
    table = Table(local.clients.dynamodb, local.settings.table_name)
    receiver.answers = [503] * 100
    down_until = clock.now().timestamp() + 71 * 3600
    local.webhooks.deliver(message)
    while on_record(local).state == "pending":
        due = on_record(local).next_attempt_at
        assert due is not None
        clock.move(seconds=(due - clock.now()).total_seconds())
        if clock.now().timestamp() > down_until:
            receiver.answers = []
        assert overdue(table, clock.now()) == [("acme", "evt1", "whe1")]
        local.webhooks.deliver(message.model_copy(update={"attempt": on_record(local).begun + 1}))
    assert on_record(local).state == "delivered"
    assert {headers["webhook-id"] for headers, _ in receiver.got} == {"evt1"}


def test_after_the_last_try_the_delivery_is_visibly_failed(local: Services, receiver: Receiver) -> None:
    _, message = publish(local, receiver.port)
    receiver.answers = [500] * 20
    for attempt in range(1, len(RETRY_AFTER) + 2):
        local.webhooks.deliver(message.model_copy(update={"attempt": attempt}))
    assert on_record(local).state == "failed"
    assert len(receiver.got) == len(RETRY_AFTER) + 1


def test_a_try_cut_off_after_its_claim_comes_up_again(local: Services, receiver: Receiver, clock: HandClock) -> None:
    _, message = publish(local, receiver.port)
    table = Table(local.clients.dynamodb, local.settings.table_name)
    clock.move(minutes=5)
    assert overdue(table, clock.now()) == [("acme", "evt1", "whe1")]
    del message


def test_a_delivery_whose_tries_were_all_cut_off_ends_as_failed(local: Services, receiver: Receiver) -> None:
    _, message = publish(local, receiver.port)
    local.webhooks.deliver(message.model_copy(update={"attempt": len(RETRY_AFTER) + 2}))
    assert on_record(local).state == "failed"
    assert receiver.got == []


def test_a_lost_secret_is_an_attempt_on_record(local: Services, receiver: Receiver) -> None:
    _, message = publish(local, receiver.port)
    local.clients.secretsmanager.delete_secret(SecretId="candor/acme/webhooks/whe1", ForceDeleteWithoutRecovery=True)
    local.webhooks.deliver(message)
    assert on_record(local).state == "pending"
    assert "ResourceNotFoundException" in (on_record(local).attempts[0].error or "")


def test_in_production_a_loopback_address_is_refused_twice_over(services: Services, receiver: Receiver) -> None:
    with pytest.raises(InvalidInput, match="bad_webhook_url"):
        publish(services, receiver.port)
    endpoint = WebhookEndpoint(
        id="whe1",
        url=f"https://127.0.0.1:{receiver.port}/",
        events=("interview.reported",),
        created_at=services.clock.now(),
    )
    services.webhooks.add_endpoint(endpoint, bytes(32))
    event = Event(id="evt1", type="interview.reported", timestamp=services.clock.now(), data=FACTS)
    services.webhooks.publish(event)
    services.webhooks.deliver(next_try(services))
    assert receiver.got == []
    assert "refused to connect" in (on_record(services).attempts[0].error or "")
