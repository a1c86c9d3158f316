"""An identity provider on loopback whose tokens are good: what sign-in needs of one, and no more."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

from tests.unit.clock import HandClock

API = "https://api.candor.example"


@cache
def _key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(65537, 2048)


class Issuer:
    """Signs access tokens, and publishes the key to check them with."""

    def __init__(self, url: str, clock: HandClock) -> None:
        self.url = url
        self._clock = clock

    def token(self, subject: str, **claims: Any) -> str:
        """An access token for the API, good for five minutes."""
        now = int(self._clock.now().timestamp())
        usual = {"iss": self.url, "aud": API, "sub": subject, "iat": now, "exp": now + 300}
        return jwt.encode({**usual, **claims}, _key(), "RS256", headers={"kid": "k1", "typ": "at+jwt"})

    def document(self, path: str) -> dict[str, Any]:
        """What is published at a path."""
        if path == "/keys":
            listed = RSAAlgorithm.to_jwk(_key().public_key(), as_dict=True)
            return {"keys": [{**listed, "kid": "k1", "use": "sig"}]}
        return {"issuer": self.url, "jwks_uri": f"{self.url}/keys"}


@contextmanager
def running_issuer(clock: HandClock) -> Iterator[Issuer]:
    """An issuer as long as the block lasts."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = json.dumps(told.document(self.path)).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_arguments: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    told = Issuer(f"http://127.0.0.1:{server.server_address[1]}", clock)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield told
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)
