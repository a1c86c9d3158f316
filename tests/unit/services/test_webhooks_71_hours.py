"""A thousand events to ten endpoints, three of which are broken for 71 hours that pass in a moment."""

import heapq
import itertools
import json
from collections import defaultdict
from datetime import datetime, timedelta
from typing import Any

import httpcore

from chalicelib.adapters.dynamodb.endpoint_health import HealthStore, to_look_at
from chalicelib.adapters.dynamodb.events import Events
from chalicelib.adapters.dynamodb.journal import NoJournal
from chalicelib.adapters.dynamodb.replays import Replays, unfinished_replays
from chalicelib.adapters.dynamodb.webhooks import Webhooks, overdue
from chalicelib.adapters.guarded_http import GuardedHttp, HttpAnswer
from chalicelib.adapters.secrets import WebhookSecrets
from chalicelib.adapters.sqs import Queues
from chalicelib.domain.event import EVENT_TYPES, EndpointFacts, Event, wanted
from chalicelib.domain.messages import DeliverWebhook
from chalicelib.domain.replay import Replay
from chalicelib.domain.webhook import RETRY_AFTER, SigningSecrets, WebhookEndpoint
from chalicelib.services.endpoint_watch import EndpointWatch
from chalicelib.services.replays import ReplayService
from chalicelib.services.webhook_deliveries import DeliveryService
from chalicelib.services.webhooks import WebhookService
from load_tests.memory_table import MemoryTable
from tests.unit.clock import HandClock
from tests.unit.services.receiver import Told, next_due

EVENTS = 1000
DOWN = timedelta(hours=71)
ASKED_FOR = {
    "whe0": ("*",),
    "whe1": ("interview.*",),
    "whe2": ("job.*", "interview.decided"),
    "whe3": ("interview.reported",),
    "whe4": ("*",),
    "whe5": ("notice.failed", "connector.failed"),
    "flaky": ("*",),
    "answers500": ("*",),
    "hangs": ("*",),
    "resets": ("interview.*", "job.*"),
}
BROKEN = {"answers500", "hangs", "resets"}


class Outside(GuardedHttp):
    """Everybody's receivers, in the virtual time of `clock`."""

    def __init__(self, clock: HandClock, back_at: datetime, dead: frozenset[str]) -> None:
        self.clock = clock
        self.back_at = back_at
        self.dead = dead
        self.refused: set[str] = set()
        self.sent: dict[str, list[str]] = defaultdict(list)
        self.arrived: dict[str, list[str]] = defaultdict(list)
        self.bodies: dict[tuple[str, str], set[bytes | None]] = defaultdict(set)

    def request(
        self, method: str, url: str, headers: dict[str, str], body: bytes | None = None, within_s: float | None = None
    ) -> HttpAnswer:
        assert (method, within_s) == ("POST", None)
        name = url.removeprefix("https://").removesuffix(".example/")
        event = headers["webhook-id"]
        self.sent[name].append(event)
        self.bodies[name, event].add(body)
        if name in BROKEN and (name in self.dead or self.clock.now() < self.back_at):
            if name == "hangs":
                raise httpcore.ReadTimeout
            if name == "resets":
                raise httpcore.ReadError
            return HttpAnswer(500, {}, b"")
        if event in self.refused:
            return HttpAnswer(500, {}, b"")
        if name == "flaky" and len(self.sent[name]) % 7 == 0:
            return HttpAnswer(503, {}, b"")
        self.arrived[name].append(event)
        return HttpAnswer(204, {}, b"")


class VirtualQueue(Queues):
    """The queue in virtual time. Every twentieth message comes twice, every fiftieth is lost."""

    def __init__(self, clock: HandClock) -> None:
        self.clock = clock
        self.waiting: list[tuple[datetime, int, DeliverWebhook]] = []
        self._numbers = itertools.count(1)

    def send_delivery(self, message: DeliverWebhook, delay_s: int = 0) -> None:
        number = next(self._numbers)
        if number % 50 == 0:
            return
        for _ in range(2 if number % 20 == 0 else 1):
            at = self.clock.now() + timedelta(seconds=delay_s)
            heapq.heappush(self.waiting, (at, next(self._numbers), message))


