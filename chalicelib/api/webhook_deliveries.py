"""/v1/webhook-endpoints/{id}/deliveries and /replays: what became of each event, and sending it again."""

from typing import Annotated, Literal

from chalice.app import Blueprint
from pydantic import AwareDatetime, Field

from chalicelib.api.endpoint import endpoint
from chalicelib.api.models import Moment, Page, PageQuery, RequestModel, ResponseModel
from chalicelib.api.request import Request
from chalicelib.api.webhooks import EventPattern
from chalicelib.domain.replay import Replay
from chalicelib.domain.webhook import Delivery, DeliveryAttempt, DeliveryLog, DeliveryState
from chalicelib.services.people import check_everywhere

routes = Blueprint(__name__)
ShownState = DeliveryState | Literal["paused"]
"""`waiting`: the endpoint fails and is left in peace for a while; `paused`: it is switched off."""


class DeliveryView(ResponseModel):
    """One event on its way to an endpoint."""

    event_id: str
    event_type: str
    state: ShownState
    attempts: tuple[DeliveryAttempt, ...] = Field(description="The last 20 tries")
    created_at: AwareDatetime
    next_attempt_at: AwareDatetime | None


class TryView(ResponseModel):
    """What one try sent and what came back. The body that was sent is the delivery's `body`."""

    attempt: DeliveryAttempt
    url: str
    request_headers: dict[str, str]
    response_headers: dict[str, str]
    response_body: str = Field(description="Its first 2,000 characters")


class DeliveryDetail(DeliveryView):
    """A delivery with everything that is on record about it."""

    body: str | None = Field(description="What is sent, to the letter; absent once the event is older than 30 days")
    tries: tuple[TryView, ...]


class BeginReplay(RequestModel):
    """Which events to send again."""

    start: Annotated[Moment, Field(alias="from")]
    end: Annotated[Moment, Field(alias="to")]
    event_types: tuple[EventPattern, ...] = Field(default=(), max_length=50)
    only_failed: bool = Field(default=True, description="Leave out what has arrived")


class ReplayView(ResponseModel):
    """How far a replay has come."""

    id: str
    state: Literal["running", "done", "stopped"] = Field(description="`stopped`: the endpoint was switched off")
    queued: int = Field(description="Deliveries started so far")
    created_at: AwareDatetime


def _shown(stored: Delivery, *, enabled: bool) -> dict[str, object]:
    return {
        "event_id": stored.event,
        "event_type": stored.event_type,
        "state": "paused" if stored.state == "waiting" and not enabled else stored.state,
        "attempts": stored.attempts,
        "created_at": stored.created_at,
        "next_attempt_at": stored.next_attempt_at,
    }


def _tried(log: DeliveryLog) -> TryView:
    return TryView.model_validate(log.model_dump())


def _replay(stored: Replay) -> ReplayView:
    return ReplayView(id=stored.id, state=stored.state, queued=stored.queued, created_at=stored.created_at)


@endpoint(routes, "GET", "/v1/webhook-endpoints/{endpoint_id}/deliveries", summary="List deliveries",
          who="webhooks:read", query=PageQuery, response=Page[DeliveryView])  # fmt: skip
def list_deliveries(request: Request, query: PageQuery, endpoint_id: str) -> Page[DeliveryView]:
    """Deliveries to an endpoint, newest first, with their last tries."""
    check_everywhere(request.access, "webhooks:read")
    enabled = request.services.webhooks.require(endpoint_id).value.enabled
    found, after = request.services.webhooks.deliveries(endpoint_id, request.after(query), query.limit)
    items = tuple(DeliveryView.model_validate(_shown(stored, enabled=enabled)) for stored in found)
    return Page(items=items, next_cursor=request.cursor(after))


@endpoint(routes, "GET", "/v1/webhook-endpoints/{endpoint_id}/deliveries/{event_id}", summary="Read a delivery",
          who="webhooks:read", response=DeliveryDetail)  # fmt: skip
def read_delivery(request: Request, endpoint_id: str, event_id: str) -> DeliveryDetail:
    """One delivery, with what every try sent and what came back."""
    check_everywhere(request.access, "webhooks:read")
    enabled = request.services.webhooks.require(endpoint_id).value.enabled
    stored, event, logs = request.services.webhooks.delivery(endpoint_id, event_id)
    body = event.body() if event else None
    shown = _shown(stored, enabled=enabled)
    return DeliveryDetail.model_validate({**shown, "body": body, "tries": tuple(_tried(log) for log in logs)})


@endpoint(routes, "POST", "/v1/webhook-endpoints/{endpoint_id}/deliveries/{event_id}/replays",
          summary="Send an event again", who="webhooks:write", response=DeliveryView, status=202,
          creates=True)  # fmt: skip
def replay_delivery(request: Request, endpoint_id: str, event_id: str) -> DeliveryView:
    """Send the event once more, under the same id, and on the whole schedule if need be."""
    check_everywhere(request.access, "webhooks:write")
    again = request.services.webhooks.replay(endpoint_id, event_id)
    return DeliveryView.model_validate(_shown(again, enabled=True))


@endpoint(routes, "POST", "/v1/webhook-endpoints/{endpoint_id}/replays", summary="Send a time range of events again",
          who="webhooks:write", body=BeginReplay, response=ReplayView, status=202, creates=True)  # fmt: skip
def begin_replay(request: Request, body: BeginReplay, endpoint_id: str) -> ReplayView:
    """Send what the endpoint asks for of a time range again, or for the first time where it was switched off then.

    A hundred events are looked at within the call, the others in the background, 500 a minute.
    """
    check_everywhere(request.access, "webhooks:write")
    replay = Replay(
        id=request.new_id("rpl", endpoint_id),
        endpoint=endpoint_id,
        start=body.start,
        end=body.end,
        events=body.event_types,
        only_failed=body.only_failed,
        created_at=request.services.clock.now(),
    )
    return _replay(request.services.replays.begin(replay))


@endpoint(routes, "GET", "/v1/webhook-endpoints/{endpoint_id}/replays/{replay_id}", summary="Read a replay",
          who="webhooks:read", response=ReplayView)  # fmt: skip
def read_replay(request: Request, endpoint_id: str, replay_id: str) -> ReplayView:
    """How far a replay has come."""
    check_everywhere(request.access, "webhooks:read")
    return _replay(request.services.replays.require(endpoint_id, replay_id))
