"""HTTP to addresses that tenants name, with a guard against reaching anything inside (SSRF).

The check happens at the moment of connecting, on the address that is then connected to, so a name that resolves
differently the second time gains nothing. Redirects are not followed. Answers are read up to a bound.
"""

import ipaddress
import json
import socket
import ssl
import time
from collections.abc import Iterable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

import httpcore

from chalicelib.domain.language import Localized

MAX_ANSWER = 262_144
MAX_DOCUMENT = 262_144
WITHIN_S = 20.0
CONNECT_S = 5.0

_PORTS = frozenset({443, 8443})
"""Where public receivers listen; other ports are for scanning what is behind a name."""

# What may be connected to is everything public; these are the blocks that are not, by the IANA special-purpose
# registries. `ipaddress.is_global` is not used: it lets several of them pass.
_REFUSED = tuple(
    ipaddress.ip_network(block)
    for block in (
        *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12"),
        *("192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24"),
        *("203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4"),
    )
)
_GLOBAL_UNICAST = ipaddress.ip_network("2000::/3")
_REFUSED_6 = tuple(ipaddress.ip_network(block) for block in ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20"))


_NO_ADDRESS = Localized(en="This is no address.", zh="这不是有效的地址。")
_NOT_HTTPS = Localized(en="The address must begin with https://.", zh="地址必须以 https:// 开头。")
_CREDENTIALS = Localized(en="The address must not hold a user name or password.", zh="地址中不得包含用户名或密码。")
_NOT_PUBLIC = Localized(en="The address must lie in the public internet.", zh="地址必须位于公网。")
_NO_PORT = Localized(en="The address must be on port 443 or 8443.", zh="地址的端口必须是 443 或 8443。")


class RefusedAddress(Exception):
    """The name leads to an address that must not be reached from here, or the URL says what it must not say."""


@dataclass(frozen=True)
class HttpAnswer:
    """What came back. Names of headers are in lower case; `body` ends at `MAX_ANSWER` bytes."""

    status: int
    headers: dict[str, str]
    body: bytes


class NotADocument(Exception):
    """The answer is no JSON document of an acceptable size; says what it is."""


def is_public(address: str) -> bool:
    """Whether `address` (IPv4 or IPv6, mapped forms unwrapped) lies in the public internet."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return False
    if isinstance(parsed, ipaddress.IPv6Address):
        if parsed.ipv4_mapped is None:
            return parsed in _GLOBAL_UNICAST and not any(parsed in block for block in _REFUSED_6)
        parsed = parsed.ipv4_mapped
    return not any(parsed in block for block in _REFUSED)


def fault_of(url: str, *, loopback: bool) -> Localized | None:
    """What is wrong with an address that a tenant names, as far as it can be seen before anything is connected to.

    Where a name leads is looked at when it is connected to, not here.
    """
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)
    except ValueError:
        return _NO_ADDRESS
    if parts.username is not None or parts.password is not None:
        return _CREDENTIALS
    literal = _literal(host)
    if loopback and (host == "localhost" or (literal is not None and literal.is_loopback)):
        return None
    if parts.scheme != "https":
        return _NOT_HTTPS
    if host == "localhost" or (literal is not None and not is_public(host)):
        return _NOT_PUBLIC
    return None if port in _PORTS else _NO_PORT


def _literal(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None


class _TimedStream(httpcore.NetworkStream):
    """A connection with one deadline over everything, so that a receiver that answers drop by drop gains no time."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: float) -> None:
        self._stream = stream
        self._deadline = deadline

    def _left(self, timeout: float | None) -> float:
        left = self._deadline - time.monotonic()
        if left <= 0:
            msg = "the answer took too long"
            raise httpcore.ReadTimeout(msg)
        return left if timeout is None else min(left, timeout)

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._left(timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        secured = self._stream.start_tls(ssl_context, server_hostname, self._left(timeout))
        return _TimedStream(secured, self._deadline)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


class GuardedBackend(httpcore.SyncBackend):
    """What connects, for every client of such addresses: looks at each address before, and ends at a deadline."""

    def __init__(self, *, public: bool, loopback: bool, deadline: float, ports: frozenset[int] | None = None) -> None:
        """`deadline` is of the monotonic clock. `public` and `loopback` say which addresses may be reached.

        `ports` are those that public addresses may be reached on; any where it is None.
        """
        self._public = public
        self._ports = ports
        self._loopback = loopback
        self._deadline = deadline

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """A connection to the address that was looked at. Raises RefusedAddress."""
        address = self._checked(host, port)
        stream = super().connect_tcp(address, port, timeout, local_address, socket_options)
        return _TimedStream(stream, self._deadline)

    def _checked(self, host: str, port: int) -> str:
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            raise httpcore.ConnectError(str(error)) from error
        addresses = [str(entry[4][0]) for entry in found]
        for address in addresses:
            if not self._permitted(address, port):
                raise RefusedAddress(f"{address}, port {port}")
        return addresses[0]

    def _permitted(self, address: str, port: int) -> bool:
        if self._public and is_public(address):
            return self._ports is None or port in self._ports
        return self._loopback and ipaddress.ip_address(address).is_loopback


class GuardedHttp:
    """A client for addresses from outside. `loopback` lets a laptop's own receivers be reached; off in production."""

    def __init__(self, *, loopback: bool, within_s: float = WITHIN_S) -> None:
        self._loopback = loopback
        self._within_s = within_s
        self._tls = httpcore.default_ssl_context()

    def request(
        self, method: str, url: str, headers: dict[str, str], body: bytes | None = None, within_s: float | None = None
    ) -> HttpAnswer:
        """Send one request and return its answer, all within `within_s` seconds or the client's own bound.

        Addresses on the internet must be https, on port 443 or 8443; a redirect is an answer like any other. Raises
        RefusedAddress, and httpcore's exceptions or ValueError for what went wrong on the way.
        """
        parts = urlsplit(url)
        if parts.username is not None or parts.password is not None:
            raise RefusedAddress("a URL with a user name or password in it")
        within = self._within_s if within_s is None else min(within_s, self._within_s)
        secure = parts.scheme == "https"
        return self._exchange(
            method, url, headers, body, at_most=MAX_ANSWER, within=within, public=secure, ports=_PORTS
        )

    def get_json(self, url: str, within_s: float = WITHIN_S) -> Any:
        """GET a JSON document of at most `MAX_DOCUMENT` bytes, within `within_s` seconds or the client's own bound.

        What is read is relied on, so plain http is for loopback alone, where that may be reached at all. Raises
        NotADocument for any answer but 200 with JSON, RefusedAddress, and httpcore's exceptions as `post` does.
        """
        secure = url.startswith("https://")
        headers = {"Accept": "application/json", "User-Agent": "Candor/1"}
        answer = self._exchange(
            "GET", url, headers, at_most=MAX_DOCUMENT + 1, within=min(within_s, self._within_s), public=secure
        )
        if answer.status != HTTPStatus.OK:
            raise NotADocument(f"status {answer.status}")
        if len(answer.body) > MAX_DOCUMENT:
            raise NotADocument(f"more than {MAX_DOCUMENT} bytes")
        try:
            return json.loads(answer.body)
        except (ValueError, RecursionError) as error:
            raise NotADocument("not JSON") from error

    def _exchange(
        self,
        method: str,
        url: str,
        headers: dict[str, str],
        body: bytes | None = None,
        *,
        at_most: int,
        within: float,
        public: bool,
        ports: frozenset[int] | None = None,
    ) -> HttpAnswer:
        deadline = time.monotonic() + within
        backend = GuardedBackend(public=public, loopback=self._loopback, deadline=deadline, ports=ports)
        timeouts = {"connect": CONNECT_S, "read": within, "write": within, "pool": CONNECT_S}
        with (
            httpcore.ConnectionPool(
                network_backend=backend, ssl_context=self._tls, max_keepalive_connections=0
            ) as pool,
            pool.stream(
                method, url, headers=list(headers.items()), content=body, extensions={"timeout": timeouts}
            ) as answer,
        ):
            read = b""
            for chunk in answer.iter_stream():
                read += chunk
                if len(read) >= at_most:
                    break
            told = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in answer.headers}
            return HttpAnswer(answer.status, told, read[:at_most])
