"""Access tokens of trusted issuers are accepted, and nothing else is."""

import base64
import hmac
import json
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed448, ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jwt.algorithms import get_default_algorithms

from chalicelib.adapters import jwks
from chalicelib.adapters.guarded_http import GuardedHttp
from chalicelib.adapters.oidc import MAX_LIFETIME_S, MAX_ROLES, TokenVerifier, claimed_issuer, roles_from
from chalicelib.domain.errors import CandorError, RetryableError, Unauthenticated
from tests.unit.clock import HandClock

API = "https://api.candor.example"
DISCOVERY = "/acme/.well-known/openid-configuration"
KEYS = "/acme/keys"
DROP = object()
CHECKED = ("token_use", "typ", "cnf", "nonce", "scope", "scp", "client_id", "azp")
Json = dict[str, Any]


@cache
def private_key(name: str) -> Any:
    """A key of the kind that its name begins with; the same one for the same name."""
    kinds: dict[str, Callable[[], Any]] = {
        "RSA": lambda: rsa.generate_private_key(65537, 2048),
        "SHORT": lambda: rsa.generate_private_key(65537, 1024),  # noqa: S505  (to be refused)
        "P256": lambda: ec.generate_private_key(ec.SECP256R1()),
        "P384": lambda: ec.generate_private_key(ec.SECP384R1()),
        "P521": lambda: ec.generate_private_key(ec.SECP521R1()),
        "KOBLITZ": lambda: ec.generate_private_key(ec.SECP256K1()),
        "ED25519": ed25519.Ed25519PrivateKey.generate,
        "ED448": ed448.Ed448PrivateKey.generate,
    }
    return kinds[name.partition("-")[0]]()


FAMILIES = {
    "P256": "ES256",
    "P384": "ES384",
    "P521": "ES512",
    "KOBLITZ": "ES256K",
    "ED25519": "EdDSA",
    "ED448": "EdDSA",
}


def jwk(name: str, **changes: Any) -> Json:
    """The public key as an issuer lists it, under its own name."""
    algorithm: Any = get_default_algorithms()[FAMILIES.get(name.partition("-")[0], "RS256")]
    listed = {**algorithm.to_jwk(private_key(name).public_key(), as_dict=True), "kid": name, "use": "sig"}
    listed = {**listed, "key_ops": DROP, **changes}
    return {key: value for key, value in listed.items() if value is not DROP}


@dataclass
class Issuer:
    """An identity provider on loopback."""

    clock: HandClock
    url: str = ""
    keys: list[Json] = field(default_factory=lambda: [jwk("RSA-1")])
    about: Json = field(default_factory=dict)
    """Changes to the discovery document."""
    answers: dict[str, tuple[int, dict[str, str], bytes]] = field(default_factory=dict)
    """Answers given in place of the right ones."""
    delay: float = 0
    asked: list[str] = field(default_factory=list)

    def answer(self, path: str) -> tuple[int, dict[str, str], bytes]:
        self.asked.append(path)
        time.sleep(self.delay)
        right: dict[str, Json] = {
            DISCOVERY: {"issuer": self.url, "jwks_uri": self.url.removesuffix("/acme") + KEYS, **self.about},
            KEYS: {"keys": self.keys},
        }
        if path in self.answers or path not in right:
            return self.answers.get(path, (404, {}, b""))
        return 200, {"Content-Type": "application/json"}, json.dumps(right[path]).encode()

    def claims(self, **changes: Any) -> Json:
        now = int(self.clock.now().timestamp())
        right = {"iss": self.url, "aud": API, "sub": "user-1", "scope": "jobs", "iat": now, "exp": now + 300}
        return {key: value for key, value in {**right, **changes}.items() if value is not DROP}

    def token(self, key: str = "RSA-1", algorithm: str = "RS256", header: Json | None = None, **claims: Any) -> str:
        named = {"kid": key, **(header or {})}
        return jwt.encode(self.claims(**claims), private_key(key), algorithm, headers=named)


