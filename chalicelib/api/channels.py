"""/v1/channels: how a tenant's notices reach people, set up with credentials that are never shown again."""

from typing import Annotated

from chalice.app import Blueprint
from pydantic import AwareDatetime, Field, JsonValue, StringConstraints, ValidationError

from chalicelib.api.endpoint import endpoint
from chalicelib.api.faults import invalid
from chalicelib.api.models import Answer, RequestModel, ResponseModel
from chalicelib.api.notices import NoticeView, notice_view
from chalicelib.api.request import Request
from chalicelib.domain.errors import InvalidInput
from chalicelib.domain.language import Language
from chalicelib.domain.notice import Address
from chalicelib.services.channels import KnownChannel
from chalicelib.services.people import check_everywhere

routes = Blueprint(__name__)
Credential = Annotated[str, StringConstraints(min_length=1, max_length=500)]


class PutChannel(RequestModel):
    """A channel's setting. Without `credentials` those that are kept stay."""

    enabled: bool = True
    setting: dict[str, JsonValue] = Field(default_factory=dict, max_length=20)
    credentials: dict[str, Credential] | None = Field(default=None, max_length=5)


class TestChannel(RequestModel):
    """Where a test is to go: an address as the channel knows it."""

    __test__ = False

    address: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=320)]
    language: Language | None = None


class ChannelView(ResponseModel):
    """A channel. Of credentials there are the names only."""

    key: str
    name: str
    in_use: bool = Field(description="Whether notices may take it")
    set_up: bool
    setting: dict[str, JsonValue]
    credentials: tuple[str, ...] = Field(description="Names of the credentials that it needs")
    has_credentials: bool
    tells_read: bool = Field(description="Whether its vendor says that a message was read")
    updated_at: AwareDatetime | None


class ChannelList(ResponseModel):
    """Every channel that there is."""

    items: tuple[ChannelView, ...]


def _view(known: KnownChannel, language: Language) -> ChannelView:
    own = known.own.value if known.own else None
    return ChannelView(
        key=known.key,
        name=known.channel.name.in_language(language),
        in_use=known.usable,
        set_up=own is not None,
        setting=own.setting if own else {},
        credentials=known.channel.credentials,
        has_credentials=own is not None and set(own.credentials) == set(known.channel.credentials),
        tells_read=known.channel.tells_read,
        updated_at=own.updated_at if own else None,
    )


@endpoint(routes, "GET", "/v1/channels", summary="List channels", who="tenant:read", response=ChannelList)
def list_channels(request: Request) -> ChannelList:
    """Every channel, set up or not. Mail from the product's own address works without being set up."""
    return ChannelList(items=tuple(_view(known, request.language) for known in request.services.channels.all()))


@endpoint(routes, "GET", "/v1/channels/{channel}", summary="Read a channel", who="tenant:read", response=ChannelView,
          versioned=True)  # fmt: skip
def read_channel(request: Request, channel: str) -> Answer:
    """What is set for one channel."""
    known = request.services.channels.require(channel)
    return Answer(_view(known, request.language), known.own.rev if known.own else None)


@endpoint(routes, "PUT", "/v1/channels/{channel}", summary="Set a channel up", who="tenant:write", body=PutChannel,
          response=ChannelView, versioned=True)  # fmt: skip
def put_channel(request: Request, body: PutChannel, channel: str) -> Answer:
    """Set a channel up, or anew. `setting` is what the channel's vendor calls for; the answer shows all of it."""
    check_everywhere(request.access, "tenant:write")
    service = request.services.channels
    try:
        kept = service.keep(channel, body.setting, body.credentials, enabled=body.enabled, expected=request.expected)
    except ValidationError as error:
        wrong = invalid(error)
        pointers = tuple((f"/setting{pointer}", text) for pointer, text in wrong.pointers)
        raise InvalidInput(wrong.code, wrong.text, pointers) from error
    return Answer(_view(service.require(channel), request.language), kept.rev)


@endpoint(routes, "DELETE", "/v1/channels/{channel}", summary="Forget a channel's setting", who="tenant:write",
          status=204, versioned=True)  # fmt: skip
def remove_channel(request: Request, channel: str) -> None:
    """Forget setting and credentials. Notices on their way take the next channel."""
    check_everywhere(request.access, "tenant:write")
    request.services.channels.remove(channel, request.expected)


@endpoint(routes, "POST", "/v1/channels/{channel}/tests", summary="Send a test", who="tenant:write", body=TestChannel,
          response=NoticeView, status=202, creates=True)  # fmt: skip
def send_channel_test(request: Request, body: TestChannel, channel: str) -> Answer:
    """Send a test message to one address, at once and through this channel alone. The notice says what came of it."""
    check_everywhere(request.access, "tenant:write")
    known = request.services.channels.require(channel)
    address = Address(channel=known.key, address=body.address)
    made = request.services.notices.test(request.new_id("tst"), address, body.language or request.tenant.language)
    return Answer(notice_view(made), location=f"/v1/notices/{made.id}")
