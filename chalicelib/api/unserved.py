"""What Chalice refuses by itself, before any handler: as problem documents, like every other error."""

from collections.abc import Callable
from http import HTTPStatus

from chalice.app import Request, Response

from chalicelib.api.problems import problem_response
from chalicelib.api.request import preferred_language
from chalicelib.domain.errors import CandorError, InvalidInput, PermanentError
from chalicelib.domain.language import Localized

_REFUSALS: dict[int, CandorError] = {
    HTTPStatus.METHOD_NOT_ALLOWED: InvalidInput(
        "method_not_allowed",
        Localized(en="Nothing here is done by this method; see Allow.", zh="此处不支持该方法,可用方法见 Allow。"),
    ),
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE: InvalidInput(
        "unsupported_media_type",
        Localized(en="Send the body as application/json.", zh="请以 application/json 发送请求体。"),
    ),
}
_UNEXPECTED = PermanentError(
    "unexpected", Localized(en="An unexpected error happened on our side.", zh="服务器发生意外错误。")
)


def as_problems(request: Request, get_response: Callable[[Request], Response]) -> Response:
    """Middleware. Answers of declared routes pass as they are: their bodies are text, Chalice's own are objects."""
    response = get_response(request)
    if not isinstance(response.body, dict):
        return response
    language = preferred_language(request.headers.get("accept-language"))
    problem = problem_response(_REFUSALS.get(response.status_code, _UNEXPECTED), language)
    if allowed := response.headers.get("Allow"):
        problem.headers["Allow"] = allowed
    return problem
