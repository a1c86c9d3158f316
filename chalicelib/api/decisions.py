"""/v1/interviews/…/decisions: what was decided by rule and by people, with what it rests on, and deciding."""

from typing import Annotated, Literal

from chalice.app import Blueprint
from pydantic import AwareDatetime, Field, StringConstraints

from chalicelib.api.authors import Author, authors
from chalicelib.api.endpoint import endpoint
from chalicelib.api.interviews import require
from chalicelib.api.models import Answer, RequestModel, ResponseModel
from chalicelib.api.request import Request
from chalicelib.domain.decision import Decision, Outcome
from chalicelib.domain.errors import Conflict
from chalicelib.domain.language import Localized
from chalicelib.domain.plan import RoutingRules
from chalicelib.domain.scorecard import Scorecard

routes = Blueprint(__name__)
Comment = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=5000)]
_NOTHING_YET = Localized(en="The report is not ready yet.", zh="报告尚未生成。")


class Decide(RequestModel):
    """A person's decision in the place of the one before it."""

    outcome: Literal["advance", "thank_you", "retest"]
    comment: Comment = Field(description="Why; it stays on record with the decision")
    talent_pool: bool = Field(default=False, description="Whether the candidate stays in the talent pool")
    number: int = Field(ge=1, description="Of the last decision that the caller has seen; 409 if there is another")


class ReasonView(ResponseModel):
    """Why a decision went this way, in the reader's language."""

    code: str
    text: str


class DecisionView(ResponseModel):
    """One decision: who made it, by which rules, and the scores that it rests on."""

    attempt: int
    number: int
    current: bool = Field(description="Whether it is the one that holds")
    outcome: Outcome
    by: Literal["rule", "person"]
    author: Author | None
    comment: str
    talent_pool: bool
    reasons: tuple[ReasonView, ...]
    rules_version: int
    rules: RoutingRules
    total: float | None
    dimensions: dict[str, float | None] = Field(description="Scores by dimension; null where it could not be judged")
    report_url: str
    decided_at: AwareDatetime


class DecisionList(ResponseModel):
    """All decisions on an interview, in their order."""

    items: tuple[DecisionView, ...]


def _view(
    request: Request,
    interview_id: str,
    attempt: int,
    decision: Decision,
    scorecard: Scorecard | None,
    known: dict[str, Author],
    *,
    current: bool,
) -> DecisionView:
    address = f"{request.services.settings.public_url}/v1/interviews/{interview_id}/report?attempt={attempt}"
    return DecisionView(
        attempt=attempt,
        number=decision.number,
        current=current,
        outcome=decision.outcome,
        by=decision.by,
        author=known.get(decision.actor) if decision.actor else None,
        comment=decision.comment,
        talent_pool=decision.talent_pool,
        reasons=tuple(
            ReasonView(code=reason.code, text=reason.text.in_language(request.language)) for reason in decision.reasons
        ),
        rules_version=decision.rules.version,
        rules=decision.rules,
        total=scorecard.total if scorecard else None,
        dimensions={one.dimension: one.score for one in scorecard.dimensions} if scorecard else {},
        report_url=address,
        decided_at=decision.decided_at,
    )


@endpoint(routes, "POST", "/v1/interviews/{interview_id}/decisions", summary="Decide on an interview",
          who="decisions:write", body=Decide, response=DecisionView, status=201, creates=True)  # fmt: skip
def decide(request: Request, body: Decide, interview_id: str) -> DecisionView:
    """Decide how it goes on for the candidate, in the place of the last decision; the history keeps both.

    An interview that waits for a person goes on at once. With `retest` the candidate is sent a new link. 409 while
    there is no report, and when another decision has come between.
    """
    interview, _ = require(request, interview_id, "decisions:write")
    services = request.services
    last = services.results.last_decision(interview_id, interview.attempt)
    if last is None:
        raise Conflict("report_not_ready", _NOTHING_YET)
    attempt = last[0]
    actor = request.access.actor.id
    decision = services.decisions.decide(
        interview_id, attempt, body.outcome, body.comment, body.talent_pool, actor, body.number
    )
    scorecard = services.results.scorecard(interview_id, attempt)
    return _view(request, interview_id, attempt, decision, scorecard, authors(request, [actor]), current=True)


@endpoint(routes, "GET", "/v1/interviews/{interview_id}/decisions", summary="Read how an interview was decided on",
          who="reports:read", response=DecisionList)  # fmt: skip
def list_decisions(request: Request, interview_id: str) -> Answer:
    """Every decision on every attempt, in their order: by rule or by whom, why, by which rules, on which scores."""
    interview, permissions = require(request, interview_id, "reports:read")
    services = request.services
    found = [
        (attempt, decision)
        for attempt in range(1, interview.attempt + 1)
        for decision in services.decisions.history(interview_id, attempt)
    ]
    scorecards = {
        attempt: services.results.scorecard(interview_id, attempt) for attempt in {attempt for attempt, _ in found}
    }
    known = authors(request, (decision.actor for _, decision in found))
    items = tuple(
        _view(request, interview_id, attempt, decision, scorecards[attempt], known, current=place == len(found))
        for place, (attempt, decision) in enumerate(found, start=1)
    )
    return Answer(DecisionList(items=items), permissions=permissions)
