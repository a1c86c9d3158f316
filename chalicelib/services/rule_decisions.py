"""The first decision on an attempt, which the job's rules make."""

from chalicelib.adapters.dynamodb.collection import Collection, Versioned
from chalicelib.adapters.dynamodb.results import Results
from chalicelib.adapters.dynamodb.standings import Standings
from chalicelib.domain.clock import Clock
from chalicelib.domain.decision import Decision, route
from chalicelib.domain.errors import RetryableError
from chalicelib.domain.interview import Interview
from chalicelib.domain.language import Localized
from chalicelib.domain.plan import InterviewPlan
from chalicelib.domain.rescoring import after_an_earlier_decision
from chalicelib.domain.scorecard import Scorecard
from chalicelib.domain.standing import Standing
from chalicelib.domain.tenant import RULES_MAY_DECLINE, Tenant
from chalicelib.services.plans import dimension_names

_TRIES = 8
_BUSY = Localized(
    en="The interview is being decided on by many at once; try again.", zh="该面试正被同时处理，请稍后重试。"
)


class RuleDecisions:
    """Decisions by rule of one tenant."""

    def __init__(
        self, results: Results, standings: Standings, tenants: Collection[Tenant], clock: Clock, tenant: str
    ) -> None:
        self._results = results
        self._standings = standings
        self._tenants = tenants
        self._clock = clock
        self._tenant = tenant

    def decide(self, interview: Interview, attempt: int, scorecard: Scorecard, plan: InterviewPlan) -> Decision:
        """The first decision on an attempt; made again, it is the one that was kept. Raises RetryableError."""
        for _ in range(_TRIES):
            if history := self._results.decisions(interview.id, attempt):
                return history[0]
            # Read before anything that the decision rests on: what is decided meanwhile makes the write fail.
            known = self._standings.of(interview.id)
            decision = self._by_rule(interview, attempt, scorecard, plan)
            also = (
                ()
                if _behind(known, attempt)
                else self._standings.moving(known, standing_of(interview, attempt, decision, scorecard.total))
            )
            if self._results.keep_decision(interview.id, attempt, decision, also):
                return decision
        raise RetryableError("decision_busy", _BUSY)

    def _by_rule(self, interview: Interview, attempt: int, scorecard: Scorecard, plan: InterviewPlan) -> Decision:
        earlier = self._results.last_decision(interview.id, attempt - 1) if interview.rescored(attempt) else None
        # Who was not declined before is not declined by being scored again.
        once_declined = earlier is None or earlier[1].outcome == "thank_you"
        rules = plan.rules
        outcome, reasons = route(
            scorecard,
            rules,
            dimension_names(plan),
            rank=self._rank(interview, scorecard.total, rules.top_n),
            may_decline=rules.thank_below is not None and once_declined and self._may_decline(),
        )
        decision = Decision(
            outcome=outcome,
            reasons=reasons,
            rules=rules,
            decided_at=self._clock.now(),
            talent_pool=outcome == "thank_you",
        )
        return after_an_earlier_decision(decision, earlier[1]) if earlier else decision

    def _rank(self, interview: Interview, total: float | None, top_n: int | None) -> int | None:
        if top_n is None or total is None:
            return None
        return self._standings.rank(interview.job, interview.id, total, top_n)

    def _may_decline(self) -> bool:
        tenant = self._tenants.require(self._tenant).value
        return tenant.automatic_thanks and tenant.region in RULES_MAY_DECLINE


def standing_of(interview: Interview, attempt: int, decision: Decision, total: float | None) -> Standing:
    """Where the interview stands once this is decided."""
    return Standing(
        interview=interview.id,
        job=interview.job,
        candidate=interview.candidate.id,
        attempt=attempt,
        number=decision.number,
        outcome=decision.outcome,
        total=total,
        talent_pool=decision.talent_pool,
        decided_at=decision.decided_at,
    )


def _behind(known: Versioned[Standing] | None, attempt: int) -> bool:
    """Whether a later attempt is decided on already."""
    return known is not None and known.value.attempt > attempt
