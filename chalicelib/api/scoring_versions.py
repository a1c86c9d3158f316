"""/v1/jobs/…/scoring: which version a job is scored with, and how each agrees with the people who rated."""

from chalice.app import Blueprint
from pydantic import AwareDatetime, Field

from chalicelib.adapters.dynamodb.collection import Versioned
from chalicelib.api.endpoint import endpoint
from chalicelib.api.models import Answer, Page, PageQuery, RequestModel, ResponseModel
from chalicelib.api.request import Request
from chalicelib.api.version_number import version_number
from chalicelib.domain.calibration import AgreementReport
from chalicelib.domain.language import Language
from chalicelib.domain.scoring_version import JobScoring, ScoringVersion

routes = Blueprint(__name__)
_HIGHEST = 9999


class UseVersion(RequestModel):
    """The version to score with: one of the job's, an earlier one too; 0 is the shipped scoring."""

    version: int = Field(ge=0, le=_HIGHEST)


class ScoringView(ResponseModel):
    """Which version new answers of a job are scored with, and the latest that there is."""

    job_id: str
    active: int = Field(description="0 for the shipped scoring")
    latest: int = Field(description="0 while nothing was fitted")
    activated_at: AwareDatetime | None
    activated_by: str | None


class FittedQuestionItem(ResponseModel):
    """A question that a version has a fit of, and the calibration that it came from."""

    question: str
    language: Language
    calibration_id: str


class FittedQuestionView(FittedQuestionItem):
    """The same, with how far scores agree with people's ratings, before the fit and after it."""

    agreement: AgreementReport


class ScoringVersionItem(ResponseModel):
    """A scoring version in a list. It never changes."""

    number: int
    questions: tuple[FittedQuestionItem, ...]
    made_at: AwareDatetime
    made_by: str


class ScoringVersionView(ResponseModel):
    """A scoring version. Questions that it has no fit of are scored as shipped."""

    job_id: str
    number: int
    questions: tuple[FittedQuestionView, ...]
    made_at: AwareDatetime
    made_by: str


def _answer(found: Versioned[JobScoring]) -> Answer:
    view = ScoringView.model_validate({**found.value.model_dump(exclude={"job"}), "job_id": found.value.job})
    return Answer(view, found.rev)


def _item(version: ScoringVersion) -> ScoringVersionItem:
    return ScoringVersionItem(
        number=version.number,
        questions=tuple(
            FittedQuestionItem(question=each.question, language=each.language, calibration_id=each.calibration)
            for each in version.questions
        ),
        made_at=version.made_at,
        made_by=version.made_by,
    )


def _view(version: ScoringVersion) -> ScoringVersionView:
    return ScoringVersionView(
        job_id=version.job,
        number=version.number,
        questions=tuple(
            FittedQuestionView(
                question=each.question,
                language=each.language,
                calibration_id=each.calibration,
                agreement=each.agreement,
            )
            for each in version.questions
        ),
        made_at=version.made_at,
        made_by=version.made_by,
    )


@endpoint(routes, "GET", "/v1/jobs/{job_id}/scoring", summary="Read what a job is scored with", who="jobs:read",
          response=ScoringView, versioned=True)  # fmt: skip
def read_scoring(request: Request, job_id: str) -> Answer:
    """The version that new answers are scored with, and the latest one."""
    request.services.jobs.require(job_id, request.access)
    return _answer(request.services.scoring_versions.read(job_id))


@endpoint(routes, "PUT", "/v1/jobs/{job_id}/scoring", summary="Score a job with another version", who="jobs:write",
          body=UseVersion, response=ScoringView, versioned=True)  # fmt: skip
def use_scoring_version(request: Request, body: UseVersion, job_id: str) -> Answer:
    """Score answers that come from now on with this version; what is scored already stays as it is."""
    services = request.services
    services.jobs.require(job_id, request.access, "jobs:write")
    by = request.access.actor.id
    return _answer(services.scoring_versions.activate(job_id, body.version, by, request.expected))


@endpoint(routes, "GET", "/v1/jobs/{job_id}/scoring/versions", summary="List a job's scoring versions",
          who="jobs:read", query=PageQuery, response=Page[ScoringVersionItem])  # fmt: skip
def list_scoring_versions(request: Request, query: PageQuery, job_id: str) -> Page[ScoringVersionItem]:
    """Scoring versions, newest first."""
    request.services.jobs.require(job_id, request.access)
    found, after = request.services.scoring_versions.versions(job_id, request.after(query), query.limit)
    return Page(items=tuple(_item(version) for version in found), next_cursor=request.cursor(after))


@endpoint(routes, "GET", "/v1/jobs/{job_id}/scoring/versions/{number}", summary="Read a scoring version",
          who="jobs:read", response=ScoringVersionView)  # fmt: skip
def read_scoring_version(request: Request, job_id: str, number: str) -> ScoringVersionView:
    """A version with its agreement reports: scores beside people's ratings, before the fit and after it."""
    request.services.jobs.require(job_id, request.access)
    return _view(request.services.scoring_versions.version(job_id, version_number(number)))
