"""Results reach other systems once, however those behave, and what does not reach them is told and kept on record."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from standardwebhooks import Webhook

from chalicelib.adapters.guarded_http import GuardedHttp
from chalicelib.bootstrap import Services
from chalicelib.domain.connection import Connection
from chalicelib.domain.errors import Conflict, InvalidInput, PermanentError
from chalicelib.domain.event import event_id
from chalicelib.domain.interview import Interview
from chalicelib.services.connectors import WAITS_S, ConnectorService
from chalicelib.settings import Settings
from tests.unit.clock import HandClock
from tests.unit.decided import decided
from tests.unit.other_systems import Receiver, running_receiver
from tests.unit.services.receiver import leading_inside


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with running_receiver(hangs_s=4) as running:
        yield running


@pytest.fixture
def local(services: Services, stack: Settings) -> Services:
    """Services that may reach loopback."""
    return replace(services, settings=stack.model_copy(update={"loopback_webhooks": True}))


@pytest.fixture
def impatient(local: Services) -> ConnectorService:
    """The service with a client that waits three seconds for an answer."""
    made = local.connectors
    made._http = GuardedHttp(loopback=True, within_s=3)
    return made


@pytest.fixture
def interview(local: Services, started: Interview) -> Interview:
    return decided(local, started)


def until_done(service: ConnectorService, clock: HandClock, connection: str) -> list[int]:
    """Hand the result over as the state machine does; the waits between the tries."""
    waits = []
    while wait := service.hand_over(connection, "int1", 1):
        waits.append(wait)
        clock.move(seconds=wait)
    return waits


@pytest.mark.parametrize("path", [path for path in Receiver.PATHS if path not in Receiver.REFUSING])
def test_however_a_system_behaves_it_has_the_effect_once(
    local: Services, impatient: ConnectorService, receiver: Receiver, interview: Interview, clock: HandClock, path: str
) -> None:
    connection = receiver.connect(local, path)
    waits = until_done(impatient, clock, connection)
    assert bool(waits) == (path != "ok")
    assert impatient.hand_over(connection, interview.id, 1) == 0
    assert receiver.effects(interview.id) == {path: 1}
    assert receiver.keys(interview.id) == {path: 1}
    (exchange,) = [one for one in impatient.page(connection, None, 10)[0] if one.kind == "result"]
    assert exchange.state == "done"
    assert len(exchange.said) == 1 + len(waits)


def test_the_wait_that_a_system_asks_for_is_kept(
    local: Services, receiver: Receiver, interview: Interview, clock: HandClock
) -> None:
    connection = receiver.connect(local, "wait_seconds")
    assert 2 <= local.connectors.hand_over(connection, interview.id, 1) <= 3
    clock.move(seconds=1)
    assert local.connectors.hand_over(connection, interview.id, 1) > 0
    assert len(receiver.seen) == 1
    clock.move(seconds=2)
    assert local.connectors.hand_over(connection, interview.id, 1) == 0
    assert len(receiver.seen) == 2


@pytest.mark.parametrize("path", Receiver.REFUSING)
def test_what_will_not_work_is_not_tried_again_and_is_told_once(
    local: Services, receiver: Receiver, interview: Interview, path: str
) -> None:
    connection = receiver.connect(local, path)
    for _ in range(2):
        with pytest.raises(PermanentError, match="not_handed_over"):
            local.connectors.hand_over(connection, interview.id, 1)
        local.connectors.failed(connection, interview.id, 1)
    assert len(receiver.seen) == 1
    exchange = local.connectors.page(connection, None, 1)[0][0]
    assert (exchange.state, exchange.failures) == ("failed", 1)
    assert local._events.find(event_id("acme", f"{exchange.id}/1", "connector.failed")) is not None
    assert [notice.purpose for notice in local.notices.page(None, 10)[0]] == ["connector_failed"]


def test_a_system_that_stays_down_is_given_up_in_the_end(
    local: Services, receiver: Receiver, interview: Interview, clock: HandClock
) -> None:
    connection = receiver.connect(local, "down")
    began = clock.now()
    with pytest.raises(PermanentError, match="not_handed_over"):
        until_done(local.connectors, clock, connection)
    assert len(receiver.seen) == len(WAITS_S) + 1
    assert (clock.now() - began).total_seconds() >= sum(WAITS_S)
    assert receiver.effects(interview.id) == {}


def test_a_retry_by_hand_has_the_same_key(local: Services, receiver: Receiver, interview: Interview) -> None:
    connection = receiver.connect(local, "refuses")
    with pytest.raises(PermanentError):
        local.connectors.hand_over(connection, interview.id, 1)
    (exchange,) = [one for one in local.connectors.page(connection, None, 10)[0] if one.kind == "result"]
    assert local.connectors.retry(exchange.id).failures == 2
    receiver.healed = True
    assert local.connectors.retry(exchange.id).state == "done"
    assert receiver.keys(interview.id) == {"refuses": 1}
    assert len(receiver.seen) == 3
    with pytest.raises(Conflict, match="exchange_not_failed"):
        local.connectors.retry(exchange.id)


def test_each_decision_is_handed_over_by_itself(local: Services, receiver: Receiver, interview: Interview) -> None:
    connection = receiver.connect(local, "ok")
    assert local.connectors.hand_over(connection, interview.id, 1) == 0
    local.decisions.decide(interview.id, 1, "thank_you", "", False, "usr1", 1)
    assert local.connectors.hand_over(connection, interview.id, 1) == 0
    assert receiver.effects(interview.id) == {"ok": 2}
    assert '"outcome":"thank_you"' in receiver.seen[1][2]


def test_what_is_sent_is_signed_and_holds_nothing_personal(
    local: Services, receiver: Receiver, interview: Interview
) -> None:
    connection = receiver.connect(local, "ok")
    local.connectors.hand_over(connection, interview.id, 1)
    ((_, key, body, headers),) = receiver.seen
    secret = local._connection_secrets.read(connection)
    assert secret is not None
    signed = Webhook(secret).sign(key, local.clock.now().replace(tzinfo=None), body)
    assert (headers["webhook-id"], headers["webhook-signature"]) == (key, signed)
    assert interview.candidate.name not in body
    assert str(interview.candidate.email) not in body


def test_the_record_holds_no_secret(local: Services, receiver: Receiver, interview: Interview) -> None:
    settings = {"url": f"{receiver.url('ok')}?token=hush"}
    made = Connection(
        id="cnn1", name="HR", connector="generic", settings=settings, enabled=True, created_at=local.clock.now()
    )
    _, secret = local.connections.create(made, bytes(range(32)))
    local.connectors.hand_over("cnn1", interview.id, 1)
    record = local.connectors.page("cnn1", None, 1)[0][0]
    assert record.said[0].status == 200
    written = record.model_dump_json()
    for hidden in (secret.removeprefix("whsec_"), "hush", "webhook-signature"):
        assert hidden not in written


def test_only_a_tested_connection_can_be_switched_on(local: Services, receiver: Receiver) -> None:
    made = Connection(
        id="cnn1",
        name="HR",
        connector="generic",
        settings={"url": receiver.url("ok")},
        created_at=local.clock.now(),
    )
    local.connections.create(made, bytes(32))
    with pytest.raises(Conflict, match="connection_untested"):
        local.connections.change("cnn1", None, None, None, enabled=True)
    assert local.connectors.test("cnn1", "exc1").state == "done"
    assert local.connectors.test("cnn1", "exc1").tries == 1
    local.connections.change("cnn1", None, None, None, enabled=True)
    assert local.connectors.wanted() == ("cnn1",)
    other = {"url": receiver.url("error"), "method": "PUT"}
    changed = local.connections.change("cnn1", None, other, None, enabled=None).value
    assert (changed.enabled, changed.tested_at) == (False, None)
    assert receiver.seen == []


@pytest.mark.parametrize(
    ("settings", "code"),
    [
        ({}, "bad_settings"),
        ({"url": "ftp://hr.example/x"}, "bad_settings"),
        ({"url": "http://hr.example/x"}, "bad_settings"),
        ({"url": "https://me:it@hr.example/x"}, "bad_settings"),
        ({"url": "https://hr.example/x", "method": "DELETE"}, "bad_settings"),
        ({"url": "https://hr.example/x", "secret": "x"}, "bad_settings"),
    ],
)
def test_settings_that_the_connector_does_not_take_are_refused(
    services: Services, settings: dict[str, str], code: str
) -> None:
    made = Connection(id="cnn1", name="HR", connector="generic", settings=settings, created_at=services.clock.now())
    with pytest.raises(InvalidInput, match=code):
        services.connections.create(made, bytes(32))


def test_in_production_what_lies_inside_is_not_reached(
    services: Services, receiver: Receiver, interview: Interview, monkeypatch: pytest.MonkeyPatch
) -> None:
    leading_inside(monkeypatch, receiver.port)
    made = Connection(
        id="cnn1",
        name="HR",
        connector="generic",
        settings={"url": "https://hr.example/ok"},
        enabled=True,
        created_at=services.clock.now(),
    )
    services.connections.create(made, bytes(32))
    with pytest.raises(PermanentError):
        services.connectors.hand_over("cnn1", interview.id, 1)
    assert "refused to connect" in services.connectors.page("cnn1", None, 1)[0][0].said[0].error
