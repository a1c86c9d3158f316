"""The one way to declare a route: who may call it, what goes in and out, and how errors become problem documents.

Chalice turns an exception in a view into a bare 500 before any middleware sees it, so the mapping sits in this
decorator. Every declared route is on record in `ENDPOINTS`, from which the OpenAPI document is made.
"""

import hashlib
import json
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError
from chalice.app import Blueprint, Response
from chalice.app import Request as ChaliceRequest

from chalicelib.adapters.dynamodb.rates import Allowance
from chalicelib.api.auth import Caller, OverQuota, Who, identify
from chalicelib.api.models import Answer, Headers, RequestModel, ResponseModel, hidden
from chalicelib.api.problems import problem_response
from chalicelib.api.request import PublicRequest, Repeatable, Request, parse_body, parse_query, preferred_language
from chalicelib.domain.access import Permission
from chalicelib.domain.audit import Origin
from chalicelib.domain.errors import CandorError, InvalidInput, LostUpdate, NotFound, PermanentError, RetryableError
from chalicelib.domain.language import Localized
from chalicelib.domain.messages import ChainAudit
from chalicelib.observability import about, flush, logger

Handler = Callable[..., Any]
KEY = r"^[\x21-\x7e]{1,255}$"
"""What an Idempotency-Key may be."""
_IN_PATH = re.compile(r"[A-Za-z0-9_.-]{1,160}")
_SEALED = "\N{OBJECT REPLACEMENT CHARACTER}sealed-{}\N{OBJECT REPLACEMENT CHARACTER}"
_JSON: Headers = {"Content-Type": "application/json; charset=utf-8", "Cache-Control": "no-store"}
_BAD_KEY = Localized(
    en="An Idempotency-Key has 1 to 255 ASCII characters, without spaces.",
    zh="Idempotency-Key 须为 1 至 255 个 ASCII 字符,不含空格。",
)
_AWAY = RetryableError(
    "unavailable",
    Localized(en="Something we depend on did not answer. Try again.", zh="依赖的服务暂无响应,请稍后重试。"),
)
_BAD_MATCH = Localized(
    en='If-Match must hold the ETag of the object as you read it, "3" say.',
    zh='If-Match 须为读取该对象时的 ETag,例如 "3"。',
)
_KEY = re.compile(KEY)
_ETAG = re.compile(r'\s*"(\d{1,12})"\s*')
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
    description: str
    tag: str
    who: Who
    body: type[RequestModel] | None
    query: type[RequestModel] | None
    response: type[ResponseModel] | None
    status: int
    creates: bool
    reveals: str | None
    versioned: bool


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
    versioned: bool = False,
) -> Callable[[Handler], Handler]:
    """Declare a route.

    `creates`: it honours Idempotency-Key. `reveals`: the field of its answer that is shown once, and sealed when the
    answer is kept; in an answer with `items`, the field of each item. `versioned`: the answer has an ETag, and a change
    honours If-Match. The handler takes the Request (a PublicRequest where `who` is public), then `body` and `query`
    where there are models for them, then the path's parameters by name; it returns a ResponseModel, an Answer, None, or
    a chalice Response.
    """

    def declare(handler: Handler) -> Handler:
        tag = path.split("/")[2]
        declared = Endpoint(
            method,
            path,
            handler.__name__,
            summary,
            " ".join((handler.__doc__ or "").split()),
            tag,
            who,
            body,
            query,
            response,
            status,
            creates,
            reveals,
            versioned,
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
    allowance: Allowance | None = None
    caller: Caller | None = None
    try:
        if declared.who != "public":
            caller = identify(declared.who, http.headers.get("authorization"), _origin(http))
            allowance = caller.allowance
        arguments: dict[str, Any] = _checked(parameters)
        if declared.body:
            arguments["body"] = parse_body(declared.body, _raw(http))
        if declared.query:
            arguments["query"] = parse_query(declared.query, _query(http))
        if caller is None:
            return _respond(declared, handler(PublicRequest(language, _origin(http)), **arguments), None)
        about(caller.services.tenant, caller.interview.id if caller.interview else None)
        request = Request(
            caller.services,
            language,
            caller.tenant,
            caller.access,
            caller.interview,
            expected=_expected(http.headers.get("if-match")) if declared.versioned else None,
            listed=_listed(declared, parameters, http),
        )
        key = http.headers.get("idempotency-key") if declared.creates else None
        if key is not None:
            response = _once(declared, handler, request, http, key, arguments)
        else:
            response = _respond(declared, handler(request, **arguments), request)
        return _with_allowance(response, allowance)
    except OverQuota as error:
        return _with_allowance(problem_response(error, language), error.allowance)
    except CandorError as error:
        return _with_allowance(problem_response(error, language), allowance)
    except (ClientError, BotoCoreError):
        logger.exception("a store or queue did not answer")
        return _with_allowance(problem_response(_AWAY, language), allowance)
    except Exception:  # noqa: BLE001 - logged, and the caller gets a problem document as for any error
        logger.exception("unexpected error")
        return _with_allowance(problem_response(_UNEXPECTED, language), allowance)
    finally:
        _have_chained(caller)
        flush()


def _have_chained(caller: Caller | None) -> None:
    """Have what the request left in the audit log chained; if that cannot be asked for, the sweeper does it."""
    if caller is None or not caller.services.trace.left:
        return
    try:
        caller.services.audit_queue.send_audit(ChainAudit(tenant=caller.services.tenant))
    except (ClientError, BotoCoreError):
        logger.warning("the audit queue did not answer", exc_info=True)


def _origin(http: ChaliceRequest) -> Origin:
    context = http.context or {}
    return Origin(
        ip=str(context.get("identity", {}).get("sourceIp", "")),
        user_agent=(http.headers.get("user-agent") or "")[:300],
        request=str(context.get("requestId", "")),
    )


def _query(http: ChaliceRequest) -> dict[str, list[str]]:
    given = http.query_params
    return {name: given.getlist(name) for name in given} if given else {}


def _listed(declared: Endpoint, parameters: dict[str, str], http: ChaliceRequest) -> str:
    """The list that a page belongs to: the route, what it is about, and every filter."""
    filters = {name: values for name, values in _query(http).items() if name not in {"cursor", "limit"}}
    return json.dumps([declared.name, parameters, filters], sort_keys=True)


def _expected(if_match: str | None) -> int | None:
    """The revision that If-Match names. Raises LostUpdate for what can be no ETag of ours: it matches nothing."""
    if if_match is None or if_match.strip() == "*":
        return None
    match = _ETAG.fullmatch(if_match)
    if match is None:
        raise LostUpdate("bad_if_match", _BAD_MATCH)
    return int(match[1])


def _with_allowance(response: Response, allowance: Allowance | None) -> Response:
    if allowance:
        response.headers |= {
            "RateLimit-Limit": str(allowance.limit),
            "RateLimit-Remaining": str(allowance.remaining),
            "RateLimit-Reset": str(allowance.reset_s),
        }
    return response


def _checked(parameters: dict[str, str]) -> dict[str, Any]:
    """The path's parameters; what could not be an id or a token of ours leads nowhere."""
    if not all(_IN_PATH.fullmatch(value) for value in parameters.values()):
        raise NotFound("not_found", Localized(en="There is nothing here.", zh="此处没有内容。"))
    return dict(parameters)


def _once(
    declared: Endpoint, handler: Handler, request: Request, http: ChaliceRequest, key: str, arguments: dict[str, Any]
) -> Response:
    if not _KEY.fullmatch(key):
        raise InvalidInput("bad_idempotency_key", _BAD_KEY)
    services = request.services
    # The same key on another route, or of another caller, is another request.
    scope = f"{declared.name}/{request.access.actor.id}"
    seed = f"{services.tenant}/{scope}/{key}"
    path = "/".join(str(value) for name, value in sorted(arguments.items()) if name not in {"body", "query"})
    fingerprint = hashlib.sha256(path.encode() + b"\0" + _raw(http)).hexdigest()
    lock, record = services.idempotency.begin(scope, key, fingerprint, services.clock.now())
    if lock is None:
        body = record.body or ""
        if record.sealed:
            for number, secret in enumerate(services.sealer.open(record.sealed).split(" ")):
                body = body.replace(_SEALED.format(number), secret)
        return Response(body, headers={**_JSON, "Idempotency-Replayed": "true"}, status_code=record.status or 200)
    try:
        result = handler(replace(request, repeatable=Repeatable(record.first_at, seed)), **arguments)
    except CandorError:
        services.idempotency.abandon(lock)
        raise
    response = _respond(declared, result, request)
    body, sealed = response.body, None
    if declared.reveals:
        secrets = _secrets(result.body if isinstance(result, Answer) else result, declared.reveals)
        for number, secret in enumerate(secrets):
            body = body.replace(secret, _SEALED.format(number))
        sealed = services.sealer.seal(" ".join(secrets)) if secrets else None
    services.idempotency.finish(lock, response.status_code, body, sealed, services.clock.now())
    return response


def _secrets(body: ResponseModel, field: str) -> list[str]:
    """What the answer reveals, without the readable parts in front of it, which nobody need seal."""
    holders = getattr(body, "items", None)
    found = [getattr(holder, field, None) for holder in (holders if isinstance(holders, tuple) else (body,))]
    return [str(secret).rpartition(".")[2] for secret in found if secret]


def _raw(http: ChaliceRequest) -> bytes:
    raw = http.raw_body or b""
    return raw if isinstance(raw, bytes) else raw.encode()


def _respond(declared: Endpoint, result: Any, request: Request | None) -> Response:
    if isinstance(result, Response):
        return result
    answer = result if isinstance(result, Answer) else Answer(result) if isinstance(result, ResponseModel) else None
    if answer is None:
        return Response("", headers={}, status_code=declared.status)
    headers: Headers = dict(_JSON)
    if answer.rev is not None:
        headers["ETag"] = f'"{answer.rev}"'
    if answer.location:
        headers["Location"] = answer.location
    permissions = answer.permissions if answer.permissions is not None else frozenset[Permission]()
    if answer.permissions is None and request is not None:
        permissions = request.access.permissions
    left_out = (
        hidden(declared.response or type(answer.body), permissions)
        if request is None or request.interview is None
        else {}
    )
    return Response(answer.body.model_dump_json(exclude=left_out or None), headers=headers, status_code=declared.status)
