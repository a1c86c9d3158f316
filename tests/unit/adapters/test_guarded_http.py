"""What may be connected to, and what must not."""

import contextlib
import socket
import threading
from collections.abc import Iterator

import httpcore
import pytest

from chalicelib.adapters.guarded_http import GuardedHttp, RefusedAddress, is_public

INSIDE = [
    "10.254.0.0", "192.168.10.65", "172.16.10.65", "0.1.2.3", "0.0.0.0", "127.0.0.1", "127.254.254.254", "169.254.45.1",
    "255.255.255.255", "224.1.2.3", "233.252.0.16", "192.0.0.0", "192.0.0.255", "192.0.2.255", "198.51.100.65",
    "203.0.113.6", "100.100.0.0", "192.88.99.3", "198.18.0.0", "240.240.240.240", "::", "::1", "::ffff:127.0.0.1",
    "::ffff:0.0.0.1", "2001:db8::1", "3fff::dead:beef", "fe80::dead:beef", "febf:ffff::dead:beef", "fdee:3a45:9057::1",
    "2002:c000:204::dead:beef", "64:ff9b::c0a8:0", "64:ff9b::808:808", "5f00::dead:beef", "fe80::1%lo", "nonsense",
]  # fmt: skip


@pytest.mark.parametrize("address", INSIDE)
def test_what_is_inside_is_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["1.1.1.1", "8.8.8.8", "2001:4860:4860::8888", "::ffff:8.8.8.8"])
def test_what_is_public_is(address: str) -> None:
    assert is_public(address)


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
        GuardedHttp(loopback=False).post(f"http://{host}:{answering}/", {}, b"{}")


def test_a_redirect_is_an_answer_and_is_not_followed(answering: int) -> None:
    status, _ = GuardedHttp(loopback=True).post(f"http://127.0.0.1:{answering}/", {}, b"{}")
    assert status == 302


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
        with pytest.raises(httpcore.ReadTimeout):
            GuardedHttp(loopback=True, within_s=0.5).post(f"http://127.0.0.1:{server.getsockname()[1]}/", {}, b"{}")
        stop.set()
        thread.join(5)
