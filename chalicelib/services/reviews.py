"""Reviews: an interview waits for a person, who is asked, reminded, and told when it is overdue. It decides nothing.

An execution waits with a task token. Where it was lost, the sweeper starts it again and the review goes on as it was.
"""

import math
from datetime import datetime, timedelta

from chalicelib.adapters.dynamodb.interviews import Interviews
from chalicelib.adapters.dynamodb.jobs import Jobs
from chalicelib.adapters.dynamodb.rescorings import Rescorings
from chalicelib.adapters.dynamodb.results import Results
from chalicelib.adapters.dynamodb.reviews import Reviews
from chalicelib.adapters.stepfunctions import ResultMachine
from chalicelib.domain.access import Access
from chalicelib.domain.clock import Clock
from chalicelib.domain.decision import Decision
from chalicelib.domain.errors import RetryableError
from chalicelib.domain.event import ReviewFacts
from chalicelib.domain.interview import Interview, Waiting
from chalicelib.domain.language import Localized
from chalicelib.domain.notice import Purpose
from chalicelib.domain.review import Review
from chalicelib.observability import count
from chalicelib.services.events import EventService
from chalicelib.services.notices import NoticeService

_READ_AT_ONCE = 100
_MOST_PAGES = 10
_NO_DECISION = Localized(en="There is no decision to review.", zh="没有可供复核的决定。")


