"""Who is calling: a tenant's system by API key, a candidate by session, or anybody."""

from dataclasses import dataclass
from typing import Literal

from chalicelib.bootstrap import Services, services_for
from chalicelib.domain.errors import Forbidden, Unauthenticated
from chalicelib.domain.ids import parse_token
from chalicelib.domain.interview import Interview
from chalicelib.domain.language import Localized
from chalicelib.services.tenants import check_api_key, read_api_key

Who = Literal["public", "candidate", "jobs", "interviews", "reports", "webhooks"]
_NO_BEARER = Localized(
    en="Send `Authorization: Bearer …` with this request.", zh="请在请求中携带 `Authorization: Bearer …`。"
)
_NO_SESSION = Localized(en="This session token is not valid.", zh="会话令牌无效。")
_NO_SCOPE = Localized(en="This API key may not do that.", zh="该 API 密钥无此权限。")


@dataclass(frozen=True)
class Caller:
    """The tenant that the call is for and, for candidates, their interview."""

    services: Services
    interview: Interview | None = None


def identify(who: Who, authorization: str | None) -> Caller:
    """The caller. Raises Unauthenticated, and Forbidden for a key without the scope. Never called for public routes."""
    scheme, _, text = (authorization or "").partition(" ")
    if scheme.lower() != "bearer" or not text:
        raise Unauthenticated("no_credentials", _NO_BEARER)
    if who == "candidate":
        session = parse_token(text.strip())
        if session is None or session.kind != "cs":
            raise Unauthenticated("bad_session", _NO_SESSION)
        services = services_for(session.tenant)
        return Caller(services, services.invitations.check_session(session))
    token = read_api_key(text.strip())
    services = services_for(token.tenant)
    key = check_api_key(services.tenants, token)
    if who not in key.scopes:
        raise Forbidden("scope_missing", _NO_SCOPE)
    return Caller(services)
