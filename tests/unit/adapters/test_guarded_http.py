"""What may be connected to, and what must not."""

import contextlib
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import httpcore
import pytest

from chalicelib.adapters.guarded_http import (
    MAX_DOCUMENT,
    GuardedHttp,
    NotADocument,
    RefusedAddress,
    fault_of,
    is_public,
)

INSIDE = [
    "10.254.0.0", "192.168.10.65", "172.16.10.65", "0.1.2.3", "0.0.0.0", "127.0.0.1", "127.0.0.254",
    "127.254.254.254", "169.254.45.1", "255.255.255.255", "224.1.2.3", "233.252.0.16", "192.0.0.0", "192.0.0.255",
    "192.0.2.255", "198.51.100.65", "203.0.113.6", "100.100.0.0", "192.88.99.3", "198.18.0.0", "240.240.240.240",
    "::", "::1", "::ffff:127.0.0.1", "::ffff:0.0.0.1", "2001:db8::1", "3fff::dead:beef", "fe80::dead:beef",
    "febf:ffff::dead:beef", "fdee:3a45:9057::1", "fd7a:115c:a1e0::1", "2002:c000:204::dead:beef",
    "2002:c0a8:1::dead:beef", "64:ff9b::c0a8:0", "64:ff9b::808:808", "5f00::dead:beef", "fe80::1%lo", "nonsense",
]  # fmt: skip


@pytest.mark.parametrize("address", INSIDE)
def test_what_is_inside_is_not_public(address: str) -> None:
    assert not is_public(address)


OUTSIDE = ["1.1.1.1", "8.8.8.8", "2001:4860:4860::8888", "::ffff:8.8.8.8"]


@pytest.mark.parametrize("address", OUTSIDE)
def test_what_is_public_is(address: str) -> None:
    assert is_public(address)


FAULTS = {
    "https://hooks.example/x": "",
    "https://8.8.8.8:8443/x": "",
    "http://hooks.example/x": "must begin with https",
    "ftp://hooks.example/x": "must begin with https",
    "https://hooks.example:9000/x": "on port 443 or 8443",
    "https://me:secret@hooks.example/x": "user name or password",
    "https://169.254.169.254/latest": "in the public internet",
    "https://[::1]/x": "in the public internet",
    "https://localhost/x": "in the public internet",
    "https://hooks.example:port/x": "is no address",
}


@pytest.mark.parametrize(("url", "fault"), FAULTS.items())
def test_what_is_wrong_with_an_address_is_told_before_anything_is_sent(url: str, fault: str) -> None:
    found = fault_of(url, loopback=False)
    assert fault in found.en if found else not fault


@pytest.mark.parametrize("url", ["http://127.0.0.1:8010/x", "http://localhost:1/x", "https://[::1]:99/x"])
def test_a_laptop_may_name_itself_and_still_nothing_else_inside(url: str) -> None:
    assert fault_of(url, loopback=True) is None
    assert fault_of("https://10.0.0.1/x", loopback=True) is not None
    assert fault_of("http://hooks.example/x", loopback=True) is not None


@pytest.fixture
def dialled(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Addresses that were connected to; nothing is there."""
    addresses: list[str] = []

    def connect(address: tuple[str, int], *_arguments: object, **_named: object) -> socket.socket:
        addresses.append(address[0])
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "create_connection", connect)
    return addresses


def resolve(monkeypatch: pytest.MonkeyPatch, *answers: list[str]) -> None:
    """Let the resolver give these answers, one after the other."""
    left = iter(answers)

    def look_up(_host: str, port: int, *_arguments: object, **_named: object) -> list[object]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in next(left)]

    monkeypatch.setattr(socket, "getaddrinfo", look_up)


def post(url: str, *, loopback: bool = False) -> None:
    GuardedHttp(loopback=loopback).request("POST", url, {}, b"{}")


@pytest.mark.parametrize("address", [address for address in INSIDE if address != "nonsense"])
def test_a_name_that_leads_inside_is_not_connected_to(
    address: str, dialled: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    resolve(monkeypatch, [address])
    with pytest.raises(RefusedAddress):
        post("https://hooks.example/")
    assert dialled == []


@pytest.mark.parametrize("address", OUTSIDE)
def test_a_name_that_leads_outside_is_connected_to(
    address: str, dialled: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    resolve(monkeypatch, [address])
    with pytest.raises(httpcore.ConnectError):
        post("https://hooks.example/")
    assert dialled == [address]


def test_one_address_inside_is_enough_not_to_connect(dialled: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    resolve(monkeypatch, ["8.8.8.8", "10.0.0.1"])
    with pytest.raises(RefusedAddress):
        post("https://hooks.example/")
    assert dialled == []


def test_a_name_that_is_bound_anew_gains_nothing(dialled: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    # One look-up for each try: what was looked at is what is connected to, and the next try looks again.
    resolve(monkeypatch, ["8.8.8.8"], ["169.254.169.254"])
    with pytest.raises(httpcore.ConnectError):
        post("https://hooks.example/")
    with pytest.raises(RefusedAddress):
        post("https://hooks.example/")
    assert dialled == ["8.8.8.8"]


@pytest.mark.parametrize(
    "url",
    [
        "https://user:secret@hooks.example/",
        "https://user@hooks.example/",
        "https://hooks.example:22/",
        "https://hooks.example:8080/",
        "http://hooks.example/",
    ],
)
@pytest.mark.parametrize("loopback", [True, False])
def test_no_credentials_no_other_ports_and_no_plain_http_outside(
    url: str, dialled: list[str], monkeypatch: pytest.MonkeyPatch, *, loopback: bool
) -> None:
    resolve(monkeypatch, ["8.8.8.8"])
    with pytest.raises(RefusedAddress):
        post(url, loopback=loopback)
    assert dialled == []


def test_the_second_port_of_https_is_connected_to(dialled: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    resolve(monkeypatch, ["8.8.8.8"])
    with pytest.raises(httpcore.ConnectError):
        post("https://hooks.example:8443/")
    assert dialled == ["8.8.8.8"]


@pytest.fixture
def answering() -> Iterator[int]:
    """A loopback port that answers one request with a redirect."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            connection, _ = server.accept()
            with connection:
                connection.recv(65536)
                connection.sendall(b"HTTP/1.1 302 Found\r\nLocation: http://10.0.0.1/\r\nContent-Length: 0\r\n\r\n")

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield server.getsockname()[1]
        # A guard that did not connect leaves the thread waiting: let it go.
        socket.create_connection(server.getsockname()).close()
        thread.join(5)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::ffff:127.0.0.1]", "0", "2130706433"])
