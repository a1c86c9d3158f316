"""Sign-in: people are recognised, linked or given an account, and nobody else is let in."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from chalicelib.adapters.dynamodb import keys
from chalicelib.adapters.dynamodb.issuers import Issuers
from chalicelib.adapters.guarded_http import GuardedHttp
from chalicelib.adapters.oidc import TokenVerifier
from chalicelib.bootstrap import Services
from chalicelib.domain.access import Access, RoleAssignment
from chalicelib.domain.audit import AuditEntry, Origin
from chalicelib.domain.errors import CandorError, Unauthenticated
from chalicelib.domain.people import IdentityProvider, RoleMapping, User
from chalicelib.services.sign_in import SignInService
from chalicelib.services.tenants import create_tenant
from tests.unit.clock import HandClock
from tests.unit.conftest import EVERYTHING
from tests.unit.issuer import API, Issuer, running_issuer

ORIGIN = Origin(ip="192.0.2.1", request="r1")
BOSS = RoleAssignment(role="admin")
MEI = {"email": "Mei@ACME.example", "email_verified": True}
_HTTP = GuardedHttp(loopback=True)


@pytest.fixture
def issuer(clock: HandClock) -> Iterator[Issuer]:
    with running_issuer(clock) as running:
        yield running


@pytest.fixture
def provider(services: Services, issuer: Issuer) -> IdentityProvider:
    return trust(services, issuer)


@pytest.fixture
def sign_in(services: Services, clock: HandClock) -> SignInService:
    return SignInService(services.table, clock, TokenVerifier(_HTTP, clock), Issuers())


def trust(services: Services, issuer: Issuer, provider_id: str = "idp1", audience: str = API) -> IdentityProvider:
    provider = IdentityProvider(
        id=provider_id,
        name="Acme",
        issuer=issuer.url,
        audience=audience,
        role_claim="groups",
        role_mappings=(
            RoleMapping(value="hr", assignment=RoleAssignment(role="recruiter")),
            RoleMapping(value="audit", assignment=RoleAssignment(role="auditor")),
        ),
        created_at=services.clock.now(),
    )
    return services.identity_providers.create(provider, EVERYTHING).value


def add(services: Services, **fields: Any) -> User:
    usual = {"id": "usr1", "email": "mei@acme.example", "name": "Mei", "language": "zh", "assignments": (BOSS,)}
    user = User.model_validate({**usual, "created_at": services.clock.now(), **fields})
    return services.users.create(user, EVERYTHING).value


def enter(sign_in: SignInService, token: str) -> Access:
    return sign_in.user(token, ORIGIN)[2]


def refusal(sign_in: SignInService, token: str) -> str:
    with pytest.raises(CandorError) as refused:
        sign_in.user(token, ORIGIN)
    assert refused.value.text.en
    assert refused.value.text.zh
    return refused.value.code


def recorded(services: Services) -> list[AuditEntry]:
    found = services.table.under(keys.audit("acme"), "PENDING#")
    entries = [stored.read(AuditEntry) for stored in found]
    return [entry for entry in entries if entry.actor.kind == "user"]


@pytest.mark.usefixtures("provider")
def test_a_known_identity_opens_the_account_with_its_roles_and_those_of_the_token(
    services: Services, sign_in: SignInService, issuer: Issuer
) -> None:
    add(services, provider="idp1", subject="u1", assignments=(RoleAssignment(role="interviewer"),))
    tenant_id, tenant, access = sign_in.user(issuer.token("u1", groups=["audit", "unknown"]), ORIGIN)
    assert (tenant_id, tenant.name) == ("acme", "Acme")
    assert (access.actor.kind, access.actor.id, access.actor.name) == ("user", "usr1", "Mei")
    assert len(access.grants) == 2
    assert access.everywhere("audit:read")
    assert not access.everywhere("jobs:write")
    assert "audit:read" not in enter(sign_in, issuer.token("u1")).permissions


@pytest.mark.usefixtures("provider")
def test_a_vouched_address_links_the_account_that_has_it(
    services: Services, sign_in: SignInService, issuer: Issuer
) -> None:
    add(services)
    assert enter(sign_in, issuer.token("u1", **MEI)).everywhere("keys:write")
    linked = services.users.require("usr1").value
    assert (linked.provider, linked.subject) == ("idp1", "u1")
    (entry,) = recorded(services)
    assert (entry.kind, entry.subject, entry.verb, entry.actor.id) == ("user", "usr1", "changed", "usr1")
    assert entry.origin == ORIGIN
    # From now on the subject is what counts, not the address.
    assert enter(sign_in, issuer.token("u1")).actor.id == "usr1"
    assert refusal(sign_in, issuer.token("u2", **MEI)) == "no_role"


@pytest.mark.usefixtures("provider")
@pytest.mark.parametrize(
    "claims",
    [
        {"email": "mei@acme.example"},
        {"email": "mei@acme.example", "email_verified": False},
        {"email": "mei@acme.example", "email_verified": 1},
        {"email": ["mei@acme.example"], "email_verified": True},
        {"email": "mei@acme.example,", "email_verified": True},
        {"email_verified": True},
    ],
)
def test_an_address_that_nobody_vouches_for_links_nothing(
    services: Services, sign_in: SignInService, issuer: Issuer, claims: Any
) -> None:
    add(services)
    assert refusal(sign_in, issuer.token("u1", **claims)) == "no_role"
    assert services.users.require("usr1").value.provider is None
    made = enter(sign_in, issuer.token("u1", groups=["hr"], **claims))
    assert made.actor.id != "usr1"
    assert services.users.require(made.actor.id).value.email is None


@pytest.mark.usefixtures("provider")
@pytest.mark.parametrize(
    ("claims", "name"),
    [
        ({"name": " Mei Li ", "preferred_username": "mei"}, "Mei Li"),
        ({"name": "", "preferred_username": "mei"}, "mei"),
        ({"name": 1, "username": "m.li"}, "m.li"),
        ({"name": "a\x1b[2Jb"}, "u1"),
        ({"name": "x" * 300}, "x" * 200),
    ],
)
def test_who_gets_a_role_from_the_token_gets_an_account(
    services: Services, sign_in: SignInService, issuer: Issuer, claims: Any, name: str
) -> None:
    access = enter(sign_in, issuer.token("u1", groups=["hr"], **MEI, **claims))
    user = services.users.require(access.actor.id).value
    assert (user.name, user.language, user.assignments) == (name, "en", ())
    assert (user.provider, user.subject, user.email) == ("idp1", "u1", "Mei@acme.example")
    (entry,) = recorded(services)
    assert (entry.verb, entry.actor.id, entry.subject) == ("created", user.id, user.id)
    assert enter(sign_in, issuer.token("u1", groups=["hr"])).actor.id == user.id
    # The role was the token's, not the account's.
    assert enter(sign_in, issuer.token("u1")).permissions == frozenset()


@pytest.mark.usefixtures("provider")
def test_who_has_no_role_is_told_so(services: Services, sign_in: SignInService, issuer: Issuer) -> None:
    for groups in ([], ["others"], None, "x", [1]):
        assert refusal(sign_in, issuer.token("u1", groups=groups, **MEI)) == "no_role"
    assert services.users.page(None, 10).items == ()


@pytest.mark.usefixtures("provider")
def test_a_suspended_user_is_refused_at_once_and_not_linked(
    services: Services, sign_in: SignInService, issuer: Issuer
) -> None:
    def put(state: str) -> None:
        services.users.change("usr1", lambda user: user.model_copy(update={"state": state}), EVERYTHING, None)

    add(services, state="suspended")
    assert refusal(sign_in, issuer.token("u1", groups=["hr"], **MEI)) == "user_suspended"
    assert services.users.require("usr1").value.provider is None
    put("active")
    assert enter(sign_in, issuer.token("u1", **MEI)).actor.id == "usr1"
    put("suspended")
    assert refusal(sign_in, issuer.token("u1")) == "user_suspended"


@pytest.mark.usefixtures("provider")
def test_a_suspended_tenant_lets_nobody_in_and_makes_no_accounts(
    services: Services, sign_in: SignInService, issuer: Issuer
) -> None:
    services.tenants.change("acme", lambda tenant: tenant.model_copy(update={"state": "suspended"}), None)
    assert refusal(sign_in, issuer.token("u1", groups=["hr"])) == "tenant_suspended"
    assert services.users.page(None, 10).items == ()


@pytest.mark.usefixtures("provider")
def test_first_calls_at_once_make_one_account(services: Services, sign_in: SignInService, issuer: Issuer) -> None:
    token = issuer.token("u1", groups=["hr"], **MEI)
    with ThreadPoolExecutor(8) as pool:
        ids = {access.actor.id for access in pool.map(lambda _: enter(sign_in, token), range(16))}
    assert len(ids) == 1
    assert len(services.users.page(None, 10).items) == 1


def test_tokens_that_nobody_here_trusts_are_refused(
    services: Services, sign_in: SignInService, issuer: Issuer, provider: IdentityProvider
) -> None:
    assert refusal(sign_in, "nonsense") == "bad_token"
    assert refusal(sign_in, issuer.token("u1", iss="https://evil.example")) == "bad_token"
    assert refusal(sign_in, issuer.token("u1", aud="another")) == "bad_token"
    forged = issuer.token("u1", groups=["hr"]).rpartition(".")[0] + ".c2ln"
    assert refusal(sign_in, forged) == "bad_token"
    assert refusal(sign_in, issuer.token("u1", exp=1)) == "token_expired"
    assert refusal(sign_in, issuer.token("u1", token_use="id")) == "not_an_access_token"
    enter(sign_in, issuer.token("u1", groups=["hr"]))
    services.identity_providers.remove(provider.id, EVERYTHING, None)
    assert refusal(sign_in, issuer.token("u1", groups=["hr"])) == "bad_token"


def test_a_token_for_two_tenants_opens_neither(
    services: Services, sign_in: SignInService, issuer: Issuer, provider: IdentityProvider
) -> None:
    globex = replace(services, tenant="globex")
    create_tenant(globex.tenants, services.clock, "globex", "Globex", "en", "hr@globex.example")
    trust(globex, issuer, audience="account")
    both = issuer.token("u1", aud=["account", provider.audience], groups=["hr"])
    assert refusal(sign_in, both) == "bad_token"
    assert sign_in.user(issuer.token("u1", aud="account", groups=["hr"]), ORIGIN)[0] == "globex"
    assert sign_in.user(issuer.token("u1", groups=["hr"]), ORIGIN)[0] == "acme"


def test_an_account_of_a_removed_provider_is_linked_anew(
    services: Services, sign_in: SignInService, issuer: Issuer, provider: IdentityProvider
) -> None:
    add(services)
    enter(sign_in, issuer.token("u1", **MEI))
    services.identity_providers.remove(provider.id, EVERYTHING, None)
    trust(services, issuer, "idp2")
    assert enter(sign_in, issuer.token("v1", **MEI)).actor.id == "usr1"
    assert services.users.require("usr1").value.subject == "v1"


def test_an_address_taken_by_a_linked_account_is_not_taken_over(
    services: Services, sign_in: SignInService, issuer: Issuer, provider: IdentityProvider
) -> None:
    add(services, provider=provider.id, subject="u1")
    other = trust(services, issuer, "idp2", "second")
    access = enter(sign_in, issuer.token("u1", aud=other.audience, groups=["hr"], **MEI))
    assert access.actor.id != "usr1"
    assert services.users.require(access.actor.id).value.email is None


def test_keys_are_checked_for_rotation_expiry_and_revocation(
    services: Services, sign_in: SignInService, clock: HandClock
) -> None:
    def good(token: object) -> bool:
        try:
            return sign_in.api_key(str(token))[2].id == "key9"
        except Unauthenticated:
            return False

    _, old = services.api_keys.create("key9", "x", expires_at=clock.now() + timedelta(hours=3))
    _, new = services.api_keys.rotate("key9", timedelta(hours=1), None)
    assert (good(old), good(new)) == (True, True)
    clock.move(hours=1)
    assert (good(old), good(new)) == (False, True)
    clock.move(hours=2)
    assert not good(new)
    _, other = services.api_keys.create("key8", "x")
    services.api_keys.revoke("key8", None)
    assert not good(other)
