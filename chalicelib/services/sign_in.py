"""Tell which tenant's key or person a bearer token belongs to."""

from datetime import timedelta
from typing import Any

from chalicelib.adapters.dynamodb import keys
from chalicelib.adapters.dynamodb.issuers import IssuerOwner, Issuers
from chalicelib.adapters.dynamodb.table import Stored, Table
from chalicelib.adapters.dynamodb.tenants import ApiKeyUses
from chalicelib.adapters.oidc import TokenVerifier, claimed_issuer, roles_from
from chalicelib.domain.access import Access, Actor, grants_of
from chalicelib.domain.audit import Origin
from chalicelib.domain.clock import Clock
from chalicelib.domain.errors import Forbidden, Unauthenticated
from chalicelib.domain.ids import Token, parse_token
from chalicelib.domain.language import Localized
from chalicelib.domain.people import IdentityProvider
from chalicelib.domain.tenant import ApiKey, ApiKeyUse, Tenant
from chalicelib.services.tenants import check_active
from chalicelib.services.welcome import Welcome

_REFUSED = Localized(en="This API key is not valid.", zh="API 密钥无效。")
_BAD_TOKEN = Localized(en="This access token is not valid.", zh="访问令牌无效。")
_SUSPENDED = Localized(en="Your account is suspended. Ask an administrator.", zh="您的账号已被停用,请联系管理员。")
# A key's last use is kept this exactly; noting every request would cost a write for each.
_USE_NOTED_EVERY = timedelta(minutes=10)


class SignInService:
    """Looks credentials up across tenants: they name their tenant themselves, and are checked before anything else."""

    def __init__(self, table: Table, clock: Clock, verifier: TokenVerifier, issuers: Issuers) -> None:
        self._table = table
        self._clock = clock
        self._verifier = verifier
        self._issuers = issuers

    def api_key(self, text: str) -> tuple[str, Tenant, ApiKey]:
        """The tenant and the key. Raises Unauthenticated for a key that is unknown, revoked, rotated out or expired."""
        token = parse_token(text)
        if token is None or token.kind != "ck":
            raise Unauthenticated("bad_api_key", _REFUSED)
        uses = ApiKeyUses(self._table, token.tenant)
        where = keys.tenant(token.tenant), keys.api_key(token.tenant, token.subject)
        found = self._table.get_many((*where, uses.key(token.subject)))
        if not found.keys() >= {*where}:
            raise Unauthenticated("bad_api_key", _REFUSED)
        tenant, key = found[where[0]].read(Tenant), found[where[1]].read(ApiKey)
        good = token.matches(key.digest) or _was_rotated(key, token, self._clock)
        if not good or key.state(self._clock.now()) != "active":
            raise Unauthenticated("bad_api_key", _REFUSED)
        self._note_use(uses, key, found.get(uses.key(token.subject)))
        return token.tenant, tenant, key

    def user(self, token: str, origin: Origin) -> tuple[str, Tenant, Access]:
        """The tenant and what the person may do; who comes for the first time is linked to their account, or gets one.

        Raises Unauthenticated for a token that nobody here trusts, Forbidden for a suspended tenant or user and for who
        has no role, RetryableError when the issuer's keys cannot be read.
        """
        tenant, provider, claims = self._verified(token)
        check_active(tenant)
        mapped = provider.assignments_for(roles_from(claims, provider.role_claim))
        user = Welcome(self._table, self._clock, tenant, origin).user(provider, claims, mapped)
        if user.state == "suspended":
            raise Forbidden("user_suspended", _SUSPENDED)
        actor = Actor(kind="user", id=user.id, name=user.name)
        return tenant.id, tenant, Access(actor=actor, grants=grants_of(user.id, (*user.assignments, *mapped)))

    def _verified(self, token: str) -> tuple[Tenant, IdentityProvider, dict[str, Any]]:
        claimed = claimed_issuer(token)
        if claimed is None:
            raise Unauthenticated("bad_token", _BAD_TOKEN)
        found = self._trusting(*claimed)
        if found is None:
            # A provider may have been removed, and made anew, since its issuer was looked up.
            self._issuers.forget(*claimed)
            found = self._trusting(*claimed)
        if found is None:
            raise Unauthenticated("bad_token", _BAD_TOKEN)
        tenant, provider = found
        claims = self._verifier.verify(token, provider.issuer, provider.audience, provider.discovery_url)
        return tenant, provider, claims

    def _trusting(self, issuer: str, audiences: tuple[str, ...]) -> tuple[Tenant, IdentityProvider] | None:
        """Who accepts such tokens. One that is for several tenants is for none: it might lead into the wrong one."""
        owners = self._issuers.owners(self._table, issuer, audiences, self._clock.now())
        if len({owner.tenant for owner in owners}) != 1:
            return None
        return self._read(owners[0])

    def _read(self, owner: IssuerOwner) -> tuple[Tenant, IdentityProvider] | None:
        where = keys.tenant(owner.tenant), keys.of_tenant(owner.tenant, "PROVIDER", owner.provider)
        found = self._table.get_many(where)
        if len(found) < len(where):
            return None
        return found[where[0]].read(Tenant), found[where[1]].read(IdentityProvider)

    def _note_use(self, uses: ApiKeyUses, key: ApiKey, stored: Stored | None) -> None:
        now = self._clock.now()
        if stored is None or now - stored.read(ApiKeyUse).at >= _USE_NOTED_EVERY:
            uses.note(key.id, stored, now)


def _was_rotated(key: ApiKey, token: Token, clock: Clock) -> bool:
    """Whether the token holds the secret before the last rotation, within the overlap."""
    if key.previous_digest is None or key.previous_until is None or clock.now() >= key.previous_until:
        return False
    return token.matches(key.previous_digest)
