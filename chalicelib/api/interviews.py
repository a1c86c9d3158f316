"""/v1/interviews: inviting candidates and following their interviews."""

from datetime import timedelta

from chalice.app import Blueprint
from pydantic import AwareDatetime, EmailStr, Field

from chalicelib.api.endpoint import endpoint
from chalicelib.api.models import Page, PageQuery, RequestModel, ResponseModel, Text
from chalicelib.api.request import Request
from chalicelib.domain.ids import SECRET_BYTES
from chalicelib.domain.interview import AnswerState, Candidate, Consent, Interview, InterviewState, Problem
from chalicelib.domain.language import Language

routes = Blueprint(__name__)


class CandidateIn(RequestModel):
    """Who to invite."""

    name: Text
    email: EmailStr
    language: Language


class Invite(RequestModel):
    """An invitation of one candidate for one job."""

    job_id: str = Field(min_length=1, max_length=60)
    candidate: CandidateIn
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


class InterviewView(ResponseModel):
    """How an interview stands."""

    id: str
    job_id: str
    candidate: Candidate
    state: InterviewState
    attempt: int
    answers: tuple[AnswerView, ...]
    consent: Consent | None
    created_at: AwareDatetime
    invitation_expires_at: AwareDatetime
    submitted_at: AwareDatetime | None
    last_received_at: AwareDatetime | None
    reported_at: AwareDatetime | None
    problem: ProblemView | None


class Invited(ResponseModel):
    """A new interview and the candidate's link. The link is shown here and never again."""

    interview: InterviewView
    url: str
    token: str


class InterviewQuery(PageQuery):
    """Which interviews."""

    job_id: str = Field(min_length=1, max_length=60)


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


def view(interview: Interview, language: Language) -> InterviewView:
    """The interview as its tenant sees it."""
    return InterviewView(
        id=interview.id,
        job_id=interview.job,
        candidate=interview.candidate,
        state=interview.state,
        attempt=interview.attempt,
        answers=answer_views(interview, language),
        consent=interview.consent,
        created_at=interview.created_at,
        invitation_expires_at=interview.invitation.expires_at,
        submitted_at=interview.submitted_at,
        last_received_at=interview.last_received_at,
        reported_at=interview.reported_at,
        problem=problem_view(interview.problem, language),
    )


@endpoint(routes, "POST", "/v1/interviews", summary="Invite a candidate", who="interviews", body=Invite,
          response=Invited, status=201, creates=True, reveals="token")  # fmt: skip
def invite_candidate(request: Request, body: Invite) -> Invited:
    """Invite a candidate for a job. The link expires, can be revoked and is bound to one session at a time."""
    services = request.services
    job = services.jobs.require(body.job_id)
    candidate = Candidate(id=request.new_id("can"), **body.candidate.model_dump())
    invited = services.invitations.invite(
        job,
        candidate,
        request.new_id("int"),
        services.clock.entropy(SECRET_BYTES),
        timedelta(hours=body.valid_for_hours),
    )
    url = f"{services.settings.public_url}/v1/invitations/{invited.token}"
    return Invited(interview=view(invited.interview, request.language), url=url, token=str(invited.token))


@endpoint(routes, "GET", "/v1/interviews", summary="List a job's interviews", who="interviews", query=InterviewQuery,
          response=Page[InterviewView])  # fmt: skip
def list_interviews(request: Request, query: InterviewQuery) -> Page[InterviewView]:
    """Interviews of a job, newest first."""
    request.services.jobs.require(query.job_id)
    found, cursor = request.services.interviews.page(query.job_id, query.cursor, query.limit)
    return Page(items=tuple(view(interview, request.language) for interview in found), next_cursor=cursor)


@endpoint(routes, "GET", "/v1/interviews/{interview_id}", summary="Read an interview", who="interviews",
          response=InterviewView)  # fmt: skip
def read_interview(request: Request, interview_id: str) -> InterviewView:
    """One interview with the state of each answer."""
    return view(request.services.interviews.require(interview_id), request.language)


@endpoint(routes, "POST", "/v1/interviews/{interview_id}/revocation", summary="Revoke an invitation",
          who="interviews", response=InterviewView)  # fmt: skip
def revoke_invitation(request: Request, interview_id: str) -> InterviewView:
    """Make the candidate's link and session useless at once. What was handed in stays."""
    return view(request.services.invitations.revoke(interview_id), request.language)
