"""/v1/jobs: jobs with their competency model and questions."""

from typing import Self

from chalice.app import Blueprint
from pydantic import AwareDatetime, Field, ValidationError, model_validator

from chalicelib.api.endpoint import endpoint
from chalicelib.api.models import LongText, Page, PageQuery, RequestModel, ResponseModel, Text
from chalicelib.api.request import Request, invalid
from chalicelib.domain.job import (
    CompetencyModel,
    Job,
    Question,
    RoutingRules,
    Scenario,
    WeightedDimension,
    check_dimensions,
)
from chalicelib.domain.language import Language

routes = Blueprint(__name__)


class CompetencyModelIn(RequestModel):
    """Weighted dimensions; the weights sum to 1."""

    dimensions: tuple[WeightedDimension, ...] = Field(min_length=1, max_length=12)

    @model_validator(mode="after")
    def _dimensions_make_a_model(self) -> Self:
        check_dimensions(self.dimensions)
        return self


class CreateJob(RequestModel):
    """A new job."""

    title: Text
    description: LongText
    language: Language
    scenario: Scenario = "campus"
    competency_model: CompetencyModelIn
    questions: tuple[Question, ...] = Field(min_length=1, max_length=20)
    rules: RoutingRules = RoutingRules()


class JobView(ResponseModel):
    """A job."""

    id: str
    title: str
    description: str
    language: Language
    scenario: Scenario
    competency_model: CompetencyModel
    questions: tuple[Question, ...]
    rules: RoutingRules
    created_at: AwareDatetime


def _view(job: Job) -> JobView:
    return JobView.model_validate(job.model_dump())


@endpoint(routes, "POST", "/v1/jobs", summary="Create a job", who="jobs", body=CreateJob, response=JobView, status=201,
          creates=True)  # fmt: skip
def create_job(request: Request, body: CreateJob) -> JobView:
    """Create a job with its competency model (version 1) and its questions."""
    try:
        job = Job(
            id=request.new_id("job"),
            title=body.title,
            description=body.description,
            language=body.language,
            scenario=body.scenario,
            competency_model=CompetencyModel(version=1, dimensions=body.competency_model.dimensions),
            questions=body.questions,
            rules=body.rules,
            created_at=request.services.clock.now(),
        )
    except ValidationError as error:
        raise invalid(error) from error
    return _view(request.services.jobs.create(job))


@endpoint(routes, "GET", "/v1/jobs", summary="List jobs", who="jobs", query=PageQuery, response=Page[JobView])
def list_jobs(request: Request, query: PageQuery) -> Page[JobView]:
    """Jobs, newest first."""
    jobs, cursor = request.services.jobs.page(query.cursor, query.limit)
    return Page(items=tuple(_view(job) for job in jobs), next_cursor=cursor)


@endpoint(routes, "GET", "/v1/jobs/{job_id}", summary="Read a job", who="jobs", response=JobView)
def read_job(request: Request, job_id: str) -> JobView:
    """One job."""
    return _view(request.services.jobs.require(job_id))
