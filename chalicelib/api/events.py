"""/v1/events and /v1/event-types: what has happened, for those who rather ask than be told, and what can happen."""

from functools import cache
from typing import Annotated, Any

from chalice.app import Blueprint
from pydantic import AwareDatetime, Field, JsonValue, StringConstraints

from chalicelib.api.endpoint import endpoint
from chalicelib.api.models import Moment, PageQuery, RequestModel, ResponseModel
from chalicelib.api.request import Request
from chalicelib.domain.errors import InvalidInput
from chalicelib.domain.event import CATALOGUE, unknown_types
from chalicelib.domain.event_samples import SAMPLES, schema_of
from chalicelib.domain.language import Localized
from chalicelib.services.people import check_everywhere

routes = Blueprint(__name__)
_UNKNOWN = Localized(
    en="There are no such events; see GET /v1/event-types.", zh="没有这种事件，请见 GET /v1/event-types。"
)


class EventQuery(RequestModel):
    """Which events: `types` is a list with commas, `interview.*` for all of interviews; `from` the earliest time."""

    cursor: str | None = Field(default=None, max_length=2000)
    limit: int = Field(default=50, ge=1, le=100)
    types: Annotated[str, StringConstraints(pattern=r"^[a-z0-9_.*]+(,[a-z0-9_.*]+)*$", max_length=1000)] | None = None
    since: Annotated[Moment | None, Field(alias="from")] = None


class EventView(ResponseModel):
    """Something that happened: the id and the body that webhooks have."""

    id: str
    type: str
    timestamp: AwareDatetime
    data: dict[str, JsonValue]


class EventFeed(ResponseModel):
    """Events in the order in which they were recorded."""

    items: tuple[EventView, ...]
    next_cursor: str = Field(description="Where to go on, now or later; there always is one")
    has_more: bool = Field(description="Whether it is worth going on at once")


class EventTypeView(ResponseModel):
    """A type of event: what it is about, the JSON Schema of its body, and an example of one."""

    type: str
    title: Localized
    json_schema: dict[str, Any]
    sample: dict[str, Any]


class EventTypeList(ResponseModel):
    """The catalogue."""

    items: tuple[EventTypeView, ...]


@endpoint(routes, "GET", "/v1/events", summary="Read events", who="webhooks:read", query=EventQuery,
          response=EventFeed)  # fmt: skip
def list_events(request: Request, query: EventQuery) -> EventFeed:
    """What has happened in the last 30 days, the oldest first: ask again with `cursor=next_cursor`, at any time.

    An event is listed five seconds after it was recorded, in an order that never changes: none turns up later before
    a cursor that was given out. A cursor belongs to its `types` and `from`.
    """
    check_everywhere(request.access, "webhooks:read")
    types = tuple(query.types.split(",")) if query.types else ()
    if unknown_types(types):
        raise InvalidInput("unknown_event_type", _UNKNOWN, (("?types", _UNKNOWN),))
    after = request.after(PageQuery(cursor=query.cursor))
    found, place, more = request.services.events.page(after, query.since, types, query.limit)
    items = tuple(EventView(id=one.id, type=one.type, timestamp=one.timestamp, data=one.data) for one in found)
    return EventFeed(items=items, next_cursor=request.cursor(place) or "", has_more=more)


@endpoint(routes, "GET", "/v1/event-types", summary="List the types of events", who="webhooks:read",
          response=EventTypeList)  # fmt: skip
def list_event_types(request: Request) -> EventTypeList:
    """The catalogue. A type never changes its meaning; its data only gains fields."""
    check_everywhere(request.access, "webhooks:read")
    return _catalogue()


@cache
def _catalogue() -> EventTypeList:
    return EventTypeList(
        items=tuple(
            EventTypeView(type=name, title=kind.title, json_schema=schema_of(name), sample=SAMPLES[name])
            for name, kind in CATALOGUE.items()
        )
    )
