"""/v1/reviews: the interviews that wait for a person's decision."""

from chalice.app import Blueprint
from pydantic import AwareDatetime, Field

from chalicelib.api.endpoint import endpoint
from chalicelib.api.models import Id, Page, PageQuery, ResponseModel
from chalicelib.api.request import Request
from chalicelib.domain.review import Review

routes = Blueprint(__name__)


class ReviewQuery(PageQuery):
    """Which reviews: those of one job, or all."""

    job_id: Id | None = None


class ReviewView(ResponseModel):
    """An interview that waits for a person. A decision on it ends the review."""

    interview_id: str
    job_id: str
    candidate_id: str
    attempt: int
    decision_number: int = Field(description="Of the decision that asks for a person, to be named by theirs")
    requested_at: AwareDatetime
    due_at: AwareDatetime = Field(description="From when on it is overdue; nothing is decided by itself then")
    overdue: bool
    reminders: int


def _view(review: Review, *, overdue: bool) -> ReviewView:
    return ReviewView(
        interview_id=review.interview,
        job_id=review.job,
        candidate_id=review.candidate,
        attempt=review.attempt,
        decision_number=review.number,
        requested_at=review.requested_at,
        due_at=review.due_at,
        overdue=overdue,
        reminders=review.reminders,
    )


@endpoint(routes, "GET", "/v1/reviews", summary="List open reviews", who="interviews:read", query=ReviewQuery,
          response=Page[ReviewView])  # fmt: skip
def list_reviews(request: Request, query: ReviewQuery) -> Page[ReviewView]:
    """Interviews that wait for a person, of the jobs that the caller works with. A page may be short of `limit`."""
    services = request.services
    found, after = services.reviews.page(request.access, query.job_id, request.after(query), query.limit)
    now = services.clock.now()
    items = tuple(_view(review, overdue=now >= review.due_at) for review in found)
    return Page(items=items, next_cursor=request.cursor(after))
