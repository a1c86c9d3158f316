"""Identity providers: one tenant's each, changed by who may do everything, and what their tokens open."""

from collections.abc import Iterator
from typing import Any

import pytest

from chalicelib.bootstrap import Services
from chalicelib.domain.access import PERMISSIONS
from chalicelib.settings import settings
from tests.unit.api.conftest import Caller
from tests.unit.api.people import key_like, key_with
from tests.unit.clock import HandClock
from tests.unit.issuer import API, Issuer, running_issuer

ROUTE = "/v1/identity-providers"
BODY: dict[str, Any] = {
    "name": "Acme",
    "issuer": "https://login.acme.example/v2.0",
    "audience": "candor",
    "role_claim": "realm_access.roles",
    "role_mappings": [{"value": "HR", "assignment": {"role": "recruiter"}}],
}
FIELDS = {
    "id", "name", "issuer", "audience", "discovery_url", "role_claim", "role_mappings", "created_at",
}  # fmt: skip


def made(call: Caller, **changes: Any) -> Any:
    answer = call("POST", ROUTE, {**BODY, **changes})
    assert answer.status_code == 201, answer.body
    return answer.json_body


@pytest.fixture
def loopback(stack: object, monkeypatch: pytest.MonkeyPatch) -> None:
    """A laptop's own stack, where an issuer may be on this machine."""
    del stack
    monkeypatch.setenv("LOOPBACK_WEBHOOKS", "true")
    settings.cache_clear()


@pytest.fixture
def issuer(loopback: None, clock: HandClock) -> Iterator[Issuer]:
    del loopback
    with running_issuer(clock) as running:
        yield running


def test_a_provider_is_made_read_and_listed(call: Caller, services: Services) -> None:
    provider = made(call)
    assert provider.keys() == FIELDS
    assert provider["issuer"] == BODY["issuer"]
    assert provider["role_mappings"][0]["assignment"] == {"role": "recruiter", "branch_ids": [], "job_ids": []}
    assert call("GET", f"{ROUTE}/{provider['id']}").json_body == provider
    assert call("GET", ROUTE).json_body["items"] == [provider]
    auditor = call.as_(key_like(services, "auditor"))
    assert auditor("GET", f"{ROUTE}/{provider['id']}").json_body.keys() == FIELDS
    assert auditor("POST", ROUTE, BODY).status_code == 403
    assert call.as_(key_like(services, "interviewer"))("GET", ROUTE).status_code == 403


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        *[
            ({"issuer": issuer}, "/issuer")
            for issuer in (
                "http://login.acme.example",
                "http://127.0.0.1:9000/acme",
                "ftp://login.acme.example",
                "https://",
                "https://[x",
                "https://a:b@login.acme.example",
                "https://login.acme.example/?tenant=1",
                "https://login.acme.example/#x",
                "https://login.acme.example/ x",
                "https://login.äcme.example",
                "login.acme.example",
                "https://" + "a" * 500,
                "",
            )
        ],
        ({"discovery_url": "http://login.acme.example"}, "/discovery_url"),
        ({"discovery_url": "http://localhost/x"}, "/discovery_url"),
        ({"audience": ""}, "/audience"),
        ({"audience": "a\nb"}, "/audience"),
        ({"role_claim": ""}, "/role_claim"),
        ({"role_mappings": [{"value": "HR", "assignment": {"role": "boss"}}]}, "/role_mappings/0/assignment/role"),
        (
            {"role_mappings": [{"value": "HR", "assignment": {"role": "recruiter", "branch_ids": ["brn4"]}}]},
            "/role_mappings/0/assignment/branch_ids/0",
        ),
        ({"role_mappings": [{"value": "", "assignment": {"role": "recruiter"}}]}, "/role_mappings/0/value"),
        ({"tenant": "globex"}, "/tenant"),
    ],
)
def test_bad_input_is_refused_with_a_pointer(call: Caller, changes: Any, pointer: str) -> None:
    answer = call("POST", ROUTE, {**BODY, **changes})
    assert answer.status_code == 422
    assert [error["pointer"] for error in answer.json_body["errors"]] == [pointer]


def test_a_discovery_document_may_have_a_query(call: Caller) -> None:
    address = "https://login.acme.example/openid-configuration?p=candor"
    assert made(call, discovery_url=address)["discovery_url"] == address


