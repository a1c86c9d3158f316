"""Rescorings: the reported interviews of a job get a new attempt each, page by page, by the worker.

An attempt takes over the transcripts of the one before; only scores are made anew. What does not change stays as it
is: code answers, rejected ones, and questions without an answer.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from chalicelib.adapters.dynamodb.collection import Journal, Listing
from chalicelib.adapters.dynamodb.interviews import MISSING, Interviews
from chalicelib.adapters.dynamodb.jobs import Jobs
from chalicelib.adapters.dynamodb.journal import NoJournal
from chalicelib.adapters.dynamodb.rescorings import SILENCE, Rescorings
from chalicelib.adapters.dynamodb.table import Write
from chalicelib.adapters.sqs import Queues
from chalicelib.domain.clock import Clock
from chalicelib.domain.errors import NotFound
from chalicelib.domain.interview import Answer, Interview, RescoredAttempt
from chalicelib.domain.language import Localized
from chalicelib.domain.messages import Prepare
from chalicelib.domain.plan import InterviewPlan
from chalicelib.domain.rescoring import Rescoring
from chalicelib.observability import count, logger
from chalicelib.services.admission import AdmissionService

MAX_REQUEUES = 10
_PAGE = 50
_PLANS_KEPT = 64
_GIVEN_UP = Localized(
    en="The rescoring broke off again and again. The interviews counted here are scored again; ask anew for the rest.",
    zh="重新评分多次中断。已计入的面试会重新评分,其余面试请重新发起。",
)


@dataclass(frozen=True)
class Batch:
    """Some interviews to take, and where the rescoring stands after them."""

    interviews: tuple[str, ...]
    after: str | None


class RescoringService:
    """Rescorings of one tenant. `journal` records who asked; `active` gives the version that a job is scored with."""

    def __init__(
        self,
        rescorings: Rescorings,
        journal: Journal,
        interviews: Interviews,
        jobs: Jobs,
        admission: AdmissionService,
        active: Callable[[str], int],
        queues: Queues,
        clock: Clock,
        tenant: str,
    ) -> None:
        self._rescorings = rescorings
        self._journal = journal
        self._interviews = interviews
        self._admission = admission
        self._active = active
        self._queues = queues
        self._clock = clock
        self._tenant = tenant
        self._plan: Callable[[str, str], InterviewPlan | None] = lru_cache(_PLANS_KEPT)(jobs.plan)

    def ask(self, job_id: str, rescoring_id: str, interviews: Sequence[str]) -> Rescoring:
        """Ask for a rescoring. Asked again with the same id, the worker is told again.

        Raises NotFound for a named interview that is not one of the job's.
        """
        wanted = tuple(dict.fromkeys(interviews))
        for interview_id in wanted:
            if self._interviews.require(interview_id).job != job_id:
                raise NotFound("interview_not_found", MISSING)
        now = self._clock.now()
        asked = Rescoring(
            id=rescoring_id,
            job=job_id,
            interviews=wanted,
            scoring_version=self._active(job_id),
            created_at=now,
            told_at=now,
        )
        kept = self._rescorings.of(job_id, self._journal).create_or_find(rescoring_id, asked).value
        if kept.waits:
            self._tell(kept)
        return kept

    def require(self, job_id: str, rescoring_id: str) -> Rescoring:
        """The rescoring; raises NotFound."""
        return self._rescorings.of(job_id, NoJournal()).require(rescoring_id).value

    def page(self, job_id: str, after: str | None, limit: int) -> Listing[Rescoring]:
        """Rescorings of a job, newest first."""
        return self._rescorings.page(job_id, after, limit)

    def begin(self, message: Prepare) -> Rescoring | None:
        """The rescoring as far as it is; None when nothing is left to take."""
        found = self._rescorings.of(message.subject, NoJournal()).find(message.id)
        return found.value if found and found.value.waits else None

    def batches(self, rescoring: Rescoring) -> Iterator[Batch]:
        """The interviews that are left, a page at a time, newest first; those named all at once."""
        if rescoring.interviews:
            yield Batch(rescoring.interviews, None)
            return
        after = rescoring.position
        while True:
            found, following = self._interviews.page(rescoring.job, after, _PAGE)
            yield Batch(tuple(interview.id for interview in found if interview.state == "reported"), following)
            if following is None:
                return
            after = following

    def take(self, rescoring: Rescoring, interview_id: str) -> bool:
        """Start the interview's new attempt and queue its answers; whether it is, or was before, part of this.

        Done again, as after a crash, it starts no second attempt and queues what is not scored yet.
        """
        now = self._clock.now()

        def start(current: Interview) -> Interview:
            if any(known.rescoring == rescoring.id for known in current.rescorings) or current.state != "reported":
                return current
            answers = tuple(self._again(current, answer) for answer in current.answers)
            if not any(answer.awaits_rescoring for answer in answers):
                return current
            attempt = RescoredAttempt(rescoring=rescoring.id, attempt=current.attempt + 1)
            update = {
                "attempt": attempt.attempt,
                "answers": answers,
                "rescorings": (*current.rescorings, attempt),
                "closed_at": None,
                "redrives": 0,
            }
            return current.model_copy(update=update)

        def counted(before: Interview) -> Sequence[Write]:
            taken = self._rescorings.changing(rescoring.job, rescoring.id, Rescoring.with_one_more)
            # What another rescoring is still at comes to its end here: its attempt gives way to the new one.
            return (*taken, *self._rescorings.finishing(before, now))

        try:
            interview, started = self._interviews.change(interview_id, now, start, also=counted)
        except NotFound:
            return False
        if started:
            count("InterviewRescored")
        if not interview.rescorings or interview.rescorings[-1].rescoring != rescoring.id:
            return False
        for answer in interview.answers:
            if answer.awaits_rescoring:
                self._admission.queue(interview, answer.question)
        return True

    def advance(self, rescoring: Rescoring, after: str | None) -> Rescoring:
        """Keep how far the rescoring is."""
        now = self._clock.now()
        documents = self._rescorings.of(rescoring.job, NoJournal())
        return documents.change(rescoring.id, lambda known: known.moved(after, now), None).value

    def fail(self, message: Prepare) -> None:
        """Keep that not all interviews could be taken."""
        self._fail(message.subject, message.id)

    def look_at(self, job_id: str, rescoring_id: str) -> None:
        """The sweeper's: tell the worker again of a rescoring that has been silent, and give up after some times."""
        now = self._clock.now()

        def again(current: Rescoring) -> Rescoring:
            if not current.waits or now < current.told_at + SILENCE:
                return current
            return current.model_copy(update={"told_at": now, "requeues": current.requeues + 1})

        changed = self._rescorings.of(job_id, NoJournal()).change(rescoring_id, again, None).value
        if changed.told_at != now or not changed.waits:
            return
        if changed.requeues > MAX_REQUEUES:
            self._fail(job_id, rescoring_id)
            return
        logger.warning("telling the worker of a rescoring again", extra={"requeue": changed.requeues})
        count("RescoringRequeued")
        self._tell(changed)

    def _again(self, interview: Interview, answer: Answer) -> Answer:
        plan = self._plan(interview.job, interview.plan)
        question = plan.question(answer.question) if plan else None
        if answer.awaits_rescoring:
            return answer.model_copy(update={"requeues": 0})
        if question is None or question.answer_kind == "code" or answer.state != "analysed":
            return answer
        return answer.model_copy(update={"state": "received", "scored_from": answer.result_key, "requeues": 0})

    def _fail(self, job_id: str, rescoring_id: str) -> None:
        now = self._clock.now()
        documents = self._rescorings.of(job_id, NoJournal())
        documents.change(rescoring_id, lambda known: known.failed(_GIVEN_UP, now) if known.waits else known, None)
        count("RescoringGivenUp")

    def _tell(self, rescoring: Rescoring) -> None:
        self._queues.send_preparation(
            Prepare(tenant=self._tenant, task="rescore", subject=rescoring.job, id=rescoring.id)
        )
