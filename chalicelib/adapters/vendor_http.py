"""Calls to the APIs of vendors, guarded as every address that a tenant names, with JSON back.

What went wrong is told apart by what it means: nothing can have arrived (`NotSent`), or it may have been carried out
(`NoAnswer`).
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import httpcore

from chalicelib.adapters.guarded_http import GuardedHttp, RefusedAddress

WITHIN_S = 10.0
_NOTHING_SENT = (httpcore.ConnectError, httpcore.ConnectTimeout, httpcore.PoolTimeout, httpcore.UnsupportedProtocol)


class NotSent(Exception):
    """No connection was made: the call cannot have been carried out."""


class NoAnswer(Exception):
    """The call went out, and no answer came back: it may have been carried out."""


@dataclass(frozen=True)
class VendorAnswer:
    """What a vendor said. `body` is an object; for what is no JSON object it is empty and `readable` is false."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: Mapping[str, Any] = field(default_factory=dict)
    readable: bool = True


class VendorHttp:
    """A client for vendors."""

    def __init__(self, http: GuardedHttp, within_s: float = WITHIN_S) -> None:
        self._http = http
        self._within_s = within_s

    def call(
        self,
        method: str,
        url: str,
        query: Mapping[str, str] | None = None,
        *,
        headers: Mapping[str, str] | None = None,
        body: bytes | None = None,
    ) -> VendorAnswer:
        """One call, not repeated, redirects not followed. Raises NotSent, NoAnswer.

        Their messages name no address: a query may hold credentials.
        """
        full = f"{url}?{urlencode(query)}" if query else url
        sent = {"Accept": "application/json", "User-Agent": "Candor/1", **(headers or {})}
        try:
            answer = self._http.request(method, full, sent, body, self._within_s)
        except RefusedAddress as error:
            raise NotSent(f"refused to connect to {error}") from error
        except (*_NOTHING_SENT, ValueError) as error:
            raise NotSent(type(error).__name__) from error
        except (httpcore.NetworkError, httpcore.TimeoutException, httpcore.ProtocolError) as error:
            raise NoAnswer(type(error).__name__) from error
        try:
            read = json.loads(answer.body)
        except (ValueError, RecursionError):
            read = None
        if not isinstance(read, dict):
            return VendorAnswer(answer.status, answer.headers, readable=False)
        return VendorAnswer(answer.status, answer.headers, read)

    def post_json(
        self,
        url: str,
        body: Mapping[str, Any],
        query: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> VendorAnswer:
        """POST an object as JSON. Raises as `call` does."""
        kind = {"Content-Type": "application/json; charset=utf-8", **(headers or {})}
        return self.call("POST", url, query, headers=kind, body=json.dumps(body, ensure_ascii=False).encode())
