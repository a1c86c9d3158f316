"""API keys: shown once, limited to what their maker has, rotated with an overlap, revoked at once."""

import json
from datetime import timedelta
from typing import Any

import pytest

from chalicelib.bootstrap import Services
from tests.unit.api.conftest import Caller
from tests.unit.api.people import key_like, key_with
from tests.unit.clock import HandClock

ROUTE = "/v1/api-keys"
BODY = {"name": "HR system", "scopes": ["jobs:read", "jobs:write", "jobs:read"]}
FIELDS = {
    "id", "name", "scopes", "state", "expires_at", "last_used_at", "rotated_at", "previous_until", "created_at",
}  # fmt: skip


def made(call: Caller, **changes: Any) -> Any:
    answer = call("POST", ROUTE, {**BODY, **changes})
    assert answer.status_code == 201, answer.body
    return answer.json_body


def works(call: Caller, key: Any) -> bool:
    status = call.as_(key["token"])("GET", "/v1/me").status_code
    assert status in {200, 401}
    return bool(status == 200)


def rotated(call: Caller, key: Any, **body: Any) -> Any:
    answer = call("POST", f"{ROUTE}/{key['id']}/rotation", body)
    assert answer.status_code == 200, answer.body
    return answer.json_body


def read(call: Caller, key: Any) -> Any:
    return call("GET", f"{ROUTE}/{key['id']}").json_body


def test_a_key_is_shown_once_and_does_what_it_may(call: Caller, services: Services) -> None:
    key = made(call)
    assert key.keys() == FIELDS | {"token"}
    assert key["scopes"] == ["jobs:read", "jobs:write"]
    own = call.as_(key["token"])
    assert own("GET", "/v1/jobs").status_code == 200
    assert own("GET", ROUTE).status_code == 403
    for shown in (read(call, key), call("GET", ROUTE).json_body["items"][0]):
        assert shown.keys() == FIELDS
    stored = json.dumps(services.clients.dynamodb.scan(TableName="candor")["Items"])
    assert key["token"].rpartition(".")[2] not in stored


def test_an_auditor_sees_keys_and_touches_none(call: Caller, services: Services) -> None:
    key = made(call)
    auditor = call.as_(key_like(services, "auditor"))
    assert read(auditor, key).keys() == FIELDS
    assert all(item.keys() == FIELDS for item in auditor("GET", ROUTE).json_body["items"])
    for method, route, body in (
        ("POST", ROUTE, BODY),
        ("POST", f"{ROUTE}/{key['id']}/rotation", {}),
        ("DELETE", f"{ROUTE}/{key['id']}", None),
    ):
        assert auditor(method, route, body).status_code == 403
    assert call.as_(key_like(services, "recruiter"))("GET", ROUTE).status_code == 403


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"name": ""}, "/name"),
        ({"name": "x" * 201}, "/name"),
        ({"scopes": []}, "/scopes"),
        ({"scopes": ["jobs:read", "everything"]}, "/scopes/1"),
        ({"expires_at": "2026-03-02T09:00:00Z"}, "/expires_at"),
        ({"expires_at": "2027-01-01T00:00:00"}, "/expires_at"),
        ({"digest": "00"}, "/digest"),
        ({"id": "key1"}, "/id"),
    ],
)
def test_bad_input_is_refused_with_a_pointer(call: Caller, changes: Any, pointer: str) -> None:
    answer = call("POST", ROUTE, {**BODY, **changes})
    assert answer.status_code == 422
    assert [error["pointer"] for error in answer.json_body["errors"]] == [pointer]


@pytest.mark.parametrize("hours", [-1, 169, 0.5, "x", None])
def test_an_overlap_has_its_bounds(call: Caller, hours: Any) -> None:
    answer = call("POST", f"{ROUTE}/{made(call)['id']}/rotation", {"overlap_hours": hours})
    assert answer.status_code == 422


def test_nobody_gives_scopes_that_they_do_not_have(call: Caller, services: Services) -> None:
    clerk = call.as_(key_with(services, "keys:read", "keys:write", "jobs:read"))
    refused = clerk("POST", ROUTE, BODY)
    assert (refused.status_code, refused.json_body["type"]) == (403, "urn:candor:problem:scope_beyond_own")
    assert made(clerk, scopes=["jobs:read"])["scopes"] == ["jobs:read"]
    # The token that a rotation shows would do as well.
    strong = made(call)
    assert clerk("POST", f"{ROUTE}/{strong['id']}/rotation", {}).status_code == 403
    assert works(call, strong)


def test_a_repeated_creation_makes_one_key_and_shows_the_same_token(call: Caller) -> None:
    first = call("POST", ROUTE, BODY, Idempotency_Key="k1").json_body
    assert call("POST", ROUTE, BODY, Idempotency_Key="k1").json_body == first
    assert len(call("GET", ROUTE).json_body["items"]) == 2
    assert works(call, first)


