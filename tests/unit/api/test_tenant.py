"""A tenant reads and changes its own settings, and none of the operator's."""

from typing import Any

import pytest

from chalicelib.adapters.dynamodb import keys
from chalicelib.bootstrap import Services
from chalicelib.domain.audit import AuditEntry
from tests.unit.api.conftest import Caller
from tests.unit.api.people import key_with

FIELDS = {
    "id", "name", "language", "contact_email", "plan", "region", "retention", "quotas", "state", "created_at",
    "automatic_thanks", "courses", "report_sharing",
}  # fmt: skip


def test_a_tenant_reads_itself_without_its_secrets(call: Caller, other_tenant: Caller) -> None:
    answer = call("GET", "/v1/tenant")
    assert answer.status_code == 200
    assert answer.json_body.keys() == FIELDS
    assert answer.json_body["quotas"]["requests_per_minute"] == 3000
    assert other_tenant("GET", "/v1/tenant").json_body["id"] == "globex"


def test_a_tenant_changes_what_is_its_own(call: Caller, services: Services) -> None:
    body = {"name": " Acme AG ", "contact_email": "people@acme.example", "retention": {"media_days": 30}}
    changed = call("PATCH", "/v1/tenant", body).json_body
    assert changed == call("GET", "/v1/tenant").json_body
    assert changed["name"] == "Acme AG"
    assert changed["retention"] == {"media_days": 30, "record_days": 1095}
    pending = services.table.under(keys.audit("acme"), "PENDING#")
    entries = [entry for entry in (stored.read(AuditEntry) for stored in pending) if entry.verb == "changed"]
    assert [(entry.kind, entry.actor.id) for entry in entries] == [("tenant", "key1")]
    assert entries[0].after["retention"] == {"media_days": 30, "record_days": 1095}


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"plan": "enterprise"}, "/plan"),
        ({"region": "us"}, "/region"),
        ({"state": "active"}, "/state"),
        ({"quotas": {"requests_per_minute": 10}}, "/quotas"),
        ({"secret": "00"}, "/secret"),
        ({"name": " "}, "/name"),
        ({"language": "fr"}, "/language"),
        ({"contact_email": "nobody"}, "/contact_email"),
        ({"retention": {"media_days": 0}}, "/retention/media_days"),
        ({"retention": {"record_days": 29}}, "/retention/record_days"),
        ({"retention": {"days": 30}}, "/retention/days"),
        ({"courses": [{"dimension": "logic", "title": "L", "url": "http://learn.example"}]}, "/courses/0/url"),
        ({"report_sharing": {"hidden": ["names"]}}, "/report_sharing/hidden/0"),
    ],
)
def test_what_is_the_operators_or_makes_no_sense_is_refused(call: Caller, body: Any, pointer: str) -> None:
    answer = call("PATCH", "/v1/tenant", body)
    assert answer.status_code == 422
    assert [error["pointer"] for error in answer.json_body["errors"]] == [pointer]


def test_a_lost_update_is_refused(call: Caller) -> None:
    etag = call("GET", "/v1/tenant").headers["ETag"]
    assert call("PATCH", "/v1/tenant", {"name": "Acme 1"}, If_Match=etag).status_code == 200
    assert call("PATCH", "/v1/tenant", {"name": "Acme 2"}, If_Match=etag).status_code == 412
    assert call("GET", "/v1/tenant").json_body["name"] == "Acme 1"


def test_settings_are_read_and_changed_by_who_may(call: Caller, services: Services) -> None:
    reader = call.as_(key_with(services, "tenant:read"))
    assert reader("GET", "/v1/tenant").json_body.keys() == FIELDS
    assert reader("PATCH", "/v1/tenant", {"name": "x"}).status_code == 403
    assert call.as_(key_with(services, "jobs:read", "keys:read"))("GET", "/v1/tenant").status_code == 403


def test_a_tenant_says_what_rules_candidates_and_courses_may(call: Caller) -> None:
    course = {"dimension": "teamwork", "title": "Working together", "url": "https://learn.example/teamwork"}
    sharing = {"enabled": True, "hidden": ["scores", "gaps"]}
    body = {"automatic_thanks": True, "courses": [course], "report_sharing": sharing}
    changed = call("PATCH", "/v1/tenant", body).json_body
    assert {name: changed[name] for name in body} == body
    assert call("PATCH", "/v1/tenant", {"name": "Acme 2"}).json_body["courses"] == [course]
    assert call("PATCH", "/v1/tenant", {"courses": [], "automatic_thanks": False}).json_body["courses"] == []


def test_in_the_eu_no_tenant_lets_rules_decline(call: Caller, services: Services) -> None:
    services.tenants.change("acme", lambda tenant: tenant.model_copy(update={"region": "eu"}), None)
    answer = call("PATCH", "/v1/tenant", {"automatic_thanks": True})
    assert answer.status_code == 422
    assert [error["pointer"] for error in answer.json_body["errors"]] == ["/automatic_thanks"]
    assert call("PATCH", "/v1/tenant", {"automatic_thanks": False}).status_code == 200
