"""/v1/notice-settings: in which order channels are tried, when nothing is sent, and in which language."""

from chalice.app import Blueprint
from pydantic import Field

from chalicelib.api.endpoint import endpoint
from chalicelib.api.models import Answer, RequestModel, ResponseModel
from chalicelib.api.request import Request
from chalicelib.domain.channel import ChannelKey, Minute, NoticeSettings, Zone
from chalicelib.domain.channel import QuietHours as KeptQuietHours
from chalicelib.domain.language import Language
from chalicelib.services.people import check_everywhere

routes = Blueprint(__name__)


class QuietHours(RequestModel):
    """From when to when nothing is sent, in the time zone beside them; over midnight where the start is later."""

    start: Minute
    end: Minute


class PutNoticeSettings(RequestModel):
    """How notices are to go out. A channel that is not set up is passed over."""

    candidates: tuple[ChannelKey, ...] = Field(default=NoticeSettings().candidates, max_length=20)
    colleagues: tuple[ChannelKey, ...] = Field(default=NoticeSettings().colleagues, max_length=20)
    quiet_hours: QuietHours | None = None
    time_zone: Zone = NoticeSettings().time_zone
    language: Language | None = None


class QuietHoursView(ResponseModel):
    """From when to when nothing is sent."""

    start: str
    end: str


class NoticeSettingsView(ResponseModel):
    """How notices go out."""

    candidates: tuple[str, ...] = Field(description="Channels to candidates, the first one first")
    colleagues: tuple[str, ...] = Field(description="Channels to colleagues, the first one first")
    quiet_hours: QuietHoursView | None
    time_zone: str
    language: Language | None = Field(description="Where a recipient's is not known; the tenant's own if null")


def _view(settings: NoticeSettings) -> NoticeSettingsView:
    return NoticeSettingsView.model_validate(settings.model_dump())


@endpoint(routes, "GET", "/v1/notice-settings", summary="Read how notices go out", who="tenant:read",
          response=NoticeSettingsView, versioned=True)  # fmt: skip
def read_notice_settings(request: Request) -> Answer:
    """The order of channels, quiet hours, time zone and language."""
    found = request.services.channels.notice_settings()
    return Answer(_view(found.value), found.rev)


@endpoint(routes, "PUT", "/v1/notice-settings", summary="Change how notices go out", who="tenant:write",
          body=PutNoticeSettings, response=NoticeSettingsView, versioned=True)  # fmt: skip
def put_notice_settings(request: Request, body: PutNoticeSettings) -> Answer:
    """Put these settings in the place of all that there were. Notices that wait keep their time."""
    check_everywhere(request.access, "tenant:write")
    quiet = KeptQuietHours(start=body.quiet_hours.start, end=body.quiet_hours.end) if body.quiet_hours else None
    settings = NoticeSettings(
        candidates=body.candidates,
        colleagues=body.colleagues,
        quiet_hours=quiet,
        time_zone=body.time_zone,
        language=body.language,
    )
    kept = request.services.channels.keep_notice_settings(settings, request.expected)
    return Answer(_view(kept.value), kept.rev)
