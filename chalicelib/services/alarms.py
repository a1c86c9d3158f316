"""What a job's team is told of without asking: too few pass, or the list of the best has changed."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from chalicelib.adapters.dynamodb.collection import Collection
from chalicelib.adapters.dynamodb.job_alarms import JobAlarmStates
from chalicelib.adapters.dynamodb.standings import Standings
from chalicelib.domain.clock import Clock
from chalicelib.domain.event import PassRateFacts, RankedInterview, TopFacts
from chalicelib.domain.job import Job
from chalicelib.domain.job_alarms import FEWEST_RANKED, LIST_AT_MOST_EVERY, JobAlarms, size_of_top, too_few_pass
from chalicelib.domain.standing import RankedTotal
from chalicelib.observability import count
from chalicelib.services.events import EventService
from chalicelib.services.notices import NoticeService


@dataclass(frozen=True)
class TopList:
    """The best of a job so far."""

    of: int
    share: float
    interviews: tuple[RankedTotal, ...]


class AlarmService:
    """Alarms of one tenant's jobs. What was told is kept after it was told: told again, it is the same event."""

    def __init__(
        self,
        jobs: Collection[Job],
        standings: Standings,
        states: JobAlarmStates,
        events: EventService,
        notices: NoticeService,
        clock: Clock,
        public_url: str,
    ) -> None:
        self._jobs = jobs
        self._standings = standings
        self._states = states
        self._events = events
        self._notices = notices
        self._clock = clock
        self._public_url = public_url

    def look(self, job_id: str, interview_id: str, attempt: int) -> None:
        """Look at a job after something was decided on an interview of it.

        The pass rate is that of the last `pass_rate_over` interviews that advanced or were declined; it is looked at
        from ten of them on, or from `pass_rate_over` where that is less. Who waits for a person or takes the interview
        again counts for neither. An alarm is raised when the rate falls below its bound, and again only after it was
        back at it. The list of the best is told of when it has changed, at most once a day; a change that has to wait
        is looked at by the sweeper.
        """
        del interview_id, attempt
        self.look_again(job_id)

    def look_again(self, job_id: str) -> None:
        """Look at a job, whatever for."""
        found = self._jobs.find(job_id)
        if found is None:
            return
        self._look_at_pass_rate(found.value)
        self._look_at_list(found.value)

    def top(self, job_id: str, share: float) -> TopList:
        """The best `share` of the job's interviews with a total, 100 at most."""
        of = self._standings.ranked(job_id)
        return TopList(of, share, self._standings.best(job_id, size_of_top(of, share)))

    def _look_at_pass_rate(self, job: Job) -> None:
        decided = self._standings.decided(job.id, job.rules.pass_rate_over)
        passed = sum(standing.outcome == "advance" for standing in decided)
        below = too_few_pass(passed, len(decided), job.rules)
        if below is None:
            return
        state = self._states.of(job.id).value
        if not below:
            self._states.change(job.id, _recovered)
        elif not state.below:
            about = f"{job.id}/pass-rate/{state.crossings + 1}"
            bound = job.rules.pass_rate_below
            facts = PassRateFacts(job_id=job.id, passed=passed, of=len(decided), bound=bound)
            self._events.publish("job.pass_rate_low", about, facts)
            said = {"reason": f"{passed}/{len(decided)} < {bound:.0%}", "url": f"{self._public_url}/v1/jobs/{job.id}"}
            self._notices.request("pass_rate_low", about, "team", job=job.id, facts=said)
            count("PassRateLow")
            self._states.change(job.id, _crossed(state.crossings + 1))

    def _look_at_list(self, job: Job) -> None:
        now = self._clock.now()
        state = self._states.of(job.id).value
        if not state.may_list(now):
            # What changes before then is looked at then.
            self._states.change(job.id, _to_be_looked_at)
            return
        top = self.top(job.id, job.rules.top_share)
        ids = tuple(row.interview for row in top.interviews)
        if top.of < FEWEST_RANKED or ids == state.listed:
            self._states.change(job.id, _looked_at)
            return
        about = f"{job.id}/top/{state.lists + 1}"
        rows = tuple(
            RankedInterview(interview_id=row.interview, candidate_id=row.candidate, total=row.total)
            for row in top.interviews
        )
        facts = TopFacts(job_id=job.id, of=top.of, share=top.share, interviews=rows)
        self._events.publish("job.top_candidates", about, facts)
        said = {"reason": f"{len(ids)}/{top.of}", "url": f"{self._public_url}/v1/jobs/{job.id}/top-interviews"}
        self._notices.request("top_candidates", about, "team", job=job.id, facts=said)
        self._states.change(job.id, _listed(state.lists + 1, ids, now))


def _recovered(state: JobAlarms) -> JobAlarms:
    return state.model_copy(update={"below": False})


def _crossed(number: int) -> Callable[[JobAlarms], JobAlarms]:
    def told(state: JobAlarms) -> JobAlarms:
        if state.crossings >= number:
            return state
        return state.model_copy(update={"below": True, "crossings": number})

    return told


def _to_be_looked_at(state: JobAlarms) -> JobAlarms:
    if state.listed_at is None:
        return state
    return state.model_copy(update={"look_at": state.listed_at + LIST_AT_MOST_EVERY})


def _looked_at(state: JobAlarms) -> JobAlarms:
    return state.model_copy(update={"look_at": None})


def _listed(number: int, ids: tuple[str, ...], now: datetime) -> Callable[[JobAlarms], JobAlarms]:
    def told(state: JobAlarms) -> JobAlarms:
        if state.lists >= number:
            return state
        return state.model_copy(update={"lists": number, "listed": ids, "listed_at": now, "look_at": None})

    return told
