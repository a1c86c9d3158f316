"""/v1/interviews/…/retests: an interview that is taken again."""

from datetime import timedelta

from chalice.app import Blueprint
from pydantic import Field

from chalicelib.api.decisions import Comment
from chalicelib.api.endpoint import endpoint
from chalicelib.api.interviews import NewLink, require
from chalicelib.api.models import RequestModel
from chalicelib.api.request import Request
from chalicelib.domain.comment import Comment as InterviewComment
from chalicelib.domain.decision import Decision
from chalicelib.domain.errors import Forbidden
from chalicelib.domain.interview import Interview
from chalicelib.domain.language import Localized

routes = Blueprint(__name__)
_NOT_ALLOWED = Localized(en="You may not do that with this job.", zh="您无权对该职位执行此操作。")


class StartRetest(RequestModel):
    """Why the interview is taken again, and for how long the link is to be valid."""

    comment: Comment
    valid_for_hours: int = Field(default=168, ge=1, le=24 * 60)
    number: int | None = Field(
        default=None, ge=1, description="Of the last decision that the caller has seen; 409 if there is another"
    )


class RetestLink(NewLink):
    """The candidate's new link, shown here and never again; the candidate is sent it, too."""

    attempt: int


@endpoint(routes, "POST", "/v1/interviews/{interview_id}/retests", summary="Have an interview taken again",
          who="interviews:write", body=StartRetest, response=RetestLink, status=201, creates=True,
          reveals="token")  # fmt: skip
def start_retest(request: Request, body: StartRetest, interview_id: str) -> RetestLink:
    """A new attempt with a new link; the reports of earlier attempts stay. It counts against the day's quota.

    Where there is a report, this is a decision with the outcome `retest`, which needs `decisions:write`. An interview
    whose result could not be finished is taken again without one.
    """
    interview, permissions = require(request, interview_id, "interviews:write")
    services = request.services
    last = services.results.last_decision(interview_id, interview.attempt)
    if last and "decisions:write" not in permissions:
        raise Forbidden("permission_missing", _NOT_ALLOWED)
    services.invitations.count(1, request.tenant.quotas.interviews_per_day)
    valid_for = timedelta(hours=body.valid_for_hours)
    if last is None or _lacks_a_decision(interview, *last):
        invited = services.retests.start(interview_id, interview.attempt, valid_for)
        services.comments.add(_why(request, body, interview))
    else:
        attempt, decision = last
        actor = request.access.actor.id
        repeated = (decision.outcome, decision.actor, decision.comment) == ("retest", actor, body.comment)
        number = body.number or decision.number - int(repeated)
        invited = services.decisions.retest(interview_id, attempt, body.comment, actor, number, valid_for)
    return RetestLink(
        interview_id=interview_id,
        attempt=invited.interview.attempt,
        expires_at=invited.interview.invitation.expires_at,
        url=f"{services.settings.public_url}/v1/invitations/{invited.token}",
        token=str(invited.token),
    )


def _lacks_a_decision(interview: Interview, attempt: int, decision: Decision) -> bool:
    """Whether the interview was handed in anew since the last decision, and nothing could be decided on that."""
    later = interview.attempt > attempt and not interview.rescored(interview.attempt)
    return later and (decision.outcome != "retest" or interview.submitted_at is not None)


def _why(request: Request, body: StartRetest, interview: Interview) -> InterviewComment:
    return InterviewComment(
        id=request.new_id("com"),
        interview=interview.id,
        attempt=interview.attempt,
        text=body.comment,
        actor=request.access.actor.id,
        at=request.services.clock.now(),
    )
