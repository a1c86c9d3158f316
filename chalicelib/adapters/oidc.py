"""Access tokens of the identity providers that tenants trust: RFC 9068, and what Cognito, Keycloak and Entra issue.

An access token says what its bearer may do here; an ID token only tells an application who signed in, and is refused.
The rules follow RFC 8725, the best current practices for JSON Web Tokens.
"""

import json
import re
from typing import Any, Never, TypeGuard

from jwt import PyJWK, PyJWS
from jwt.exceptions import PyJWTError

from chalicelib.adapters.guarded_http import GuardedHttp
from chalicelib.adapters.jwks import ALGORITHMS, IssuerKeys
from chalicelib.domain.clock import Clock
from chalicelib.domain.errors import Unauthenticated
from chalicelib.domain.language import Localized

MAX_TOKEN = 8192
MAX_ISSUER = 512
MAX_AUDIENCES = 20
MAX_NAME = 256
MAX_ROLES = 256
MAX_DEPTH = 8
LEEWAY_S = 60
# Nobody can take a bearer token back, so one that lives longer than two days is none of a careful issuer's.
MAX_LIFETIME_S = 172_800
# The year 5138: more is milliseconds, or worse.
LAST_TIME = 100_000_000_000

_BAD_TOKEN = Localized(en="This access token is not valid.", zh="访问令牌无效。")
_EXPIRED = Localized(en="This access token has expired.", zh="访问令牌已过期。")
_WRONG_ISSUER = Localized(
    en="This access token was issued by somebody who is not trusted.", zh="访问令牌的签发方不受信任。"
)
_WRONG_AUDIENCE = Localized(en="This access token was issued for another application.", zh="访问令牌并非为此应用签发。")
_NOT_AN_ACCESS_TOKEN = Localized(
    en="This is not an access token. Send the access token, not the ID token.",
    zh="这不是访问令牌。请发送访问令牌，而不是 ID 令牌。",
)
# Header fields by which a token brings or names its own key, or asks for rules of its own: RFC 7515 section 4.1.
_REFUSED_HEADERS = frozenset(("jku", "x5u", "jwk", "x5c", "crit", "b64"))
_ACCESS_TYPES = frozenset(("at+jwt", "application/at+jwt"))
_ID_TOKEN_CLAIMS = frozenset(("nonce", "at_hash", "c_hash"))
_DOT = re.compile(r"(?<!\\)\.")
_jws = PyJWS(algorithms=list(ALGORITHMS))


def claimed_issuer(token: str) -> tuple[str, tuple[str, ...]] | None:
    """The issuer and the audiences that a token claims, unverified, for finding who trusts it; None if it is no JWT."""
    try:
        _, claims = _unverified(token)
    except Unauthenticated:
        return None
    issuer = claims.get("iss")
    audiences = _audiences(claims)
    if not _is_name(issuer, MAX_ISSUER) or audiences is None:
        return None
    return issuer, audiences


class TokenVerifier:
    """Verifies access tokens; made once in a process, because it keeps the issuers' keys."""

    def __init__(self, http: GuardedHttp, clock: Clock) -> None:
        self._clock = clock
        self._keys = IssuerKeys(http, clock)

    def verify(self, token: str, issuer: str, audience: str, discovery_url: str | None = None) -> dict[str, Any]:
        """The claims of an access token that `issuer` signed for `audience`; `sub` is there, a string.

        `discovery_url` is for an issuer that is not found at its own address. Raises Unauthenticated with `bad_token`,
        `wrong_issuer`, `not_an_access_token`, `wrong_audience` or `token_expired`, and RetryableError
        `issuer_unreachable`.
        """
        header, claims = _unverified(token)
        if claims.get("iss") != issuer:
            raise Unauthenticated("wrong_issuer", _WRONG_ISSUER)
        algorithm = header.get("alg")
        if not isinstance(algorithm, str) or algorithm not in ALGORITHMS or not _REFUSED_HEADERS.isdisjoint(header):
            _refuse()
        place = discovery_url or issuer.removesuffix("/") + "/.well-known/openid-configuration"
        key = self._keys.find(issuer, place, header.get("kid"), algorithm)
        if key is None:
            _refuse()
        claims = _verified(token, key, algorithm)
        if not _is_access_token(header, claims):
            raise Unauthenticated("not_an_access_token", _NOT_AN_ACCESS_TOKEN)
        if audience not in (_audiences(claims) or ()):
            raise Unauthenticated("wrong_audience", _WRONG_AUDIENCE)
        _check_times(claims, self._clock.now().timestamp())
        if not _is_name(claims.get("sub"), MAX_NAME):
            _refuse()
        return claims


