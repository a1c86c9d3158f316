"""/v1/webhook-endpoints: where a tenant wants its events, and the secrets that they are signed with."""

from datetime import timedelta
from typing import Annotated

from chalice.app import Blueprint
from pydantic import AwareDatetime, Field, HttpUrl, StringConstraints

from chalicelib.api.endpoint import endpoint
from chalicelib.api.models import Answer, RequestModel, ResponseModel
from chalicelib.api.request import Request
from chalicelib.domain.webhook import DisabledReason, WebhookEndpoint
from chalicelib.services.people import check_everywhere
from chalicelib.services.webhooks import SECRET_BYTES

routes = Blueprint(__name__)
EventPattern = Annotated[str, StringConstraints(pattern=r"^(\*|[a-z0-9_]+\.(\*|[a-z0-9_]+))$", max_length=100)]
"""A type of event, `interview.*` for all of interviews, with those that are added later, or `*` for all."""


class AddEndpoint(RequestModel):
    """An address that wants events."""

    url: HttpUrl
    events: tuple[EventPattern, ...] = Field(
        default=("*",), min_length=1, max_length=50, description="Types of GET /v1/event-types, `interview.*` or `*`"
    )
    description: str = Field(default="", max_length=500)
    stripe_signature: bool = Field(
        default=False, description="Send `Candor-Signature: t=…,v1=…` too, which Stripe's libraries verify"
    )


class ChangeEndpoint(RequestModel):
    """What is to be different. Switched on again, an endpoint is sent what waits for it."""

    url: HttpUrl | None = None
    events: tuple[EventPattern, ...] | None = Field(default=None, min_length=1, max_length=50)
    description: str | None = Field(default=None, max_length=500)
    stripe_signature: bool | None = None
    enabled: bool | None = None


class RotateSecret(RequestModel):
    """How long the secret before the new one goes on signing beside it."""

    overlap_hours: int = Field(default=24, ge=0, le=168)


class EndpointView(ResponseModel):
    """A webhook endpoint."""

    id: str
    url: str
    events: tuple[str, ...]
    description: str
    stripe_signature: bool
    enabled: bool
    disabled_reason: DisabledReason | None = Field(
        description="`gone`: it answered 410; `failing`: three days without one success"
    )
    disabled_at: AwareDatetime | None
    created_at: AwareDatetime


class AddedEndpoint(EndpointView):
    """A new endpoint with its signing secret, which is shown here and never again."""

    secret: str


class RotatedSecret(ResponseModel):
    """A new signing secret, which is shown here and never again."""

    secret: str
    earlier_until: tuple[AwareDatetime, ...] = Field(description="When each of the earlier secrets ends, newest first")


class EndpointList(ResponseModel):
    """All endpoints of the tenant."""

    items: tuple[EndpointView, ...]


class SentTest(ResponseModel):
    """A test event that is on its way."""

    event_id: str


def _view(stored: WebhookEndpoint) -> EndpointView:
    return EndpointView.model_validate(stored.model_dump())


@endpoint(routes, "POST", "/v1/webhook-endpoints", summary="Add a webhook endpoint", who="webhooks:write",
          body=AddEndpoint, response=AddedEndpoint, status=201, creates=True, reveals="secret")  # fmt: skip
def add_webhook_endpoint(request: Request, body: AddEndpoint) -> AddedEndpoint:
    """Send events to this address, signed as Standard Webhooks says."""
    check_everywhere(request.access, "webhooks:write")
    stored = WebhookEndpoint(
        id=request.new_id("whe"),
        url=str(body.url),
        events=tuple(dict.fromkeys(body.events)),
        description=body.description,
        stripe_signature=body.stripe_signature,
        created_at=request.services.clock.now(),
    )
    secret = request.services.webhooks.add_endpoint(stored, request.services.clock.entropy(SECRET_BYTES))
    return AddedEndpoint(**_view(stored).model_dump(), secret=secret)


@endpoint(routes, "GET", "/v1/webhook-endpoints", summary="List webhook endpoints", who="webhooks:read",
          response=EndpointList)  # fmt: skip
def list_webhook_endpoints(request: Request) -> EndpointList:
    """All endpoints, without their secrets."""
    check_everywhere(request.access, "webhooks:read")
    return EndpointList(items=tuple(_view(stored) for stored in request.services.webhooks.endpoints()))


@endpoint(routes, "GET", "/v1/webhook-endpoints/{endpoint_id}", summary="Read a webhook endpoint",
          who="webhooks:read", response=EndpointView, versioned=True)  # fmt: skip
def read_webhook_endpoint(request: Request, endpoint_id: str) -> Answer:
    """One endpoint, without its secrets."""
    check_everywhere(request.access, "webhooks:read")
    found = request.services.webhooks.require(endpoint_id)
    return Answer(_view(found.value), found.rev)


@endpoint(routes, "PATCH", "/v1/webhook-endpoints/{endpoint_id}", summary="Change a webhook endpoint",
          who="webhooks:write", body=ChangeEndpoint, response=EndpointView, versioned=True)  # fmt: skip
def change_webhook_endpoint(request: Request, body: ChangeEndpoint, endpoint_id: str) -> Answer:
    """Another address or other events; off, or on again."""
    check_everywhere(request.access, "webhooks:write")
    update = body.model_dump(exclude_none=True)
    if body.url:
        update["url"] = str(body.url)
    if body.events:
        update["events"] = tuple(dict.fromkeys(body.events))
    changed = request.services.webhooks.change_endpoint(
        endpoint_id, lambda before: before.model_copy(update=update), request.expected
    )
    return Answer(_view(changed.value), changed.rev)


@endpoint(routes, "DELETE", "/v1/webhook-endpoints/{endpoint_id}", summary="Remove a webhook endpoint",
          who="webhooks:write", status=204)  # fmt: skip
def remove_webhook_endpoint(request: Request, endpoint_id: str) -> None:
    """Send no more events there, not even those that wait."""
    check_everywhere(request.access, "webhooks:write")
    request.services.webhooks.remove_endpoint(endpoint_id)


@endpoint(routes, "POST", "/v1/webhook-endpoints/{endpoint_id}/secret-rotations", summary="Rotate a signing secret",
          who="webhooks:write", body=RotateSecret, response=RotatedSecret, status=201, creates=True,
          reveals="secret")  # fmt: skip
def rotate_webhook_secret(request: Request, body: RotateSecret, endpoint_id: str) -> RotatedSecret:
    """A new secret. Until the overlap is over, deliveries carry a signature by each secret, the newest first."""
    check_everywhere(request.access, "webhooks:write")
    clock = request.services.clock
    overlap = timedelta(hours=body.overlap_hours)
    rotation = request.new_id("rot", endpoint_id)
    rotated = request.services.webhooks.rotate_secret(endpoint_id, rotation, overlap, clock.entropy(SECRET_BYTES))
    return RotatedSecret(secret=rotated.current, earlier_until=tuple(old.until for old in rotated.previous))


@endpoint(routes, "POST", "/v1/webhook-endpoints/{endpoint_id}/tests", summary="Send a test event",
          who="webhooks:write", response=SentTest, status=202, creates=True)  # fmt: skip
def send_webhook_test(request: Request, endpoint_id: str) -> SentTest:
    """Send `webhook_endpoint.test` to this endpoint, whichever events it asks for; its delivery says how that went."""
    check_everywhere(request.access, "webhooks:write")
    about = request.new_id("tst", endpoint_id)
    return SentTest(event_id=request.services.webhooks.send_test(endpoint_id, about).id)
