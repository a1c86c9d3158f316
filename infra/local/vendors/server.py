"""One HTTP server on loopback that stands in for the vendors of messages, each below a prefix of its own.

http://127.0.0.1:8020/dingtalk   /wecom   /feishu   /aliyun_sms   /tencent_sms      and a page at /

python -m infra.local.vendors.server --port 8020 --aws http://127.0.0.1:4566
"""

import argparse
import json
import threading
import time
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import ModuleType
from urllib.parse import parse_qsl, urlsplit

from infra.local.vendors import aliyun_sms, dingtalk, feishu, page, tencent_sms, wecom
from infra.local.vendors.desk import Call, Desk, Reply

VENDORS: dict[str, ModuleType] = {one.NAME: one for one in (dingtalk, wecom, feishu, aliyun_sms, tencent_sms)}
_MAX_BODY = 1_000_000


class VendorServer:
    """Listens in threads of its own until it is closed."""

    def __init__(self, port: int = 0, aws_endpoint: str = "") -> None:
        self.desk = Desk()
        self._aws_endpoint = aws_endpoint
        server = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                self._take("GET")

            def do_POST(self) -> None:
                self._take("POST")

            def _take(self, method: str) -> None:
                raw = self.rfile.read(min(int(self.headers.get("Content-Length") or 0), _MAX_BODY))
                status, headers, body = server.answer(method, self.path, dict(self.headers.items()), raw)
                self.send_response(status)
                for name, value in {**headers, "Content-Length": str(len(body)), "Connection": "close"}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)

            def handle_one_request(self) -> None:
                try:
                    super().handle_one_request()
                except (BrokenPipeError, ConnectionResetError):
                    self.close_connection = True  # the caller has gone; that is what some tests are about

            def log_message(self, *_arguments: object) -> None:
                """What is called is on the desk; a query may hold credentials."""

        self._http = ThreadingHTTPServer(("127.0.0.1", port), Handler)
        self._http.daemon_threads = True
        self.port = int(self._http.server_address[1])
        self._thread = threading.Thread(target=self._http.serve_forever, name="vendors", daemon=True)
        self._thread.start()

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.port}"

    def close(self) -> None:
        """Stop listening."""
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()

    def answer(self, method: str, url: str, headers: dict[str, str], raw: bytes) -> tuple[int, dict[str, str], bytes]:
        """Status, headers and body of the answer to a request."""
        parts = urlsplit(url)
        query = dict(parse_qsl(parts.query, keep_blank_values=True))
        lowered = {name.lower(): value for name, value in headers.items()}
        prefix, _, rest = parts.path.lstrip("/").partition("/")
        if prefix in VENDORS:
            return _written(self._vendor(prefix, _call(method, url, f"/{rest}", query, lowered, raw)))
        if parts.path == "/":
            return self._page(query.get("lang") or lowered.get("accept-language", ""))
        if method == "POST" and prefix == "_read":
            vendor, _, kept_id = rest.partition("/")
            if kept := self.desk.find(vendor, kept_id):
                kept.read = True
                return HTTPStatus.SEE_OTHER, {"Location": "/"}, b""
        return HTTPStatus.NOT_FOUND, {"Content-Type": "text/plain"}, b"There is nothing here.\n"

    def _vendor(self, name: str, call: Call) -> Reply:
        with self.desk.lock:
            self.desk.calls.append((name, call))
        fault = self.desk.fault(name, call.path)
        reply: Reply | None = None
        if fault is None or fault.carried_out:
            reply = VENDORS[name].answer(self.desk, call)
        if fault:
            time.sleep(fault.hang_s)
        return (fault.reply if fault else None) or reply or Reply("", HTTPStatus.INTERNAL_SERVER_ERROR)

    def _page(self, language: str) -> tuple[int, dict[str, str], bytes]:
        sent = [*self.desk.kept, *(page.mails(self._aws_endpoint) if self._aws_endpoint else ())]
        body = page.render(sent, "zh" if language.lower().startswith("zh") else "en")
        return HTTPStatus.OK, {"Content-Type": "text/html; charset=utf-8", "Cache-Control": "no-store"}, body.encode()


def _call(method: str, url: str, path: str, query: dict[str, str], headers: dict[str, str], raw: bytes) -> Call:
    try:
        body = json.loads(raw) if raw else {}
    except ValueError:
        body = {}
    return Call(method, url, path, query, headers, raw, body if isinstance(body, dict) else {})


def _written(reply: Reply) -> tuple[int, dict[str, str], bytes]:
    text = reply.body if isinstance(reply.body, str) else json.dumps(reply.body, ensure_ascii=False)
    return reply.status, {"Content-Type": "application/json; charset=utf-8", **reply.headers}, text.encode()


def main() -> None:
    """Serve until a signal ends the process."""
    parser = argparse.ArgumentParser(prog="python -m infra.local.vendors.server")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--aws", default="", help="the embedded AWS, whose mails are on the page")
    options = parser.parse_args()
    VendorServer(options.port, options.aws)
    threading.Event().wait()


if __name__ == "__main__":
    main()
