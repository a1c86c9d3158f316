"""What the outside is told about an interview, made from what is on record: told again, it says the same."""

from chalicelib.adapters.dynamodb.interviews import Interviews
from chalicelib.adapters.dynamodb.results import Results
from chalicelib.domain.clock import Clock
from chalicelib.domain.errors import PermanentError
from chalicelib.domain.language import Localized
from chalicelib.domain.webhook import EVENT_TYPES, Event, InterviewFacts, event_id
from chalicelib.services.webhooks import WebhookService


class EventService:
    """Events of one tenant."""

    def __init__(
        self,
        interviews: Interviews,
        results: Results,
        webhooks: WebhookService,
        clock: Clock,
        tenant: str,
        public_url: str,
    ) -> None:
        self._interviews = interviews
        self._results = results
        self._webhooks = webhooks
        self._clock = clock
        self._tenant = tenant
        self._public_url = public_url

    def publish_about(self, interview_id: str, attempt: int, event_type: str) -> int:
        """Publish one event about an attempt; the number of endpoints. Raises PermanentError for unknown types.

        Of an attempt that a later one has taken over before it came to a decision there is nothing to tell.
        """
        known = next((name for name in EVENT_TYPES if name == event_type), None)
        if known is None:
            text = Localized(en="There is no such event.", zh="没有这种事件。")
            raise PermanentError("unknown_event", text)
        interview = self._interviews.require(interview_id)
        decision = self._results.decision(interview_id, attempt)
        if decision is None and interview.attempt != attempt:
            return 0
        scorecard = self._results.scorecard(interview_id, attempt)
        event = Event(
            id=event_id(self._tenant, interview_id, attempt, known),
            type=known,
            timestamp=decision.decided_at if decision else self._clock.now(),
            data=InterviewFacts(
                interview_id=interview.id,
                job_id=interview.job,
                candidate_id=interview.candidate.id,
                attempt=attempt,
                rescored=interview.rescored(attempt),
                state=interview.state,
                outcome=decision.outcome if decision else None,
                total=scorecard.total if scorecard else None,
                report_url=f"{self._public_url}/v1/interviews/{interview.id}/report" if decision else None,
            ),
        )
        return self._webhooks.publish(event)
