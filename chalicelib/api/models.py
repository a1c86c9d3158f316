"""What requests and responses have in common."""

import re
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Annotated, Any, Generic, TypeVar, get_args

from pydantic import AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

from chalicelib.domain.access import Permission
from chalicelib.domain.language import fault

Item = TypeVar("Item")
Headers = dict[str, str | list[str]]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]
LongText = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=20_000)]
Id = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{1,80}$")]
_DATE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d", re.ASCII)


def _written_out(value: object) -> datetime:
    """The date and time; pydantic would take numbers, in quotes too, for seconds since 1970."""
    try:
        return datetime.fromisoformat(value if isinstance(value, str) and _DATE.match(value) else "")
    except ValueError:
        raise fault(
            "Must be a date and time with a time zone: 2027-01-31T09:00:00Z.",
            "应为带时区的日期时间,例如 2027-01-31T09:00:00Z。",
        ) from None


Moment = Annotated[AwareDatetime, BeforeValidator(_written_out)]
"""A point in time that a request names."""


class RequestModel(BaseModel):
    """A request: unknown fields and numbers that are none are errors."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False, hide_input_in_errors=True)


class ResponseModel(BaseModel):
    """A response."""

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)


@dataclass(frozen=True)
class VisibleTo:
    """Marks a field of a response that only callers with this permission get; for others it is absent."""

    permission: Permission


@dataclass(frozen=True)
class Answer:
    """A response with what belongs beside it.

    `rev`: the object's revision, its ETag. `permissions`: what the caller may do with this very object, where that is
    not what they may do in general. `location`: the address of what was made.
    """

    body: ResponseModel
    rev: int | None = None
    permissions: frozenset[Permission] | None = None
    location: str | None = None


class Page(ResponseModel, Generic[Item]):
    """One page of a list, newest first. Ask for the next one with `cursor=next_cursor`."""

    items: tuple[Item, ...]
    next_cursor: str | None = None


class PageQuery(RequestModel):
    """Which page."""

    cursor: str | None = Field(default=None, max_length=2000)
    limit: int = Field(default=20, ge=1, le=100)


class ProblemField(ResponseModel):
    """One field at fault."""

    pointer: str = Field(description="JSON pointer into the request's body, or `?name` for a parameter of the query")
    detail: str


class ProblemDocument(ResponseModel):
    """RFC 9457 problem document."""

    type: str
    title: str
    status: int
    detail: str
    errors: tuple[ProblemField, ...] = ()


@cache
def hidden(model: type[BaseModel], permissions: frozenset[Permission]) -> dict[str, Any]:
    """What pydantic is to leave out of `model` for a caller with these permissions, nested models included."""
    left_out: dict[str, Any] = {}
    for name, field in model.model_fields.items():
        needed = [mark.permission for mark in field.metadata if isinstance(mark, VisibleTo)]
        if not permissions.issuperset(needed):
            left_out[name] = True
            continue
        for inner, many in _models_in(field.annotation):
            if within := hidden(inner, permissions):
                left_out[name] = {"__all__": within} if many else within
    return left_out


def gated(model: type[BaseModel]) -> dict[str, Permission]:
    """The fields of `model` itself that need a permission."""
    return {
        name: mark.permission
        for name, field in model.model_fields.items()
        for mark in field.metadata
        if isinstance(mark, VisibleTo)
    }


def _models_in(annotation: Any) -> list[tuple[type[BaseModel], bool]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [(annotation, False)]
    many = getattr(annotation, "__origin__", None) in {tuple, list}
    found = []
    for inner in get_args(annotation):
        found += [(model, many or inside) for model, inside in _models_in(inner)]
    return found
