"""The tree of branches: eight levels, listed by level, and nothing is removed that something hangs on."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from chalicelib.bootstrap import Services
from tests.unit.api.conftest import JOB, Caller
from tests.unit.clock import HandClock

ROUTE = "/v1/branches"
FIELDS = {"id", "name", "kind", "parent_id", "path", "created_at"}


def made(call: Caller, name: str, parent: str | None = None) -> str:
    answer = call("POST", ROUTE, {"name": name, "parent_id": parent})
    assert answer.status_code == 201, answer.body
    return str(answer.json_body["id"])


def level(call: Caller, parent: str | None = None) -> list[str]:
    query = f"?parent_id={parent}" if parent else ""
    return [branch["name"] for branch in call("GET", ROUTE + query).json_body["items"]]


def test_a_branch_knows_its_place(call: Caller) -> None:
    north = made(call, "North")
    answer = call("POST", ROUTE, {"name": "Harbin", "kind": "department", "parent_id": north})
    harbin = answer.json_body
    assert harbin.keys() == FIELDS
    assert harbin["path"] == [north, harbin["id"]]
    assert harbin["parent_id"] == north
    assert answer.headers["Location"] == f"{ROUTE}/{harbin['id']}"
    assert call("GET", answer.headers["Location"]).json_body == harbin


def test_each_level_is_listed_by_itself_in_pages(call: Caller, clock: HandClock) -> None:
    north = made(call, "North")
    for number in range(5):
        clock.move(seconds=1)
        made(call, f"City {number}", north)
    assert level(call) == ["North"]
    seen: list[str] = []
    cursor: str | None = ""
    while cursor is not None:
        after = f"&cursor={cursor}" if cursor else ""
        page = call("GET", f"{ROUTE}?parent_id={north}&limit=2{after}").json_body
        seen += [branch["name"] for branch in page["items"]]
        cursor = page["next_cursor"]
    assert seen == [f"City {number}" for number in reversed(range(5))]
    assert call("GET", f"{ROUTE}?parent_id=brn404").status_code == 404


def test_a_cursor_of_one_level_is_none_of_another(call: Caller, clock: HandClock) -> None:
    made(call, "South")
    clock.move(seconds=1)
    north = made(call, "North")
    cursor = call("GET", f"{ROUTE}?limit=1").json_body["next_cursor"]
    assert call("GET", f"{ROUTE}?parent_id={north}&limit=1&cursor={cursor}").status_code == 400


def test_the_tree_is_eight_levels_deep_at_most(call: Caller) -> None:
    parent = None
    for number in range(8):
        parent = made(call, f"Level {number}", parent)
    refused = call("POST", ROUTE, {"name": "Level 8", "parent_id": parent})
    assert refused.status_code == 422
    assert refused.json_body["errors"][0]["pointer"] == "/parent_id"


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({}, "/name"),
        ({"name": ""}, "/name"),
        ({"name": "x" * 201}, "/name"),
        ({"name": "x", "kind": "continent"}, "/kind"),
        ({"name": "x", "parent_id": "brn404"}, "/parent_id"),
        ({"name": "x", "parent_id": "../x"}, "/parent_id"),
        ({"name": "x", "path": ["brn1"]}, "/path"),
        ({"name": "x", "id": "brn1"}, "/id"),
    ],
)
def test_bad_input_is_refused_with_a_pointer(call: Caller, body: Any, pointer: str) -> None:
    answer = call("POST", ROUTE, body)
    assert answer.status_code == 422
    assert [error["pointer"] for error in answer.json_body["errors"]] == [pointer]


def test_a_branch_is_renamed_but_not_moved(call: Caller) -> None:
    north, south = made(call, "North"), made(call, "South")
    route = f"{ROUTE}/{north}"
    etag = call("GET", route).headers["ETag"]
    changed = call("PATCH", route, {"name": "Far North", "kind": "region"}, If_Match=etag)
    assert (changed.json_body["name"], changed.json_body["kind"]) == ("Far North", "region")
    assert call("PATCH", route, {"name": "lost"}, If_Match=etag).status_code == 412
    assert call("PATCH", route, {"parent_id": south}).status_code == 422


def test_children_do_not_change_the_branch_that_somebody_is_editing(call: Caller) -> None:
    north = made(call, "North")
    etag = call("GET", f"{ROUTE}/{north}").headers["ETag"]
    made(call, "Harbin", north)
    assert call("PATCH", f"{ROUTE}/{north}", {"name": "Far North"}, If_Match=etag).status_code == 200


def test_a_branch_with_children_stays_until_they_are_gone(call: Caller) -> None:
    north = made(call, "North")
    harbin = made(call, "Harbin", north)
    refused = call("DELETE", f"{ROUTE}/{north}")
    assert (refused.status_code, refused.json_body["type"]) == (409, "urn:candor:problem:branch_in_use")
    assert call("DELETE", f"{ROUTE}/{harbin}").status_code == 204
    assert call("DELETE", f"{ROUTE}/{north}").status_code == 204
    assert level(call) == []
    assert call("DELETE", f"{ROUTE}/{north}").status_code == 404


def test_a_branch_with_jobs_in_it_or_below_stays(call: Caller) -> None:
    north = made(call, "North")
    harbin = made(call, "Harbin", north)
    job = call("POST", "/v1/jobs", {**JOB, "branch_id": harbin}).json_body["id"]
    assert call("DELETE", f"{ROUTE}/{harbin}").status_code == 409
    assert call("PATCH", f"/v1/jobs/{job}", {"branch_id": None}).status_code == 200
    assert call("DELETE", f"{ROUTE}/{harbin}").status_code == 204


def test_a_removed_branch_gets_no_children(call: Caller, services: Services) -> None:
    """However the two meet: there is never a branch below one that is gone."""
    north = made(call, "North")
    with ThreadPoolExecutor(8) as pool:
        removal = pool.submit(call, "DELETE", f"{ROUTE}/{north}")
        births = [pool.submit(call, "POST", ROUTE, {"name": "x", "parent_id": north}) for _ in range(7)]
        statuses = [birth.result().status_code for birth in births]
    below = [stored for stored in services.table.under("TENANT#acme", "BRANCH#") if stored.key.sk != f"BRANCH#{north}"]
    assert len(below) == statuses.count(201)
    if removal.result().status_code == 204:
        assert not below


def test_a_repeated_creation_makes_one_branch(call: Caller) -> None:
    north = made(call, "North")
    body = {"name": "Harbin", "parent_id": north}
    first = call("POST", ROUTE, body, Idempotency_Key="k1")
    assert call("POST", ROUTE, body, Idempotency_Key="k1").json_body == first.json_body
    assert level(call, north) == ["Harbin"]


def test_another_tenants_branch_is_not_there(call: Caller, other_tenant: Caller) -> None:
    north = made(call, "North")
    for method, body in (("GET", None), ("PATCH", {"name": "x"}), ("DELETE", None)):
        assert other_tenant(method, f"{ROUTE}/{north}", body).status_code == 404
    assert other_tenant("POST", ROUTE, {"name": "x", "parent_id": north}).status_code == 422
    assert level(other_tenant) == []
