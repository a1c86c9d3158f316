"""The edge as a process in its own environment, in front of a server on loopback."""

import http.client
import json
import subprocess
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from infra.local import processes
from tests.integration.conftest import free_port

PROJECT = Path(__file__).resolve().parents[2]


class Api(BaseHTTPRequestHandler):
    """Answers with what it was asked, slowly enough for requests to overlap."""

    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self._answer(201, body)

    def do_GET(self) -> None:
        time.sleep(0.02)
        if "lost" in self.path:
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        self._answer(302 if "moved" in self.path else 418, b"")

    def _answer(self, status: int, body: bytes) -> None:
        answer = json.dumps({"path": self.path, "headers": dict(self.headers), "body": body.decode()}).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("ETag", '"7"')
        self.send_header("Location", "/elsewhere")
        self.send_header("X-Frame-Options", "SAMEORIGIN")
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is given
        pass


@pytest.fixture(scope="module")
def api() -> Iterator[ThreadingHTTPServer]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Api)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def edge(api: ThreadingHTTPServer) -> Iterator[int]:
    yield from running_edge(f"http://127.0.0.1:{api.server_port}")


@pytest.fixture
def edge_without_api() -> Iterator[int]:
    yield from running_edge(f"http://127.0.0.1:{free_port()}")


def running_edge(upstream: str) -> Iterator[int]:
    port = free_port()
    outputs = {"EndpointURL": "https://api.example/prod/", "RestAPIId": "abc"}
    process = processes.edge(PROJECT, port, upstream, outputs)
    with subprocess.Popen(process.command, env=dict(process.environment), cwd=process.folder) as running:
        assert process.healthy is not None
        deadline = time.monotonic() + 30
        while not process.healthy():
            assert time.monotonic() < deadline
            time.sleep(0.1)
        yield port
        running.terminate()


def ask(port: int, method: str, path: str, body: bytes | None = None) -> tuple[int, http.client.HTTPMessage, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request(method, path, body=body, headers={"Idempotency-Key": "k"})
        response = connection.getresponse()
        return response.status, response.headers, response.read()
    finally:
        connection.close()


def test_a_request_reaches_the_stage_unchanged(edge: int) -> None:
    status, headers, body = ask(edge, "POST", "/v1/jobs/a%2Fb?x=1%202&x=3", b'{"name": "engineer"}')
    asked = json.loads(body)
    assert status == 201
    assert asked["path"] == "/_aws/execute-api/abc/prod/v1/jobs/a%2Fb?x=1%202&x=3"
    assert asked["body"] == '{"name": "engineer"}'
    assert asked["headers"]["Idempotency-Key"] == "k"
    assert "Content-Type" not in asked["headers"], "a request without a type stays one"
    assert asked["headers"]["X-Forwarded-For"] == "127.0.0.1"
    assert headers["ETag"] == '"7"'


def test_security_headers_are_added_and_never_replaced(edge: int) -> None:
    _, headers, _ = ask(edge, "GET", "/v1/teapot")
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Strict-Transport-Security"]
    assert headers.get_all("X-Frame-Options") == ["SAMEORIGIN"]


def test_a_redirect_is_the_clients_business(edge: int) -> None:
    status, headers, _ = ask(edge, "GET", "/v1/moved")
    assert (status, headers["Location"]) == (302, "/elsewhere")


def test_fifty_requests_at_once_are_all_answered(edge: int) -> None:
    with ThreadPoolExecutor(50) as threads:
        answers = list(threads.map(lambda n: ask(edge, "GET", f"/v1/{n}"), range(200)))
    assert {status for status, _, _ in answers} == {418}


def test_nothing_but_the_api_is_served(edge: int) -> None:
    status, headers, body = ask(edge, "GET", "/v2/jobs")
    assert (status, headers["Content-Type"]) == (404, "application/problem+json")
    # A path may hold the token of a link: it is not repeated.
    assert "/v2/jobs" not in body.decode()
    assert json.loads(body)["status"] == 404


def test_a_body_that_api_gateway_would_refuse_is_refused(edge: int) -> None:
    status, headers, _ = ask(edge, "POST", "/v1/jobs", b"x" * (10 * 1024 * 1024 + 1))
    assert (status, headers["X-Content-Type-Options"]) == (413, "nosniff")


def test_an_absent_api_is_a_problem_document(edge_without_api: int) -> None:
    status, headers, body = ask(edge_without_api, "GET", "/v1/jobs")
    assert status == 502
    assert headers.get_content_type() == "application/problem+json"
    assert json.loads(body)["title"] == "Bad Gateway"


def test_an_answer_that_was_lost_on_the_way_is_an_outage_and_no_empty_success(edge: int) -> None:
    status, headers, _ = ask(edge, "GET", "/v1/lost")
    assert (status, headers.get_content_type()) == (502, "application/problem+json")
