"""Systems that results go to, on loopback: each path fails in its own way; effects are counted by key."""

import json
import socket
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import ClassVar

from chalicelib.bootstrap import Services
from chalicelib.domain.clock import new_id
from chalicelib.domain.connection import Connection


@dataclass
class Receiver:
    """What the systems have taken in."""

    PATHS: ClassVar = (
        "ok",
        "wait_seconds",
        "wait_date",
        "error",
        "times_out",
        "bad_json",
        "resets",
        "redirect",
        "refuses",
    )
    REFUSING: ClassVar = ("redirect", "refuses")
    port: int = 0
    hangs_s: float = 22
    """Longer than a client waits."""
    healed: bool = False
    seen: list[tuple[str, str, str, dict[str, str]]] = field(default_factory=list)
    """Path, key, body and headers of every request but tests."""
    done: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    """Keys whose effect happened, by path."""
    lock: threading.Lock = field(default_factory=threading.Lock)

    def url(self, path: str) -> str:
        """Where the system listens."""
        return f"http://127.0.0.1:{self.port}/{path}"

    def connect(self, services: Services, path: str) -> str:
        """Make, test and switch on a connection."""
        made = Connection(
            id=new_id(services.clock, "cnn"),
            name=path,
            connector="generic",
            settings={"url": self.url(path)},
            created_at=services.clock.now(),
        )
        services.connections.create(made, services.clock.entropy(32))
        assert services.connectors.test(made.id, new_id(services.clock, "exc")).state == "done"
        services.connections.change(made.id, None, None, None, enabled=True)
        return made.id

    def effects(self, interview: str) -> dict[str, int]:
        """How often each system has taken the interview's result in."""
        keys = {key for _, key, body, _ in self.seen if json.loads(body)["interview_id"] == interview}
        return {path: len(self.done[path] & keys) for path in self.PATHS if self.done[path] & keys}

    def keys(self, interview: str) -> Counter[str]:
        """How many keys each system has seen for the interview."""
        about = {(path, key) for path, key, body, _ in self.seen if json.loads(body)["interview_id"] == interview}
        return Counter(path for path, _ in about)

    def path_of(self, services: Services, exchange: str) -> str:
        """Which system an exchange was with."""
        return services.connections.require(services.connectors.require(exchange).connection).value.name

    def answer(self, handler: BaseHTTPRequestHandler, body: str) -> None:
        """What the system at the request's path does with it."""
        path, key = handler.path.partition("?")[0].strip("/"), handler.headers["Idempotency-Key"]
        with self.lock:
            first = all((seen[0], seen[1]) != (path, key) for seen in self.seen)
            self.seen.append((path, key, body, {name.lower(): value for name, value in handler.headers.items()}))
        status, headers = self._manner(path, first=first)
        if status == HTTPStatus.OK:
            with self.lock:
                self.done[path].add(key)
        if first and path == "times_out":
            time.sleep(self.hangs_s)
        if first and path == "resets":
            handler.connection.shutdown(socket.SHUT_RDWR)
            return
        try:
            _respond(handler, status, headers, '{"accepted": tr' if first and path == "bad_json" else "{}")
        except OSError:
            return

    def _manner(self, path: str, *, first: bool) -> tuple[int, dict[str, str]]:
        if path == "redirect":
            return 307, {"Location": self.url("ok")}
        if path == "down" or (first and path == "error"):
            return 503, {}
        if path == "refuses" and not self.healed:
            return 422, {}
        if first and path in {"wait_seconds", "wait_date"}:
            return 429, {"Retry-After": "2" if path == "wait_seconds" else _in_two_seconds()}
        return 200, {}


def _respond(handler: BaseHTTPRequestHandler, status: int, headers: dict[str, str], text: str) -> None:
    handler.send_response(status)
    for name, value in {**headers, "Content-Type": "application/json", "Content-Length": str(len(text))}.items():
        handler.send_header(name, value)
    handler.end_headers()
    handler.wfile.write(text.encode())


def _in_two_seconds() -> str:
    return format_datetime(datetime.now(UTC) + timedelta(seconds=2), usegmt=True)


@contextmanager
def running_receiver(hangs_s: float = 22) -> Iterator[Receiver]:
    """The systems, up."""
    receiver = Receiver(hangs_s=hangs_s)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            if json.loads(body).get("test"):
                _respond(self, 200, {}, "{}")
            else:
                receiver.answer(self, body)

        def log_message(self, *_arguments: object) -> None:
            pass

    class Server(ThreadingHTTPServer):
        def handle_error(self, *_arguments: object) -> None:
            """A client that has gone is what some of these tests are about."""

    server = Server(("127.0.0.1", 0), Handler)
    receiver.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield receiver
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
