"""A tenant's receiver of webhooks on loopback that answers as it is told, and the sweeper that sees to deliveries."""

import socket
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from pydantic import AwareDatetime

from chalicelib.adapters.dynamodb import keys
from chalicelib.adapters.dynamodb.endpoint_health import to_look_at
from chalicelib.adapters.dynamodb.replays import unfinished_replays
from chalicelib.adapters.dynamodb.table import Table
from chalicelib.adapters.dynamodb.webhooks import overdue
from chalicelib.bootstrap import Services
from chalicelib.domain.messages import DeliverWebhook
from chalicelib.domain.model import DomainModel
from chalicelib.domain.notice import Audience, Purpose
from chalicelib.services.endpoint_watch import EndpointWatch
from tests.unit.samples import queued


@dataclass
class Receiver:
    """What it answers, and what it got: headers and body of each request."""

    answers: list[int] = field(default_factory=list)
    always: int = 204
    headers: dict[str, str] = field(default_factory=dict)
    says: bytes = b""
    got: list[tuple[dict[str, str], str]] = field(default_factory=list)
    port: int = 0

    @property
    def ids(self) -> list[str]:
        return [headers["webhook-id"] for headers, _ in self.got]


@contextmanager
def listening() -> Iterator[Receiver]:
    told = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            told.got.append(({name.lower(): value for name, value in self.headers.items()}, body))
            self.send_response(told.answers.pop(0) if told.answers else told.always)
            for name, value in told.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(told.says)))
            self.end_headers()
            self.wfile.write(told.says)

        def log_message(self, *_arguments: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    told.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield told
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def leading_inside(monkeypatch: pytest.MonkeyPatch, port: int) -> None:
    """Let every name lead to a port of this machine."""
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_arguments, **_named: found)


class Due(DomainModel):
    """What deliveries and endpoints have for the sweeper."""

    look_at: AwareDatetime | None = None
    next_attempt_at: AwareDatetime | None = None


@dataclass
class Told:
    """Keeps the notices that were asked for, each once as the service of notices does."""

    asked: dict[tuple[Purpose, str], Mapping[str, str]] = field(default_factory=dict)

    def request(self, purpose: Purpose, about: str, audience: Audience, *, facts: Mapping[str, str]) -> tuple[str, ...]:
        assert audience == "tenant"
        self.asked[purpose, about] = facts
        return ()


def watch(services: Services, told: Told) -> EndpointWatch:
    """The sweeper's look at endpoints, with notices that are only noted."""
    return EndpointWatch(
        services._webhooks,
        services._endpoint_health,
        services._webhook_secrets,
        services.webhook_deliveries,
        services.events,
        told,
        services.clock,
    )


def work_off(services: Services) -> None:
    """What the Lambda does with the messages that can be received."""
    while bodies := queued(services.settings.deliveries_queue_url):
        for body in bodies:
            services.webhook_deliveries.deliver(DeliverWebhook.model_validate_json(body))


def sweep(services: Services, told: Told) -> None:
    """What the sweeper and then the Lambda do at this minute."""
    now = services.clock.now()
    for _, event, endpoint in list(overdue(services.table, now)):
        services.webhooks.due(event, endpoint)
    for _, endpoint in list(to_look_at(services.table, now)):
        watch(services, told).look_at(endpoint)
    for _, endpoint, replay in list(unfinished_replays(services.table, now)):
        services.replays.go_on(endpoint, replay)
    work_off(services)


def next_due(table: Table) -> datetime | None:
    """When a delivery or an endpoint is next to be seen to."""
    shards = [*keys.sweep_shards("DELIVERY"), *keys.sweep_shards("ENDPOINT")]
    first = [stored for shard in shards for stored in table.due(shard, "~", 1)]
    times = [stored.read(Due) for stored in first]
    return min((time for due in times if (time := due.look_at or due.next_attempt_at)), default=None)