class Secrets(WebhookSecrets):
    """One secret for all."""

    def __init__(self) -> None:
        pass

    def read(self, endpoint: str) -> SigningSecrets:
        del endpoint
        return SigningSecrets(current="whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")

    def keep(self, endpoint: str, secrets: SigningSecrets) -> None:
        pass


class Published:
    """What the sweeper publishes of its own accord."""

    def __init__(self) -> None:
        self.told: set[tuple[str, str]] = set()

    def publish(self, event_type: str, about: str, data: EndpointFacts, at: datetime | None = None) -> int:
        assert data.endpoint_id in about
        assert at is not None
        self.told.add((event_type, data.endpoint_id))
        return 0


class World:
    """The services on a table in memory, in virtual time."""

    def __init__(self, dead: frozenset[str] = frozenset()) -> None:
        self.clock = HandClock()
        self.begun = self.clock.now()
        self.table = MemoryTable()
        self.outside = Outside(self.clock, self.begun + DOWN, dead)
        self.queue = VirtualQueue(self.clock)
        self.store = Webhooks(self.table, "acme", NoJournal())
        self.told = Told()
        self.published = Published()
        events, health = Events(self.table, "acme", self.clock), HealthStore(self.table, "acme")
        secrets = Secrets()
        self.webhooks = WebhookService(
            self.store, events, health, secrets, self.queue, self.clock, "acme", loopback=False
        )
        self.deliveries = DeliveryService(
            self.store, events, health, secrets, self.queue, self.outside, self.webhooks, self.clock
        )
        self.replays = ReplayService(Replays(self.table, "acme"), events, self.webhooks, self.clock)
        publisher: Any = self.published
        self.watch = EndpointWatch(self.store, health, secrets, self.deliveries, publisher, self.told, self.clock)
        for name, asked in ASKED_FOR.items():
            url = f"https://{name}.example/"
            endpoint = WebhookEndpoint(id=name, url=url, events=asked, created_at=self.begun)
            self.webhooks.add_endpoint(endpoint, bytes(32))

    def happen(self, number: int) -> Event:
        event_type = EVENT_TYPES[number % len(EVENT_TYPES)]
        event = Event(id=f"evt{number}", type=event_type, timestamp=self.clock.now(), data={"number": number})
        self.webhooks.publish(event)
        return event

    def run_until(self, end: datetime) -> None:
        """Take each message when it can be received, and sweep at the minutes at which something is due."""
        while True:
            due = next_due(self.table)
            swept = max(due, self.clock.now()).replace(second=59, microsecond=999_999) if due else None
            received = self.queue.waiting[0][0] if self.queue.waiting else None
            following = min((at for at in (swept, received) if at), default=None)
            if following is None or following > end:
                break
            self._move_to(following)
            if received and received <= following:
                self.deliveries.deliver(heapq.heappop(self.queue.waiting)[2])
            else:
                self._sweep()
        self._move_to(end)

    def _sweep(self) -> None:
        for _, event, endpoint in list(overdue(self.table, self.clock.now())):
            self.webhooks.due(event, endpoint)
        for _, endpoint in list(to_look_at(self.table, self.clock.now())):
            self.watch.look_at(endpoint)

    def _move_to(self, at: datetime) -> None:
        self.clock.move(seconds=max((at - self.clock.now()).total_seconds(), 0))


def happened(world: World, most: int = EVENTS) -> list[Event]:
    events = []
    for number in range(most):
        events.append(world.happen(number))
        world.run_until(world.begun + timedelta(seconds=30 * (number + 1)))
    return events


def states(world: World, endpoint: str, events: list[Event]) -> set[str]:
    found = [world.store.delivery(event.id, endpoint) for event in events if wanted(ASKED_FOR[endpoint], event.type)]
    return {delivery.state if delivery else "none" for delivery in found}


