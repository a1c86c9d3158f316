"""Errors as RFC 9457 problem documents, in the caller's language."""

from chalice.app import Response

from chalicelib.api.models import Headers, ProblemDocument, ProblemField
from chalicelib.domain.errors import (
    CandorError,
    Conflict,
    Forbidden,
    InvalidInput,
    LostUpdate,
    NotFound,
    RetryableError,
    TooManyRequests,
    Unauthenticated,
)
from chalicelib.domain.language import Language, Localized

# By class, nearest first; a few codes have a status of their own.
_STATUS: tuple[tuple[type[CandorError], int, Localized], ...] = (
    (InvalidInput, 422, Localized(en="Invalid input", zh="输入无效")),
    (Unauthenticated, 401, Localized(en="Not authenticated", zh="未通过身份验证")),
    (Forbidden, 403, Localized(en="Not allowed", zh="没有权限")),
    (NotFound, 404, Localized(en="Not found", zh="未找到")),
    (LostUpdate, 412, Localized(en="Precondition failed", zh="前提条件不满足")),
    (Conflict, 409, Localized(en="Conflict", zh="状态冲突")),
    (TooManyRequests, 429, Localized(en="Too many requests", zh="请求过多")),
    (RetryableError, 503, Localized(en="Temporarily unavailable", zh="暂时不可用")),
    (CandorError, 500, Localized(en="Server error", zh="服务器错误")),
)
_BY_CODE = {
    "malformed_json": 400,
    "bad_cursor": 400,
    "bad_idempotency_key": 400,
    "method_not_allowed": 405,
    "body_too_large": 413,
    "unsupported_media_type": 415,
}


def problem_response(error: CandorError, language: Language) -> Response:
    """The problem document for an error."""
    status, title = next((status, title) for kind, status, title in _STATUS if isinstance(error, kind))
    status = _BY_CODE.get(error.code, status)
    pointers = error.pointers if isinstance(error, InvalidInput) else ()
    document = ProblemDocument(
        type=f"urn:candor:problem:{error.code}",
        title=title.in_language(language),
        status=status,
        detail=error.text.in_language(language),
        errors=tuple(ProblemField(pointer=pointer, detail=text.in_language(language)) for pointer, text in pointers),
    )
    headers: Headers = {
        "Content-Type": "application/problem+json",
        "Content-Language": language,
        "Cache-Control": "no-store",
    }
    if isinstance(error, Unauthenticated):
        headers["WWW-Authenticate"] = "Bearer"
    if isinstance(error, RetryableError):
        headers["Retry-After"] = str(max(1, round(error.retry_after)))
    return Response(document.model_dump_json(), headers=headers, status_code=status)
