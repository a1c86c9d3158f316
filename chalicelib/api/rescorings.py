"""/v1/jobs/…/rescorings: the reported interviews of a job scored again, by the scoring that is active now."""

from typing import Literal

from chalice.app import Blueprint
from pydantic import AwareDatetime, Field

from chalicelib.api.endpoint import endpoint
from chalicelib.api.models import Answer, Id, Page, PageQuery, RequestModel, ResponseModel
from chalicelib.api.request import Request
from chalicelib.domain.language import Language
from chalicelib.domain.rescoring import MOST_NAMED, Rescoring

routes = Blueprint(__name__)


class AskRescoring(RequestModel):
    """Which interviews; without any, all of the job's."""

    interviews: tuple[Id, ...] = Field(default=(), max_length=MOST_NAMED, description="Ids; none means all")


class RescoringView(ResponseModel):
    """How far a rescoring is; the new reports appear with the interviews as it goes on."""

    id: str
    job_id: str
    state: Literal["queued", "running", "done", "failed"]
    total: int = Field(description="Interviews taken so far; those without a report are passed over")
    done: int = Field(description="Those of them whose new report is there, or that wait for a person")
    problem: str | None
    scoring_version: int = Field(description="The job's scoring version when it was asked for; 0 is the shipped one")
    created_at: AwareDatetime
    finished_at: AwareDatetime | None


def _view(rescoring: Rescoring, language: Language) -> RescoringView:
    return RescoringView(
        id=rescoring.id,
        job_id=rescoring.job,
        state=rescoring.state,
        total=rescoring.total,
        done=rescoring.done,
        problem=rescoring.problem.in_language(language) if rescoring.problem else None,
        scoring_version=rescoring.scoring_version,
        created_at=rescoring.created_at,
        finished_at=rescoring.finished_at,
    )


@endpoint(routes, "POST", "/v1/jobs/{job_id}/rescorings", summary="Score a job's interviews again", who="jobs:write",
          body=AskRescoring, response=RescoringView, status=202, creates=True)  # fmt: skip
def ask_rescoring(request: Request, body: AskRescoring, job_id: str) -> Answer:
    """Give every reported interview of a job a new attempt: the same transcripts, scored as the job is scored now.

    It runs behind fresh answers and may take a while. Code answers keep their scores. Earlier reports stay readable,
    candidates notice nothing, and an interview that a person was asked to look at stays with them.
    """
    services = request.services
    services.jobs.require(job_id, request.access, "jobs:write")
    made = services.rescoring.ask(job_id, request.new_id("rsc"), body.interviews)
    return Answer(_view(made, request.language), location=f"/v1/jobs/{job_id}/rescorings/{made.id}")


@endpoint(routes, "GET", "/v1/jobs/{job_id}/rescorings", summary="List a job's rescorings", who="jobs:read",
          query=PageQuery, response=Page[RescoringView])  # fmt: skip
def list_rescorings(request: Request, query: PageQuery, job_id: str) -> Page[RescoringView]:
    """Rescorings, newest first."""
    request.services.jobs.require(job_id, request.access)
    found = request.services.rescoring.page(job_id, request.after(query), query.limit)
    items = tuple(_view(rescoring.value, request.language) for rescoring in found.items)
    return Page(items=items, next_cursor=request.cursor(found.next_after))


@endpoint(routes, "GET", "/v1/jobs/{job_id}/rescorings/{rescoring_id}", summary="Read how far a rescoring is",
          who="jobs:read", response=RescoringView)  # fmt: skip
def read_rescoring(request: Request, job_id: str, rescoring_id: str) -> RescoringView:
    """One rescoring."""
    request.services.jobs.require(job_id, request.access)
    return _view(request.services.rescoring.require(job_id, rescoring_id), request.language)