class ReviewService:
    """Reviews of one tenant. `hour` is how long an hour of the job's rules lasts."""

    def __init__(
        self,
        reviews: Reviews,
        interviews: Interviews,
        jobs: Jobs,
        rescorings: Rescorings,
        results: Results,
        events: EventService,
        notices: NoticeService,
        machine: ResultMachine,
        clock: Clock,
        hour: timedelta,
        public_url: str,
    ) -> None:
        self._reviews = reviews
        self._interviews = interviews
        self._jobs = jobs
        self._rescorings = rescorings
        self._results = results
        self._events = events
        self._notices = notices
        self._machine = machine
        self._clock = clock
        self._hour = hour
        self._public_url = public_url

    def open(self, interview_id: str, attempt: int) -> int:
        """Ask for a person's decision, once, and say in how many seconds to remind of it.

        A review of an earlier attempt gives way to this one, which goes on where that one was.
        """
        interview = self._interviews.require(interview_id)
        decision = self._decision(interview_id, attempt)
        if interview.attempt != attempt or decision.outcome != "human_review":
            return 1
        earlier = [self._supersede(interview_id, number) for number in range(1, attempt)]
        review = self._opened(interview, attempt, decision, next((one for one in reversed(earlier) if one), None))
        facts = self._events.facts(interview, attempt)
        self._events.publish(
            "interview.review_requested",
            review.about,
            ReviewFacts(**facts.model_dump(), due_at=review.due_at, reminders=0),
        )
        if not interview.rescored(attempt):
            self._tell("review_requested", review.about, interview, review)
            self._notices.request("under_review", review.about, "candidate", interview=interview)
        self._wait_until(review, review.next_at)
        return self._seconds_until(review.next_at)

    def request(self, interview_id: str, attempt: int, token: str) -> None:
        """Keep the token of the execution that waits now. If it is decided by then, the execution goes on at once."""
        review, _ = self._reviews.change(
            interview_id, attempt, lambda known: known.model_copy(update={"token": token}) if known.open else known
        )
        interview = self._interviews.require(interview_id)
        # Looked at after the token is kept: who decides from here on finds it.
        decision = self._results.decision(interview_id, attempt)
        wanted = decision is not None and decision.outcome == "human_review" and interview.attempt == attempt
        if review is None or not review.open or not wanted:
            self._machine.go_on(token)

    def remind(self, interview_id: str, attempt: int) -> int:
        """Remind the team, or say once that the review is overdue; the seconds until the next reminder.

        It stays open, however long nobody decides.
        """
        review = self._reviews.find(interview_id, attempt)
        interview = self._interviews.require(interview_id)
        if review is None or not review.open or interview.attempt != attempt:
            return 1
        now = self._clock.now()
        if now < review.next_at:
            return self._seconds_until(review.next_at)
        after = review.reminded(self._decision(interview_id, attempt).rules, now, self._hour)
        # Told first: where this breaks off, the same words have the same names when it is done again.
        if after.overdue and not review.overdue:
            facts = self._events.facts(interview, attempt)
            told = ReviewFacts(**facts.model_dump(), due_at=review.due_at, reminders=review.reminders)
            self._events.publish("interview.review_overdue", review.about, told)
            self._tell("review_overdue", review.about, interview, review)
            count("ReviewOverdue")
        else:
            self._tell("review_reminder", f"{review.about}/{after.reminders}", interview, review)
        kept, _ = self._reviews.change(interview_id, attempt, lambda known: _in_place(known, review, after))
        following = kept.next_at if kept else after.next_at
        self._wait_until(after, following)
        return self._seconds_until(following)

    def decided(self, interview_id: str, attempt: int) -> bool:
        """Note that a person has decided; whether an execution waited for that and goes on now.

        False where none was asked, where the execution was lost, and after the end: then the result has to be started
        again for what follows from the decision.
        """
        return self._finish(interview_id, attempt, "decided")[1]

    def page(
        self, access: Access, job_id: str | None, after: str | None, limit: int
    ) -> tuple[list[Review], str | None]:
        """Open reviews of interviews that the caller may see, newest first.

        A page may hold fewer than `limit` although more follow: of what others see only so many rows are passed over.
        """
        found: list[Review] = []
        for _ in range(_MOST_PAGES):
            rows, following = self._reviews.open(after, _READ_AT_ONCE)
            jobs = self._jobs.documents.find_many(sorted({row.job for row in rows}))
            for row in rows:
                job = jobs.get(row.job)
                visible = job is not None and "interviews:read" in access.on(job.value)
                if visible and job_id in {None, row.job}:
                    found.append(row)
                if len(found) == limit:
                    return found, Reviews.place(row)
            if following is None:
                return found, None
            after = following
        return found, after

    def _opened(self, interview: Interview, attempt: int, decision: Decision, earlier: Review | None) -> Review:
        now = self._clock.now()
        new = Review.of(interview, attempt, decision.number, decision.rules, now, self._hour)
        if interview.rescored(attempt):
            new = new.going_on(earlier) if earlier else new.model_copy(update={"quiet": True})
        if self._reviews.create(new):
            count("ReviewRequested")
            return new
        # What a person decided may be asked again, after an appeal say; the same question is asked once.
        kept, _ = self._reviews.change(
            interview.id, attempt, lambda known: known if known.number >= new.number and known.open else new
        )
        return kept or new

    def _decision(self, interview_id: str, attempt: int) -> Decision:
        if decision := self._results.decision(interview_id, attempt):
            return decision
        raise RetryableError("no_decision", _NO_DECISION)

    def _supersede(self, interview_id: str, attempt: int) -> Review | None:
        """The review that gave way, now or before; None where there was none that was open."""
        review, _ = self._finish(interview_id, attempt, "superseded")
        return review if review and review.state == "superseded" else None

    def _finish(self, interview_id: str, attempt: int, state: str) -> tuple[Review | None, bool]:
        review, _ = self._reviews.change(
            interview_id, attempt, lambda known: known.model_copy(update={"state": state}) if known.open else known
        )
        if review is None:
            return None, False
        # From now on the sweeper looks after what follows, in case the execution is lost.
        self._wait_until(review, self._clock.now())
        return review, review.token is not None and self._machine.go_on(review.token)

    def _tell(self, purpose: Purpose, about: str, interview: Interview, review: Review) -> None:
        if review.quiet:
            return
        self._notices.request(
            purpose,
            about,
            "team",
            interview=interview,
            job=interview.job,
            facts={
                "url": f"{self._public_url}/v1/interviews/{interview.id}/report",
                "due_at": review.due_at.isoformat(),
                "outcome": "human_review",
            },
        )

    def _wait_until(self, review: Review, until: datetime) -> None:
        """Have the sweeper look once that should be over, and count an interview that was scored again as done."""

        def note(current: Interview) -> Interview:
            if current.attempt != review.attempt or current.closed_at:
                return current
            waiting = Waiting(attempt=review.attempt, until=until, redrives=current.redrives)
            return current.model_copy(update={"waiting": waiting})

        now = self._clock.now()
        self._interviews.change(
            review.interview, now, note, also=lambda before: self._rescorings.finishing(before, now)
        )

    def _seconds_until(self, moment: datetime) -> int:
        return max(1, math.ceil((moment - self._clock.now()).total_seconds()))


def _in_place(known: Review, before: Review, after: Review) -> Review:
    """The review after its reminder, unless somebody else has reminded or decided meanwhile."""
    if not known.open or known.reminders != before.reminders:
        return known
    return after.model_copy(update={"token": known.token})
