"""/v1/candidates: the people whom a tenant may interview, what is known of them, and their background checks."""

from typing import Annotated, Any, Literal

from chalice.app import Blueprint
from pydantic import AfterValidator, AwareDatetime, EmailStr, Field, StringConstraints, model_validator

from chalicelib.api.endpoint import endpoint
from chalicelib.api.interviews import ProblemView
from chalicelib.api.models import Answer, Page, PageQuery, RequestModel, ResponseModel, VisibleTo
from chalicelib.api.request import Request
from chalicelib.domain.candidate import BackgroundCheck, Candidate, Cv, CvState, Profile
from chalicelib.domain.errors import Forbidden, InvalidInput
from chalicelib.domain.language import Language, Localized, fault
from chalicelib.domain.protected import protected_attribute
from chalicelib.imports.contact_values import phone
from chalicelib.imports.value_fault import ValueFault

routes = Blueprint(__name__)
_LIST_BY_JOB = Localized(
    en="You see candidates of your jobs. List the applications of a job: GET /v1/jobs/{job_id}/applications.",
    zh="您只能查看自己职位的候选人。请按职位列出应聘记录:GET /v1/jobs/{job_id}/applications。",
)
_CLEARABLE = frozenset({"email", "phone", "external_id", "source"})


def _phone(text: str) -> str:
    try:
        return phone(text.strip())
    except ValueFault as error:
        raise fault("this is not one phone number", "电话号码无效") from error


_Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
_Source = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]
_Summary = Annotated[str, StringConstraints(strip_whitespace=True, max_length=5000)]
_Phone = Annotated[str, StringConstraints(max_length=40), AfterValidator(_phone)]


class CreateCandidate(RequestModel):
    """A new candidate, told from others by at least one of email, phone and external id."""

    name: _Line
    email: EmailStr | None = None
    phone: _Phone | None = Field(default=None, description="Kept as digits; Chinese mobiles always with +86")
    external_id: _Line | None = None
    language: Language
    source: _Source | None = None
    summary: _Summary = ""
    profile: Profile = Profile()


class ChangeCandidate(RequestModel):
    """What is to change; fields that are left out stay as they are. A profile is replaced as a whole."""

    name: _Line | None = None
    email: EmailStr | None = None
    phone: _Phone | None = None
    external_id: _Line | None = None
    language: Language | None = None
    source: _Source | None = None
    summary: _Summary | None = None
    profile: Profile | None = None


class RecordCheck(RequestModel):
    """The outcome of a background check, or that one is under way."""

    status: Literal["requested", "clear", "consider", "failed"]
    provider: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]
    summary: Annotated[str, StringConstraints(max_length=2000)] = ""
    reference: Annotated[str, StringConstraints(max_length=200)] = ""


class CvView(ResponseModel):
    """The CV that was uploaded last."""

    id: str
    content_type: str
    size: int
    state: CvState
    problem: ProblemView | None
    parsed_at: AwareDatetime | None


class CheckView(ResponseModel):
    """A background check."""

    status: Literal["requested", "clear", "consider", "failed"]
    provider: str
    summary: str
    reference: str
    at: AwareDatetime


class CandidateView(ResponseModel):
    """A candidate. Contacts and background checks are there for those who may see them."""

    id: str
    name: str
    email: Annotated[str | None, VisibleTo("contacts:read")]
    phone: Annotated[str | None, VisibleTo("contacts:read")]
    external_id: str | None
    language: Language
    source: str | None
    summary: Annotated[str, VisibleTo("cvs:read")]
    profile: Profile
    cv: CvView | None
    background_check: Annotated[CheckView | None, VisibleTo("checks:read")]
    created_at: AwareDatetime


class PeopleQuery(PageQuery):
    """Which page of people. Nobody is listed by what they are: such parameters are refused by name."""

    @model_validator(mode="before")
    @classmethod
    def _nothing_protected(cls, given: Any) -> Any:
        known = cls.model_fields
        for name in given if isinstance(given, dict) else ():
            if name not in known and (found := protected_attribute(str(name))):
                raise InvalidInput("protected_attribute", found.reason, ((f"?{name}", found.reason),))
        return given


def _cv_view(cv: Cv, language: Language) -> CvView:
    problem = ProblemView(code=cv.problem.code, detail=cv.problem.text.in_language(language)) if cv.problem else None
    return CvView(
        id=cv.id, content_type=cv.content_type, size=cv.size, state=cv.state, problem=problem, parsed_at=cv.parsed_at
    )


