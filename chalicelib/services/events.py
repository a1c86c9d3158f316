"""What the outside is told, made from what is on record: told again, it says the same under the same id."""

from collections.abc import Collection
from datetime import datetime, timedelta

from chalicelib.adapters.dynamodb.events import Events, RecordedEvent, position
from chalicelib.adapters.dynamodb.interviews import Interviews
from chalicelib.adapters.dynamodb.results import Results
from chalicelib.domain.clock import Clock
from chalicelib.domain.decision import Decision
from chalicelib.domain.errors import PermanentError
from chalicelib.domain.event import CATALOGUE, Event, InterviewFacts, event_id, wanted
from chalicelib.domain.interview import Interview
from chalicelib.domain.language import Localized
from chalicelib.domain.model import DomainModel
from chalicelib.services.webhooks import WebhookService

_LOOKED_AT = 400
_SURELY_LISTED = timedelta(hours=1)


class EventService:
    """Events of one tenant."""

    def __init__(
        self,
        interviews: Interviews,
        results: Results,
        recorded: Events,
        webhooks: WebhookService,
        clock: Clock,
        tenant: str,
        public_url: str,
    ) -> None:
        self._interviews = interviews
        self._results = results
        self._recorded = recorded
        self._webhooks = webhooks
        self._clock = clock
        self._tenant = tenant
        self._public_url = public_url

    def publish(self, event_type: str, about: str, data: DomainModel, at: datetime | None = None) -> int:
        """Keep one event about `about` (`interview/attempt`, say) and start its deliveries; the number of endpoints.

        Done again it makes no second one: what was kept first stands. `at` is when it happened, if that was not now.
        Raises PermanentError for a type that is not in the catalogue, or data that is another type's.
        """
        kind = CATALOGUE.get(event_type)
        if kind is None or type(data) is not kind.data:
            text = Localized(
                en=f"There is no event {event_type} with this data.", zh=f"没有包含此类数据的事件 {event_type}。"
            )
            raise PermanentError("unknown_event", text)
        event = Event(
            id=event_id(self._tenant, about, event_type),
            type=event_type,
            timestamp=at or self._clock.now(),
            data=data.model_dump(mode="json"),
        )
        return self._webhooks.publish(event)

    def publish_about(self, interview_id: str, attempt: int, event_type: str) -> int:
        """Publish an event that says about an attempt what `facts` says; the number of endpoints.

        Of an attempt that a later one has taken over before it came to a decision there is nothing to tell. Raises
        PermanentError as `publish` does.
        """
        interview = self._interviews.require(interview_id)
        decision = self._results.decision(interview_id, attempt)
        if decision is None and interview.attempt != attempt:
            return 0
        about = f"{interview_id}/{attempt}"
        at = decision.decided_at if decision else None
        return self.publish(event_type, about, self._facts(interview, attempt, decision), at)

    def page(
        self, after: str | None, since: datetime | None, types: Collection[str], limit: int
    ) -> tuple[tuple[RecordedEvent, ...], str, bool]:
        """Events in the order in which they were recorded, where to go on, and whether there is more already.

        What is there to go on from never passes over an event: one is listed some seconds after it was recorded, and
        the place moves past a time without events only when that is an hour ago.
        """
        now = self._clock.now()
        place = after or (position(since) if since else "")
        looked_at = self._recorded.page(place, _LOOKED_AT)
        found: list[RecordedEvent] = []
        for event in looked_at:
            place = event.position
            if not types or wanted(types, event.type):
                found.append(event)
            if len(found) == limit:
                break
        more = len(looked_at) == _LOOKED_AT or bool(looked_at and looked_at[-1].position != place)
        return tuple(found), place if more else max(place, position(now - _SURELY_LISTED)), more

    def facts(self, interview: Interview, attempt: int) -> InterviewFacts:
        """What every event about an interview says, as that attempt stands now."""
        return self._facts(interview, attempt, self._results.decision(interview.id, attempt))

    def _facts(self, interview: Interview, attempt: int, decision: Decision | None) -> InterviewFacts:
        scorecard = self._results.scorecard(interview.id, attempt)
        return InterviewFacts(
            interview_id=interview.id,
            job_id=interview.job,
            candidate_id=interview.candidate.id,
            attempt=attempt,
            rescored=interview.rescored(attempt),
            state=interview.state,
            outcome=decision.outcome if decision else None,
            total=scorecard.total if scorecard else None,
            report_url=f"{self._public_url}/v1/interviews/{interview.id}/report" if decision else None,
        )
