"""The local edge: a reverse proxy on loopback that stands where CloudFront stands in AWS.

    http://127.0.0.1:8000/v1/...  ->  the stage of the REST API in MiniStack

Answers are streamed; a request's body is held until it is whole (API Gateway takes 10 MB at most), so that it can be
sent again when no connection was made. Status and headers pass unchanged, and the security headers of the
distribution's response headers policy are added where the API has not set them. Like CloudFront the edge tries three
times to connect, and says 502 when the API is away.

Runs in the `stack` environment: `python -m infra.local.edge`.
"""

import argparse
import asyncio
import json
import logging
import os

from aiohttp import ClientConnectionError, ClientError, ClientSession, ClientTimeout, DummyCookieJar, TCPConnector, web
from multidict import CIMultiDict
from yarl import URL

logger = logging.getLogger("edge")

CONNECT_ATTEMPTS = 3
CONNECT_PAUSE_SECONDS = 0.7
# Each request that is under way at the same time has a Lambda environment of its own, a Python process that takes a
# second or more of a laptop's processor to start. Others wait here for their turn, which is cheap.
PARALLEL_REQUESTS = max(4, 2 * (os.cpu_count() or 1))
# API Gateway itself ends a request after 29 seconds.
RESPONSE_TIMEOUT_SECONDS = 35.0
LARGEST_BODY_BYTES = 10 * 1024 * 1024
HOP_BY_HOP = frozenset(
    {
        "connection",
        "keep-alive",
        "proxy-authenticate",
        "proxy-authorization",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
    }
)
SECURITY_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "Strict-Transport-Security": "max-age=63072000; includeSubDomains",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
_CHUNK_BYTES = 64 * 1024

UPSTREAM = web.AppKey("upstream", str)
SESSION = web.AppKey("session", ClientSession)
PLACES = web.AppKey("places", asyncio.Semaphore)


def application(upstream: str) -> web.Application:
    """The proxy for one API; `upstream` is the address of its stage without a slash at the end."""
    app = web.Application(client_max_size=LARGEST_BODY_BYTES)
    app[UPSTREAM] = upstream
    app[PLACES] = asyncio.Semaphore(PARALLEL_REQUESTS)
    app.cleanup_ctx.append(_client)
    app.router.add_get("/_edge/health", _health)
    app.router.add_route("*", "/v1/{rest:.*}", _forward)
    app.router.add_route("*", "/{rest:.*}", _not_found)
    return app


async def _client(app: web.Application):  # type: ignore[no-untyped-def] # noqa: ANN202 - aiohttp's own protocol
    connector = TCPConnector(limit=0)
    timeout = ClientTimeout(total=None, sock_connect=5, sock_read=RESPONSE_TIMEOUT_SECONDS)
    async with ClientSession(
        connector=connector, timeout=timeout, auto_decompress=False, cookie_jar=DummyCookieJar()
    ) as session:
        app[SESSION] = session
        yield


async def _health(_request: web.Request) -> web.Response:
    return web.Response(text="ok\n")


async def _not_found(_request: web.Request) -> web.Response:
    return _problem(404, "Not Found", "The API lives below /v1; its description is at /v1/openapi.json.")


async def _forward(request: web.Request) -> web.StreamResponse:
    # The path goes on as it came: decoding and encoding it again would turn %2F into a separator.
    target = URL(request.app[UPSTREAM] + request.raw_path, encoded=True)
    headers = CIMultiDict((k, v) for k, v in request.headers.items() if k.lower() not in HOP_BY_HOP)
    headers["X-Forwarded-For"] = ", ".join(filter(None, [request.headers.get("X-Forwarded-For"), request.remote]))
    headers["X-Forwarded-Proto"] = request.scheme
    try:
        body = await request.read() if request.can_read_body else None
        async with request.app[PLACES]:
            response = await _connect(request, target, headers, body)
    except web.HTTPRequestEntityTooLarge:
        return _problem(413, "Content Too Large", "A request may be 10 MB at most; media go to their upload link.")
    except (ClientError, TimeoutError, OSError) as error:
        # A path may hold a link's token, which no log should.
        logger.warning("%s /%s…: %r", request.method, "/".join(request.path.split("/")[1:3]), error)
        return _unreachable()
    async with response:
        if response.status == 200 and response.content_length == 0:  # noqa: PLR2004
            # MiniStack's way of saying that a function ended in the middle of its answer; API Gateway says 502.
            return _unreachable()
        answer = web.StreamResponse(status=response.status, reason=response.reason)
        for name, value in response.headers.items():
            if name.lower() not in HOP_BY_HOP:
                answer.headers.add(name, value)
        _secure(answer)
        await answer.prepare(request)
        async for chunk in response.content.iter_chunked(_CHUNK_BYTES):
            await answer.write(chunk)
        await answer.write_eof()
        return answer


async def _connect(request: web.Request, target: URL, headers: CIMultiDict[str], body: bytes | None):  # type: ignore[no-untyped-def] # noqa: ANN202
    """Send the request, again if no connection could be made: then nothing of it can have arrived."""
    for attempt in range(1, CONNECT_ATTEMPTS + 1):
        try:
            return await request.app[SESSION].request(
                request.method,
                target,
                headers=headers,
                data=body,
                allow_redirects=False,
                # A request without a type stays one; the library would call it octets, which the API refuses.
                skip_auto_headers=("Content-Type", "User-Agent", "Accept"),
            )
        except ClientConnectionError as error:
            refused = isinstance(error, OSError) and isinstance(error.__cause__ or error, ConnectionRefusedError)
            if not refused or attempt == CONNECT_ATTEMPTS:
                raise
            await asyncio.sleep(CONNECT_PAUSE_SECONDS)
    raise AssertionError


def _unreachable() -> web.Response:
    return _problem(502, "Bad Gateway", "The API does not answer just now; please try again in a moment.")


def _problem(status: int, title: str, detail: str) -> web.Response:
    """A problem document, RFC 9457."""
    problem = {"type": "about:blank", "title": title, "status": status, "detail": detail}
    body = json.dumps(problem).encode()
    response = web.Response(status=status, body=body, content_type="application/problem+json")
    _secure(response)
    return response


def _secure(response: web.StreamResponse) -> None:
    for name, value in SECURITY_HEADERS.items():
        response.headers.setdefault(name, value)


def main() -> None:
    """Serve on loopback until the process is told to stop."""
    parser = argparse.ArgumentParser(prog="python -m infra.local.edge", description="The local edge.")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--upstream", required=True, help="address of the API's stage")
    options = parser.parse_args()
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    web.run_app(application(options.upstream), host="127.0.0.1", port=options.port, print=None, shutdown_timeout=2)


if __name__ == "__main__":
    main()
