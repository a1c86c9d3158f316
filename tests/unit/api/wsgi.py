"""The application as a WSGI program, which is what testing tools can call in process; API Gateway's part is Chalice's.

What API Gateway answers by itself is answered here in its words: 403 where no route leads to.
"""

from collections.abc import Callable, Iterable
from http import HTTPStatus
from typing import Any
from urllib.parse import quote, unquote

from chalice.app import Chalice
from chalice.config import Config
from chalice.local import LocalGateway

Start = Callable[[str, list[tuple[str, str]]], Any]
_UNKNOWN = (HTTPStatus.FORBIDDEN, [("Content-Type", "application/json")], b'{"message":"Missing Authentication Token"}')


class Wsgi:
    """Calls the application once for each request."""

    def __init__(self, app: Chalice) -> None:
        self._app = app
        self._gateway = LocalGateway(app, Config.create(lambda_timeout=30))

    def __call__(self, environ: dict[str, Any], start: Start) -> Iterable[bytes]:
        status, headers, body = self._answer(environ)
        start(f"{int(status)} {HTTPStatus(status).phrase}", headers)
        return [body]

    def _answer(self, environ: dict[str, Any]) -> tuple[int, list[tuple[str, str]], bytes]:
        # WSGI hands the path decoded, in Latin-1; routes are matched before API Gateway decodes what they capture.
        path = quote(environ["PATH_INFO"].encode("latin-1"), safe="/:@!$&'()*+,;=~-._")
        query = environ.get("QUERY_STRING", "")
        size = int(environ.get("CONTENT_LENGTH") or 0)
        try:
            event = self._gateway._generate_lambda_event(
                environ["REQUEST_METHOD"], f"{path}?{query}" if query else path, _headers(environ),
                environ["wsgi.input"].read(size),
            )  # fmt: skip
        except ValueError:
            return _UNKNOWN
        captured = event.get("pathParameters") or {}
        event["pathParameters"] = {name: unquote(value) for name, value in captured.items()}
        answer = self._app(event, self._gateway._generate_lambda_context())
        headers = list(answer["headers"].items())
        headers += [(name, value) for name, values in answer["multiValueHeaders"].items() for value in values]
        return answer["statusCode"], headers, str(answer["body"] or "").encode()


def _headers(environ: dict[str, Any]) -> dict[str, str]:
    """The request's headers; a Content-Type that was not sent is not there."""
    found = {name[5:].replace("_", "-").title(): value for name, value in environ.items() if name.startswith("HTTP_")}
    return found | ({"Content-Type": environ["CONTENT_TYPE"]} if environ.get("CONTENT_TYPE") else {})
