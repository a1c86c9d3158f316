"""/v1/jobs/{job_id}/applications: who is considered for a job, by time or by how well they match it, and why."""

from typing import Annotated, Literal

from chalice.app import Blueprint
from pydantic import AwareDatetime, Field

from chalicelib.api.candidates import PeopleQuery
from chalicelib.api.endpoint import endpoint
from chalicelib.api.interviews import ProblemView
from chalicelib.api.models import Answer, Id, Page, RequestModel, ResponseModel, VisibleTo
from chalicelib.api.request import Request
from chalicelib.domain.application import Application
from chalicelib.domain.candidate import Profile
from chalicelib.domain.errors import CandorError, InvalidInput
from chalicelib.domain.language import Language, Localized
from chalicelib.domain.match import Match, TermMatch
from chalicelib.domain.requirement import Requirement
from chalicelib.services.applications import Applicant, Meets, Order

routes = Blueprint(__name__)
_ONLY_MATCHED = Localized(
    en="`meets` filters what is ordered by match; add order=match.",
    zh="meets 只能用于按匹配度排序的列表,请加上 order=match。",
)


class Apply(RequestModel):
    """Candidates to consider for a job."""

    candidate_ids: tuple[Id, ...] = Field(min_length=1, max_length=100)


class AppliedView(ResponseModel):
    """What became of one candidate: considered since when, or a problem."""

    candidate_id: str
    created_at: AwareDatetime | None = None
    problem: ProblemView | None = None


class AppliedList(ResponseModel):
    """The candidates in the order that they were named."""

    items: tuple[AppliedView, ...]


class MatchSummary(ResponseModel):
    """How well a candidate matches. `meets` is about the essential requirements; neither decides anything by itself."""

    score: float
    meets: Meets


class ApplicationItem(ResponseModel):
    """An application in a list."""

    candidate_id: str
    name: str | None
    match: Annotated[MatchSummary | None, VisibleTo("candidates:read")]
    interview_id: str | None
    created_at: AwareDatetime


class RequirementView(ResponseModel):
    """One requirement of the job against the candidate's profile."""

    requirement: Requirement
    outcome: Literal["met", "unmet", "unknown"]
    quote: str
    reason: str


class MatchView(ResponseModel):
    """How a candidate matches a job, with the reason for every part of it and the versions that made it."""

    score: float
    meets: Meets
    requirements: tuple[RequirementView, ...]
    terms: tuple[TermMatch, ...]
    versions: dict[str, str]
    at: AwareDatetime | None


class ApplicationView(ResponseModel):
    """An application with what the match rests on."""

    job_id: str
    candidate_id: str
    name: str | None
    email: Annotated[str | None, VisibleTo("contacts:read")]
    phone: Annotated[str | None, VisibleTo("contacts:read")]
    profile: Annotated[Profile | None, VisibleTo("candidates:read")]
    match: Annotated[MatchView | None, VisibleTo("candidates:read")]
    interview_id: str | None
    invited_at: AwareDatetime | None
    created_at: AwareDatetime


class ApplicationQuery(PeopleQuery):
    """Which applications. What a job requires is all that they are filtered by."""

    order: Order = "newest"
    meets: Meets | None = None


def _item(applicant: Applicant) -> ApplicationItem:
    application = applicant.application
    match = application.match
    return ApplicationItem(
        candidate_id=application.candidate,
        name=applicant.candidate.name if applicant.candidate else None,
        match=MatchSummary(score=match.score, meets=match.meets) if match else None,
        interview_id=application.interview,
        created_at=application.created_at,
    )


def _match_view(match: Match, language: Language) -> MatchView:
    return MatchView(
        score=match.score,
        meets=match.meets,
        requirements=tuple(
            RequirementView(
                requirement=result.requirement,
                outcome=result.outcome,
                quote=result.quote,
                reason=result.reason.in_language(language),
            )
            for result in match.requirements
        ),
        terms=match.terms,
        versions=match.versions,
        at=match.at,
    )


def _applied(candidate_id: str, made: Application | CandorError, language: Language) -> AppliedView:
    if isinstance(made, Application):
        return AppliedView(candidate_id=candidate_id, created_at=made.created_at)
    problem = ProblemView(code=made.code, detail=made.text.in_language(language))
    return AppliedView(candidate_id=candidate_id, problem=problem)


@endpoint(routes, "POST", "/v1/jobs/{job_id}/applications", summary="Consider candidates for a job",
          who="candidates:write", body=Apply, response=AppliedList, status=201, creates=True)  # fmt: skip
def create_applications(request: Request, body: Apply, job_id: str) -> AppliedList:
    """Consider up to 100 candidates for a job. Who is considered already stays so; one problem keeps nobody else."""
    request.services.jobs.require(job_id, request.access, "candidates:write")
    candidates = request.services.candidate_register.reachable(body.candidate_ids, request.access)
    made = request.services.applications.create(job_id, body.candidate_ids, candidates)
    return AppliedList(items=tuple(_applied(who, one, request.language) for who, one in made.items()))


@endpoint(routes, "GET", "/v1/jobs/{job_id}/applications", summary="List the applications for a job",
          who="candidates:read", query=ApplicationQuery, response=Page[ApplicationItem])  # fmt: skip
def list_applications(request: Request, query: ApplicationQuery, job_id: str) -> Answer:
    """Newest first, or with `order=match` those that were matched, the best first; `meets` picks some of these."""
    if query.meets and query.order != "match":
        raise InvalidInput("invalid_fields", _ONLY_MATCHED, (("?meets", _ONLY_MATCHED),))
    job = request.services.jobs.require(job_id, request.access, "candidates:read").value
    register = request.services.applications
    after = request.after(query)
    if query.order == "match":
        found, next_after = register.best(job_id, query.meets, after, query.limit)
    else:
        listing = register.newest(job_id, after, query.limit)
        found, next_after = tuple(one.value for one in listing.items), listing.next_after
    items = tuple(_item(applicant) for applicant in register.applicants(found))
    page = Page[ApplicationItem](items=items, next_cursor=request.cursor(next_after))
    return Answer(page, permissions=request.access.on(job))


@endpoint(routes, "GET", "/v1/jobs/{job_id}/applications/{candidate_id}", summary="Read an application",
          who="candidates:read", response=ApplicationView, versioned=True)  # fmt: skip
def read_application(request: Request, job_id: str, candidate_id: str) -> Answer:
    """One application with the match, requirement by requirement and term by term."""
    job = request.services.jobs.require(job_id, request.access, "candidates:read").value
    found, candidate = request.services.applications.require(job_id, candidate_id)
    application = found.value
    body = ApplicationView(
        job_id=job_id,
        candidate_id=candidate_id,
        name=candidate.name if candidate else None,
        email=candidate.email if candidate else None,
        phone=candidate.phone if candidate else None,
        profile=candidate.profile if candidate else None,
        match=_match_view(application.match, request.language) if application.match else None,
        interview_id=application.interview,
        invited_at=application.invited_at,
        created_at=application.created_at,
    )
    return Answer(body, found.rev, request.access.on(job))
