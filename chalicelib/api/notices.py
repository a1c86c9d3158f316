"""/v1/notices: what people were told, through which channels, and how far each message has come."""

from typing import Annotated

from chalice.app import Blueprint
from pydantic import AwareDatetime, Field

from chalicelib.api.endpoint import endpoint
from chalicelib.api.interviews import require as require_interview
from chalicelib.api.models import Answer, Id, Page, PageQuery, RequestModel, ResponseModel, VisibleTo
from chalicelib.api.request import Request
from chalicelib.domain.access import Permission
from chalicelib.domain.errors import NotFound
from chalicelib.domain.language import Language, Localized
from chalicelib.domain.notice import Notice, NoticeState, Purpose
from chalicelib.services.notice_delivery import URL_PLACE
from chalicelib.services.people import check_everywhere

routes = Blueprint(__name__)
_MISSING = Localized(en="There is no such notice.", zh="没有这条通知。")
_LINK = Localized(en="[personal link]", zh="[专属链接]")


class AttemptView(ResponseModel):
    """One try through one channel."""

    channel: str
    address: Annotated[str, VisibleTo("contacts:read")]
    state: NoticeState
    provider_id: str | None
    at: AwareDatetime
    detail: str = Field(description="What the vendor said")


class NoticeView(ResponseModel):
    """A notice to one person. A link that would let anybody in is not shown."""

    id: str
    purpose: Purpose
    about: str
    interview_id: str | None
    job_id: str | None
    recipient_kind: str
    recipient_id: str
    language: Language
    subject: str
    text: str
    state: NoticeState = Field(
        description="`accepted` is all that some channels say; `unknown` may or may not have gone out"
    )
    reason: str = Field(description="Why it reached nobody")
    tried: tuple[AttemptView, ...]
    resends: int
    created_at: AwareDatetime
    next_at: AwareDatetime | None = Field(description="When something more is done about it by itself")


class NoticeQuery(PageQuery):
    """Which notices; all of the tenant without a filter."""

    candidate_id: Id | None = None


class Resend(RequestModel):
    """Whether to send only what the channel says is unread, or has not gone out at all."""

    unread_only: bool = True


class ResendOfJob(Resend):
    """Which of a job's notices to send again."""

    purpose: Purpose
    cursor: str | None = Field(default=None, max_length=2000, description="`next_cursor` of the request before")


class ResentView(ResponseModel):
    """What came of it. Where there is a `next_cursor` there are more."""

    resent: int
    left: int = Field(description="Notices that were read, are on their way, or of which nobody can tell")
    next_cursor: str | None


def notice_view(notice: Notice) -> NoticeView:
    """A notice as it is shown."""

    def shown(text: str) -> str:
        return text.replace(URL_PLACE, _LINK.in_language(notice.language)) if notice.sealed_url else text

    return NoticeView(
        id=notice.id,
        purpose=notice.purpose,
        about=notice.about,
        interview_id=notice.interview,
        job_id=notice.job,
        recipient_kind=notice.recipient_kind,
        recipient_id=notice.recipient,
        language=notice.language,
        subject=shown(notice.subject),
        text=shown(notice.text),
        state=notice.state,
        reason=notice.reason,
        tried=tuple(AttemptView.model_validate(one.model_dump(exclude={"key", "asked"})) for one in notice.tried),
        resends=notice.resends,
        created_at=notice.created_at,
        next_at=notice.next_at,
    )


def _require(request: Request, notice_id: str, needed: Permission) -> tuple[Notice, frozenset[Permission]]:
    """A notice and what the caller may do with its job. Raises NotFound for one that is not theirs to see."""
    notice = request.services.notices.require(notice_id)
    missing = NotFound("notice_not_found", _MISSING)
    if notice.job:
        return notice, request.services.jobs.permissions(notice.job, request.access, needed, missing)
    if not request.access.everywhere(needed):
        raise missing
    return notice, request.access.permissions_everywhere


@endpoint(routes, "GET", "/v1/notices", summary="List notices", who="notices:read", query=NoticeQuery,
          response=Page[NoticeView])  # fmt: skip
def list_notices(request: Request, query: NoticeQuery) -> Page[NoticeView]:
    """Every message on record, newest first, or those to one candidate."""
    check_everywhere(request.access, "notices:read")
    found, after = request.services.notices.page(request.after(query), query.limit, candidate=query.candidate_id)
    return Page[NoticeView](items=tuple(notice_view(one) for one in found), next_cursor=request.cursor(after))


@endpoint(routes, "GET", "/v1/notices/{notice_id}", summary="Read a notice", who="notices:read",
          response=NoticeView)  # fmt: skip
def read_notice(request: Request, notice_id: str) -> Answer:
    """One notice with all tries."""
    notice, permissions = _require(request, notice_id, "notices:read")
    return Answer(notice_view(notice), permissions=permissions)


@endpoint(routes, "GET", "/v1/interviews/{interview_id}/notices", summary="List notices of an interview",
          who="notices:read", query=PageQuery, response=Page[NoticeView])  # fmt: skip
def list_notices_of_interview(request: Request, query: PageQuery, interview_id: str) -> Answer:
    """What candidate and colleagues were told about an interview, newest first."""
    interview, permissions = require_interview(request, interview_id, "notices:read")
    found, after = request.services.notices.page(request.after(query), query.limit, interview=interview.id)
    page = Page[NoticeView](items=tuple(notice_view(one) for one in found), next_cursor=request.cursor(after))
    return Answer(page, permissions=permissions)


@endpoint(routes, "POST", "/v1/notices/{notice_id}/resends", summary="Send a notice again", who="notices:write",
          body=Resend, response=NoticeView, status=202, creates=True)  # fmt: skip
def resend_notice(request: Request, body: Resend, notice_id: str) -> Answer:
    """Send a notice again that reached nobody, or that its channel says is unread."""
    notice, permissions = _require(request, notice_id, "notices:write")
    again = request.services.notices.resend(notice.id, request.new_id("rsn"), unread_only=body.unread_only)
    return Answer(notice_view(again), permissions=permissions)


@endpoint(routes, "POST", "/v1/jobs/{job_id}/notice-resends", summary="Send a job's unread notices again",
          who="notices:write", body=ResendOfJob, response=ResentView, status=202, creates=True)  # fmt: skip
def resend_notices_of_job(request: Request, body: ResendOfJob, job_id: str) -> ResentView:
    """Send a job's notices of one purpose again to those who have not read them, 200 notices at a time."""
    job = request.services.jobs.require(job_id, request.access, "notices:write").value
    sent, left, after = request.services.notices.resend_of_job(
        job.id,
        body.purpose,
        request.new_id("rsn"),
        request.after(PageQuery(cursor=body.cursor)),
        unread_only=body.unread_only,
    )
    return ResentView(resent=sent, left=left, next_cursor=request.cursor(after))