def roles_from(claims: dict[str, Any], claim: str) -> tuple[str, ...]:
    r"""The values of a claim that holds a list, or one string with spaces between values; others are passed over.

    Dots lead into objects (`realm_access.roles`); a dot that belongs to a name is written `\.`, unless the whole path
    is the name of a claim (`https://acme.example/roles`).
    """
    path = [claim] if claim in claims else [part.replace(r"\.", ".") for part in _DOT.split(claim)]
    found: Any = claims if len(path) <= MAX_DEPTH else None
    for part in path:
        found = found.get(part) if isinstance(found, dict) else None
    values = found.split() if isinstance(found, str) else found if isinstance(found, list) else []
    return tuple(dict.fromkeys(value for value in values if _is_name(value, MAX_NAME)))[:MAX_ROLES]


def _refuse() -> Never:
    raise Unauthenticated("bad_token", _BAD_TOKEN)


def _is_name(value: object, longest: int) -> TypeGuard[str]:
    return isinstance(value, str) and 0 < len(value) <= longest and value.isprintable()


def _unverified(token: str) -> tuple[dict[str, Any], dict[str, Any]]:
    if len(token) > MAX_TOKEN or not token.isascii():
        _refuse()
    try:
        read = _jws.decode_complete(token, options={"verify_signature": False})
    except PyJWTError:
        _refuse()
    return read["header"], _object(read["payload"])


def _verified(token: str, key: PyJWK, algorithm: str) -> dict[str, Any]:
    try:
        return _object(_jws.decode(token, key, [algorithm]))
    except (PyJWTError, ValueError):
        _refuse()


def _object(payload: bytes) -> dict[str, Any]:
    try:
        claims = json.loads(payload)
    except (ValueError, RecursionError):
        _refuse()
    return claims if isinstance(claims, dict) else _refuse()


def _audiences(claims: dict[str, Any]) -> tuple[str, ...] | None:
    """Whom a token is for: `aud`; where there is none, as in Cognito, the client. None for what nobody sends."""
    named = claims["aud"] if "aud" in claims else claims.get("client_id", claims.get("azp", []))
    named = [named] if isinstance(named, str) else named
    if not isinstance(named, list) or len(named) > MAX_AUDIENCES:
        return None
    return tuple(named) if all(_is_name(name, MAX_ISSUER) for name in named) else None


def _is_access_token(header: dict[str, Any], claims: dict[str, Any]) -> bool:
    """Whether a token says of itself that it is for an API, and nothing in it says otherwise."""
    form = header.get("typ", "JWT")
    form = form.lower() if isinstance(form, str) else ""
    if (
        (form != "jwt" and form not in _ACCESS_TYPES)
        or claims.get("token_use", "access") != "access"
        or claims.get("typ", "Bearer") != "Bearer"
        # Bound to a key of its holder's, which a bearer does not show: RFC 9449, RFC 8705.
        or "cnf" in claims
    ):
        return False
    if form in _ACCESS_TYPES or "token_use" in claims or "typ" in claims:
        return True
    return ("scope" in claims or "scp" in claims) and _ID_TOKEN_CLAIMS.isdisjoint(claims)


def _check_times(claims: dict[str, Any], now: float) -> None:
    """RFC 7519 sections 4.1.4 to 4.1.6. An expired token gets no leeway: a new one is had for the asking."""
    expires = _time(claims.get("exp"))
    issued = _time(claims.get("iat", now))
    begins = _time(claims.get("nbf", now))
    if expires <= now:
        raise Unauthenticated("token_expired", _EXPIRED)
    if max(issued, begins) > now + LEEWAY_S or expires - min(issued, now) > MAX_LIFETIME_S:
        _refuse()


def _time(value: object) -> float:
    # Python reads NaN, which is neither before nor after any time, and infinity: neither lies between these two.
    if not isinstance(value, int | float) or isinstance(value, bool) or not 0 <= value <= LAST_TIME:
        _refuse()
    return float(value)
