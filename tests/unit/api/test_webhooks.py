"""Webhook endpoints, their deliveries and the polling of events, over the API."""

from typing import Any

import pytest
from jsonschema import Draft202012Validator

from chalicelib.bootstrap import Services
from chalicelib.domain.event import EVENT_TYPES, EndpointFacts, event_id
from chalicelib.domain.webhook import DeliveryAttempt
from tests.unit.api.conftest import Caller
from tests.unit.clock import HandClock

HOOK = {"url": "https://hooks.example/x"}
ENDPOINTS = "/v1/webhook-endpoints"


@pytest.fixture
def added(call: Caller) -> Any:
    return call("POST", ENDPOINTS, HOOK).json_body


def happen(services: Services, about: str) -> str:
    services.events.publish("webhook_endpoint.disabled", about, EndpointFacts(endpoint_id=about))
    return event_id(services.tenant, about, "webhook_endpoint.disabled")


def feed(call: Caller, cursor: str | None = None, **query: str) -> Any:
    asked = {**query, **({"cursor": cursor} if cursor else {})}
    return call("GET", "/v1/events?" + "&".join(f"{name}={value}" for name, value in asked.items())).json_body


def seen(page: Any) -> list[str]:
    return [event["data"]["endpoint_id"] for event in page["items"]]


def test_an_endpoint_is_read_and_changed(call: Caller, added: Any) -> None:
    path = f"{ENDPOINTS}/{added['id']}"
    read = call("GET", path)
    assert read.json_body["events"] == ["*"]
    change = {"events": ["interview.*", "job.top_candidates"], "description": "HR", "enabled": False}
    changed = call("PATCH", path, change, If_Match=read.headers["ETag"])
    assert changed.status_code == 200
    assert changed.json_body["events"] == ["interview.*", "job.top_candidates"]
    assert (changed.json_body["enabled"], changed.json_body["disabled_reason"]) == (False, "by_tenant")
    assert call("PATCH", path, {"enabled": True}, If_Match=read.headers["ETag"]).status_code == 412
    on = call("PATCH", path, {"enabled": True}).json_body
    assert (on["enabled"], on["disabled_reason"], on["disabled_at"]) == (True, None, None)


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({**HOOK, "events": ["interview.reportd"]}, "/events"),
        ({**HOOK, "events": ["interviews.*"]}, "/events"),
        ({**HOOK, "events": ["Interview"]}, "/events/0"),
        ({"url": "http://hooks.example/"}, "/url"),
        ({"url": "https://me:secret@hooks.example/"}, "/url"),
    ],
)
def test_what_cannot_be_sent_is_refused_and_says_where(call: Caller, body: Any, pointer: str) -> None:
    answer = call("POST", ENDPOINTS, body)
    assert answer.status_code == 422
    assert answer.json_body["errors"][0]["pointer"] == pointer


def test_an_unknown_event_is_answered_with_what_helps(call: Caller) -> None:
    answer = call("POST", ENDPOINTS, {**HOOK, "events": ["interview.reportd"]}, Accept_Language="zh")
    assert "interview.reportd" in answer.json_body["detail"]
    assert "/v1/event-types" in answer.json_body["detail"]


def test_a_new_secret_is_shown_once_and_a_repeated_request_gets_the_same(call: Caller, added: Any) -> None:
    path = f"{ENDPOINTS}/{added['id']}/secret-rotations"
    first = call("POST", path, {"overlap_hours": 2}, Idempotency_Key="r1")
    again = call("POST", path, {"overlap_hours": 2}, Idempotency_Key="r1")
    assert first.status_code == 201
    assert first.json_body["secret"] == again.json_body["secret"] != added["secret"]
    assert len(first.json_body["earlier_until"]) == 1
    assert "secret" not in call("GET", f"{ENDPOINTS}/{added['id']}").json_body


def test_a_test_event_has_a_delivery_that_can_be_read_and_sent_again(
    call: Caller, services: Services, added: Any
) -> None:
    path = f"{ENDPOINTS}/{added['id']}"
    event = call("POST", f"{path}/tests").json_body["event_id"]
    (listed,) = call("GET", f"{path}/deliveries").json_body["items"]
    assert (listed["event_id"], listed["event_type"], listed["state"]) == (event, "webhook_endpoint.test", "pending")
    services._webhooks.change_delivery(
        event,
        added["id"],
        lambda one: one.tried(DeliveryAttempt(at=services.clock.now(), status=500)).model_copy(
            update={"state": "failed"}
        ),
    )
    detail = call("GET", f"{path}/deliveries/{event}").json_body
    assert (detail["state"], detail["attempts"][0]["status"]) == ("failed", 500)
    assert '"webhook_endpoint.test"' in detail["body"]
    again = call("POST", f"{path}/deliveries/{event}/replays")
    assert (again.status_code, again.json_body["state"]) == (202, "pending")
    assert call("GET", f"{path}/deliveries/evtnone").status_code == 404


