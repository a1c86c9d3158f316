"""/v1/talent-pool: candidates who did not go on, and whom the company may want to come back to."""

from chalice.app import Blueprint
from pydantic import AwareDatetime

from chalicelib.api.endpoint import endpoint
from chalicelib.api.models import Answer, Id, Page, PageQuery, ResponseModel
from chalicelib.api.request import Request
from chalicelib.domain.errors import Forbidden
from chalicelib.domain.language import Localized

routes = Blueprint(__name__)
_OF_A_JOB = Localized(
    en="You see candidates of your jobs. Ask for the talent pool of a job: ?job_id=…",
    zh="您只能查看自己职位的候选人。请按职位查询人才库：?job_id=…",
)


class PoolQuery(PageQuery):
    """Of which job."""

    job_id: Id | None = None


class PooledView(ResponseModel):
    """A candidate in the talent pool, and the interview that led there."""

    candidate_id: str
    candidate_name: str | None
    interview_id: str
    job_id: str
    total: float | None
    since: AwareDatetime


@endpoint(routes, "GET", "/v1/talent-pool", summary="List the talent pool", who="candidates:read", query=PoolQuery,
          response=Page[PooledView])  # fmt: skip
def list_talent_pool(request: Request, query: PoolQuery) -> Answer:
    """Candidates whose last decision keeps them in the talent pool, newest first: of one job, or of all."""
    services = request.services
    permissions = request.access.permissions_everywhere
    if query.job_id is not None:
        permissions = request.access.on(services.jobs.require(query.job_id, request.access, "candidates:read").value)
    elif not request.access.everywhere("candidates:read"):
        raise Forbidden("list_by_job", _OF_A_JOB)
    found, after = services.standings.pool(query.job_id, request.after(query), query.limit)
    people = services.candidates.find_many(list(dict.fromkeys(row.candidate for row in found)))
    items = tuple(
        PooledView(
            candidate_id=row.candidate,
            candidate_name=people[row.candidate].value.name if row.candidate in people else None,
            interview_id=row.interview,
            job_id=row.job,
            total=row.total,
            since=row.since,
        )
        for row in found
    )
    return Answer(Page[PooledView](items=items, next_cursor=request.cursor(after)), permissions=permissions)