def test_everything_arrives_once_the_broken_ones_are_back() -> None:
    world = World()
    events = happened(world)
    world.run_until(world.begun + DOWN)
    for name in ASKED_FOR:
        assert states(world, name, events) == ({"waiting"} if name in BROKEN else {"delivered"}), name
        # One that is down is asked now and then, not for every event that waits for it.
        assert name not in BROKEN or len(world.outside.sent[name]) < 150
    world.run_until(world.begun + DOWN + timedelta(hours=2))
    for name, asked in ASKED_FOR.items():
        expected = {event.id for event in events if wanted(asked, event.type)}
        assert states(world, name, events) == {"delivered"}, name
        assert set(world.outside.sent[name]) == set(world.outside.arrived[name]) == expected, name
        assert len(world.outside.arrived[name]) == len(expected), name
    assert all(len(bodies) == 1 for bodies in world.outside.bodies.values())
    assert json.loads(next(iter(world.outside.bodies["whe0", "evt7"])) or b"")["data"] == {"number": 7}
    assert world.published.told == set()


def test_one_that_stays_broken_is_switched_off_and_says_so_once() -> None:
    world = World(dead=frozenset({"hangs"}))
    events = happened(world, 200)
    world.run_until(world.begun + timedelta(hours=80))
    switched_off = world.webhooks.require("hangs").value
    assert (switched_off.enabled, switched_off.disabled_reason) == (False, "failing")
    assert states(world, "hangs", events) == {"waiting"}
    assert world.outside.arrived["hangs"] == []
    assert world.published.told == {("webhook_endpoint.disabled", "hangs")}
    assert len(world.told.asked) == 1
    assert next_due(world.table) is None
    for name in set(ASKED_FOR) - {"hangs"}:
        assert states(world, name, events) == {"delivered"}, name
    world.outside.dead = frozenset()
    switch(world, "hangs", on=True)
    world.run_until(world.clock.now() + timedelta(hours=2))
    assert states(world, "hangs", events) == {"delivered"}
    assert sorted(world.outside.arrived["hangs"]) == sorted(event.id for event in events)


def test_one_event_that_is_refused_while_others_arrive_ends_as_failed_after_ten_tries() -> None:
    world = World()
    world.outside.refused = {"evt0"}
    world.happen(0)
    for number in range(1, 190):
        world.run_until(world.begun + timedelta(minutes=30 * number - 20))
        world.happen(number * len(EVENT_TYPES))
    delivery = world.store.delivery("evt0", "whe3")
    assert delivery is not None
    assert delivery.state == "failed"
    assert world.outside.sent["whe3"].count("evt0") == len(delivery.attempts) == len(RETRY_AFTER) + 1
    assert timedelta(hours=72) < delivery.attempts[-1].at - delivery.attempts[0].at < timedelta(hours=92)
    assert world.webhooks.require("whe3").value.enabled


def test_a_long_replay_is_gone_on_with_by_the_sweeper() -> None:
    world = World()
    switch(world, "whe0", on=False)
    for number in range(605):
        world.happen(number)
    switch(world, "whe0", on=True)
    world.run_until(world.begun + timedelta(minutes=1))
    asked = Replay(id="rpl1", endpoint="whe0", start=world.begun, end=world.clock.now(), created_at=world.clock.now())
    begun = world.replays.begin(asked)
    assert (begun.state, begun.queued) == ("running", 100)
    world.run_until(world.begun + timedelta(minutes=2))
    for minutes, state, queued in ((3, "running", 600), (4, "done", 605)):
        ((_, endpoint, replay),) = unfinished_replays(world.table, world.clock.now())
        world.replays.go_on(endpoint, replay)
        world.run_until(world.begun + timedelta(minutes=minutes))
        gone_on = world.replays.require("whe0", "rpl1")
        assert (gone_on.state, gone_on.queued) == (state, queued)
    world.run_until(world.begun + timedelta(minutes=20))
    assert sorted(world.outside.arrived["whe0"]) == sorted(f"evt{number}" for number in range(605))


def switch(world: World, endpoint: str, *, on: bool) -> None:
    world.webhooks.change_endpoint(endpoint, lambda one: one.model_copy(update={"enabled": on}), None)
