"""A request as handlers see it: who calls, in which language, and ids that a repeated request makes again."""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NoReturn, TypeVar

from pydantic import ValidationError

from chalicelib.api.models import RequestModel
from chalicelib.bootstrap import Services
from chalicelib.domain.clock import new_id
from chalicelib.domain.errors import InvalidInput
from chalicelib.domain.ids import make_id
from chalicelib.domain.interview import Interview
from chalicelib.domain.language import Language, Localized

MAX_BODY = 1_000_000
Model = TypeVar("Model", bound=RequestModel)


@dataclass(frozen=True)
class Origin:
    """What the ids of a repeatable request are derived from."""

    at: datetime
    seed: str


@dataclass(frozen=True)
class Request:
    """One call. `interview` is set on candidates' calls, `origin` when there is an `Idempotency-Key`."""

    services: Services
    language: Language
    interview: Interview | None = None
    origin: Origin | None = None

    def new_id(self, prefix: str) -> str:
        """A fresh id; the same one again when the same request is repeated."""
        if self.origin is None:
            return new_id(self.services.clock, prefix)
        digest = hashlib.sha256(f"{self.origin.seed}/{prefix}".encode()).digest()
        return make_id(prefix, int(self.origin.at.timestamp() * 1000), digest)


@dataclass(frozen=True)
class PublicRequest:
    """A call by nobody in particular; its handler finds the tenant in the token that it is given."""

    language: Language


def preferred_language(header: str | None) -> Language:
    """Chinese where the first language of Accept-Language that we have is Chinese, English otherwise."""
    for part in (header or "").split(","):
        tag = part.split(";")[0].strip().lower()
        if tag.startswith("zh"):
            return "zh"
        if tag.startswith("en"):
            return "en"
    return "en"


def parse_body(model: type[Model], raw: bytes) -> Model:
    """The request's body. Raises InvalidInput with a pointer to each field at fault."""
    if len(raw) > MAX_BODY:
        raise InvalidInput("body_too_large", Localized(en="The body is too large.", zh="请求体过大。"))
    try:
        text = raw.decode("utf-8")
        # Twice named fields, NaN and the like are errors here; the model itself then reads the same text.
        json.loads(text, object_pairs_hook=_once, parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        text_ = Localized(en="The body is not valid JSON.", zh="请求体不是有效的 JSON。")
        raise InvalidInput("malformed_json", text_) from error
    try:
        return model.model_validate_json(text)
    except ValidationError as error:
        raise invalid(error) from error


def parse_query(model: type[Model], query: dict[str, str]) -> Model:
    """The request's query. Raises InvalidInput."""
    try:
        return model.model_validate(query)
    except ValidationError as error:
        raise invalid(error) from error


def invalid(error: ValidationError) -> InvalidInput:
    """The product's error for pydantic's."""
    pointers = tuple(
        ("".join(f"/{str(part).replace('~', '~0').replace('/', '~1')}" for part in fault["loc"]), fault["msg"])
        for fault in error.errors(include_url=False, include_input=False, include_context=False)
    )
    text = Localized(en="Some fields are not valid.", zh="部分字段无效。")
    return InvalidInput("invalid_fields", text, pointers)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        msg = "a field is named twice"
        raise ValueError(msg)
    return found


def _no_number(name: str) -> NoReturn:
    msg = f"{name} is not JSON"
    raise ValueError(msg)
