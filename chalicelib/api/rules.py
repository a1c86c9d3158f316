"""/v1/jobs/…/rules: every version of a job's routing rules."""

from chalice.app import Blueprint
from pydantic import AwareDatetime

from chalicelib.api.authors import Author, authors
from chalicelib.api.endpoint import endpoint
from chalicelib.api.models import Page, PageQuery, ResponseModel
from chalicelib.api.request import Request
from chalicelib.domain.plan import RoutingRules

routes = Blueprint(__name__)


class RulesVersionView(ResponseModel):
    """The rules as somebody set them."""

    version: int
    rules: RoutingRules
    at: AwareDatetime
    by: Author


@endpoint(routes, "GET", "/v1/jobs/{job_id}/rules", summary="List the versions of a job's rules", who="jobs:read",
          query=PageQuery, response=Page[RulesVersionView])  # fmt: skip
def list_job_rules(request: Request, query: PageQuery, job_id: str) -> Page[RulesVersionView]:
    """Versions, newest first, each with when it was set and by whom. A decision names the version that it rests on."""
    request.services.jobs.require(job_id, request.access)
    found, after = request.services.jobs.rules(job_id, request.after(query), query.limit)
    known = authors(request, (version.by for version in found))
    items = tuple(
        RulesVersionView(version=kept.rules.version, rules=kept.rules, at=kept.at, by=known[kept.by]) for kept in found
    )
    return Page(items=items, next_cursor=request.cursor(after))
