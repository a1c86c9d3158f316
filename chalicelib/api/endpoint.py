"""The one way to declare a route: who may call it, what goes in and out, and how errors become problem documents.

Chalice turns an exception in a view into a bare 500 before any middleware sees it, so the mapping sits in this
decorator. Every declared route is on record in `ENDPOINTS`, from which the OpenAPI document is made.
"""

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError
from chalice.app import Blueprint, Response
from chalice.app import Request as ChaliceRequest

from chalicelib.api.auth import Caller, Who, identify
from chalicelib.api.models import Headers, RequestModel, ResponseModel
from chalicelib.api.problems import problem_response
from chalicelib.api.request import Origin, PublicRequest, Request, parse_body, parse_query, preferred_language
from chalicelib.domain.errors import CandorError, InvalidInput, NotFound, PermanentError, RetryableError
from chalicelib.domain.language import Language, Localized
from chalicelib.observability import about, flush, logger

Handler = Callable[..., Any]
MAX_KEY = 255
_IN_PATH = re.compile(r"[A-Za-z0-9_.-]{1,160}")
_SEALED = "\N{OBJECT REPLACEMENT CHARACTER}sealed\N{OBJECT REPLACEMENT CHARACTER}"
_JSON: Headers = {"Content-Type": "application/json; charset=utf-8", "Cache-Control": "no-store"}
_BAD_KEY = Localized(
    en="An Idempotency-Key has 1 to 255 characters.", zh="Idempotency-Key 的长度须为 1 至 255 个字符。"
)
_AWAY = RetryableError(
    "unavailable",
    Localized(en="Something we depend on did not answer. Try again.", zh="依赖的服务暂无响应,请稍后重试。"),
)
_UNEXPECTED = PermanentError(
    "unexpected", Localized(en="An unexpected error happened on our side.", zh="服务器发生意外错误。")
)


@dataclass(frozen=True)
class Endpoint:
    """A declared route."""

    method: str
    path: str
    name: str
    summary: str
    tag: str
    who: Who
    body: type[RequestModel] | None
    query: type[RequestModel] | None
    response: type[ResponseModel] | None
    status: int
    creates: bool
    reveals: str | None


ENDPOINTS: list[Endpoint] = []


def endpoint(
    blueprint: Blueprint,
    method: str,
    path: str,
    *,
    summary: str,
    who: Who,
    body: type[RequestModel] | None = None,
    query: type[RequestModel] | None = None,
    response: type[ResponseModel] | None = None,
    status: int = 200,
    creates: bool = False,
    reveals: str | None = None,
) -> Callable[[Handler], Handler]:
    """Declare a route.

    `creates`: it honours Idempotency-Key. `reveals`: the field of its answer that is shown once, and sealed when the
    answer is kept. The handler takes the Request (a PublicRequest where `who` is public), then `body` and `query` where
    there are models for them, then the path's parameters by name; it returns a ResponseModel, None, or a chalice
    Response.
    """

    def declare(handler: Handler) -> Handler:
        tag = path.split("/")[2]
        declared = Endpoint(
            method, path, handler.__name__, summary, tag, who, body, query, response, status, creates, reveals
        )
        ENDPOINTS.append(declared)

        def view(**parameters: str) -> Response:
            return _answer(declared, handler, blueprint.current_request, parameters)

        view.__name__ = handler.__name__
        blueprint.route(path, methods=[method], name=handler.__name__)(view)
        return handler

    return declare


def _answer(declared: Endpoint, handler: Handler, http: ChaliceRequest, parameters: dict[str, str]) -> Response:
    language = preferred_language(http.headers.get("accept-language"))
    try:
        caller = identify(declared.who, http.headers.get("authorization")) if declared.who != "public" else None
        arguments: dict[str, Any] = _checked(parameters)
        if declared.body:
            arguments["body"] = parse_body(declared.body, _raw(http))
        if declared.query:
            arguments["query"] = parse_query(declared.query, dict(http.query_params or {}))
        if caller is None:
            return _respond(declared, handler(PublicRequest(language), **arguments))
        about(caller.services.tenant, caller.interview.id if caller.interview else None)
        key = http.headers.get("idempotency-key") if declared.creates else None
        if key is not None:
            return _once(declared, handler, caller, http, key, language, arguments)
        return _respond(declared, handler(Request(caller.services, language, caller.interview), **arguments))
    except CandorError as error:
        return problem_response(error, language)
    except (ClientError, BotoCoreError):
        logger.exception("a store or queue did not answer")
        return problem_response(_AWAY, language)
    except Exception:  # noqa: BLE001 - logged, and the caller gets a problem document as for any error
        logger.exception("unexpected error")
        return problem_response(_UNEXPECTED, language)
    finally:
        flush()


def _checked(parameters: dict[str, str]) -> dict[str, Any]:
    """The path's parameters; what could not be an id or a token of ours leads nowhere."""
    if not all(_IN_PATH.fullmatch(value) for value in parameters.values()):
        raise NotFound("not_found", Localized(en="There is nothing here.", zh="此处没有内容。"))
    return dict(parameters)


def _once(
    declared: Endpoint,
    handler: Handler,
    caller: Caller,
    http: ChaliceRequest,
    key: str,
    language: Language,
    arguments: dict[str, Any],
) -> Response:
    if not 0 < len(key) <= MAX_KEY:
        raise InvalidInput("bad_idempotency_key", _BAD_KEY)
    services = caller.services
    # The same key on another route, or of another candidate, is another request.
    scope = f"{declared.name}/{caller.interview.id if caller.interview else ''}"
    seed = f"{services.tenant}/{scope}/{key}"
    path = "/".join(str(value) for name, value in sorted(arguments.items()) if name not in {"body", "query"})
    fingerprint = hashlib.sha256(path.encode() + b"\0" + _raw(http)).hexdigest()
    lock, record = services.idempotency.begin(scope, key, fingerprint, services.clock.now())
    if lock is None:
        body = record.body or ""
        if record.sealed:
            body = body.replace(_SEALED, services.sealer.open(record.sealed))
        return Response(body, headers={**_JSON, "Idempotency-Replayed": "true"}, status_code=record.status or 200)
    try:
        request = Request(services, language, caller.interview, Origin(record.first_at, seed))
        result = handler(request, **arguments)
    except CandorError:
        services.idempotency.abandon(lock)
        raise
    response = _respond(declared, result)
    body, sealed = response.body, None
    if declared.reveals:
        secret = str(getattr(result, declared.reveals))
        body, sealed = body.replace(secret, _SEALED), services.sealer.seal(secret)
    services.idempotency.finish(lock, response.status_code, body, sealed, services.clock.now())
    return response


def _raw(http: ChaliceRequest) -> bytes:
    raw = http.raw_body or b""
    return raw if isinstance(raw, bytes) else raw.encode()


def _respond(declared: Endpoint, result: Any) -> Response:
    if isinstance(result, Response):
        return result
    body = result.model_dump_json() if isinstance(result, ResponseModel) else ""
    return Response(body, headers=_JSON if body else {}, status_code=declared.status)
