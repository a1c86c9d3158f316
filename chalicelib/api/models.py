"""What requests and responses have in common."""

from typing import Annotated, Generic, TypeVar

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Item = TypeVar("Item")
Headers = dict[str, str | list[str]]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]
LongText = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=20_000)]


class RequestModel(BaseModel):
    """A request: unknown fields and numbers that are none are errors."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class ResponseModel(BaseModel):
    """A response."""

    model_config = ConfigDict(frozen=True)


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

    pointer: str = Field(description="JSON pointer into the request's body")
    detail: str


class ProblemDocument(ResponseModel):
    """RFC 9457 problem document."""

    type: str
    title: str
    status: int
    detail: str
    errors: tuple[ProblemField, ...] = ()
