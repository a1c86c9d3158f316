"""The way to a person for candidates whom a rule has declined: a link, an appeal, a review."""

from dataclasses import dataclass
from datetime import timedelta

from chalicelib.adapters.dynamodb.appeals import Appeals
from chalicelib.adapters.dynamodb.interviews import Interviews
from chalicelib.adapters.dynamodb.results import Results
from chalicelib.adapters.dynamodb.standings import Standings
from chalicelib.domain.appeal import APPEALED, Appeal, AppealLink, AppealState
from chalicelib.domain.clock import Clock
from chalicelib.domain.decision import Decision
from chalicelib.domain.errors import Conflict, NotFound, RetryableError
from chalicelib.domain.ids import SECRET_BYTES, Token, make_token
from chalicelib.domain.interview import Interview
from chalicelib.domain.language import Language, Localized
from chalicelib.observability import count
from chalicelib.services.events import EventService
from chalicelib.services.notices import NoticeService
from chalicelib.services.result_start import ResultStart
from chalicelib.services.rule_decisions import standing_of

VALID_FOR = timedelta(days=60)
_TRIES = 5
_NO_LINK = Localized(en="This link is not valid any more.", zh="该链接已失效。")
_OVER = Localized(
    en="A person has decided on this interview; there is no automatic decision to appeal against.",
    zh="该面试已由人工作出决定，没有可申诉的自动决定。",
)
_SCORED_AGAIN = Localized(
    en="The interview is being scored again at this moment; please try again in a while.",
    zh="该面试正在重新评分，请稍后再试。",
)
_BUSY = Localized(
    en="The interview is being decided on by many at once; try again.", zh="该面试正被同时处理，请稍后重试。"
)


@dataclass(frozen=True)
class AppealStanding:
    """How an appeal stands, for the candidate who may make it."""

    interview: Interview
    state: AppealState
    attempt: int
    decision: Decision
    appeal: Appeal | None

    @property
    def language(self) -> Language:
        """The candidate's."""
        return self.interview.candidate.language


class AppealService:
    """Appeals of one tenant's candidates."""

    def __init__(
        self,
        interviews: Interviews,
        results: Results,
        standings: Standings,
        appeals: Appeals,
        events: EventService,
        notices: NoticeService,
        result_start: ResultStart,
        clock: Clock,
        tenant: str,
        public_url: str,
    ) -> None:
        self._interviews = interviews
        self._results = results
        self._standings = standings
        self._appeals = appeals
        self._events = events
        self._notices = notices
        self._result_start = result_start
        self._clock = clock
        self._tenant = tenant
        self._public_url = public_url

    def appeal_url(self, interview_id: str, attempt: int) -> str | None:
        """A new link to the page where a candidate appeals; None where no rule has declined anybody."""
        decision = self._results.decision(interview_id, attempt)
        if decision is None or not decision.declined_by_rule:
            return None
        token = make_token("ap", self._tenant, interview_id, self._clock.entropy(SECRET_BYTES))
        self._appeals.add_link(interview_id, token.digest, attempt, self._clock.now() + VALID_FOR)
        return f"{self._public_url}/v1/appeals/{token}/page"

    def read(self, token: Token) -> AppealStanding:
        """How the appeal stands. Raises NotFound for a link that is unknown or has expired."""
        return self._standing(token, self._link(token))

    def make(self, token: Token, text: str) -> AppealStanding:
        """Ask a person to look at the decision; asked again, it is the same appeal.

        Raises NotFound as `read` does, and Conflict once a person has decided.
        """
        link = self._link(token)
        for _ in range(_TRIES):
            before = self._standing(token, link)
            if before.state == "received":
                # Whoever was cut off before anybody was asked left the interview closed.
                self._ask(before, again=before.interview.closed_at is not None)
                return before
            if before.state == "over":
                raise Conflict("appeal_over", _OVER)
            if before.interview.attempt != before.attempt:
                raise Conflict("attempt_under_way", _SCORED_AGAIN)
            if self._keep(before, text):
                count("AppealReceived")
                after = self._standing(token, link)
                self._ask(after, again=True)
                return after
        raise RetryableError("decision_busy", _BUSY)

    def appeal_of(self, interview_id: str, attempt: int) -> Appeal | None:
        """What the candidate said against the decision on an attempt."""
        return self._appeals.find(interview_id, attempt)

    def _keep(self, before: AppealStanding, text: str) -> bool:
        """Keep the appeal and, with it, that the decision is a person's to make; False if something came between."""
        interview, attempt, last = before.interview, before.attempt, before.decision
        known = self._standings.of(interview.id)
        now = self._clock.now()
        made = {"outcome": "human_review", "reasons": (APPEALED,), "decided_at": now, "number": last.number + 1}
        decision = last.model_copy(update=made)
        scorecard = self._results.scorecard(interview.id, attempt)
        standing = standing_of(interview, attempt, decision, scorecard.total if scorecard else None)
        appeal = self._appeals.making(interview.id, Appeal(attempt=attempt, text=text, at=now))
        return self._results.add_decision(
            interview.id, attempt, decision, (*appeal, *self._standings.moving(known, standing))
        )

    def _ask(self, standing: AppealStanding, *, again: bool) -> None:
        """Have a person asked; each part has its effect once. `again` starts the result again, which then waits."""
        interview, attempt = standing.interview, standing.attempt
        if standing.appeal is None or standing.appeal.attempt != attempt:
            return
        about = f"{interview.id}/{attempt}/{standing.decision.number}"
        self._events.publish("interview.appealed", about, self._events.facts(interview, attempt))
        facts = {"url": f"{self._public_url}/v1/interviews/{interview.id}/appeals"}
        self._notices.request("appeal_received", about, "team", interview=interview, job=interview.job, facts=facts)
        if again and interview.attempt == attempt:
            self._result_start.again_for_decision(interview)

    def _link(self, token: Token) -> AppealLink:
        link = self._appeals.link(token.subject, token.digest)
        if link is None or self._clock.now() >= link.expires_at:
            raise NotFound("appeal_not_found", _NO_LINK)
        return link

    def _standing(self, token: Token, link: AppealLink) -> AppealStanding:
        interview = self._interviews.get(token.subject)
        last = self._results.last_decision(token.subject, interview.attempt) if interview else None
        if interview is None or last is None:
            raise NotFound("appeal_not_found", _NO_LINK)
        attempt, decision = last
        appeal = self._appeals.find(interview.id, attempt) or self._appeals.find(interview.id, link.attempt)
        state: AppealState = "over"
        if appeal and decision.outcome == "human_review":
            state = "received"
        elif appeal is None and decision.declined_by_rule:
            state = "open"
        return AppealStanding(interview, state, attempt, decision, appeal)
