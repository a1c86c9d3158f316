"""The audit log over REST, and the message that a request leaves when it changed something."""

import json
from typing import Any

import pytest

from chalicelib.api.audit import list_audit_entries, read_audit_entry
from chalicelib.api.models import PageQuery
from chalicelib.api.request import Request
from chalicelib.bootstrap import Services
from chalicelib.domain.access import GRANTS, Access, Actor, Grant
from chalicelib.domain.errors import Forbidden
from tests.unit.api.conftest import JOB, Caller
from tests.unit.audit_trail import leave, neighbour
from tests.unit.clock import HandClock
from tests.unit.samples import queued

FIELDS = {
    "sequence", "hash", "previous", "at", "actor", "origin", "kind", "subject", "verb", "before", "after"
}  # fmt: skip


def with_scopes(services: Services, call: Caller, *scopes: Any) -> Caller:
    return call.as_(str(services.api_keys.create("limited", "Limited", scopes)[1]))


def test_a_change_can_be_read_with_who_and_from_where(call: Caller, services: Services) -> None:
    made = call("POST", "/v1/jobs", JOB, User_Agent="a test").json_body
    services.audit.chain()
    newest = call("GET", "/v1/audit-entries").json_body["items"][0]
    assert set(newest) == FIELDS
    assert (newest["kind"], newest["subject"], newest["verb"]) == ("job", made["id"], "created")
    assert newest["actor"] == {"kind": "api_key", "id": "key1", "name": "Everything"}
    assert newest["origin"]["user_agent"] == "a test"
    assert newest["before"] == {}
    assert newest["after"]["title"] == "Operations trainee"
    assert call("GET", f"/v1/audit-entries/{newest['sequence']}").json_body == newest


def test_what_is_not_chained_yet_comes_first_and_without_a_number(
    call: Caller, services: Services, clock: HandClock
) -> None:
    services.audit.chain()
    for number in (1, 2):
        clock.move(seconds=1)
        leave(services, 1, start=number)
    items = call("GET", "/v1/audit-entries").json_body["items"]
    assert [item["subject"] for item in items[:2]] == ["can-2", "can-1"]
    assert [item["sequence"] for item in items] == [None, None, 2, 1]
    assert [item["hash"] is None for item in items] == [True, True, False, False]


def test_pages_leave_nothing_out_while_entries_are_chained(call: Caller, services: Services, clock: HandClock) -> None:
    for number in range(7):
        clock.move(seconds=1)
        leave(services, 1, start=number)
    seen: list[str] = []
    cursor = ""
    for turn in range(20):
        page = call("GET", f"/v1/audit-entries?limit=2{cursor}").json_body
        seen += [item["subject"] for item in page["items"]]
        if turn == 1:
            services.audit.chain()
        if page["next_cursor"] is None:
            break
        cursor = f"&cursor={page['next_cursor']}"
    first_seen = list(dict.fromkeys(seen))
    assert first_seen[:7] == [f"can-{number}" for number in range(6, -1, -1)]
    assert set(first_seen[7:]) == {"key1", "acme"}


@pytest.mark.parametrize("limit", [1, 2, 3, 9, 10])
def test_pages_of_a_chain_are_whole(call: Caller, services: Services, clock: HandClock, limit: int) -> None:
    for number in range(7):
        clock.move(seconds=1)
        leave(services, 1, start=number)
    services.audit.chain()
    seen: list[int] = []
    cursor: str | None = ""
    while cursor is not None:
        page = call("GET", f"/v1/audit-entries?limit={limit}{cursor}").json_body
        assert len(page["items"]) <= limit
        seen += [item["sequence"] for item in page["items"]]
        cursor = f"&cursor={page['next_cursor']}" if page["next_cursor"] else None
    assert seen == list(range(9, 0, -1))


@pytest.mark.parametrize("sequence", ["0", "3", "01", "-1", "x", "1.0", "9" * 13])
def test_what_is_no_number_of_an_entry_leads_nowhere(call: Caller, services: Services, sequence: str) -> None:
    services.audit.chain()
    assert call("GET", f"/v1/audit-entries/{sequence}").status_code == 404


def test_another_tenants_entries_are_not_to_be_seen(call: Caller, services: Services) -> None:
    other = neighbour(services)
    leave(other, 3)
    other.audit.chain()
    services.audit.chain()
    assert len(call("GET", "/v1/audit-entries").json_body["items"]) == 2
    assert call("GET", "/v1/audit-entries/3").status_code == 404


def test_the_log_needs_its_permission(call: Caller, services: Services) -> None:
    limited = with_scopes(services, call, "tenant:read", "jobs:write")
    assert limited("GET", "/v1/audit-entries").status_code == 403
    assert limited("GET", "/v1/audit-entries/1").status_code == 403
    assert call.as_(None)("GET", "/v1/audit-entries").status_code == 401


def test_a_role_that_is_limited_to_branches_does_not_see_the_tenants_log(services: Services) -> None:
    services.audit.chain()
    grant = Grant(permissions=GRANTS["auditor"], branches=frozenset({"br1"}))
    access = Access(actor=Actor(kind="user", id="usr1"), grants=(grant,))
    request = Request(services, "en", services.tenants.require("acme").value, access)
    with pytest.raises(Forbidden):
        list_audit_entries(request, PageQuery())
    with pytest.raises(Forbidden):
        read_audit_entry(request, "1")


def test_a_request_that_changes_something_asks_once_for_it_to_be_chained(call: Caller, services: Services) -> None:
    made = call("POST", "/v1/jobs", JOB).json_body
    call("PATCH", f"/v1/jobs/{made['id']}", {"title": "Another"})
    messages = [json.loads(body) for body in queued(services.settings.audit_queue_url)]
    assert messages == [{"type": "chain_audit", "version": 1, "tenant": "acme"}] * 2


def test_a_request_that_changes_nothing_asks_for_nothing(call: Caller, services: Services) -> None:
    made = call("POST", "/v1/jobs", JOB).json_body
    queued(services.settings.audit_queue_url)
    call("GET", f"/v1/jobs/{made['id']}")
    call("GET", "/v1/audit-entries")
    call("POST", "/v1/jobs", {**JOB, "title": ""})
    call("PATCH", f"/v1/jobs/{made['id']}", {"title": JOB["title"]})
    call.as_(None)("POST", "/v1/jobs", JOB)
    assert queued(services.settings.audit_queue_url) == []


def test_an_answer_does_not_depend_on_the_audit_queue(call: Caller, services: Services) -> None:
    services.clients.sqs.delete_queue(QueueUrl=services.settings.audit_queue_url)
    assert call("POST", "/v1/jobs", JOB).status_code == 201
    assert services.audit_log.waiting().entries > 0