def _check_view(check: BackgroundCheck) -> CheckView:
    return CheckView.model_validate(check.model_dump())


def view(candidate: Candidate, language: Language) -> CandidateView:
    """The candidate as the tenant sees them."""
    return CandidateView(
        id=candidate.id,
        name=candidate.name,
        email=candidate.email,
        phone=candidate.phone,
        external_id=candidate.external_id,
        language=candidate.language,
        source=candidate.source,
        summary=candidate.summary,
        profile=candidate.profile,
        cv=_cv_view(candidate.cv, language) if candidate.cv else None,
        background_check=_check_view(candidate.background_check) if candidate.background_check else None,
        created_at=candidate.created_at,
    )


@endpoint(routes, "POST", "/v1/candidates", summary="Create a candidate", who="candidates:write",
          body=CreateCandidate, response=CandidateView, status=201, creates=True, versioned=True)  # fmt: skip
def create_candidate(request: Request, body: CreateCandidate) -> Answer:
    """Create a candidate. 409 `candidate_exists` names the one who has the same email, phone or external id."""
    made_at = request.repeatable.at if request.repeatable else request.services.clock.now()
    draft = Candidate(
        id=request.new_id("can"), made_by=request.access.actor.id, created_at=made_at, **body.model_dump()
    )
    made = request.services.candidate_register.create(draft)
    return Answer(
        view(made.value, request.language),
        made.rev,
        request.access.permissions,
        location=f"/v1/candidates/{made.value.id}",
    )


@endpoint(routes, "GET", "/v1/candidates", summary="List candidates", who="candidates:read", query=PeopleQuery,
          response=Page[CandidateView])  # fmt: skip
def list_candidates(request: Request, query: PeopleQuery) -> Answer:
    """All candidates, newest first, for those who may see them all; others list the applications for their jobs."""
    if not request.access.everywhere("candidates:read"):
        raise Forbidden("list_by_job", _LIST_BY_JOB)
    found = request.services.candidate_register.page(request.after(query), query.limit)
    items = tuple(view(candidate.value, request.language) for candidate in found.items)
    page = Page[CandidateView](items=items, next_cursor=request.cursor(found.next_after))
    return Answer(page, permissions=request.access.permissions_everywhere)


@endpoint(routes, "GET", "/v1/candidates/{candidate_id}", summary="Read a candidate", who="candidates:read",
          response=CandidateView, versioned=True)  # fmt: skip
def read_candidate(request: Request, candidate_id: str) -> Answer:
    """One candidate, for those who see all of them or work on a job that this one has applied for."""
    found, permissions = request.services.candidate_register.require(candidate_id, request.access)
    return Answer(view(found.value, request.language), found.rev, permissions)


@endpoint(routes, "PATCH", "/v1/candidates/{candidate_id}", summary="Change a candidate", who="candidates:write",
          body=ChangeCandidate, response=CandidateView, versioned=True)  # fmt: skip
def change_candidate(request: Request, body: ChangeCandidate, candidate_id: str) -> Answer:
    """Change a candidate; email, phone, external id and source are cleared by null. Their id stays what it is."""
    register = request.services.candidate_register
    _, permissions = register.require(candidate_id, request.access, "candidates:write")
    fields = {
        name: value
        for name in body.model_fields_set
        if (value := getattr(body, name)) is not None or name in _CLEARABLE
    }
    changed = register.change(candidate_id, lambda candidate: candidate.model_copy(update=fields), request.expected)
    return Answer(view(changed.value, request.language), changed.rev, permissions)


@endpoint(routes, "PUT", "/v1/candidates/{candidate_id}/background-check", summary="Record a background check",
          who="checks:write", body=RecordCheck, response=CheckView, versioned=True)  # fmt: skip
def set_background_check(request: Request, body: RecordCheck, candidate_id: str) -> Answer:
    """Keep how a background check stands, in the place of the one before. Only roles with `checks:read` ever see it."""
    register = request.services.candidate_register
    register.require(candidate_id, request.access, "checks:write")
    check = BackgroundCheck(at=request.services.clock.now(), **body.model_dump())
    kept = register.keep_check(candidate_id, check, request.expected)
    return Answer(_check_view(check), kept.rev)
