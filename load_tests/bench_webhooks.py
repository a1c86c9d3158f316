"""What an endpoint that hangs costs the others: from an event to its arrival, alone and beside a dead endpoint.

    python -m load_tests.bench_webhooks [--seconds N] [--rate N] [--endpoints N] [--workers N] [--rounds N]

The service's own code delivers, in as many threads as Lambdas may run at once, from one queue without any fairness of
its own, to receivers on loopback that answer within milliseconds. Then the same again with one more endpoint that
accepts connections and never answers, and is sent as many events as each of the others. Both take turns, ROUNDS times,
and each counts with all that was measured in its turns. The table is a dictionary, so that what is measured is the
waiting. The last line is JSON:

p95_alone_s, p95_beside_dead_s   seconds from the event to its arrival at an endpoint that is well
ratio                            of the two
arrived, expected                deliveries to endpoints that are well, in all turns together
tries_at_dead                    what the dead endpoint was sent
"""

import argparse
import heapq
import itertools
import json
import os
import socket
import statistics
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from chalicelib.adapters.dynamodb.endpoint_health import HealthStore
from chalicelib.adapters.dynamodb.events import Events
from chalicelib.adapters.dynamodb.journal import NoJournal
from chalicelib.adapters.dynamodb.webhooks import Webhooks
from chalicelib.adapters.guarded_http import GuardedHttp
from chalicelib.adapters.secrets import WebhookSecrets
from chalicelib.adapters.sqs import Queues
from chalicelib.adapters.system_clock import SystemClock
from chalicelib.domain.event import Event
from chalicelib.domain.messages import DeliverWebhook
from chalicelib.domain.webhook import SigningSecrets, WebhookEndpoint
from chalicelib.services.webhook_deliveries import DeliveryService
from chalicelib.services.webhooks import WebhookService
from load_tests.memory_table import MemoryTable

_DRAIN_S = 30


class Queue(Queues):
    """One queue, first come first served, with delays."""

    def __init__(self) -> None:
        self._waiting: list[tuple[float, int, DeliverWebhook]] = []
        self._numbers = itertools.count()
        self._changed = threading.Condition()

    def send_delivery(self, message: DeliverWebhook, delay_s: int = 0) -> None:
        """Put a message in."""
        with self._changed:
            heapq.heappush(self._waiting, (time.monotonic() + delay_s, next(self._numbers), message))
            self._changed.notify()

    def take(self, stop: threading.Event) -> DeliverWebhook | None:
        """The next message whose time has come; None when it is over."""
        with self._changed:
            while not stop.is_set():
                now = time.monotonic()
                if self._waiting and self._waiting[0][0] <= now:
                    return heapq.heappop(self._waiting)[2]
                self._changed.wait(min(self._waiting[0][0] - now, 0.2) if self._waiting else 0.2)
        return None


class Secrets(WebhookSecrets):
    """One secret for all."""

    def __init__(self) -> None:
        pass

    def read(self, endpoint: str) -> SigningSecrets:
        """The secret."""
        del endpoint
        return SigningSecrets(current="whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")

    def keep(self, endpoint: str, secrets: SigningSecrets) -> None:
        """Nothing."""


class Receivers:
    """When each event arrived at each endpoint: the first path segment says which."""

    def __init__(self) -> None:
        self.arrived: dict[tuple[str, str], float] = {}

    @contextmanager
    def listening(self) -> Iterator[int]:
        """Answer on a loopback port."""
        receivers = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                self.rfile.read(int(self.headers["Content-Length"]))
                key = (self.path.strip("/"), self.headers["webhook-id"])
                receivers.arrived.setdefault(key, time.monotonic())
                self.send_response(204)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_arguments: object) -> None:
                """Say nothing."""

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield server.server_address[1]
        finally:
            server.shutdown()
            server.server_close()


