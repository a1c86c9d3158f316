"""OpenAI's chat completions, which many servers speak: https to public addresses, or loopback where that is allowed.

Request and answer follow OpenAI's API reference, "Create chat completion"; `Retry-After` is RFC 9110, section 10.2.3.
"""

from __future__ import annotations

import json
import re
import ssl
import time
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import cache
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import httpcore

from chalicelib.adapters.guarded_http import CONNECT_S, GuardedBackend, RefusedAddress
from workers.judging.asking import LONGEST_OUTPUT, TEMPERATURE, NoKey, Sample, SampleFailed, tokens

if TYPE_CHECKING:
    from chalicelib.domain.judge import OpenAiEndpoint
    from workers.judging.prompt import Prompt

LONGEST_ANSWER: Final = 262_144
RETRY_S: Final = 0.5
LONGEST_RETRY_S: Final = 5.0
"""A longer wait is respected by not asking again."""
LEAST_LEFT_S: Final = 0.5
_KEY: Final = re.compile(r"[\x21-\x7e]{1,4096}")


@cache
def _tls() -> ssl.SSLContext:
    return httpcore.default_ssl_context()


class _Answer(NamedTuple):
    status: int
    retry_after: str
    body: bytes


class OpenAi:
    """One tenant's endpoint."""

    def __init__(self, endpoint: OpenAiEndpoint, model: str, key: str, *, loopback: bool) -> None:
        """`loopback` lets a server on this machine be reached; off in production. Raises NoKey for an unusable key."""
        if not _KEY.fullmatch(key):
            raise NoKey
        self._endpoint = endpoint
        self._model = model
        self._authorization = f"Bearer {key}"
        self._loopback = loopback

    def ask(self, prompt: Prompt, seed: int, within_s: float) -> Sample:
        """One sample; asks a second time at most, when the server is busy or failed."""
        deadline = time.monotonic() + within_s
        body = json.dumps(self._request(prompt, seed)).encode()
        answer = self._post(body, deadline)
        if answer.status == HTTPStatus.TOO_MANY_REQUESTS or answer.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            pause = retry_pause(answer.retry_after, datetime.now(UTC))
            if pause > LONGEST_RETRY_S or time.monotonic() + pause + LEAST_LEFT_S > deadline:
                raise SampleFailed("unreachable")
            time.sleep(pause)
            answer = self._post(body, deadline)
        if answer.status != HTTPStatus.OK:
            raise SampleFailed("unreachable")
        return _sample(answer.body)

    def _request(self, prompt: Prompt, seed: int) -> dict[str, Any]:
        optional = {"temperature": TEMPERATURE, "seed": seed, "response_format": {"type": "json_object"}}
        return {
            "model": self._model,
            "messages": [{"role": "system", "content": prompt.system}, {"role": "user", "content": prompt.user}],
            self._endpoint.length_field: LONGEST_OUTPUT,
            **{name: value for name, value in optional.items() if name not in self._endpoint.omits},
        }

    def _post(self, body: bytes, deadline: float) -> _Answer:
        left = max(deadline - time.monotonic(), 0.01)
        # What is read is relied on and a key goes with it, so plain http is for loopback alone.
        secure = self._endpoint.url.startswith("https://")
        backend = GuardedBackend(public=secure, loopback=self._loopback, deadline=deadline)
        headers = {
            "Accept": "application/json",
            "Authorization": self._authorization,
            "Content-Type": "application/json",
            "User-Agent": "Candor/1",
        }
        timeouts = {"connect": min(CONNECT_S, left), "read": left, "write": left, "pool": left}
        try:
            with (
                httpcore.ConnectionPool(
                    network_backend=backend, ssl_context=_tls(), max_keepalive_connections=0
                ) as pool,
                pool.stream(
                    "POST",
                    f"{self._endpoint.url}/chat/completions",
                    headers=list(headers.items()),
                    content=body,
                    extensions={"timeout": timeouts},
                ) as answer,
            ):
                return _Answer(answer.status, _retry_after(answer), _bounded(answer))
        except RefusedAddress:
            raise SampleFailed("refused") from None
        except httpcore.TimeoutException:
            raise SampleFailed("timed_out") from None
        except (httpcore.NetworkError, httpcore.ProtocolError, httpcore.UnsupportedProtocol, OSError):
            # The cause is left behind on purpose: it may hold a header, and a header holds the key.
            raise SampleFailed("unreachable") from None


def retry_pause(header: str, now: datetime) -> float:
    """Seconds that `Retry-After` asks for, in seconds or as a date; a short while where it says nothing usable."""
    if header.isascii() and header.isdecimal():
        return float(header[:9])
    try:
        until = parsedate_to_datetime(header)
    except (TypeError, ValueError, IndexError, OverflowError):
        return RETRY_S
    if until.tzinfo is None:
        until = until.replace(tzinfo=UTC)
    return max((until - now).total_seconds(), 0.0)


def _retry_after(answer: httpcore.Response) -> str:
    for name, value in answer.headers:
        if name.lower() == b"retry-after":
            return value.decode("ascii", "replace").strip()
    return ""


def _bounded(answer: httpcore.Response) -> bytes:
    read = bytearray()
    for chunk in answer.iter_stream():
        read += chunk
        if len(read) > LONGEST_ANSWER:
            raise SampleFailed("too_large")
    return bytes(read)


def _sample(body: bytes) -> Sample:
    try:
        answer = json.loads(body)
        text = answer["choices"][0]["message"]["content"]
    except (ValueError, RecursionError, LookupError, TypeError):
        raise SampleFailed("invalid_json") from None
    found = answer.get("usage")
    usage = found if isinstance(found, dict) else {}
    # A refusal has no text, and is paid for all the same.
    written = text if isinstance(text, str) else ""
    return Sample(written, tokens(usage.get("prompt_tokens")), tokens(usage.get("completion_tokens")))
