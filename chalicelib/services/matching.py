"""Match runs: everybody who applied for a job is compared with it by the worker, page by page."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from chalicelib.adapters.dynamodb import keys
from chalicelib.adapters.dynamodb.candidates import jobs_applied_for
from chalicelib.adapters.dynamodb.collection import Collection, Versioned
from chalicelib.adapters.dynamodb.table import Table
from chalicelib.adapters.sqs import Queues
from chalicelib.domain.application import Application
from chalicelib.domain.candidate import Candidate
from chalicelib.domain.clock import Clock
from chalicelib.domain.job import Job
from chalicelib.domain.match import Match
from chalicelib.domain.match_run import MatchRun
from chalicelib.domain.messages import Prepare

_PAGE = 100
_MOST_JOBS = 50
Keep = Callable[[str, Sequence[tuple[str, Match]]], None]


@dataclass(frozen=True)
class Batch:
    """Some candidates to compare, and where the run stands after them."""

    candidates: tuple[Candidate, ...]
    after: str | None


class MatchService:
    """Match runs of one tenant. `keep` files matches with the applications."""

    def __init__(
        self,
        table: Table,
        runs: Callable[[str], Collection[MatchRun]],
        jobs: Collection[Job],
        applications: Callable[[str], Collection[Application]],
        candidates: Collection[Candidate],
        keep: Keep,
        queues: Queues,
        clock: Clock,
        tenant: str,
    ) -> None:
        self._table = table
        self._runs = runs
        self._jobs = jobs
        self._applications = applications
        self._candidates = candidates
        self._keep = keep
        self._queues = queues
        self._clock = clock
        self._tenant = tenant

    def ask(self, run: MatchRun) -> Versioned[MatchRun]:
        """Ask for a run. Asked again with the same id, the worker is told again."""
        kept = self._runs(run.job).create_or_find(run.id, run)
        if kept.value.state in {"queued", "running"}:
            self._queues.send_preparation(Prepare(tenant=self._tenant, task="match", subject=run.job, id=run.id))
        return kept

    def require(self, job_id: str, run_id: str) -> Versioned[MatchRun]:
        """The run; raises NotFound."""
        return self._runs(job_id).require(run_id)

    def begin(self, message: Prepare) -> tuple[Job, MatchRun] | None:
        """The job and the run as far as it is; None when nothing is left to do."""
        job, run = self._jobs.find(message.subject), self._runs(message.subject).find(message.id)
        if job is None or run is None or run.value.state not in {"queued", "running"}:
            return None
        return job.value, run.value

    def batches(self, run: MatchRun) -> Iterator[Batch]:
        """The candidates that are left, a page at a time, newest first."""
        listed = keys.applications_index(self._tenant, run.job)
        after = run.position
        while True:
            page = self._applications(run.job).page(listed, after, _PAGE)
            found = self._candidates.find_many([item.value.candidate for item in page.items])
            yield Batch(tuple(candidate.value for candidate in found.values()), page.next_after)
            if page.next_after is None:
                return
            after = page.next_after

    def keep(self, run: MatchRun, batch: Batch, matches: Sequence[tuple[str, Match]]) -> MatchRun:
        """File the matches of a batch and how far the run is."""
        self._keep(run.job, matches)
        now = self._clock.now()
        last = batch.after is None

        def advance(known: MatchRun) -> MatchRun:
            update = {"state": "done" if last else "running", "position": batch.after, "done": run.done + len(matches)}
            return known.model_copy(update={**update, "finished_at": now if last else None})

        return self._runs(run.job).change(run.id, advance, None).value

    def fail(self, message: Prepare, reason: str) -> None:
        """Keep that the run could not be finished."""
        update = {"state": "failed", "problem": reason, "finished_at": self._clock.now()}
        self._runs(message.subject).change(message.id, lambda run: run.model_copy(update=update), None)

    def jobs_of(self, candidate_id: str) -> tuple[Job, ...]:
        """The jobs that a candidate has applied for, for whom a CV has just been read."""
        wanted = jobs_applied_for(self._table, self._tenant, candidate_id)[:_MOST_JOBS]
        return tuple(job.value for job in self._jobs.find_many(wanted).values())

    def keep_one(self, job_id: str, candidate_id: str, match: Match) -> None:
        """File one match."""
        self._keep(job_id, ((candidate_id, match),))