def test_no_spelling_of_loopback_is_connected_to(answering: int, host: str) -> None:
    with pytest.raises(RefusedAddress):
        GuardedHttp(loopback=False).request("POST", f"http://{host}:{answering}/", {}, b"{}")


def test_a_redirect_is_an_answer_and_is_not_followed(answering: int) -> None:
    answer = GuardedHttp(loopback=True).request("POST", f"http://127.0.0.1:{answering}/", {}, b"{}")
    assert (answer.status, answer.headers["location"]) == (302, "http://10.0.0.1/")


def test_a_receiver_that_answers_drop_by_drop_does_not_hold_us() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        stop = threading.Event()

        def drip() -> None:
            connection, _ = server.accept()
            with connection, contextlib.suppress(OSError):
                connection.recv(65536)
                connection.sendall(b"HTTP/1.1 200 OK\r\n")
                while not stop.wait(0.1):
                    connection.sendall(b"X-Drop: 1\r\n")

        thread = threading.Thread(target=drip)
        thread.start()
        url = f"http://127.0.0.1:{server.getsockname()[1]}/"
        with pytest.raises(httpcore.ReadTimeout):
            GuardedHttp(loopback=True, within_s=0.5).request("POST", url, {}, b"{}")
        stop.set()
        thread.join(5)


@contextmanager
def serving(answer: bytes) -> Iterator[str]:
    """The address of a server on loopback that gives this answer once."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            connection, _ = server.accept()
            with connection, contextlib.suppress(OSError):
                connection.recv(65536)
                connection.sendall(answer)

        thread = threading.Thread(target=serve)
        thread.start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}/"
        thread.join(5)


def ok(body: bytes) -> bytes:
    return b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%b" % (len(body), body)


def test_a_document_is_read() -> None:
    with serving(ok(b'{"keys": []}')) as url:
        assert GuardedHttp(loopback=True).get_json(url) == {"keys": []}


def test_a_document_of_the_greatest_size_is_read() -> None:
    with serving(ok(b'"' + b"a" * (MAX_DOCUMENT - 2) + b'"')) as url:
        assert len(GuardedHttp(loopback=True).get_json(url)) == MAX_DOCUMENT - 2


@pytest.mark.parametrize(
    "answer",
    [
        ok(b'"' + b"a" * (MAX_DOCUMENT - 1) + b'"'),
        ok(b"<html>"),
        ok(b"\xff"),
        ok(b""),
        ok(b"[" * 100_000),
        b"HTTP/1.1 404 Not Found\r\nContent-Length: 2\r\n\r\n{}",
        b"HTTP/1.1 302 Found\r\nLocation: http://10.0.0.1/\r\nContent-Length: 2\r\n\r\n{}",
    ],
    ids=["too large", "HTML", "not UTF-8", "empty", "too deep", "not found", "a redirect"],
)
def test_what_is_no_document_is_refused(answer: bytes) -> None:
    with serving(answer) as url, pytest.raises(NotADocument):
        GuardedHttp(loopback=True).get_json(url)


@pytest.mark.parametrize("loopback", [True, False])
@pytest.mark.parametrize("address", ["169.254.169.254", "10.0.0.1", "[::ffff:10.0.0.1]", "[fd00::1]"])
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_no_document_is_read_from_inside(scheme: str, address: str, *, loopback: bool) -> None:
    with pytest.raises(RefusedAddress):
        GuardedHttp(loopback=loopback).get_json(f"{scheme}://{address}/keys")


def test_no_document_is_read_from_loopback_where_it_is_off(answering: int) -> None:
    for scheme in ("http", "https"):
        with pytest.raises(RefusedAddress):
            GuardedHttp(loopback=False).get_json(f"{scheme}://127.0.0.1:{answering}/")


@pytest.mark.parametrize("loopback", [True, False])
def test_no_document_is_read_over_plain_http_from_the_internet(*, loopback: bool) -> None:
    with pytest.raises(RefusedAddress):
        GuardedHttp(loopback=loopback).get_json("http://8.8.8.8/keys")


def test_a_document_has_less_time_where_less_is_given() -> None:
    begun = time.monotonic()
    with socket.create_server(("127.0.0.1", 0)) as server, pytest.raises(httpcore.ReadTimeout):
        GuardedHttp(loopback=True).get_json(f"http://127.0.0.1:{server.getsockname()[1]}/", within_s=0.2)
    assert time.monotonic() - begun < 5
