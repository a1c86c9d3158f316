"""/v1/jobs: requisitions with their requirements, team and approval, and the model and flow that interviews run on."""

from typing import Annotated, Any, Literal

from chalice.app import Blueprint
from pydantic import AwareDatetime, Field, StringConstraints, ValidationError

from chalicelib.api.endpoint import endpoint
from chalicelib.api.faults import invalid
from chalicelib.api.models import Answer, Id, LongText, Page, PageQuery, RequestModel, ResponseModel, Text
from chalicelib.api.request import Request
from chalicelib.domain.errors import InvalidInput
from chalicelib.domain.job import MOST_IN_TEAM, Approval, ApprovalStep, Job, TeamMember, VersionRef
from chalicelib.domain.job_rules import faults
from chalicelib.domain.language import Language, Localized
from chalicelib.domain.plan import RoutingRules
from chalicelib.domain.protected import protected_attribute
from chalicelib.domain.question import Scenario
from chalicelib.domain.requirement import OneOfRequirement, Requirement

routes = Blueprint(__name__)
_Short = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)]
_Long = Annotated[str, StringConstraints(strip_whitespace=True, max_length=20_000)]
_NO_BRANCH = Localized(en="There is no such branch.", zh="没有这个分支机构。")


class CreateJob(RequestModel):
    """A new job. `competency_model` and `flow` name published versions and may be set later."""

    title: Text
    description: LongText
    duties: _Long = ""
    department: _Short = ""
    location: _Short = ""
    language: Language
    scenario: Scenario = "campus"
    branch_id: Id | None = None
    external_id: Annotated[str, StringConstraints(min_length=1, max_length=200)] | None = None
    requirements: tuple[Requirement, ...] = Field(default=(), max_length=30)
    competency_model: VersionRef | None = None
    flow: VersionRef | None = None
    rules: RoutingRules = RoutingRules()
    team: tuple[TeamMember, ...] = Field(default=(), max_length=MOST_IN_TEAM)
    approval: Literal["draft", "pending", "approved"] = "draft"


class ChangeJob(RequestModel):
    """What is to change; fields that are left out stay as they are."""

    title: Text | None = None
    description: LongText | None = None
    duties: _Long | None = None
    department: _Short | None = None
    location: _Short | None = None
    scenario: Scenario | None = None
    branch_id: Id | None = None
    requirements: tuple[Requirement, ...] | None = Field(default=None, max_length=30)
    competency_model: VersionRef | None = None
    flow: VersionRef | None = None
    rules: RoutingRules | None = None
    team: tuple[TeamMember, ...] | None = Field(default=None, max_length=MOST_IN_TEAM)
    closed: bool | None = None


class Approve(RequestModel):
    """The approval state that the job is to have."""

    approval: Approval
    comment: Annotated[str, StringConstraints(max_length=2000)] = ""


class CloneJob(RequestModel):
    """What the copy is called."""

    title: Text


class JobView(ResponseModel):
    """A job."""

    id: str
    title: str
    description: str
    duties: str
    department: str
    location: str
    language: Language
    scenario: Scenario
    branch_id: str | None
    external_id: str | None
    requirements: tuple[Requirement, ...]
    competency_model: VersionRef | None
    flow: VersionRef | None
    rules: RoutingRules
    team: tuple[TeamMember, ...]
    approval: Approval
    approvals: tuple[ApprovalStep, ...]
    closed: bool
    created_at: AwareDatetime


def _view(job: Job) -> JobView:
    fields = job.model_dump(exclude={"branch_path"})
    return JobView.model_validate({**fields, "branch_id": job.branch})


def _branch_path(request: Request, branch_id: str | None) -> tuple[str, ...]:
    if branch_id is None:
        return ()
    branch = request.services.branches.find(branch_id)
    if branch is None:
        raise InvalidInput("unknown_branch", _NO_BRANCH, (("/branch_id", _NO_BRANCH),))
    return branch.value.path


def _check_requirements(requirements: tuple[Requirement, ...]) -> None:
    """Raises InvalidInput when a requirement is about something that nobody may be filtered by."""
    for number, requirement in enumerate(requirements):
        if not isinstance(requirement, OneOfRequirement):
            continue
        for place, value in enumerate(requirement.any_of):
            if found := protected_attribute(value):
                pointer = f"/requirements/{number}/any_of/{place}"
                raise InvalidInput("protected_attribute", found.reason, ((pointer, found.reason),))


def _check_references(request: Request, body: CreateJob | ChangeJob) -> None:
    """Raises InvalidInput when a version that the job is to use is not published, or a member is no user."""
    wrong: list[tuple[str, Localized]] = []
    services = request.services
    missing = Localized(en="There is no such published version.", zh="没有这个已发布的版本。")
    if body.competency_model and services.model_versions.find(**_of(body.competency_model)) is None:
        wrong.append(("/competency_model", missing))
    if body.flow and services.flow_versions.find(**_of(body.flow)) is None:
        wrong.append(("/flow", missing))
    known = services.users.find_many([member.user_id for member in body.team]) if body.team else {}
    nobody = Localized(en="There is no such user.", zh="没有这个用户。")
    wrong += [
        (f"/team/{number}/user_id", nobody)
        for number, member in enumerate(body.team or ())
        if member.user_id not in known
    ]
    if wrong:
        raise InvalidInput("unknown_reference", wrong[0][1], tuple(wrong))


