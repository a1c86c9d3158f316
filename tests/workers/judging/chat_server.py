"""A server on loopback that speaks OpenAI's chat completions, and answers as each test wants it to."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

KEY = "sk-test-7f3a"


@dataclass
class Reply:
    """An HTTP answer; `chunks` of body are sent one by one, `pause_s` apart."""

    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    length: int | None = None
    pause_s: float = 0


@dataclass
class ChatServer:
    """What came in, and what goes out: `answer` gets the request's JSON and its number, from 0."""

    answer: Callable[[dict[str, Any], int], Reply]
    requests: list[dict[str, Any]] = field(default_factory=list)
    arrived: list[float] = field(default_factory=list)
    url: str = ""
    busy: int = 0
    most_busy: int = 0
    bytes_sent: int = 0


def completion(content: object, tokens_in: object = 1000, tokens_out: object = 100, **more: object) -> Reply:
    """A chat completion with this content."""
    body = {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 1767225600,
        "model": "judge-1",
        "choices": [
            {"index": 0, "message": {"role": "assistant", "content": content}, "finish_reason": "stop"},
        ],
        "usage": {"prompt_tokens": tokens_in, "completion_tokens": tokens_out, "total_tokens": 0},
        **more,
    }
    return Reply(body=json.dumps(body).encode())


def vote(level: object, *quotes: str, reason: object = "It shows concrete steps.") -> str:
    """What a well-behaved model writes."""
    return json.dumps({"level": level, "quotes": [{"text": quote} for quote in quotes], "reason": reason})


@contextmanager
def serving(answer: Callable[[dict[str, Any], int], Reply]) -> Iterator[ChatServer]:
    """The server while it runs."""
    chat = ChatServer(answer)
    lock = threading.Lock()
    ended = threading.Event()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            with lock:
                number = len(chat.requests)
                request = json.loads(body)
                chat.requests.append({"path": self.path, "headers": dict(self.headers), "json": request})
                chat.arrived.append(time.monotonic())
                chat.busy += 1
                chat.most_busy = max(chat.most_busy, chat.busy)
            try:
                self._send(chat.answer(request, number))
            finally:
                with lock:
                    chat.busy -= 1

        def _send(self, reply: Reply) -> None:
            if reply.pause_s and ended.wait(reply.pause_s):
                return
            self.send_response(reply.status)
            for name, value in reply.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(reply.body) if reply.length is None else reply.length))
            self.end_headers()
            try:
                sent = 0
                while sent < (len(reply.body) if reply.length is None else reply.length):
                    piece = reply.body[sent : sent + 65536] if reply.length is None else b" " * 65536
                    self.wfile.write(piece)
                    sent += len(piece)
                    with lock:
                        chat.bytes_sent += len(piece)
            except OSError:
                self.close_connection = True

        def log_message(self, *_arguments: object) -> None:
            pass

    class Server(ThreadingHTTPServer):
        daemon_threads = True
        request_queue_size = 64

    server = Server(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    chat.url = f"http://127.0.0.1:{server.server_address[1]}/v1"
    try:
        yield chat
    finally:
        ended.set()
        server.shutdown()
        server.server_close()
        thread.join(5)
