"""/v1/interviews: inviting candidates and following their interviews."""

from datetime import datetime, timedelta
from typing import Annotated

from chalice.app import Blueprint
from pydantic import AwareDatetime, Field

from chalicelib.adapters.dynamodb.candidates import NO_CANDIDATE
from chalicelib.adapters.dynamodb.interviews import MISSING
from chalicelib.api.endpoint import endpoint
from chalicelib.api.models import Answer, Id, Page, PageQuery, RequestModel, ResponseModel, VisibleTo
from chalicelib.api.request import Request
from chalicelib.domain.access import Permission
from chalicelib.domain.errors import CandorError, NotFound
from chalicelib.domain.interview import AnswerState, Consent, Interview, InterviewState, InvitationState, Problem
from chalicelib.domain.language import Language
from chalicelib.services.invitations import Invited
from chalicelib.services.jobs import check_open

routes = Blueprint(__name__)


class Invite(RequestModel):
    """Invitations of some candidates for one job."""

    candidate_ids: tuple[Id, ...] = Field(min_length=1, max_length=100)
    valid_for_hours: int = Field(default=168, ge=1, le=24 * 60)


class Renew(RequestModel):
    """How long the new link is to be valid."""

    valid_for_hours: int = Field(default=168, ge=1, le=24 * 60)


class ProblemView(ResponseModel):
    """What is wrong with an answer or an interview, in the reader's language."""

    code: str
    detail: str


class AnswerView(ResponseModel):
    """How one answer stands."""

    question: str
    state: AnswerState
    received_at: AwareDatetime | None
    problem: ProblemView | None


class InviteeView(ResponseModel):
    """Who is interviewed."""

    id: str
    name: str
    email: Annotated[str | None, VisibleTo("contacts:read")]
    language: Language


class InvitationView(ResponseModel):
    """How far the candidate has come with the link."""

    state: InvitationState
    expires_at: AwareDatetime
    sent_at: AwareDatetime | None
    opened_at: AwareDatetime | None


class InterviewView(ResponseModel):
    """How an interview stands."""

    id: str
    job_id: str
    candidate: InviteeView
    state: InterviewState
    invitation: InvitationView
    attempt: int
    answers: tuple[AnswerView, ...]
    consent: Consent | None
    created_at: AwareDatetime
    submitted_at: AwareDatetime | None
    last_received_at: AwareDatetime | None
    reported_at: AwareDatetime | None
    problem: ProblemView | None


class InvitedView(ResponseModel):
    """What became of one invitation. The link is shown here and never again; a candidate may have a problem instead."""

    candidate_id: str
    interview_id: str | None = None
    state: InvitationState | None = None
    expires_at: AwareDatetime | None = None
    url: str | None = None
    token: str | None = None
    problem: ProblemView | None = None


class InvitedList(ResponseModel):
    """The invitations in the order that they were asked for."""

    items: tuple[InvitedView, ...]


class NewLink(ResponseModel):
    """The link that stands from now on. It is shown here and never again."""

    interview_id: str
    expires_at: AwareDatetime
    url: str
    token: str


class InterviewQuery(PageQuery):
    """Which interviews."""

    job_id: Id


def problem_view(problem: Problem | None, language: Language) -> ProblemView | None:
    """A problem in the reader's language."""
    return ProblemView(code=problem.code, detail=problem.text.in_language(language)) if problem else None


def answer_views(interview: Interview, language: Language) -> tuple[AnswerView, ...]:
    """How the interview's answers stand."""
    return tuple(
        AnswerView(
            question=answer.question,
            state=answer.state,
            received_at=answer.received_at,
            problem=problem_view(answer.problem, language),
        )
        for answer in interview.answers
    )


def view(interview: Interview, language: Language, now: datetime) -> InterviewView:
    """The interview as its tenant sees it."""
    invitation = interview.invitation
    return InterviewView(
        id=interview.id,
        job_id=interview.job,
        candidate=InviteeView.model_validate(interview.candidate.model_dump()),
        state=interview.state,
        invitation=InvitationView(
            state=interview.invitation_state(now),
            expires_at=invitation.expires_at,
            sent_at=invitation.sent_at,
            opened_at=invitation.opened_at,
        ),
        attempt=interview.attempt,
        answers=answer_views(interview, language),
        consent=interview.consent,
        created_at=interview.created_at,
        submitted_at=interview.submitted_at,
        last_received_at=interview.last_received_at,
        reported_at=interview.reported_at,
        problem=problem_view(interview.problem, language),
    )


def require(
    request: Request, interview_id: str, needed: Permission = "interviews:read"
) -> tuple[Interview, frozenset[Permission]]:
    """The interview and what the caller may do with its job. Raises NotFound for one that is not theirs to see."""
    interview = request.services.interviews.require(interview_id)
    missing = NotFound("interview_not_found", MISSING)
    return interview, request.services.jobs.permissions(interview.job, request.access, needed, missing)


