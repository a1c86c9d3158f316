"""Who is calling: a tenant's system by API key, one of its people by OIDC, a candidate by session, or anybody."""

from dataclasses import dataclass
from typing import Literal

from chalicelib.adapters.dynamodb.rates import Allowance
from chalicelib.bootstrap import Services, rates, services_for, sign_in
from chalicelib.domain.access import Access, Actor, Permission
from chalicelib.domain.audit import Origin
from chalicelib.domain.errors import Forbidden, TooManyRequests, Unauthenticated
from chalicelib.domain.ids import Token, parse_token
from chalicelib.domain.interview import Interview
from chalicelib.domain.language import Localized
from chalicelib.domain.tenant import Tenant
from chalicelib.services.tenants import check_active

Who = Literal["public", "candidate", "signed_in"] | Permission
_CANDIDATE_REQUESTS = 120
"""A minute, of each candidate; a campus peak is no reason to keep one waiting, so that the tenant's do not count."""
_NO_BEARER = Localized(
    en="Send `Authorization: Bearer …` with this request.", zh="请在请求中携带 `Authorization: Bearer …`。"
)
_NO_SESSION = Localized(en="This session token is not valid.", zh="会话令牌无效。")
_NOT_ALLOWED = Localized(en="These credentials do not allow that.", zh="当前凭证无此权限。")
_TOO_MANY = Localized(
    en="Too many requests in this minute. Wait as long as Retry-After says.",
    zh="本分钟内请求过多,请按 Retry-After 等待。",
)


@dataclass(frozen=True)
class Caller:
    """The tenant that the call is for, what the caller may do, and what is left of the quota.

    `interview` is the candidate's own.
    """

    services: Services
    tenant: Tenant
    access: Access
    interview: Interview | None = None
    allowance: Allowance | None = None


class OverQuota(TooManyRequests):
    """No requests are left in this minute; carries the allowance for the answer's headers."""

    def __init__(self, allowance: Allowance) -> None:
        super().__init__("too_many_requests", _TOO_MANY, allowance.reset_s)
        self.allowance = allowance


def identify(who: Who, authorization: str | None, origin: Origin) -> Caller:
    """The caller. Raises Unauthenticated, Forbidden for what they may not do, OverQuota. Never for public routes."""
    scheme, _, text = (authorization or "").partition(" ")
    text = text.strip()
    if scheme.lower() != "bearer" or not text:
        raise Unauthenticated("no_credentials", _NO_BEARER)
    token = parse_token(text)
    if who == "candidate":
        if token is None or token.kind != "cs":
            raise Unauthenticated("bad_session", _NO_SESSION)
        return _candidate(token, origin)
    caller = _api_key(text, origin) if token is not None or text.startswith("ck.") else _user(text, origin)
    if who not in {"public", "signed_in"} and who not in caller.access.permissions:
        raise Forbidden("permission_missing", _NOT_ALLOWED)
    return caller


def _candidate(session: Token, origin: Origin) -> Caller:
    services = services_for(session.tenant)
    interview = services.invitations.check_session(session)
    actor = Actor(kind="candidate", id=interview.id)
    tenant = _active(services)
    check_pace(services, interview.id)
    return Caller(services.acting(actor, origin), tenant, Access(actor=actor, grants=()), interview)


def check_pace(services: Services, interview_id: str) -> None:
    """Raises OverQuota for more calls about one interview than any candidate makes."""
    _allowance(services, ((f"interview-{interview_id}", _CANDIDATE_REQUESTS),))


def _api_key(text: str, origin: Origin) -> Caller:
    tenant_id, tenant, key = sign_in().api_key(text)
    services = services_for(tenant_id).acting(key.access.actor, origin)
    check_active(tenant)
    limits = ((f"key-{key.id}", tenant.quotas.key_requests_per_minute), ("tenant", tenant.quotas.requests_per_minute))
    allowance = _allowance(services, limits)
    return Caller(services, tenant, key.access, allowance=allowance)


def _user(text: str, origin: Origin) -> Caller:
    tenant_id, tenant, access = sign_in().user(text, origin)
    services = services_for(tenant_id).acting(access.actor, origin)
    check_active(tenant)
    limits = (
        (f"user-{access.actor.id}", tenant.quotas.key_requests_per_minute),
        ("tenant", tenant.quotas.requests_per_minute),
    )
    return Caller(services, tenant, access, allowance=_allowance(services, limits))


def _active(services: Services) -> Tenant:
    tenant = services.tenants.require(services.tenant).value
    check_active(tenant)
    return tenant


def _allowance(services: Services, limits: tuple[tuple[str, int], ...]) -> Allowance:
    """What is left of the tightest quota. Raises OverQuota when one is used up."""
    now = services.clock.now()
    found = []
    for scope, limit in limits:
        allowance = rates().take(services.table, services.tenant, scope, limit, now)
        if not allowance.granted:
            raise OverQuota(allowance)
        found.append(allowance)
    return min(found, key=lambda allowance: allowance.remaining)