@contextmanager
def hanging() -> Iterator[tuple[int, list[socket.socket]]]:
    """A loopback port that accepts connections and never answers."""
    held: list[socket.socket] = []
    with socket.create_server(("127.0.0.1", 0), backlog=512) as server:

        def accept() -> None:
            while True:
                try:
                    held.append(server.accept()[0])
                except OSError:
                    return

        threading.Thread(target=accept, daemon=True).start()
        yield server.getsockname()[1], held
        server.close()
    for connection in held:
        connection.close()


def run(arguments: argparse.Namespace, *, dead: int | None) -> list[float]:
    """Waits of every delivery to an endpoint that is well; infinite for what did not arrive."""
    clock, table, queue, receivers = SystemClock(), MemoryTable(), Queue(), Receivers()
    store, events = Webhooks(table, "bench", NoJournal()), Events(table, "bench", clock)
    health, secrets, http = HealthStore(table, "bench"), Secrets(), GuardedHttp(loopback=True)
    webhooks = WebhookService(store, events, health, secrets, queue, clock, "bench", loopback=True)
    deliveries = DeliveryService(store, events, health, secrets, queue, http, webhooks, clock)
    stop = threading.Event()

    def work() -> None:
        while message := queue.take(stop):
            deliveries.deliver(message)

    workers = [threading.Thread(target=work, daemon=True) for _ in range(arguments.workers)]
    with receivers.listening() as port:
        urls = {f"whe{number}": f"http://127.0.0.1:{port}/whe{number}" for number in range(arguments.endpoints)}
        if dead:
            urls["dead"] = f"http://127.0.0.1:{dead}/"
        for name, url in urls.items():
            endpoint = WebhookEndpoint(id=name, url=url, events=("*",), created_at=clock.now())
            webhooks.add_endpoint(endpoint, bytes(32))
        for worker in workers:
            worker.start()
        happened = _happen(webhooks, arguments, clock)
        well = [(name, event) for name in urls if name != "dead" for event in happened]
        deadline = time.monotonic() + _DRAIN_S
        while len(receivers.arrived) < len(well) and time.monotonic() < deadline:
            time.sleep(0.1)
        stop.set()
    return [receivers.arrived.get((name, event), float("inf")) - happened[event] for name, event in well]


def _happen(webhooks: WebhookService, arguments: argparse.Namespace, clock: SystemClock) -> dict[str, float]:
    happened: dict[str, float] = {}
    begun = time.monotonic()
    for number in range(arguments.seconds * arguments.rate):
        time.sleep(max(begun + number / arguments.rate - time.monotonic(), 0))
        event = Event(id=f"evt{number}", type="interview.reported", timestamp=clock.now(), data={"number": number})
        happened[event.id] = time.monotonic()
        webhooks.publish(event)
    return happened


def main() -> None:
    """Measure both and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=int, default=60, help="of each turn")
    parser.add_argument("--rate", type=int, default=5, help="events a second")
    parser.add_argument("--endpoints", type=int, default=5, help="endpoints that are well")
    parser.add_argument("--workers", type=int, default=32)
    parser.add_argument("--rounds", type=int, default=3, help="turns of each")
    arguments = parser.parse_args()
    alone: list[float] = []
    beside: list[float] = []
    tries = 0
    # The product's metrics go to standard output.
    with Path(os.devnull).open("w", encoding="utf-8") as nowhere, redirect_stdout(nowhere):
        for _ in range(arguments.rounds):
            alone += run(arguments, dead=None)
            with hanging() as (port, held):
                beside += run(arguments, dead=port)
                tries += len(held)
    print(f"alone: p50 {statistics.median(alone):.3f} s, longest {max(alone):.3f} s")
    print(f"beside a dead one: p50 {statistics.median(beside):.3f} s, longest {max(beside):.3f} s")
    p95_alone, p95_beside = (statistics.quantiles(waits, n=20)[18] for waits in (alone, beside))
    figures = {
        "p95_alone_s": round(p95_alone, 4),
        "p95_beside_dead_s": round(p95_beside, 4),
        "ratio": round(p95_beside / p95_alone, 3),
        "arrived": sum(wait != float("inf") for wait in (*alone, *beside)),
        "expected": len(alone) + len(beside),
        "tries_at_dead": tries,
    }
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
