"""Endpoints that fail, are switched off and on, changed, rotated and taken away, and what then becomes of events."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from standardwebhooks import Webhook

from chalicelib.adapters.sqs import Queues
from chalicelib.bootstrap import Services
from chalicelib.domain.errors import Conflict, InvalidInput, NotFound
from chalicelib.domain.messages import DeliverWebhook
from chalicelib.domain.replay import Replay
from chalicelib.settings import Settings
from tests.unit.clock import HandClock
from tests.unit.services.receiver import Receiver, Told, listening, sweep, work_off
from tests.unit.services.test_webhooks import add, happen, on_record


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with listening() as told:
        yield told


@pytest.fixture
def local(services: Services, clock: HandClock, stack: Settings) -> Services:
    """Services that may reach loopback."""
    return Services(services.tenant, stack.model_copy(update={"loopback_webhooks": True}), services.clients, clock)


def switch(services: Services, *, on: bool) -> None:
    services.webhooks.change_endpoint("whe1", lambda one: one.model_copy(update={"enabled": on}), None)


def failing(services: Services, receiver: Receiver, events: int) -> None:
    """An endpoint with this many events, all of which were refused or wait."""
    add(services, receiver.port)
    receiver.always = 500
    for number in range(events):
        happen(services, f"evt{number + 1}")
    work_off(services)


def test_after_five_failures_in_a_row_nothing_more_is_sent_until_a_test_succeeds(
    local: Services, receiver: Receiver, clock: HandClock
) -> None:
    failing(local, receiver, 7)
    assert len(receiver.got) == 5
    assert on_record(local, "evt7").state == "waiting"
    clock.move(seconds=61)
    sweep(local, Told())
    assert len(receiver.got) == 6
    receiver.always = 204
    clock.move(minutes=3)
    sweep(local, Told())
    clock.move(minutes=30)
    sweep(local, Told())
    sweep(local, Told())
    assert {on_record(local, f"evt{number}").state for number in range(1, 8)} == {"delivered"}


def test_an_endpoint_that_asks_for_minutes_is_left_in_peace(
    local: Services, receiver: Receiver, clock: HandClock
) -> None:
    add(local, receiver.port)
    receiver.answers, receiver.headers = [429], {"Retry-After": "600"}
    happen(local)
    work_off(local)
    happen(local, "evt2")
    work_off(local)
    clock.move(minutes=9)
    sweep(local, Told())
    assert receiver.ids == ["evt1"]
    clock.move(seconds=61)
    sweep(local, Told())
    sweep(local, Told())
    assert set(receiver.ids) == {"evt1", "evt2"}
    assert on_record(local, "evt2").state == "delivered"


def test_410_switches_off_at_once_and_the_tenant_is_told_once(
    local: Services, receiver: Receiver, clock: HandClock
) -> None:
    add(local, receiver.port)
    with listening() as other:
        add(local, other.port, "whe2", events=("webhook_endpoint.*",))
        receiver.answers = [410]
        happen(local)
        work_off(local)
        assert local.webhooks.require("whe1").value.disabled_reason == "gone"
        assert on_record(local).state == "waiting"
        told = Told()
        for _ in range(3):
            clock.move(minutes=1)
            sweep(local, told)
        ((_, body),) = other.got
        assert '"endpoint_id":"whe1","reason":"gone"' in body
        ((purpose, _),) = told.asked
        assert purpose == "endpoint_disabled"
    assert len(receiver.got) == 1


def test_what_happens_while_it_is_off_is_not_sent_and_what_waited_is_when_it_is_on_again(
    local: Services, receiver: Receiver, clock: HandClock
) -> None:
    add(local, receiver.port)
    happen(local)
    switch(local, on=False)
    work_off(local)
    assert on_record(local).state == "waiting"
    assert happen(local, "evt2") == 0
    with pytest.raises(Conflict, match="endpoint_disabled"):
        local.webhooks.replay("whe1", "evt1")
    clock.move(minutes=5)
    sweep(local, Told())
    assert receiver.got == []
    switch(local, on=True)
    sweep(local, Told())
    assert receiver.ids == ["evt1"]
    assert on_record(local).state == "delivered"


def test_what_waits_for_an_endpoint_that_is_taken_away_ends_as_failed(
    local: Services, receiver: Receiver, clock: HandClock
) -> None:
    failing(local, receiver, 6)
    local.webhooks.remove_endpoint("whe1")
    for _ in range(5):
        clock.move(minutes=1)
        sweep(local, Told())
    found = [local._webhooks.delivery(f"evt{number}", "whe1") for number in range(1, 7)]
    assert {delivery.state for delivery in found if delivery} == {"failed"}
    with pytest.raises(NotFound):
        local.webhooks.require("whe1")


def test_an_endpoint_has_eight_tries_under_way_and_two_when_it_is_in_doubt(local: Services, clock: HandClock) -> None:
    health, later = local._endpoint_health, clock.now() + timedelta(minutes=3)
    taken = {health.take_slot("whe1", str(number), 8, clock.now(), later) for number in range(60)}
    assert taken - {None} == set(range(8))
    assert health.take_slot("whe1", "x", 8, clock.now(), later) is None
    clock.move(minutes=4)
    assert health.take_slot("whe1", "x", 8, clock.now(), later) is not None
    health.change("whe2", lambda known: known.failed(clock.now(), None, timed_out=True))
    assert health.read("whe2").slots == 2


def test_a_delivery_for_which_there_is_no_slot_comes_again_and_no_try_is_lost(
    local: Services, receiver: Receiver, clock: HandClock
) -> None:
    add(local, receiver.port)
    happen(local)
    later = clock.now() + timedelta(minutes=3)
    slots = [local._endpoint_health.take_slot("whe1", str(number), 8, clock.now(), later) for number in range(60)]
    work_off(local)
    assert receiver.got == []
    assert on_record(local).begun == 0
    for slot in slots:
        if slot is not None:
            local._endpoint_health.free_slot("whe1", slot)
    clock.move(minutes=4)
    sweep(local, Told())
    assert receiver.ids == ["evt1"]


def test_a_try_without_a_slot_comes_again_later_each_time(
    local: Services, receiver: Receiver, clock: HandClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(local, receiver.port)
    happen(local)
    for number in range(60):
        local._endpoint_health.take_slot("whe1", str(number), 8, clock.now(), clock.now() + timedelta(minutes=3))
    delays: list[int] = []
    sent: list[DeliverWebhook] = []

    def keep(_queues: Queues, message: DeliverWebhook, delay_s: int = 0) -> None:
        sent.append(message)
        delays.append(delay_s)

    monkeypatch.setattr(Queues, "send_delivery", keep)
    message = DeliverWebhook(tenant=local.tenant, event="evt1", endpoint="whe1", attempt=1)
    for _ in range(6):
        local.webhook_deliveries.deliver(message)
        message = sent[-1]
    bounds = [(2, 3), (4, 6), (8, 12), (16, 24), (16, 24), (16, 24)]
    assert all(low <= delay <= high for delay, (low, high) in zip(delays, bounds, strict=True))
    assert (receiver.got, message.attempt) == ([], 1)


def test_two_rotations_at_once_lose_no_secret(local: Services, receiver: Receiver, clock: HandClock) -> None:
    old = add(local, receiver.port)
    health, later = local._endpoint_health, clock.now() + timedelta(minutes=1)
    assert health.take_rotation("whe1", clock.now(), later)
    with pytest.raises(Conflict, match="rotation_under_way"):
        local.webhooks.rotate_secret("whe1", "rot1", timedelta(hours=24), b"n" * 32)
    health.free_rotation("whe1")
    first = local.webhooks.rotate_secret("whe1", "rot1", timedelta(hours=24), b"n" * 32)
    # Somebody was killed in the middle of a rotation: a minute later the next one may.
    assert health.take_rotation("whe1", clock.now(), later)
    clock.move(minutes=2)
    second = local.webhooks.rotate_secret("whe1", "rot2", timedelta(hours=24), b"m" * 32)
    assert [one.secret for one in second.previous] == [first.current, old]


def test_a_rotation_under_way_is_not_undone_by_what_takes_old_secrets_away(
    local: Services, receiver: Receiver, clock: HandClock
) -> None:
    add(local, receiver.port)
    local.webhooks.rotate_secret("whe1", "rot1", timedelta(hours=1), b"n" * 32)
    clock.move(hours=2)
    assert local._endpoint_health.take_rotation("whe1", clock.now(), clock.now() + timedelta(minutes=1))
    sweep(local, Told())
    assert len(local._webhook_secrets.read("whe1").previous) == 1
    clock.move(minutes=2)
    sweep(local, Told())
    assert local._webhook_secrets.read("whe1").previous == ()


def test_both_secrets_sign_until_the_overlap_is_over_and_then_the_old_one_goes(
    local: Services, receiver: Receiver, clock: HandClock
) -> None:
    old = add(local, receiver.port, stripe_signature=True)
    new = local.webhooks.rotate_secret("whe1", "rot1", timedelta(hours=24), b"n" * 32).current
    assert new != old
    happen(local)
    work_off(local)
    headers, body = receiver.got[0]
    at = clock.now().replace(tzinfo=None)
    assert headers["webhook-signature"].split(" ") == [Webhook(one).sign("evt1", at, body) for one in (new, old)]
    assert headers["candor-signature"].count("v1=") == 2
    clock.move(hours=25)
    sweep(local, Told())
    happen(local, "evt2")
    work_off(local)
    headers, body = receiver.got[1]
    assert headers["webhook-signature"] == Webhook(new).sign("evt2", clock.now().replace(tzinfo=None), body)
    assert local._webhook_secrets.read("whe1").previous == ()


def test_more_than_five_earlier_secrets_are_not_kept(local: Services, receiver: Receiver) -> None:
    add(local, receiver.port)
    for number in range(5):
        local.webhooks.rotate_secret("whe1", f"rot{number}", timedelta(hours=24), bytes([number]) * 32)
    with pytest.raises(Conflict, match="too_many_secrets"):
        local.webhooks.rotate_secret("whe1", "rot9", timedelta(hours=24), b"x" * 32)


def test_a_test_event_goes_to_one_endpoint_that_did_not_ask_for_it(local: Services, receiver: Receiver) -> None:
    add(local, receiver.port)
    event = local.webhooks.send_test("whe1", "tst1")
    work_off(local)
    assert receiver.ids == [event.id]
    assert '"type":"webhook_endpoint.test"' in receiver.got[0][1]


def test_an_event_is_sent_again_under_the_same_id(local: Services, receiver: Receiver) -> None:
    add(local, receiver.port)
    happen(local)
    work_off(local)
    local.webhooks.replay("whe1", "evt1")
    work_off(local)
    assert receiver.ids == ["evt1", "evt1"]
    assert receiver.got[0][1] == receiver.got[1][1]
    with pytest.raises(NotFound, match="delivery_not_found"):
        local.webhooks.replay("whe1", "evt9")


@pytest.mark.parametrize(("only_failed", "expected"), [(True, {"evt_missed"}), (False, {"evt_missed", "evt_arrived"})])
def test_a_time_range_is_sent_again_with_what_was_missed(
    local: Services, receiver: Receiver, clock: HandClock, expected: set[str], *, only_failed: bool
) -> None:
    add(local, receiver.port)
    happen(local, "evt_before")
    work_off(local)
    clock.move(minutes=1)
    begun = clock.now()
    happen(local, "evt_arrived")
    work_off(local)
    switch(local, on=False)
    happen(local, "evt_missed")
    happen(local, "evt_other", "interview.decided")
    switch(local, on=True)
    clock.move(minutes=1)
    receiver.got.clear()
    replay = Replay(
        id="rpl1", endpoint="whe1", start=begun, end=clock.now(), only_failed=only_failed, created_at=clock.now()
    )
    done = local.replays.begin(replay)
    assert (done.state, done.queued) == ("done", len(expected))
    work_off(local)
    assert set(receiver.ids) == expected


@pytest.mark.parametrize("url", ["https://user:pass@hooks.example/", "https://user@hooks.example/"])
def test_an_address_with_credentials_is_refused(local: Services, url: str) -> None:
    with pytest.raises(InvalidInput, match="bad_webhook_url"):
        add(local, 1, url=url)