def test_what_waits_for_an_endpoint_that_is_off_is_shown_as_paused(
    call: Caller, services: Services, added: Any
) -> None:
    path = f"{ENDPOINTS}/{added['id']}"
    event = call("POST", f"{path}/tests").json_body["event_id"]
    update = {"state": "waiting", "waiting_since": services.clock.now()}
    services._webhooks.change_delivery(event, added["id"], lambda one: one.model_copy(update=update))
    assert call("GET", f"{path}/deliveries/{event}").json_body["state"] == "waiting"
    call("PATCH", path, {"enabled": False})
    assert call("GET", f"{path}/deliveries/{event}").json_body["state"] == "paused"
    assert call("POST", f"{path}/deliveries/{event}/replays").status_code == 409


def test_a_time_range_is_sent_again(call: Caller, services: Services, clock: HandClock, added: Any) -> None:
    path = f"{ENDPOINTS}/{added['id']}"
    call("PATCH", path, {"enabled": False})
    event = happen(services, "one")
    call("PATCH", path, {"enabled": True})
    clock.move(minutes=1)
    asked = {"from": "2026-03-02T08:00:00Z", "to": "2026-03-02T10:00:00Z", "event_types": ["webhook_endpoint.*"]}
    begun = call("POST", f"{path}/replays", asked)
    assert (begun.status_code, begun.json_body["state"], begun.json_body["queued"]) == (202, "done", 1)
    assert call("GET", f"{path}/replays/{begun.json_body['id']}").json_body == begun.json_body
    (listed,) = call("GET", f"{path}/deliveries").json_body["items"]
    assert listed["event_id"] == event
    backwards = {**asked, "to": "2026-03-02T07:00:00Z"}
    assert call("POST", f"{path}/replays", backwards).status_code == 422


def test_another_tenants_endpoint_is_not_there(other_tenant: Caller, added: Any) -> None:
    path = f"{ENDPOINTS}/{added['id']}"
    asked = {"from": "2026-03-02T08:00:00Z", "to": "2026-03-02T10:00:00Z"}
    for method, rest, body in (
        ("GET", "", None),
        ("PATCH", "", {"enabled": False}),
        ("POST", "/secret-rotations", {}),
        ("POST", "/tests", None),
        ("GET", "/deliveries", None),
        ("GET", "/deliveries/evt1", None),
        ("POST", "/deliveries/evt1/replays", None),
        ("POST", "/replays", asked),
        ("GET", "/replays/rpl1", None),
    ):
        assert other_tenant(method, path + rest, body).status_code == 404, rest


def test_the_catalogue_says_what_each_event_looks_like(call: Caller) -> None:
    items = call("GET", "/v1/event-types").json_body["items"]
    assert [one["type"] for one in items] == list(EVENT_TYPES)
    for one in items:
        Draft202012Validator(one["json_schema"]).validate(one["sample"])
        assert one["sample"]["type"] == one["type"]
        assert one["title"]["zh"]


def test_events_are_polled_in_order_and_none_is_passed_over(call: Caller, services: Services, clock: HandClock) -> None:
    for name in ("a", "b", "c"):
        happen(services, name)
        clock.move(seconds=3)
    first = feed(call, limit="1")
    assert (seen(first), first["has_more"]) == (["a"], True)
    second = feed(call, first["next_cursor"], limit="1")
    # The third is too young: something recorded at the same time may still come in front of it.
    assert (seen(second), second["has_more"]) == (["b"], False)
    happen(services, "d")
    clock.move(seconds=6)
    assert seen(feed(call, second["next_cursor"], limit="1")) == ["c"]
    third = feed(call, second["next_cursor"])
    assert seen(third) == ["c", "d"]
    assert seen(feed(call, third["next_cursor"])) == []


def test_a_cursor_of_a_quiet_time_goes_on_with_what_happens_days_later(
    call: Caller, services: Services, clock: HandClock
) -> None:
    happen(services, "a")
    clock.move(hours=40)
    cursor = feed(call)["next_cursor"]
    clock.move(hours=60)
    cursor = feed(call, cursor)["next_cursor"]
    clock.move(minutes=5)
    happen(services, "b")
    clock.move(days=3)
    happen(services, "c")
    clock.move(minutes=1)
    assert seen(feed(call, cursor)) == ["b", "c"]


def test_events_are_listed_by_type_from_a_time_and_for_thirty_days(
    call: Caller, services: Services, clock: HandClock
) -> None:
    happen(services, "a")
    clock.move(days=20)
    happen(services, "b")
    clock.move(minutes=1)
    assert seen(feed(call)) == ["a", "b"]
    assert seen(feed(call, types="job.*,webhook_endpoint.disabled")) == ["a", "b"]
    assert seen(feed(call, types="job.*")) == []
    assert seen(feed(call, **{"from": "2026-03-10T00:00:00Z"})) == ["b"]
    clock.move(days=15)
    assert seen(feed(call)) == ["b"]
    assert call("GET", "/v1/events?types=nothing.*").status_code == 422
    assert call("GET", "/v1/events?cursor=forged").status_code == 400


def test_a_test_event_and_another_tenants_are_not_listed(
    call: Caller, other_tenant: Caller, services: Services, clock: HandClock, added: Any
) -> None:
    happen(services, "a")
    call("POST", f"{ENDPOINTS}/{added['id']}/tests")
    clock.move(minutes=1)
    assert seen(feed(call)) == ["a"]
    assert seen(feed(other_tenant)) == []
