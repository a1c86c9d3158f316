"""Decisions that people make: each takes the place of the one before it, and the history stays."""

from collections.abc import Mapping
from datetime import timedelta

from chalicelib.adapters.dynamodb.interviews import Interviews
from chalicelib.adapters.dynamodb.results import Results
from chalicelib.adapters.dynamodb.standings import Standings
from chalicelib.domain.clock import Clock
from chalicelib.domain.decision import Decision, Outcome, Reason
from chalicelib.domain.errors import Conflict
from chalicelib.domain.language import Localized
from chalicelib.observability import count
from chalicelib.services.alarms import AlarmService
from chalicelib.services.invitations import Invited
from chalicelib.services.outcomes import OutcomeService
from chalicelib.services.result_start import ResultStart
from chalicelib.services.retests import VALID_FOR, RetestService
from chalicelib.services.reviews import ReviewService
from chalicelib.services.rule_decisions import standing_of

MOST_DECISIONS = 100
"""On one attempt; by then it is no decision any more."""
_BY_A_PERSON = Reason(code="decided_by_a_person", text=Localized(en="A person has decided.", zh="由人工作出决定。"))
_NOTHING_YET = Localized(
    en="There is nothing to decide on yet: this attempt has no report.", zh="该次面试尚无报告，暂时无法作出决定。"
)
_MEANWHILE = Localized(
    en="Another decision was made since you read the last one. Read the history and decide again.",
    zh="在您读取之后已有新的决定。请重新查看历史记录后再作决定。",
)
_TAKEN_AGAIN = Localized(
    en="The interview is being taken again; decide on the new attempt once it has a report.",
    zh="该面试正在重测，请在新的报告生成后再作决定。",
)
_SCORED_AGAIN = Localized(
    en="The interview is being scored again; decide once its new report is there.",
    zh="该面试正在重新评分，请在新的报告生成后再作决定。",
)
_TOO_MANY = Localized(en="This attempt has been decided on too often.", zh="对该次面试作出决定的次数过多。")


class DecisionService:
    """Decisions of one tenant's people."""

    def __init__(
        self,
        interviews: Interviews,
        results: Results,
        standings: Standings,
        reviews: ReviewService,
        retests: RetestService,
        outcomes: OutcomeService,
        result_start: ResultStart,
        alarms: AlarmService,
        clock: Clock,
    ) -> None:
        self._interviews = interviews
        self._results = results
        self._standings = standings
        self._reviews = reviews
        self._retests = retests
        self._outcomes = outcomes
        self._result_start = result_start
        self._alarms = alarms
        self._clock = clock

    def current(self, interview_id: str, attempt: int) -> Decision | None:
        """The decision that holds, once there is one."""
        return self._results.decision(interview_id, attempt)

    def history(self, interview_id: str, attempt: int) -> tuple[Decision, ...]:
        """All decisions on an attempt, the rule's first."""
        return self._results.decisions(interview_id, attempt)

    def decide(
        self,
        interview_id: str,
        attempt: int,
        outcome: Outcome,
        comment: str,
        talent_pool: bool,  # noqa: FBT001 - a fact about the candidate, not a switch
        actor: str,
        if_number: int,
    ) -> Decision:
        """Keep a person's decision in the place of number `if_number`, and have it carried out.

        Made again in the same words, as after a crash, it is carried out again. Raises NotFound, and Conflict when
        there is no report, another decision has come between, or a later attempt is under way.
        """
        said = {"outcome": outcome, "comment": comment, "talent_pool": talent_pool, "actor": actor}
        decision = self._keep(interview_id, attempt, if_number, said)
        self._carry_on(interview_id, attempt)
        if outcome == "retest":
            self._take_again(interview_id, attempt)
        return decision

    def retest(
        self, interview_id: str, attempt: int, comment: str, actor: str, if_number: int, valid_for: timedelta
    ) -> Invited:
        """Decide that the interview is taken again; gives the link. Raises what `decide` does."""
        said = {"outcome": "retest", "comment": comment, "talent_pool": False, "actor": actor}
        self._keep(interview_id, attempt, if_number, said)
        self._carry_on(interview_id, attempt)
        return self._take_again(interview_id, attempt, valid_for)

    def _take_again(self, interview_id: str, attempt: int, valid_for: timedelta = VALID_FOR) -> Invited:
        # The sweeper does not look after an attempt once the next one has begun: its event is published before that.
        self._outcomes.publish(interview_id, attempt)
        return self._retests.start(interview_id, attempt, valid_for)

    def _keep(self, interview_id: str, attempt: int, if_number: int, said: Mapping[str, object]) -> Decision:
        interview = self._interviews.require(interview_id)
        known = self._standings.of(interview_id)
        history = self._results.decisions(interview_id, attempt)
        if not history:
            raise Conflict("report_not_ready", _NOTHING_YET)
        last = history[-1]
        if last.number == if_number + 1 and last.by == "person" and _says(last, said):
            return last
        if last.number != if_number or (known and known.value.attempt > attempt):
            raise Conflict("decided_meanwhile", _MEANWHILE)
        rescored = interview.rescored(interview.attempt)
        # A rescoring that could not be finished leaves the report before it, and what is decided on that, as they are.
        if interview.attempt > attempt and not (rescored and interview.problem):
            raise Conflict("attempt_under_way", _SCORED_AGAIN if rescored else _TAKEN_AGAIN)
        if last.number >= MOST_DECISIONS:
            raise Conflict("too_many_decisions", _TOO_MANY)
        if said["outcome"] == "retest":
            self._retests.check(interview)
        made = {"reasons": (_BY_A_PERSON,), "decided_at": self._clock.now(), "number": last.number + 1, "by": "person"}
        decision = last.model_copy(update={**made, **said})
        scorecard = self._results.scorecard(interview_id, attempt)
        standing = standing_of(interview, attempt, decision, scorecard.total if scorecard else None)
        # The standing is written on the condition that nothing else was decided, a new attempt's rule included.
        if not self._results.add_decision(interview_id, attempt, decision, self._standings.moving(known, standing)):
            raise Conflict("decided_meanwhile", _MEANWHILE)
        count("PersonDecided")
        return decision

    def _carry_on(self, interview_id: str, attempt: int) -> None:
        """Let the execution that waits go on; where none does, start another for what follows from the decision."""
        waited = self._reviews.decided(interview_id, attempt)
        interview = self._interviews.require(interview_id)
        if not waited and interview.attempt == attempt:
            self._result_start.again_for_decision(interview)
        self._alarms.look(interview.job, interview_id, attempt)


def _says(decision: Decision, said: Mapping[str, object]) -> bool:
    return all(getattr(decision, name) == value for name, value in said.items())