def test_the_secret_before_a_rotation_stays_good_for_the_overlap(call: Caller, clock: HandClock) -> None:
    old = made(call)
    new = rotated(call, old, overlap_hours=2)
    assert new["id"] == old["id"]
    assert new["previous_until"] == "2026-03-02T11:00:00Z"
    assert works(call, old)
    assert works(call, new)
    clock.move(hours=1, minutes=59, seconds=59)
    assert works(call, old)
    clock.move(seconds=1)
    assert not works(call, old)
    assert works(call, new)


def test_a_secret_that_got_out_is_replaced_without_an_overlap(call: Caller) -> None:
    old = made(call)
    new = rotated(call, old, overlap_hours=0)
    assert not works(call, old)
    assert works(call, new)


def test_an_overlap_is_a_day_unless_told_otherwise(call: Caller, clock: HandClock) -> None:
    old = made(call)
    rotated(call, old)
    clock.move(hours=23)
    assert works(call, old)
    clock.move(hours=1)
    assert not works(call, old)


def test_a_repeated_rotation_rotates_once(call: Caller) -> None:
    old = made(call)
    route = f"{ROUTE}/{old['id']}/rotation"
    first = call("POST", route, {}, Idempotency_Key="k1").json_body
    assert call("POST", route, {}, Idempotency_Key="k1").json_body == first
    assert works(call, old)
    assert works(call, first)


def test_a_rotation_that_died_half_way_keeps_the_overlap_of_the_secret_in_use(call: Caller, services: Services) -> None:
    old = made(call)
    day = timedelta(days=1)
    _, lost = services.api_keys.rotate(old["id"], day, 1, "rot1")
    _, new = services.api_keys.rotate(old["id"], day, 1, "rot1")
    assert works(call, old)
    assert works(call, {"token": str(new)})
    assert not works(call, {"token": str(lost)})


def test_a_key_expires_to_the_second(call: Caller, clock: HandClock) -> None:
    key = made(call, expires_at="2026-03-02T10:00:00Z")
    clock.move(minutes=59, seconds=59)
    assert works(call, key)
    clock.move(seconds=1)
    assert not works(call, key)
    assert read(call, key)["state"] == "expired"
    assert call("POST", f"{ROUTE}/{key['id']}/rotation", {}).status_code == 409


def test_a_revoked_key_is_useless_at_once_and_stays_on_record(call: Caller) -> None:
    old = made(call)
    new = rotated(call, old)
    assert works(call, new)
    assert call("DELETE", f"{ROUTE}/{new['id']}").status_code == 204
    assert not works(call, old)
    assert not works(call, new)
    assert read(call, new)["state"] == "revoked"
    refused = call("POST", f"{ROUTE}/{new['id']}/rotation", {})
    assert (refused.status_code, refused.json_body["type"]) == (409, "urn:candor:problem:api_key_revoked")
    assert call("DELETE", f"{ROUTE}/{new['id']}").status_code == 204


def test_last_use_is_shown_and_changes_no_revision(call: Caller, clock: HandClock) -> None:
    key, idle = made(call), made(call)
    etag = call("GET", f"{ROUTE}/{key['id']}").headers["ETag"]
    assert works(call, key)
    assert read(call, key)["last_used_at"] == "2026-03-02T09:00:00Z"
    clock.move(minutes=9)
    assert works(call, key)
    assert read(call, key)["last_used_at"] == "2026-03-02T09:00:00Z"
    clock.move(minutes=1)
    assert works(call, key)
    listed = {item["id"]: item["last_used_at"] for item in call("GET", ROUTE).json_body["items"]}
    assert listed[key["id"]] == "2026-03-02T09:10:00Z"
    assert listed[idle["id"]] is None
    answer = call("POST", f"{ROUTE}/{key['id']}/rotation", {}, If_Match=etag)
    assert answer.status_code == 200
    assert call("POST", f"{ROUTE}/{key['id']}/rotation", {}, If_Match=etag).status_code == 412
    assert call("DELETE", f"{ROUTE}/{key['id']}", None, If_Match=etag).status_code == 412
    assert call("DELETE", f"{ROUTE}/{key['id']}", None, If_Match=answer.headers["ETag"]).status_code == 204


def test_another_tenants_keys_are_not_there(call: Caller, other_tenant: Caller) -> None:
    key = made(call)
    for method, route, body in (
        ("GET", f"{ROUTE}/{key['id']}", None),
        ("POST", f"{ROUTE}/{key['id']}/rotation", {}),
        ("DELETE", f"{ROUTE}/{key['id']}", None),
    ):
        assert other_tenant(method, route, body).status_code == 404
    assert works(call, key)


def test_keys_are_listed_newest_first_in_pages(call: Caller, clock: HandClock) -> None:
    ids = ["key1"]
    for _ in range(4):
        clock.move(seconds=1)
        ids.append(made(call)["id"])
    first = call("GET", f"{ROUTE}?limit=3").json_body
    second = call("GET", f"{ROUTE}?limit=3&cursor={first['next_cursor']}").json_body
    assert [item["id"] for item in first["items"] + second["items"]] == ids[::-1]
    assert second["next_cursor"] is None