@pytest.fixture
def issuer(clock: HandClock) -> Iterator[Issuer]:
    told = Issuer(clock)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, headers, body = told.answer(self.path)
            self.send_response(status)
            for name, value in {**headers, "Content-Length": str(len(body))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_arguments: object) -> None:
            pass

        def handle(self) -> None:
            try:
                super().handle()
            except ConnectionError:
                """The reader has read enough."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    told.url = f"http://127.0.0.1:{server.server_address[1]}/acme"
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield told
    server.shutdown()
    server.server_close()
    thread.join(5)


@cache
def http() -> GuardedHttp:
    """One for all: reading the certificates takes its time."""
    return GuardedHttp(loopback=True, within_s=1)


@pytest.fixture
def verifier(clock: HandClock) -> TokenVerifier:
    return TokenVerifier(http(), clock)


def refusal(verifier: TokenVerifier, issuer: Issuer, token: str) -> str:
    """The code with which a token is refused."""
    with pytest.raises(CandorError) as refused:
        verifier.verify(token, issuer.url, API)
    assert isinstance(refused.value, RetryableError if refused.value.code == "issuer_unreachable" else Unauthenticated)
    assert refused.value.text.en
    assert refused.value.text.zh
    return refused.value.code


def part(value: object) -> str:
    data = value if isinstance(value, bytes) else json.dumps(value).encode()
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def test_the_claims_of_a_good_token_are_returned(verifier: TokenVerifier, issuer: Issuer) -> None:
    assert verifier.verify(issuer.token(), issuer.url, API) == issuer.claims()


@pytest.mark.parametrize(
    ("key", "algorithm"),
    [
        *[("RSA-1", name) for name in ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512")],
        *[("P256", "ES256"), ("P384", "ES384"), ("P521", "ES512"), ("ED25519", "EdDSA")],
    ],
)
def test_asymmetric_algorithms_are_accepted(verifier: TokenVerifier, issuer: Issuer, key: str, algorithm: str) -> None:
    issuer.keys = [jwk(key, alg=algorithm)]
    assert verifier.verify(issuer.token(key, algorithm), issuer.url, API)["sub"] == "user-1"


@pytest.mark.parametrize(
    ("header", "claims"),
    [
        ({"typ": "at+jwt"}, {"scope": DROP}),
        ({"typ": "application/AT+JWT"}, {"scope": DROP}),
        ({}, {"token_use": "access", "aud": DROP, "client_id": API, "scope": DROP}),
        ({}, {"typ": "Bearer", "nonce": "n", "scope": DROP}),
        ({"typ": None}, {"scope": DROP, "scp": ["jobs"]}),
        ({}, {"aud": ["https://other.example", API]}),
        ({}, {"aud": DROP, "azp": API}),
        ({"x5t": "thumbprint"}, {"iat": DROP}),
    ],
    ids=["RFC 9068", "RFC 9068 in full", "Cognito", "Keycloak", "Okta", "two audiences", "azp alone", "Entra"],
)
def test_access_tokens_of_many_makes_are_accepted(
    verifier: TokenVerifier, issuer: Issuer, header: Json, claims: Json
) -> None:
    assert verifier.verify(issuer.token(header=header, **claims), issuer.url, API)


@pytest.mark.parametrize(
    ("header", "claims"),
    [
        ({}, {"token_use": "id"}),
        ({}, {"typ": "ID"}),
        ({"typ": "at+jwt"}, {"typ": "ID"}),
        ({"typ": "at+jwt"}, {"token_use": "id"}),
        ({}, {"typ": "Refresh"}),
        ({}, {"typ": ["Bearer"]}),
        ({}, {"nonce": "n"}),
        ({}, {"at_hash": "h"}),
        ({}, {"c_hash": "h"}),
        ({}, {"scope": DROP}),
        ({"typ": "logout+jwt"}, {}),
        ({"typ": 1}, {}),
        ({"typ": "at+jwt"}, {"cnf": {"jkt": "thumbprint"}}),
    ],
)
def test_tokens_that_are_no_access_tokens_are_refused(
    verifier: TokenVerifier, issuer: Issuer, header: Json, claims: Json
) -> None:
    assert refusal(verifier, issuer, issuer.token(header=header, **claims)) == "not_an_access_token"


@pytest.mark.parametrize(
    "claims",
    [
        *[{"aud": other} for other in ("https://other.example", API + "/", [API + "/"], [], None, {API: 1}, [API, 1])],
        {"aud": "other", "client_id": API},
        {"aud": DROP, "client_id": "other", "azp": API},
        {"aud": DROP},
        {"aud": [API] * 21},
    ],
)
def test_tokens_for_somebody_else_are_refused(verifier: TokenVerifier, issuer: Issuer, claims: Json) -> None:
    assert refusal(verifier, issuer, issuer.token(**claims)) == "wrong_audience"


@pytest.mark.parametrize("other", ["https://evil.example", "", None, DROP, ["{url}"], "{url}/", "{URL}"])
def test_tokens_of_somebody_else_are_refused_unasked(verifier: TokenVerifier, issuer: Issuer, other: Any) -> None:
    filled = other.format(url=issuer.url, URL=issuer.url.upper()) if isinstance(other, str) else other
    # PyJWT itself refuses to make a token with such an issuer.
    token = f"{part({'alg': 'RS256', 'kid': 'RSA-1'})}.{part(issuer.claims(iss=filled))}.{part(b'signature')}"
    assert refusal(verifier, issuer, token) == "wrong_issuer"
    assert not issuer.asked


@pytest.mark.parametrize(
    ("claims", "code"),
    [
        ({"exp": 0}, "token_expired"),
        ({"exp": -1}, "token_expired"),
        ({"exp": MAX_LIFETIME_S + 1}, "bad_token"),
        ({"exp": 300, "iat": -MAX_LIFETIME_S}, "bad_token"),
        ({"exp": 300, "nbf": 61}, "bad_token"),
        ({"exp": 300, "iat": 61}, "bad_token"),
        ({"exp": 300, "nbf": 60, "iat": 60}, None),
        ({"exp": 1, "nbf": -5}, None),
    ],
)
def test_times_are_honoured(
    verifier: TokenVerifier, issuer: Issuer, clock: HandClock, claims: Json, code: str | None
) -> None:
    now = int(clock.now().timestamp())
    token = issuer.token(**{name: now + moment for name, moment in claims.items()})
    if code:
        assert refusal(verifier, issuer, token) == code
    else:
        assert verifier.verify(token, issuer.url, API)


@pytest.mark.parametrize("value", ["NaN", "Infinity", "1e999", "1" + "0" * 400, "null", '"9999999999"', "true", "[]"])
@pytest.mark.parametrize("name", ["exp", "iat", "nbf"])
def test_times_that_are_none_are_refused(verifier: TokenVerifier, issuer: Issuer, name: str, value: str) -> None:
    claims = json.dumps(issuer.claims(**{name: "HERE"})).replace('"HERE"', value)
    token = jwt.PyJWS().encode(claims.encode(), private_key("RSA-1"), "RS256", {"kid": "RSA-1"})
    assert refusal(verifier, issuer, token) == "bad_token"


@pytest.mark.parametrize("changes", [{"exp": DROP}, {"sub": DROP}, {"sub": ""}, {"sub": "a\nb"}, {"sub": "a" * 257}])
def test_tokens_without_an_end_or_a_subject_are_refused(verifier: TokenVerifier, issuer: Issuer, changes: Json) -> None:
    assert refusal(verifier, issuer, issuer.token(**changes)) == "bad_token"


@pytest.mark.parametrize("algorithm", ["none", "None", "NONE", "", None, ["RS256"], "HS256", "ES256K", "RS1"])
def test_other_algorithms_are_refused_unasked(verifier: TokenVerifier, issuer: Issuer, algorithm: Any) -> None:
    signed = f"{part({'alg': algorithm, 'kid': 'RSA-1'})}.{part(issuer.claims())}"
    for signature in ("", part(b"signature")):
        assert refusal(verifier, issuer, f"{signed}.{signature}") == "bad_token"
    assert not issuer.asked


@pytest.mark.parametrize("algorithm", ["HS256", "RS256"])
def test_the_public_key_is_no_shared_secret(verifier: TokenVerifier, issuer: Issuer, algorithm: str) -> None:
    public = private_key("RSA-1").public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    signed = f"{part({'alg': algorithm, 'kid': 'RSA-1'})}.{part(issuer.claims())}"
    signature = part(hmac.digest(public, signed.encode(), "sha256"))
    assert refusal(verifier, issuer, f"{signed}.{signature}") == "bad_token"


def test_a_token_signed_by_somebody_else_under_a_known_name_is_refused(verifier: TokenVerifier, issuer: Issuer) -> None:
    assert refusal(verifier, issuer, issuer.token("RSA-2", header={"kid": "RSA-1"})) == "bad_token"


def test_a_token_that_was_changed_is_refused(verifier: TokenVerifier, issuer: Issuer) -> None:
    header, claims, signature = issuer.token().split(".")
    changed = part(issuer.claims(sub="admin"))
    for token in (f"{header}.{changed}.{signature}", f"{header}.{claims}.", f"{header}.{claims}.{signature[:-8]}"):
        assert refusal(verifier, issuer, token) == "bad_token"


def test_keys_that_a_token_brings_or_names_are_refused_unasked(verifier: TokenVerifier, issuer: Issuer) -> None:
    headers: tuple[Json, ...] = (
        {"jwk": jwk("RSA-2")},
        {"jku": issuer.url + "/evil"},
        {"x5u": issuer.url + "/evil"},
        {"x5c": ["certificate"]},
        {"crit": ["b64"], "b64": True},
        {"crit": ["exp"]},
        {"crit": []},
    )
    for header in headers:
        signed = f"{part({'alg': 'RS256', 'kid': 'RSA-1', **header})}.{part(issuer.claims())}"
        signature = part(get_default_algorithms()["RS256"].sign(signed.encode(), private_key("RSA-1")))
        assert refusal(verifier, issuer, f"{signed}.{signature}") == "bad_token"
    assert not issuer.asked


@pytest.mark.parametrize(
    "listed",
    [
        *[{"use": "enc"}, {"use": None}, {"key_ops": ["encrypt"]}, {"key_ops": "verify"}],
        *[{"alg": "PS256"}, {"alg": "RSA-OAEP"}, {"alg": "HS256"}],
        *[{"kty": "EC"}, {"kty": "oct", "k": "c2VjcmV0"}, {"kty": ["RSA"]}, {"kty": DROP}],
        *[{"n": DROP}, {"n": 1}, {"n": ""}, {"n": "é"}, {"e": "AA"}, {"n": part(b"\xff" * 100_000)}],
        *[{"d": "AQAB"}, {"kid": 1}, {"kid": "rsa-1"}, {"kid": DROP}],
    ],
)
def test_keys_that_are_not_for_this_are_not_used(verifier: TokenVerifier, issuer: Issuer, listed: Json) -> None:
    issuer.keys = [jwk("RSA-1", **listed)]
    assert refusal(verifier, issuer, issuer.token()) == "bad_token"


@pytest.mark.parametrize(("key", "algorithm"), [("RSA-1", "RS256"), ("P256", "ES256"), ("ED25519", "EdDSA")])
def test_a_private_key_that_all_can_read_is_not_used(
    verifier: TokenVerifier, issuer: Issuer, key: str, algorithm: str
) -> None:
    kind: Any = get_default_algorithms()[algorithm]
    issuer.keys = [{**kind.to_jwk(private_key(key), as_dict=True), "kid": key, "key_ops": ["sign", "verify"]}]
    assert refusal(verifier, issuer, issuer.token(key, algorithm)) == "bad_token"


def test_a_key_that_says_it_verifies_is_used(verifier: TokenVerifier, issuer: Issuer) -> None:
    issuer.keys = [jwk("RSA-1", key_ops=["verify"], use=DROP, alg=DROP)]
    assert verifier.verify(issuer.token(), issuer.url, API)


@pytest.mark.parametrize(
    ("key", "algorithm"),
    [("P384", "ES256"), ("P256", "ES384"), ("P256", "RS256"), ("KOBLITZ", "ES256"), ("ED448", "EdDSA")],
)
def test_keys_of_the_wrong_kind_are_refused(verifier: TokenVerifier, issuer: Issuer, key: str, algorithm: str) -> None:
    issuer.keys = [jwk(key, alg=DROP)]
    signed = f"{part({'alg': algorithm, 'kid': key})}.{part(issuer.claims())}"
    signature = get_default_algorithms()[FAMILIES[key]].sign(signed.encode(), private_key(key))
    assert refusal(verifier, issuer, f"{signed}.{part(signature)}") == "bad_token"


def test_short_rsa_keys_are_refused(verifier: TokenVerifier, issuer: Issuer) -> None:
    issuer.keys = [jwk("SHORT")]
    signed = f"{part({'alg': 'RS256', 'kid': 'SHORT'})}.{part(issuer.claims())}"
    signature = get_default_algorithms()["RS256"].sign(signed.encode(), private_key("SHORT"))
    assert refusal(verifier, issuer, f"{signed}.{part(signature)}") == "bad_token"


def test_a_token_that_names_no_key_needs_an_issuer_with_one(verifier: TokenVerifier, issuer: Issuer) -> None:
    nameless = jwt.encode(issuer.claims(), private_key("RSA-1"), "RS256")
    issuer.keys = [jwk("RSA-1", kid=DROP), jwk("P256"), jwk("RSA-2", use="enc")]
    assert verifier.verify(nameless, issuer.url, API)
    issuer.keys = [jwk("RSA-1"), jwk("RSA-2")]
    assert refusal(TokenVerifier(http(), issuer.clock), issuer, nameless) == "bad_token"


def test_two_keys_of_one_name_are_not_chosen_between(verifier: TokenVerifier, issuer: Issuer) -> None:
    issuer.keys = [jwk("RSA-1"), jwk("RSA-2", kid="RSA-1")]
    assert refusal(verifier, issuer, issuer.token()) == "bad_token"


def test_keys_are_kept_for_ten_minutes(verifier: TokenVerifier, issuer: Issuer, clock: HandClock) -> None:
    for minutes, asked in ((0, 1), (9, 1), (1, 2)):
        clock.move(minutes=minutes)
        verifier.verify(issuer.token(), issuer.url, API)
        assert issuer.asked.count(DISCOVERY) == issuer.asked.count(KEYS) == asked


def test_a_new_key_is_found_and_a_revoked_one_is_forgotten(verifier: TokenVerifier, issuer: Issuer) -> None:
    old = issuer.token()
    verifier.verify(old, issuer.url, API)
    issuer.keys = [jwk("RSA-2")]
    assert verifier.verify(issuer.token("RSA-2"), issuer.url, API)
    assert refusal(verifier, issuer, old) == "bad_token"


def test_a_revoked_key_is_forgotten_when_its_time_is_over(
    verifier: TokenVerifier, issuer: Issuer, clock: HandClock
) -> None:
    verifier.verify(issuer.token(), issuer.url, API)
    issuer.keys = []
    clock.move(seconds=jwks.FRESH_S)
    assert refusal(verifier, issuer, issuer.token()) == "bad_token"


def test_unknown_keys_make_us_ask_once_in_half_a_minute(
    verifier: TokenVerifier, issuer: Issuer, clock: HandClock
) -> None:
    verifier.verify(issuer.token(), issuer.url, API)
    for number in range(20):
        assert refusal(verifier, issuer, issuer.token(header={"kid": f"made-up-{number}"})) == "bad_token"
    assert issuer.asked.count(KEYS) == 2
    clock.move(seconds=31)
    issuer.keys = [jwk("RSA-2")]
    assert verifier.verify(issuer.token("RSA-2"), issuer.url, API)


def test_a_first_token_with_an_unknown_key_makes_us_ask_once(verifier: TokenVerifier, issuer: Issuer) -> None:
    assert refusal(verifier, issuer, issuer.token("RSA-2")) == "bad_token"
    assert issuer.asked == [DISCOVERY, KEYS]


def test_the_issuer_that_was_not_met_for_longest_is_forgotten(verifier: TokenVerifier, issuer: Issuer) -> None:
    verifier.verify(issuer.token(), issuer.url, API)
    for number in range(jwks.MAX_ISSUERS):
        with pytest.raises(RetryableError):
            verifier.verify(issuer.token(), issuer.url, API, discovery_url=f"urn:{number}")
    verifier.verify(issuer.token(), issuer.url, API)
    assert issuer.asked.count(KEYS) == 2


def test_old_keys_serve_for_an_hour_while_the_issuer_is_away(
    verifier: TokenVerifier, issuer: Issuer, clock: HandClock
) -> None:
    verifier.verify(issuer.token(), issuer.url, API)
    issuer.answers[DISCOVERY] = 503, {}, b""
    clock.move(minutes=59)
    assert verifier.verify(issuer.token(), issuer.url, API)
    assert refusal(verifier, issuer, issuer.token("RSA-2")) == "issuer_unreachable"
    clock.move(minutes=2)
    assert refusal(verifier, issuer, issuer.token()) == "issuer_unreachable"
    issuer.answers.clear()
    assert refusal(verifier, issuer, issuer.token()) == "issuer_unreachable"
    clock.move(seconds=jwks.FAILURE_PAUSE_S)
    assert verifier.verify(issuer.token(), issuer.url, API)


def test_an_issuer_that_is_away_is_not_asked_by_every_call(
    verifier: TokenVerifier, issuer: Issuer, clock: HandClock
) -> None:
    issuer.answers[KEYS] = 500, {}, b""
    for _ in range(5):
        assert refusal(verifier, issuer, issuer.token()) == "issuer_unreachable"
    assert issuer.asked.count(KEYS) == 1
    clock.move(seconds=jwks.FAILURE_PAUSE_S)
    assert refusal(verifier, issuer, issuer.token()) == "issuer_unreachable"
    assert issuer.asked.count(KEYS) == 2


def test_an_issuer_that_nobody_answers_for_is_unreachable(verifier: TokenVerifier, issuer: Issuer) -> None:
    for url in ("http://127.0.0.1:9", "https://127.0.0.1:9", "https://a..b", "https://[", "ftp://127.0.0.1", "urn:x"):
        issuer.url = url
        assert refusal(verifier, issuer, issuer.token()) == "issuer_unreachable"


def test_a_slow_issuer_does_not_hold_us(issuer: Issuer, clock: HandClock) -> None:
    verifier = TokenVerifier(GuardedHttp(loopback=True, within_s=0.2), clock)
    issuer.delay = 0.5
    begun = time.monotonic()
    for _ in range(3):
        assert refusal(verifier, issuer, issuer.token()) == "issuer_unreachable"
    assert time.monotonic() - begun < 1


@pytest.mark.parametrize(
    ("path", "answer"),
    [
        (KEYS, (200, {}, json.dumps({"keys": [jwk("RSA-1")], "padding": "a" * 262_144}).encode())),
        (KEYS, (200, {}, json.dumps({"keys": [jwk("RSA-1")] + 100 * [jwk("RSA-2")]}).encode())),
        (KEYS, (200, {}, b"{}")),
        (KEYS, (200, {}, b'{"keys": {}}')),
        (KEYS, (200, {}, b"[]")),
        (KEYS, (302, {"Location": KEYS + "2"}, b"")),
        (DISCOVERY, (302, {"Location": DISCOVERY + "2"}, b"")),
        (DISCOVERY, (200, {}, b"{}")),
        (DISCOVERY, (200, {}, b"<html>")),
        (DISCOVERY, (404, {}, b"")),
    ],
)
def test_odd_answers_leave_us_without_keys(verifier: TokenVerifier, issuer: Issuer, path: str, answer: Any) -> None:
    issuer.answers[path] = answer
    assert refusal(verifier, issuer, issuer.token()) == "issuer_unreachable"
    assert set(issuer.asked) <= {DISCOVERY, KEYS}


@pytest.mark.parametrize("name", ["https://evil.example", None, "{url}/", ["{url}"]])
def test_a_discovery_document_of_another_issuer_is_refused(verifier: TokenVerifier, issuer: Issuer, name: Any) -> None:
    issuer.about = {"issuer": name.format(url=issuer.url) if isinstance(name, str) else name}
    assert refusal(verifier, issuer, issuer.token()) == "issuer_unreachable"
    assert KEYS not in issuer.asked


@pytest.mark.parametrize(
    "address",
    [
        *["http://169.254.169.254/keys", "https://169.254.169.254/keys", "https://10.0.0.1/keys", "http://10.0.0.1/"],
        *["https://[::ffff:10.0.0.1]/", "http://8.8.8.8/keys", "file:///etc/passwd", "/acme/keys", "", None, 1],
    ],
)
def test_keys_are_not_read_from_inside(verifier: TokenVerifier, issuer: Issuer, address: Any) -> None:
    issuer.about = {"jwks_uri": address}
    begun = time.monotonic()
    assert refusal(verifier, issuer, issuer.token()) == "issuer_unreachable"
    assert time.monotonic() - begun < 0.8


def test_loopback_is_inside_where_it_is_off(issuer: Issuer, clock: HandClock) -> None:
    verifier = TokenVerifier(GuardedHttp(loopback=False), clock)
    assert refusal(verifier, issuer, issuer.token()) == "issuer_unreachable"
    assert not issuer.asked


def test_an_issuer_may_be_found_elsewhere_than_it_says(verifier: TokenVerifier, issuer: Issuer) -> None:
    place = issuer.url + "/.well-known/openid-configuration"
    name = "https://login.acme.example/"
    issuer.about = {"issuer": name}
    assert verifier.verify(issuer.token(iss=name), name, API, discovery_url=place)["iss"] == name
    assert refusal(verifier, issuer, issuer.token(iss=name)) == "wrong_issuer"


def test_a_place_that_one_tenant_names_is_not_asked_for_another(verifier: TokenVerifier, issuer: Issuer) -> None:
    verifier.verify(issuer.token(), issuer.url, API)
    with pytest.raises(RetryableError):
        verifier.verify(issuer.token(), issuer.url, API, discovery_url=issuer.url + "/elsewhere")
    assert issuer.asked[-1] == "/acme/elsewhere"
    assert verifier.verify(issuer.token(), issuer.url, API)


def test_a_slash_at_the_end_of_an_issuer_is_not_doubled(verifier: TokenVerifier, issuer: Issuer) -> None:
    issuer.about = {"issuer": issuer.url + "/", "jwks_uri": issuer.url + "/keys"}
    issuer.url += "/"
    assert verifier.verify(issuer.token(), issuer.url, API)


def test_claimed_issuers_are_read_unverified() -> None:
    def claimed(claims: object) -> tuple[str, tuple[str, ...]] | None:
        return claimed_issuer(f"{part({'alg': 'none'})}.{part(claims)}.")

    assert claimed({"iss": "https://a", "aud": "x", "client_id": "y"}) == ("https://a", ("x",))
    assert claimed({"iss": "https://a", "aud": ["x", "y"]}) == ("https://a", ("x", "y"))
    assert claimed({"iss": "https://a", "client_id": "y", "azp": "z"}) == ("https://a", ("y",))
    assert claimed({"iss": "https://a", "azp": "z"}) == ("https://a", ("z",))
    assert claimed({"iss": "https://a"}) == ("https://a", ())
    for odd in ("", 1, None, ["a"], "a" * 513, "\ud800", "a\nb"):
        assert claimed({"iss": odd, "aud": "x"}) is None
        assert claimed({"iss": "https://a", "aud": odd if odd != ["a"] else [[]]}) is None
    assert claimed({"iss": "https://a", "aud": ["x"] * 21}) is None
    assert claimed({"iss": "https://a", "aud": "x", "more": "a" * 8192}) is None
    assert claimed(["iss"]) is None
    assert claimed_issuer("\ud800.\ud800.") is None
    assert claimed_issuer(f"{part({})}.{part(b'[' * 5000)}.") is None
    assert claimed_issuer(f"{part(b'[' * 5000)}.{part({})}.") is None


_JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=6,
)
_SEGMENT = st.text(alphabet="ABCabc012-_=.") | st.binary().map(part) | _JSON.map(part)
_CLAIMS = st.fixed_dictionaries({}, optional=dict.fromkeys(("iss", "aud", "azp", "client_id"), _JSON)).map(part)


@given(st.text(st.characters()) | st.lists(_SEGMENT | _CLAIMS, max_size=5).map(".".join))
@settings(deadline=None)
def test_no_text_makes_claimed_issuer_raise(text: str) -> None:
    claimed = claimed_issuer(text)
    assert claimed is None or isinstance(claimed[0], str)


@given(
    header=st.fixed_dictionaries({}, optional=dict.fromkeys(("typ", "x", "kid", "alg"), _JSON)),
    claims=st.fixed_dictionaries({}, optional=dict.fromkeys((*CHECKED, "sub", "exp", "iat", "nbf", "aud"), _JSON)),
)
@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_an_issuer_signs_is_accepted_or_refused(
    verifier: TokenVerifier, issuer: Issuer, header: Json, claims: Json
) -> None:
    signed = f"{part({'alg': 'RS256', 'kid': 'RSA-1', **header})}.{part(issuer.claims(**claims))}"
    signature = get_default_algorithms()["RS256"].sign(signed.encode(), private_key("RSA-1"))
    try:
        assert verifier.verify(f"{signed}.{part(signature)}", issuer.url, API)["sub"]
    except Unauthenticated as refused:
        assert refused.code != "wrong_issuer"  # noqa: PT017  (both ways are right)


@pytest.mark.parametrize(
    ("claim", "values"),
    [
        ("cognito:groups", ("hr", "admins")),
        ("realm_access.roles", ("recruiter",)),
        (r"resource_access.candor\.api.roles", ("reviewer",)),
        ("resource_access.candor.api.roles", ()),
        ("https://acme.example/roles", ("HR managers",)),
        (r"https://acme\.example/roles", ("HR managers",)),
        ("scope", ("jobs", "reports")),
        ("mixed", ("a",)),
        ("number", ()),
        ("realm_access", ()),
        ("scope.jobs", ()),
        ("missing.roles", ()),
        ("", ()),
        (".", ()),
    ],
)
def test_roles_are_read_from_many_places(claim: str, values: tuple[str, ...]) -> None:
    claims = {
        "cognito:groups": ["hr", "admins", "hr"],
        "realm_access": {"roles": ["recruiter"]},
        "resource_access": {"candor.api": {"roles": "reviewer"}},
        "https://acme.example/roles": ["HR managers"],
        "scope": " jobs  reports ",
        "mixed": ["a", 1, None, ["b"], "", "a" * 257, "line\nbreak", "\ud800"],
        "number": 1,
    }
    assert roles_from(claims, claim) == values


def test_roles_are_bounded() -> None:
    assert len(roles_from({"roles": [str(number) for number in range(1000)]}, "roles")) == MAX_ROLES
    nested: Any = "deep"
    for _ in range(9):
        nested = {"a": nested}
    assert roles_from(nested, ".".join("a" * 9)) == ()
    assert roles_from(nested["a"], ".".join("a" * 8)) == ("deep",)