def _shown(request: Request, interview: Interview, permissions: frozenset[Permission]) -> Answer:
    return Answer(view(interview, request.language, request.services.clock.now()), permissions=permissions)


@endpoint(routes, "POST", "/v1/jobs/{job_id}/invitations", summary="Invite candidates", who="interviews:write",
          body=Invite, response=InvitedList, status=201, creates=True, reveals="token")  # fmt: skip
def invite_candidates(request: Request, body: Invite, job_id: str) -> Answer:
    """Invite up to 100 candidates for a job, one link each: it expires, can be revoked, and is bound at first use.

    A candidate who cannot be invited has a `problem` in their place and does not keep the others.
    """
    services = request.services
    job = services.jobs.require(job_id, request.access, "interviews:write").value
    check_open(job)
    wanted = tuple(dict.fromkeys(body.candidate_ids))
    candidates = services.candidate_register.reachable(wanted, request.access)
    plans = {
        language: services.plans.freeze(job, language)
        for language in sorted({candidate.value.language for candidate in candidates.values()})
    }
    if candidates:
        services.invitations.count(len(candidates), request.tenant.quotas.interviews_per_day)
    valid_for = timedelta(hours=body.valid_for_hours)
    items = []
    for candidate_id in wanted:
        found = candidates.get(candidate_id)
        try:
            if found is None:
                raise NotFound("candidate_not_found", NO_CANDIDATE)
            plan = plans[found.value.language]
            invited = services.invitations.invite(plan, found.value, request.new_id("int", candidate_id), valid_for)
        except CandorError as error:
            problem = ProblemView(code=error.code, detail=error.text.in_language(request.language))
            items.append(InvitedView(candidate_id=candidate_id, problem=problem))
        else:
            items.append(_invited(request, invited))
    return Answer(InvitedList(items=tuple(items)), permissions=request.access.on(job))


def _invited(request: Request, invited: Invited) -> InvitedView:
    interview = invited.interview
    return InvitedView(
        candidate_id=interview.candidate.id,
        interview_id=interview.id,
        state=interview.invitation_state(request.services.clock.now()),
        expires_at=interview.invitation.expires_at,
        url=_url(request, invited),
        token=str(invited.token),
    )


def _url(request: Request, invited: Invited) -> str:
    return f"{request.services.settings.public_url}/v1/invitations/{invited.token}"


@endpoint(routes, "GET", "/v1/interviews", summary="List a job's interviews", who="interviews:read",
          query=InterviewQuery, response=Page[InterviewView])  # fmt: skip
def list_interviews(request: Request, query: InterviewQuery) -> Answer:
    """Interviews of a job, newest first."""
    services = request.services
    permissions = request.access.on(services.jobs.require(query.job_id, request.access, "interviews:read").value)
    found, after = services.interviews.page(query.job_id, request.after(query), query.limit)
    now = services.clock.now()
    items = tuple(view(interview, request.language, now) for interview in found)
    return Answer(Page[InterviewView](items=items, next_cursor=request.cursor(after)), permissions=permissions)


@endpoint(routes, "GET", "/v1/interviews/{interview_id}", summary="Read an interview", who="interviews:read",
          response=InterviewView)  # fmt: skip
def read_interview(request: Request, interview_id: str) -> Answer:
    """One interview with the state of its invitation and of each answer."""
    return _shown(request, *require(request, interview_id))


@endpoint(routes, "POST", "/v1/interviews/{interview_id}/revocation", summary="Revoke an invitation",
          who="interviews:write", response=InterviewView)  # fmt: skip
def revoke_invitation(request: Request, interview_id: str) -> Answer:
    """Make the candidate's link and session useless at once. What was handed in stays."""
    _, permissions = require(request, interview_id, "interviews:write")
    return _shown(request, request.services.invitations.revoke(interview_id), permissions)


@endpoint(routes, "POST", "/v1/interviews/{interview_id}/sending", summary="Note that a link was sent",
          who="interviews:write", response=InterviewView)  # fmt: skip
def note_sending(request: Request, interview_id: str) -> Answer:
    """Say that the candidate was sent the link. Doing it again changes nothing."""
    _, permissions = require(request, interview_id, "interviews:write")
    return _shown(request, request.services.invitations.mark_sent(interview_id), permissions)


@endpoint(routes, "POST", "/v1/interviews/{interview_id}/links", summary="Give a candidate a new link",
          who="interviews:write", body=Renew, response=NewLink, status=201, creates=True,
          reveals="token")  # fmt: skip
def renew_link(request: Request, body: Renew, interview_id: str) -> NewLink:
    """For who lost the link or the device that it is bound to. The link and the session before it end at once."""
    interview, _ = require(request, interview_id, "interviews:write")
    check_open(request.services.jobs.require(interview.job, request.access, "interviews:write").value)
    renewed = request.services.invitations.renew(interview_id, timedelta(hours=body.valid_for_hours))
    return NewLink(
        interview_id=interview_id,
        expires_at=renewed.interview.invitation.expires_at,
        url=_url(request, renewed),
        token=str(renewed.token),
    )
