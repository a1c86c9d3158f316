"""Connections over REST: made, tested, switched on, with every exchange on record."""

from collections.abc import Iterator

import pytest

from chalicelib.bootstrap import Services
from chalicelib.domain.errors import PermanentError
from chalicelib.domain.interview import Interview
from chalicelib.settings import settings
from tests.unit.api.conftest import Caller
from tests.unit.api.people import key_like
from tests.unit.decided import decided
from tests.unit.other_systems import Receiver, running_receiver

ROUTE = "/v1/connections"


@pytest.fixture
def receiver(stack: object, monkeypatch: pytest.MonkeyPatch) -> Iterator[Receiver]:
    """Systems on this machine, which a laptop's own stack may reach."""
    del stack
    monkeypatch.setenv("LOOPBACK_WEBHOOKS", "true")
    settings.cache_clear()
    with running_receiver(hangs_s=1) as running:
        yield running


def body(receiver: Receiver, path: str = "ok") -> dict[str, object]:
    return {"name": "HR", "connector": "generic", "settings": {"url": receiver.url(path)}}


def live(call: Caller, receiver: Receiver, path: str) -> str:
    """A connection that is tested and switched on."""
    made = call("POST", ROUTE, body(receiver, path)).json_body["id"]
    assert call("POST", f"{ROUTE}/{made}/tests").json_body["state"] == "done"
    assert call("PATCH", f"{ROUTE}/{made}", {"enabled": True}).status_code == 200
    return str(made)


def test_a_connection_goes_live_after_its_test(call: Caller, receiver: Receiver) -> None:
    answer = call("POST", ROUTE, body(receiver), Idempotency_Key="k1")
    made = answer.json_body
    assert answer.status_code == 201
    assert made["secret"].startswith("whsec_")
    assert call("POST", ROUTE, body(receiver), Idempotency_Key="k1").json_body == made
    shown = {name: value for name, value in made.items() if name != "secret"}
    assert (shown["enabled"], shown["tested_at"]) == (False, None)
    assert call("GET", ROUTE).json_body["items"] == [shown]
    route = f"{ROUTE}/{made['id']}"
    etag = call("GET", route).headers["ETag"]
    refused = call("PATCH", route, {"enabled": True})
    assert (refused.status_code, refused.json_body["type"]) == (409, "urn:candor:problem:connection_untested")
    tested = call("POST", f"{route}/tests")
    assert (tested.status_code, tested.json_body["state"], tested.json_body["kind"]) == (201, "done", "test")
    assert call("PATCH", route, {"enabled": True}, If_Match=etag).status_code == 412
    assert call("PATCH", route, {"enabled": True}).json_body["enabled"] is True
    assert call("DELETE", route).status_code == 204
    assert call("GET", route).status_code == 404


def test_a_test_that_fails_says_why(call: Caller, receiver: Receiver) -> None:
    made = call("POST", ROUTE, {**body(receiver), "settings": {"url": "http://127.0.0.1:9/closed"}}).json_body
    tested = call("POST", f"{ROUTE}/{made['id']}/tests").json_body
    assert (tested["state"], tested["tries"][0]["status"]) == ("failed", None)
    assert tested["problem"] == "There was no answer."
    assert call("GET", f"{ROUTE}/{made['id']}").json_body["tested_at"] is None


def test_exchanges_are_on_record_and_can_be_tried_again(
    call: Caller, services: Services, receiver: Receiver, started: Interview
) -> None:
    decided(services, started)
    connection = live(call, receiver, "refuses")
    local = Services(services.tenant, settings(), services.clients, services.clock)
    with pytest.raises(PermanentError):
        local.connectors.hand_over(connection, started.id, 1)
    listed = call("GET", f"{ROUTE}/{connection}/exchanges").json_body["items"]
    (failed,) = [one for one in listed if one["kind"] == "result"]
    assert (failed["state"], failed["interview_id"], failed["decision_number"]) == ("failed", started.id, 1)
    assert (failed["tries"][0]["status"], failed["tries"][0]["headers"]["Idempotency-Key"]) == (422, failed["id"])
    receiver.healed = True
    again = call("POST", f"/v1/exchanges/{failed['id']}/retries")
    assert (again.status_code, again.json_body["state"]) == (201, "done")
    assert call("GET", f"/v1/exchanges/{failed['id']}").json_body == again.json_body
    assert call("POST", f"/v1/exchanges/{failed['id']}/retries").status_code == 409


def test_only_who_may_sees_connections_and_other_tenants_never(
    call: Caller, services: Services, receiver: Receiver, other_tenant: Caller
) -> None:
    made = call("POST", ROUTE, body(receiver)).json_body["id"]
    auditor = call.as_(key_like(services, "auditor"))
    assert auditor("GET", f"{ROUTE}/{made}").status_code == 200
    assert auditor("POST", ROUTE, body(receiver)).status_code == 403
    assert call.as_(key_like(services, "recruiter"))("GET", ROUTE).status_code == 403
    for method, path in (("GET", ""), ("DELETE", ""), ("POST", "/tests"), ("GET", "/exchanges")):
        assert other_tenant(method, f"{ROUTE}/{made}{path}").status_code == 404


def test_connectors_are_listed_in_the_callers_language(call: Caller) -> None:
    answer = call("GET", "/v1/connectors", Accept_Language="zh").json_body["items"]
    assert {"key": "generic", "title": "任意系统（HTTPS）", "settings": ["url", "method"]} in answer


def test_bad_settings_are_refused_with_a_pointer(call: Caller) -> None:
    wrong = {"name": "HR", "connector": "generic", "settings": {"url": "https://hr.example/x", "method": "GET"}}
    refused = call("POST", ROUTE, wrong)
    assert (refused.status_code, refused.json_body["errors"][0]["pointer"]) == (422, "/settings/method")
    assert call("POST", ROUTE, {**wrong, "connector": "none"}).json_body["errors"][0]["pointer"] == "/connector"
