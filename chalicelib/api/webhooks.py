"""/v1/webhook-endpoints: where a tenant wants its events, and what became of each delivery."""

from chalice.app import Blueprint
from pydantic import AwareDatetime, Field, HttpUrl

from chalicelib.api.endpoint import endpoint
from chalicelib.api.models import Page, PageQuery, RequestModel, ResponseModel
from chalicelib.api.request import Request
from chalicelib.domain.webhook import EVENT_TYPES, Delivery, DeliveryAttempt, DeliveryState, EventType, WebhookEndpoint
from chalicelib.services.people import check_everywhere
from chalicelib.services.webhooks import SECRET_BYTES

routes = Blueprint(__name__)


class AddEndpoint(RequestModel):
    """An address that wants events."""

    url: HttpUrl
    events: tuple[EventType, ...] = Field(default=EVENT_TYPES, min_length=1)


class EndpointView(ResponseModel):
    """A webhook endpoint."""

    id: str
    url: str
    events: tuple[EventType, ...]
    created_at: AwareDatetime


class AddedEndpoint(EndpointView):
    """A new endpoint with its signing secret, which is shown here and never again."""

    secret: str


class EndpointList(ResponseModel):
    """All endpoints of the tenant."""

    items: tuple[EndpointView, ...]


class DeliveryView(ResponseModel):
    """One event on its way to an endpoint."""

    event_id: str
    event_type: EventType
    state: DeliveryState
    attempts: tuple[DeliveryAttempt, ...]
    created_at: AwareDatetime
    next_attempt_at: AwareDatetime | None


def _view(stored: WebhookEndpoint) -> EndpointView:
    return EndpointView.model_validate(stored.model_dump())


def _delivery(stored: Delivery) -> DeliveryView:
    return DeliveryView(
        event_id=stored.event,
        event_type=stored.event_type,
        state=stored.state,
        attempts=stored.attempts,
        created_at=stored.created_at,
        next_attempt_at=stored.next_attempt_at,
    )


@endpoint(routes, "POST", "/v1/webhook-endpoints", summary="Add a webhook endpoint", who="webhooks:write",
          body=AddEndpoint, response=AddedEndpoint, status=201, creates=True, reveals="secret")  # fmt: skip
def add_webhook_endpoint(request: Request, body: AddEndpoint) -> AddedEndpoint:
    """Send events to this address, signed as Standard Webhooks says."""
    check_everywhere(request.access, "webhooks:write")
    stored = WebhookEndpoint(
        id=request.new_id("whe"), url=str(body.url), events=body.events, created_at=request.services.clock.now()
    )
    secret = request.services.webhooks.add_endpoint(stored, request.services.clock.entropy(SECRET_BYTES))
    return AddedEndpoint(**_view(stored).model_dump(), secret=secret)


@endpoint(routes, "GET", "/v1/webhook-endpoints", summary="List webhook endpoints", who="webhooks:read",
          response=EndpointList)  # fmt: skip
def list_webhook_endpoints(request: Request) -> EndpointList:
    """All endpoints, without their secrets."""
    check_everywhere(request.access, "webhooks:read")
    return EndpointList(items=tuple(_view(stored) for stored in request.services.webhooks.endpoints()))


@endpoint(routes, "DELETE", "/v1/webhook-endpoints/{endpoint_id}", summary="Remove a webhook endpoint",
          who="webhooks:write", status=204)  # fmt: skip
def remove_webhook_endpoint(request: Request, endpoint_id: str) -> None:
    """Send no more events there. What was sent stays on record."""
    check_everywhere(request.access, "webhooks:write")
    request.services.webhooks.remove_endpoint(endpoint_id)


@endpoint(routes, "GET", "/v1/webhook-endpoints/{endpoint_id}/deliveries", summary="List deliveries",
          who="webhooks:read", query=PageQuery, response=Page[DeliveryView])  # fmt: skip
def list_deliveries(request: Request, query: PageQuery, endpoint_id: str) -> Page[DeliveryView]:
    """Deliveries to an endpoint, newest first, with every attempt."""
    check_everywhere(request.access, "webhooks:read")
    found, after = request.services.webhooks.deliveries(endpoint_id, request.after(query), query.limit)
    return Page(items=tuple(_delivery(stored) for stored in found), next_cursor=request.cursor(after))
