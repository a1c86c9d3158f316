"""The public keys of token issuers, found by OpenID Connect Discovery and kept in the process for a while.

Whatever an issuer does, it is asked seldom: ten minutes long not at all, then once; at once when a token names a key
that is not known, though only every half minute; and not again for a few seconds after it has failed.
"""

import threading
from collections import OrderedDict
from dataclasses import dataclass, field
from math import inf
from typing import Any

import httpcore
from jwt import PyJWK
from jwt.exceptions import PyJWTError

from chalicelib.adapters.guarded_http import GuardedHttp, NotADocument, RefusedAddress
from chalicelib.domain.clock import Clock
from chalicelib.domain.errors import RetryableError
from chalicelib.domain.language import Localized
from chalicelib.observability import logger

FRESH_S = 600.0
STALE_S = 3600.0
UNKNOWN_KEY_PAUSE_S = 30.0
FAILURE_PAUSE_S = 10.0
# For each of the two documents: together they must leave an API call time to answer.
WITHIN_S = 4.0
MAX_ISSUERS = 256
MAX_KEYS = 100
MIN_RSA_BITS = 2048

# The kind of key that each accepted algorithm needs: RFC 7518 section 3.1 and RFC 8037. What is not here is refused.
ALGORITHMS: dict[str, tuple[str, str | None]] = {
    **dict.fromkeys(("RS256", "RS384", "RS512", "PS256", "PS384", "PS512"), ("RSA", None)),
    "ES256": ("EC", "P-256"),
    "ES384": ("EC", "P-384"),
    "ES512": ("EC", "P-521"),
    "EdDSA": ("OKP", "Ed25519"),
}

_UNREACHABLE = Localized(
    en="The identity provider's keys cannot be read at the moment.", zh="暂时无法读取身份提供方的密钥。"
)
_FAILURES = (
    NotADocument,
    RefusedAddress,
    httpcore.NetworkError,
    httpcore.TimeoutException,
    httpcore.ProtocolError,
    httpcore.UnsupportedProtocol,
    ValueError,  # an address that is none
)


@dataclass
class _Issuer:
    """What is known of one issuer; times are seconds since 1970."""

    name: str
    discovery_url: str
    keys: list[dict[str, Any]] = field(default_factory=list)
    fetched_at: float = -inf
    failed_at: float = -inf
    unknown_key_at: float = -inf
    lock: threading.Lock = field(default_factory=threading.Lock)


class IssuerKeys:
    """The keys of all issuers that this process has met."""

    def __init__(self, http: GuardedHttp, clock: Clock) -> None:
        self._http = http
        self._clock = clock
        # By name and place: a tenant that names a place of its own for somebody's issuer changes nothing for others.
        self._issuers: OrderedDict[tuple[str, str], _Issuer] = OrderedDict()
        self._lock = threading.Lock()

    def find(self, issuer: str, discovery_url: str, kid: str | None, algorithm: str) -> PyJWK | None:
        """The issuer's key of that name for that algorithm, bound to it; without a name, the only one that fits.

        None when the issuer has no such key. Raises RetryableError `issuer_unreachable`.
        """
        known = self._known(issuer, discovery_url)
        with known.lock:
            now = self._clock.now().timestamp()
            asked = now - known.fetched_at >= FRESH_S and self._fetch(known, now)
            if now - known.fetched_at > STALE_S:
                raise _unreachable()
            key = _fitting(known.keys, kid, algorithm)
            pausing = now - known.unknown_key_at < UNKNOWN_KEY_PAUSE_S
            if key is None and not asked and not pausing and self._fetch(known, now):
                known.unknown_key_at = now
                key = _fitting(known.keys, kid, algorithm)
            if key is None and known.failed_at > known.fetched_at:
                raise _unreachable()
            return key

    def _known(self, issuer: str, discovery_url: str) -> _Issuer:
        with self._lock:
            known = self._issuers.setdefault((issuer, discovery_url), _Issuer(issuer, discovery_url))
            self._issuers.move_to_end((issuer, discovery_url))
            if len(self._issuers) > MAX_ISSUERS:
                self._issuers.popitem(last=False)
            return known

    def _fetch(self, known: _Issuer, now: float) -> bool:
        """Ask the issuer, unless it has just failed; whether it answered."""
        if now - known.failed_at < FAILURE_PAUSE_S:
            return False
        try:
            known.keys = self._read(known)
        except _FAILURES as error:
            known.failed_at = now
            logger.warning(
                "an issuer's keys cannot be read",
                extra={"issuer": known.name, "reason": f"{type(error).__name__}: {error}"[:200]},
            )
            return False
        known.fetched_at = now
        return True

    def _read(self, known: _Issuer) -> list[dict[str, Any]]:
        """The two documents: OpenID Connect Discovery 1.0 section 4.3, RFC 7517 section 5."""
        about = self._http.get_json(known.discovery_url, WITHIN_S)
        if not isinstance(about, dict) or about.get("issuer") != known.name:
            raise NotADocument("the discovery document is another issuer's")
        address = about.get("jwks_uri")
        if not isinstance(address, str):
            raise NotADocument("the discovery document names no keys")
        found = self._http.get_json(address, WITHIN_S)
        keys = found.get("keys") if isinstance(found, dict) else None
        if not isinstance(keys, list) or len(keys) > MAX_KEYS:
            raise NotADocument(f"no list of at most {MAX_KEYS} keys")
        return [key for key in keys if isinstance(key, dict)]


def _unreachable() -> RetryableError:
    return RetryableError("issuer_unreachable", _UNREACHABLE, retry_after=FAILURE_PAUSE_S)


def _fitting(keys: list[dict[str, Any]], kid: str | None, algorithm: str) -> PyJWK | None:
    named = [key for key in keys if _may_verify(key, algorithm) and kid in (None, key.get("kid"))]
    if len(named) != 1:
        return None
    try:
        key = PyJWK(named[0], algorithm)
    except (PyJWTError, ValueError, TypeError):
        return None
    if named[0]["kty"] == "RSA" and key.key.key_size < MIN_RSA_BITS:
        return None
    return key


def _may_verify(key: dict[str, Any], algorithm: str) -> bool:
    """Whether a key is of the algorithm's kind, made for signatures, and public."""
    kind, curve = ALGORITHMS[algorithm]
    operations = key.get("key_ops")
    return (
        key.get("kty") == kind
        and (curve is None or key.get("crv") == curve)
        and key.get("use", "sig") == "sig"
        and (operations is None or (isinstance(operations, list) and "verify" in operations))
        and key.get("alg", algorithm) == algorithm
        # A private key that everybody can read signs for everybody.
        and "d" not in key
    )
