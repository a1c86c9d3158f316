"""/v1/invitations: what a candidate's link leads to. Reading it changes nothing; opening it starts the session."""

from chalice.app import Blueprint
from pydantic import AwareDatetime, Field

from chalicelib.api.auth import check_pace
from chalicelib.api.endpoint import endpoint
from chalicelib.api.models import RequestModel, ResponseModel
from chalicelib.api.request import PublicRequest
from chalicelib.bootstrap import Services, services_for
from chalicelib.domain.access import Actor
from chalicelib.domain.audit import Origin
from chalicelib.domain.errors import NotFound
from chalicelib.domain.ids import Token, parse_token
from chalicelib.domain.interview import InterviewState
from chalicelib.domain.language import Localized
from chalicelib.services.candidate import CONSENT_TEXT, CONSENT_VERSION
from chalicelib.services.tenants import check_active

routes = Blueprint(__name__)


class OpenInvitation(RequestModel):
    """The device's own secret, made up by it and kept: it is what the link is bound to."""

    device_key: str = Field(min_length=22, max_length=200, pattern=r"^[A-Za-z0-9_=+/-]+$")


class ConsentNotice(ResponseModel):
    """What the candidate is asked to agree to."""

    text_version: str
    text: str


class InvitationView(ResponseModel):
    """An invitation as its holder sees it."""

    job_title: str
    candidate_name: str
    state: InterviewState
    questions: int
    expires_at: AwareDatetime
    consent_notice: ConsentNotice


class SessionView(ResponseModel):
    """A session: send its token as `Authorization: Bearer …` on /v1/candidate routes."""

    session_token: str
    interview_id: str
    state: InterviewState


def _token(text: str) -> Token:
    token = parse_token(text)
    if token is None or token.kind != "inv":
        text_ = Localized(en="This invitation link is not valid.", zh="该邀请链接无效。")
        raise NotFound("invitation_not_found", text_)
    return token


def _services(token: Token, origin: Origin) -> Services:
    """The tenant's services, for the candidate. Raises Forbidden when the tenant is suspended."""
    services = services_for(token.tenant).acting(Actor(kind="candidate", id=token.subject), origin)
    if found := services.tenants.find(token.tenant):
        check_active(found.value)
    return services


@endpoint(routes, "GET", "/v1/invitations/{token}", summary="Look at an invitation", who="public",
          response=InvitationView)  # fmt: skip
def read_invitation(request: PublicRequest, token: str) -> InvitationView:
    """What the link leads to. Harmless: mail scanners may follow it."""
    parsed = _token(token)
    services = _services(parsed, request.origin)
    interview = services.invitations.preview(parsed)
    plan = services.plans.require(interview.job, interview.plan)
    language = interview.candidate.language
    return InvitationView(
        job_title=plan.title,
        candidate_name=interview.candidate.name,
        state=interview.state,
        questions=len(plan.questions),
        expires_at=interview.invitation.expires_at,
        consent_notice=ConsentNotice(text_version=CONSENT_VERSION, text=CONSENT_TEXT.in_language(language)),
    )


@endpoint(routes, "POST", "/v1/invitations/{token}/sessions", summary="Open an invitation", who="public",
          body=OpenInvitation, response=SessionView, status=201)  # fmt: skip
def open_invitation(request: PublicRequest, body: OpenInvitation, token: str) -> SessionView:
    """Start a session. The first opening binds the link to its device; a session opened earlier ends."""
    parsed = _token(token)
    services = _services(parsed, request.origin)
    check_pace(services, parsed.subject)
    interview, session = services.invitations.open(parsed, body.device_key)
    return SessionView(session_token=str(session), interview_id=interview.id, state=interview.state)