def _check_rules(request: Request, rules: RoutingRules, model: VersionRef | None) -> None:
    """Raises InvalidInput for rules that the job's competency model cannot go with."""
    published = request.services.model_versions.find(**_of(model)) if model else None
    dimensions = {dimension.key for dimension in published.dimensions} if published else None
    if found := tuple((f"/rules{pointer}", text) for pointer, text in faults(rules, dimensions)):
        raise InvalidInput("rules_do_not_fit", found[0][1], found)


def _of(reference: VersionRef) -> dict[str, Any]:
    return {"subject": reference.id, "number": reference.version}


@endpoint(routes, "POST", "/v1/jobs", summary="Create a job", who="jobs:write", body=CreateJob, response=JobView,
          status=201, creates=True, versioned=True)  # fmt: skip
def create_job(request: Request, body: CreateJob) -> Answer:
    """Create a requisition. Who may approve jobs may create it approved."""
    _check_requirements(body.requirements)
    _check_references(request, body)
    _check_rules(request, body.rules, body.competency_model)
    fields = body.model_dump(exclude={"branch_id"})
    try:
        job = Job(
            id=request.new_id("job"),
            branch_path=_branch_path(request, body.branch_id),
            created_at=request.services.clock.now(),
            **fields,
        )
    except ValidationError as error:
        raise invalid(error) from error
    made = request.services.jobs.create(job, request.access)
    return Answer(_view(made.value), made.rev, location=f"/v1/jobs/{made.value.id}")


@endpoint(routes, "GET", "/v1/jobs", summary="List jobs", who="jobs:read", query=PageQuery, response=Page[JobView])
def list_jobs(request: Request, query: PageQuery) -> Page[JobView]:
    """The jobs that the caller may see, newest first."""
    found = request.services.jobs.page(request.access, request.after(query), query.limit)
    items = tuple(_view(job.value) for job in found.items)
    return Page(items=items, next_cursor=request.cursor(found.next_after))


@endpoint(routes, "GET", "/v1/jobs/{job_id}", summary="Read a job", who="jobs:read", response=JobView, versioned=True)
def read_job(request: Request, job_id: str) -> Answer:
    """One job."""
    found = request.services.jobs.require(job_id, request.access)
    return Answer(_view(found.value), found.rev)


@endpoint(routes, "PATCH", "/v1/jobs/{job_id}", summary="Change a job", who="jobs:write", body=ChangeJob,
          response=JobView, versioned=True)  # fmt: skip
def change_job(request: Request, body: ChangeJob, job_id: str) -> Answer:
    """Change a job. Interviews that candidates were invited to keep what they were invited with.

    A change of what the job is sends an approved job to be approved again, unless the caller may approve.
    """
    given = body.model_fields_set
    known = request.services.jobs.require(job_id, request.access, "jobs:write").value
    _check_requirements(body.requirements or ())
    _check_references(request, body)
    if given & {"rules", "competency_model"}:
        model = body.competency_model if "competency_model" in given else known.competency_model
        _check_rules(request, body.rules or known.rules, model)
    clearable = {"branch_id", "competency_model", "flow"}
    fields: dict[str, Any] = {
        name: getattr(body, name) for name in given if name in clearable or getattr(body, name) is not None
    }
    if "branch_id" in fields:
        fields["branch_path"] = _branch_path(request, fields.pop("branch_id"))

    def change(job: Job) -> Job:
        return job.model_copy(update=fields)

    changed = request.services.jobs.change(job_id, change, request.access, request.expected)
    return Answer(_view(changed.value), changed.rev)


@endpoint(routes, "POST", "/v1/jobs/{job_id}/approval", summary="Take a job through its approval", who="jobs:read",
          body=Approve, response=JobView, versioned=True)  # fmt: skip
def approve_job(request: Request, body: Approve, job_id: str) -> Answer:
    """Hand a job in for approval, approve it, reject it, or take it back. Every step stays on record."""
    changed = request.services.jobs.approve(job_id, body.approval, body.comment, request.access, request.expected)
    return Answer(_view(changed.value), changed.rev)


@endpoint(routes, "POST", "/v1/jobs/{job_id}/clones", summary="Clone a job", who="jobs:write", body=CloneJob,
          response=JobView, status=201, creates=True, versioned=True)  # fmt: skip
def clone_job(request: Request, body: CloneJob, job_id: str) -> Answer:
    """A copy in draft: the same content, model, flow, rules and team; no applications."""
    source = request.services.jobs.require(job_id, request.access).value
    update = {
        "id": request.new_id("job"),
        "title": body.title,
        "external_id": None,
        "approval": "draft",
        "approvals": (),
        "closed": False,
        "created_at": request.services.clock.now(),
    }
    made = request.services.jobs.create(source.model_copy(update=update), request.access)
    return Answer(_view(made.value), made.rev, location=f"/v1/jobs/{made.value.id}")
