"""What follows from the decision that holds: where the result goes on, what the candidate is told, and the event."""

from collections.abc import Callable
from typing import Literal

from chalicelib.adapters.dynamodb.interviews import Interviews
from chalicelib.adapters.dynamodb.results import Results
from chalicelib.domain.appeal import BY_RULE_ALONE
from chalicelib.domain.decision import Decision, Outcome
from chalicelib.domain.errors import RetryableError
from chalicelib.domain.event import DecisionFacts
from chalicelib.domain.language import Localized
from chalicelib.domain.notice import Purpose
from chalicelib.services.events import EventService
from chalicelib.services.notices import NoticeService

_NO_DECISION = Localized(en="There is no decision yet.", zh="尚无决定。")
# Who is asked to take it again gets the link from where it is made: only its hash is kept.
_TOLD: dict[Outcome, Purpose] = {"advance": "next_round", "thank_you": "thank_you"}


class OutcomeService:
    """Outcomes of one tenant. `appeal_url` gives the way to a person for who was declined by a rule."""

    def __init__(
        self,
        interviews: Interviews,
        results: Results,
        events: EventService,
        notices: NoticeService,
        appeal_url: Callable[[str, int], str | None],
        public_url: str,
    ) -> None:
        self._interviews = interviews
        self._results = results
        self._events = events
        self._notices = notices
        self._appeal_url = appeal_url
        self._public_url = public_url

    def current(self, interview_id: str, attempt: int) -> Outcome | Literal["superseded"]:
        """The outcome that holds; `superseded` where a later attempt has taken over what nobody had decided yet."""
        decision = self._results.decision(interview_id, attempt)
        over = self._interviews.require(interview_id).attempt != attempt
        if over and (decision is None or decision.outcome == "human_review"):
            return "superseded"
        return self._known(decision).outcome

    def tell_team(self, purpose: Purpose, interview_id: str, attempt: int) -> None:
        """Tell the team of a report, or of a result that could not be finished. Of scoring again nobody is told."""
        interview = self._interviews.require(interview_id)
        decision = self._results.decision(interview_id, attempt)
        if interview.rescored(attempt) or (decision is None and interview.attempt != attempt):
            return
        facts = {"url": f"{self._public_url}/v1/interviews/{interview_id}/report"}
        if decision:
            facts["outcome"] = decision.outcome
        about = f"{interview_id}/{attempt}"
        self._notices.request(purpose, about, "team", interview=interview, job=interview.job, facts=facts)

    def tell_candidate(self, interview_id: str, attempt: int) -> None:
        """Tell the candidate, once for each decision. Scoring again by itself is no affair of theirs."""
        decision = self._known(self._results.decision(interview_id, attempt))
        interview = self._interviews.require(interview_id)
        purpose = _TOLD.get(decision.outcome)
        if purpose is None or (decision.by == "rule" and interview.rescored(attempt)):
            return
        facts: dict[str, str] = {"outcome": decision.outcome}
        if url := self._appeal_url(interview_id, attempt):
            facts |= {"url": url, "reason": BY_RULE_ALONE.in_language(interview.candidate.language)}
        self._notices.request(
            purpose, _about(interview_id, attempt, decision), "candidate", interview=interview, facts=facts
        )

    def publish(self, interview_id: str, attempt: int) -> None:
        """Publish `interview.decided`, once for each decision."""
        history = self._results.decisions(interview_id, attempt)
        decision = self._known(history[-1] if history else None)
        interview = self._interviews.require(interview_id)
        earlier = [one.outcome for one in history[:-1] if one.outcome != "human_review"]
        facts = DecisionFacts(
            **self._events.facts(interview, attempt).model_dump(),
            number=decision.number,
            by=decision.by,
            rules_version=decision.rules.version,
            overrides=bool(earlier) and earlier[-1] != decision.outcome,
            talent_pool=decision.talent_pool,
        )
        self._events.publish("interview.decided", _about(interview_id, attempt, decision), facts, decision.decided_at)

    @staticmethod
    def _known(decision: Decision | None) -> Decision:
        if decision is None:
            raise RetryableError("no_decision", _NO_DECISION)
        return decision


def _about(interview_id: str, attempt: int, decision: Decision) -> str:
    return f"{interview_id}/{attempt}/{decision.number}"
