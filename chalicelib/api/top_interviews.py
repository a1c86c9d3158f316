"""/v1/jobs/…/top-interviews: the best interviews of a job so far."""

from chalice.app import Blueprint
from pydantic import Field

from chalicelib.api.endpoint import endpoint
from chalicelib.api.models import RequestModel, ResponseModel
from chalicelib.api.request import Request

routes = Blueprint(__name__)


class TopQuery(RequestModel):
    """Which share of them."""

    share: float | None = Field(default=None, gt=0, le=1, description="The job's own where it is left out")


class TopInterview(ResponseModel):
    """An interview among the best."""

    place: int
    interview_id: str
    candidate_id: str
    candidate_name: str | None
    total: float


class TopInterviews(ResponseModel):
    """The best so far, best first."""

    of: int = Field(description="Interviews of the job that have a total")
    share: float
    items: tuple[TopInterview, ...] = Field(description="100 at most")


@endpoint(routes, "GET", "/v1/jobs/{job_id}/top-interviews", summary="Read the best interviews of a job",
          who="reports:read", query=TopQuery, response=TopInterviews)  # fmt: skip
def list_top_interviews(request: Request, query: TopQuery, job_id: str) -> TopInterviews:
    """The interviews with the highest totals: the best fifth, or the share that is asked for."""
    services = request.services
    job = services.jobs.require(job_id, request.access, "reports:read").value
    top = services.alarms.top(job_id, query.share or job.rules.top_share)
    people = services.candidates.find_many(list(dict.fromkeys(row.candidate for row in top.interviews)))
    items = tuple(
        TopInterview(
            place=place,
            interview_id=row.interview,
            candidate_id=row.candidate,
            candidate_name=people[row.candidate].value.name if row.candidate in people else None,
            total=row.total,
        )
        for place, row in enumerate(top.interviews, start=1)
    )
    return TopInterviews(of=top.of, share=top.share, items=items)
