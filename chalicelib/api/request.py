"""A request as handlers see it: who calls, in which language, and ids that a repeated request makes again."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NoReturn, TypeVar

from pydantic import ValidationError

from chalicelib.adapters.dynamodb import cursor
from chalicelib.api.faults import invalid
from chalicelib.api.models import PageQuery, RequestModel
from chalicelib.bootstrap import Services
from chalicelib.domain.access import Access
from chalicelib.domain.audit import Origin
from chalicelib.domain.clock import new_id
from chalicelib.domain.errors import InvalidInput
from chalicelib.domain.ids import make_id
from chalicelib.domain.interview import Interview
from chalicelib.domain.language import Language, Localized
from chalicelib.domain.tenant import Tenant

MAX_BODY = 1_000_000
Model = TypeVar("Model", bound=RequestModel)


@dataclass(frozen=True)
class Repeatable:
    """What the ids of a repeatable request are derived from."""

    at: datetime
    seed: str


@dataclass(frozen=True)
class Request:
    """One call by somebody who is known.

    `interview` is set on candidates' calls, `repeatable` when there is an Idempotency-Key, `expected` is the revision
    that If-Match asks for, `listed` names the list that a page belongs to.
    """

    services: Services
    language: Language
    tenant: Tenant
    access: Access
    interview: Interview | None = None
    repeatable: Repeatable | None = None
    expected: int | None = None
    listed: str = ""

    def new_id(self, prefix: str, about: str = "") -> str:
        """A fresh id; the same one again when the same request is repeated. `about` tells several of a kind apart."""
        if self.repeatable is None:
            return new_id(self.services.clock, prefix)
        digest = hashlib.sha256(f"{self.repeatable.seed}/{prefix}/{about}".encode()).digest()
        return make_id(prefix, int(self.repeatable.at.timestamp() * 1000), digest)

    def after(self, page: PageQuery) -> str | None:
        """The sort key after which the wanted page starts. Raises InvalidInput for a cursor of another list."""
        return cursor.decode(self.tenant.cursor_key, self.listed, page.cursor)

    def cursor(self, after: str | None) -> str | None:
        """The cursor of the page after this one."""
        return cursor.encode(self.tenant.cursor_key, self.listed, after)


@dataclass(frozen=True)
class PublicRequest:
    """A call by nobody in particular; its handler finds the tenant in the token that it is given."""

    language: Language
    origin: Origin


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
        # Strict: `"5"` is no number and `1700000000` no time, just as the OpenAPI document says.
        return model.model_validate_json(text, strict=True)
    except ValidationError as error:
        raise invalid(error) from error


def parse_query(model: type[Model], query: Mapping[str, Sequence[str]]) -> Model:
    """The request's query; each parameter may be there once. Raises InvalidInput."""
    if repeated := [name for name, values in query.items() if len(values) > 1]:
        text = Localized(en="This parameter may be given once.", zh="该参数只能出现一次。")
        raise InvalidInput("invalid_fields", text, tuple((f"?{name}", text) for name in repeated))
    try:
        return model.model_validate({name: values[0] for name, values in query.items()})
    except ValidationError as error:
        raise invalid(error, query=True) from error


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        msg = "a field is named twice"
        raise ValueError(msg)
    return found


def _no_number(name: str) -> NoReturn:
    msg = f"{name} is not JSON"
    raise ValueError(msg)
