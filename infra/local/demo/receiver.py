"""A tenant's receiver of webhooks on loopback: verifies each signature and keeps what came, once per id."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from standardwebhooks import Webhook, WebhookVerificationError

_MAX_BODY = 100_000


class Receiver:
    """Listens in a thread of its own; appends each delivery to a JSON-lines file."""

    def __init__(self, port: int, file: Path) -> None:
        self._file = file
        self._lock = threading.Lock()
        self._verifier: Webhook | None = None
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                size = min(int(self.headers.get("Content-Length", "0")), _MAX_BODY)
                status = receiver.take(self.rfile.read(size).decode(), dict(self.headers.items()))
                self.send_response(status)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_arguments: object) -> None:
                """Keep the terminal for the demo's own lines."""

        self._server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
        threading.Thread(target=self._server.serve_forever, name="webhook-receiver", daemon=True).start()

    def trust(self, secret: str) -> None:
        """Verify with this signing secret from now on."""
        self._verifier = Webhook(secret)

    def take(self, body: str, headers: dict[str, str]) -> int:
        """Verify and keep one delivery; the status to answer with."""
        if self._verifier is None:
            return 503
        lowered = {name.lower(): value for name, value in headers.items()}
        try:
            self._verifier.verify(body, lowered)
        except WebhookVerificationError:
            return 400
        line = json.dumps({"id": lowered["webhook-id"], **json.loads(body)}, ensure_ascii=False)
        with self._lock, self._file.open("a") as log:
            log.write(line + "\n")
        return 204

    def received(self) -> list[dict[str, object]]:
        """Every verified delivery so far, repeats included."""
        with self._lock:
            return [json.loads(line) for line in self._file.read_text().splitlines()] if self._file.exists() else []

    def close(self) -> None:
        """Stop listening."""
        self._server.shutdown()
        self._server.server_close()