def test_an_issuers_tokens_for_an_audience_are_one_tenants(call: Caller, other_tenant: Caller) -> None:
    first = made(call)
    for caller in (call, other_tenant):
        refused = caller("POST", ROUTE, BODY)
        assert (refused.status_code, refused.json_body["type"]) == (409, "urn:candor:problem:issuer_taken")
    assert made(other_tenant, audience="globex")["issuer"] == BODY["issuer"]
    calls: tuple[tuple[str, Any], ...] = (("GET", None), ("PATCH", {"name": "x"}), ("DELETE", None))
    for method, body in calls:
        assert other_tenant(method, f"{ROUTE}/{first['id']}", body).status_code == 404
    assert call("DELETE", f"{ROUTE}/{first['id']}").status_code == 204
    assert call("GET", f"{ROUTE}/{first['id']}").status_code == 404
    assert made(other_tenant)["audience"] == BODY["audience"]


def test_a_repeated_creation_makes_one_provider(call: Caller) -> None:
    first = call("POST", ROUTE, BODY, Idempotency_Key="k1")
    assert call("POST", ROUTE, BODY, Idempotency_Key="k1").json_body == first.json_body
    assert call("GET", ROUTE).json_body["items"] == [first.json_body]


def test_all_but_issuer_and_audience_can_be_changed(call: Caller) -> None:
    provider = made(call, discovery_url="https://login.acme.example/d")
    route = f"{ROUTE}/{provider['id']}"
    etag = call("GET", route).headers["ETag"]
    body: dict[str, Any] = {"name": "Acme 2", "discovery_url": None, "role_claim": "groups", "role_mappings": []}
    assert call("PATCH", route, body, If_Match=etag).json_body == {**provider, **body}
    assert call("PATCH", route, {"name": "lost"}, If_Match=etag).status_code == 412
    assert call("DELETE", route, None, If_Match=etag).status_code == 412
    for fixed in ("issuer", "audience"):
        assert call("PATCH", route, {fixed: "https://evil.example"}).status_code == 422
    unknown = [{"value": "HR", "assignment": {"role": "recruiter", "job_ids": ["job4"]}}]
    refused = call("PATCH", route, {"role_mappings": unknown})
    assert refused.json_body["errors"][0]["pointer"] == "/role_mappings/0/assignment/job_ids/0"
    assert call("PATCH", route, {"discovery_url": "http://127.0.0.1/d"}).status_code == 422


def test_who_may_not_do_everything_lets_nobody_else_in(call: Caller, services: Services) -> None:
    """An issuer of one's own could vouch for any address, an admin's too."""
    clerk = call.as_(key_with(services, *(scope for scope in PERMISSIONS if scope != "checks:read")))
    provider = made(call)
    for method, route, body in (
        ("POST", ROUTE, {**BODY, "audience": "mine", "role_mappings": []}),
        ("PATCH", f"{ROUTE}/{provider['id']}", {"discovery_url": "https://evil.example"}),
        ("DELETE", f"{ROUTE}/{provider['id']}", None),
    ):
        refused = clerk(method, route, body)
        assert (refused.status_code, refused.json_body["type"]) == (403, "urn:candor:problem:role_beyond_own")


def test_people_sign_in_with_their_tokens(loopback: None, call: Caller, issuer: Issuer) -> None:
    del loopback
    mappings = [
        {"value": "hr-admins", "assignment": {"role": "admin"}},
        {"value": "hr", "assignment": {"role": "auditor"}},
    ]
    provider = made(call, issuer=issuer.url, audience=API, role_claim="groups", role_mappings=mappings)
    mei = call.as_(issuer.token("u1", groups=["hr-admins"], name="Mei"))
    me = mei("GET", "/v1/me").json_body
    assert me["actor"]["name"] == "Mei"
    assert me["permissions"] == sorted(PERMISSIONS)
    assert me["assignments"] == [{"role": "admin", "branch_ids": [], "job_ids": []}]
    lin = call.as_(issuer.token("u2", groups=["hr", "others"]))
    user = lin("GET", "/v1/me").json_body["actor"]["id"]
    assert lin("GET", "/v1/users").status_code == 200
    assert lin("POST", "/v1/branches", {"name": "North"}).status_code == 403
    for body in ({"state": "suspended"}, None):
        method = "PATCH" if body else "DELETE"
        refused = mei(method, f"/v1/users/{me['actor']['id']}", body)
        assert (refused.status_code, refused.json_body["type"]) == (409, "urn:candor:problem:own_account")
    assert mei("PATCH", f"/v1/users/{user}", {"state": "suspended"}).status_code == 200
    refused = lin("GET", "/v1/users")
    assert (refused.status_code, refused.json_body["type"]) == (403, "urn:candor:problem:user_suspended")
    assert call("DELETE", f"{ROUTE}/{provider['id']}").status_code == 204
    assert mei("GET", "/v1/me").status_code == 401
