"""An SQS in memory on loopback: standard queue, visibility, receive counts, by AWS's JSON protocol."""

import itertools
import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

ENVIRONMENT = {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test", "AWS_DEFAULT_REGION": "us-east-1"}
MAX_RECEIVES = 10


@dataclass
class Message:
    body: str
    receipt: str
    visible_at: float = 0.0
    receives: int = 0


class SqsServer:
    """One queue; `broken` makes every answer an error."""

    def __init__(self, endpoint: str) -> None:
        self.endpoint = endpoint
        self.url = f"{endpoint}/000000000000/analysis"
        self.broken = False
        self.most_receives = 0
        self._messages: dict[str, Message] = {}
        self._numbers = itertools.count()
        self._lock = threading.Lock()

    def put(self, *bodies: str) -> None:
        with self._lock:
            for body in bodies:
                receipt = f"r{next(self._numbers)}"
                self._messages[receipt] = Message(body, receipt)

    def answer(self, action: str, asked: dict[str, Any]) -> dict[str, Any]:
        actions: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
            "GetQueueAttributes": self._attributes,
            "ReceiveMessage": self._receive,
            "ChangeMessageVisibility": self._change_one,
            "ChangeMessageVisibilityBatch": self._change,
            "DeleteMessageBatch": self._delete,
        }
        return actions[action](asked)

    def _attributes(self, _asked: dict[str, Any]) -> dict[str, Any]:
        with self._lock:
            visible = sum(message.visible_at <= time.monotonic() for message in self._messages.values())
            return {
                "Attributes": {
                    "ApproximateNumberOfMessages": str(visible),
                    "ApproximateNumberOfMessagesNotVisible": str(len(self._messages) - visible),
                    "RedrivePolicy": json.dumps({"maxReceiveCount": MAX_RECEIVES}),
                }
            }

    def _receive(self, asked: dict[str, Any]) -> dict[str, Any]:
        until = time.monotonic() + asked["WaitTimeSeconds"]
        while not (found := self._found(asked)) and time.monotonic() < until:
            time.sleep(0.02)
        return {"Messages": found}

    def _found(self, asked: dict[str, Any]) -> list[dict[str, Any]]:
        now = time.monotonic()
        with self._lock:
            waiting = [each for each in self._messages.values() if each.visible_at <= now]
            taken = waiting[: asked["MaxNumberOfMessages"]]
            for message in taken:
                message.visible_at = now + asked["VisibilityTimeout"]
                message.receives += 1
                self.most_receives = max(self.most_receives, message.receives)
            return [
                {
                    "MessageId": each.receipt,
                    "ReceiptHandle": each.receipt,
                    "Body": each.body,
                    "Attributes": {"ApproximateReceiveCount": str(each.receives)},
                }
                for each in taken
            ]

    def _change_one(self, asked: dict[str, Any]) -> dict[str, Any]:
        self._change({"Entries": [{"Id": "0", **asked}]})
        return {}

    def _change(self, asked: dict[str, Any]) -> dict[str, Any]:
        with self._lock:
            for entry in asked["Entries"]:
                self._messages[entry["ReceiptHandle"]].visible_at = time.monotonic() + entry["VisibilityTimeout"]
        return {"Successful": [{"Id": entry["Id"]} for entry in asked["Entries"]], "Failed": []}

    def _delete(self, asked: dict[str, Any]) -> dict[str, Any]:
        with self._lock:
            for entry in asked["Entries"]:
                self._messages.pop(entry["ReceiptHandle"], None)
        return {"Successful": [{"Id": entry["Id"]} for entry in asked["Entries"]], "Failed": []}


@contextmanager
def sqs_server(host: str = "127.0.0.1") -> Iterator[SqsServer]:
    """A server that listens; its `url` is the queue's."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            answer = b"{}" if queue.broken else json.dumps(self._answer(asked)).encode()
            self.send_response(400 if queue.broken else 200)
            self.send_header("Content-Type", "application/x-amz-json-1.0")
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def _answer(self, asked: dict[str, Any]) -> dict[str, Any]:
            return queue.answer(self.headers["X-Amz-Target"].removeprefix("AmazonSQS."), asked)

        def log_message(self, *_: object) -> None:
            """Keep the test's output to itself."""

    server = ThreadingHTTPServer((host, 0), Handler)
    server.daemon_threads = True
    queue = SqsServer(f"http://{host}:{server.server_port}")
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield queue
    finally:
        server.shutdown()
        server.server_close()
