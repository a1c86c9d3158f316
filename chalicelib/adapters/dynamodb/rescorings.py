"""Rescorings of a tenant's jobs; one that has interviews left to take is in the sweep index, by when to look at it.

How many interviews a rescoring has taken and how many are done is counted in the very writes that take and finish them,
so that nothing is counted twice or lost.
"""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import partial

from chalicelib.adapters.dynamodb import keys
from chalicelib.adapters.dynamodb.collection import Collection, Journal, Kind, Listing, Versioned
from chalicelib.adapters.dynamodb.silent import silent_of_jobs
from chalicelib.adapters.dynamodb.table import Indexes, Table, Write
from chalicelib.domain.interview import Interview
from chalicelib.domain.language import Localized
from chalicelib.domain.rescoring import Rescoring

SILENCE = timedelta(minutes=10)
"""How long the worker may be silent before it is told again; a page takes seconds."""
NO_RESCORING = Localized(en="There is no such rescoring.", zh="没有这个重新评分任务。")
_PREFIX = "RESCORING"


class Rescorings:
    """The store of rescorings."""

    def __init__(self, table: Table, tenant: str) -> None:
        self._table = table
        self._tenant = tenant

    def of(self, job_id: str, journal: Journal) -> Collection[Rescoring]:
        """The rescorings of one job."""
        kind = Kind("rescoring", Rescoring, partial(self._key, job_id), NO_RESCORING, _indexes)
        return Collection(self._table, kind, journal)

    def page(self, job_id: str, after: str | None, limit: int) -> Listing[Rescoring]:
        """Rescorings of a job, newest first."""
        page = self._table.page_of(keys.job(self._tenant, job_id).pk, f"{_PREFIX}#", after, limit)
        found = tuple(Versioned(stored.read(Rescoring), stored.rev) for stored in page.items)
        return Listing(found, page.next_after)

    def changing(self, job_id: str, rescoring_id: str, change: Callable[[Rescoring], Rescoring]) -> Sequence[Write]:
        """The write that changes a rescoring as it is now, to be committed with what it counts."""
        stored = self._table.get(self._key(job_id, rescoring_id))
        if stored is None:
            return ()
        after = change(stored.read(Rescoring))
        return (Write(stored.key, after.model_dump_json(), stored.rev, _indexes(after)),)

    def finishing(self, interview: Interview, now: datetime) -> Sequence[Write]:
        """The write that counts an interview as done, where a rescoring's attempt is under way and ends with it.

        An attempt that waits for a person has its new report, and was counted when they were asked.
        """
        if interview.closed_at is not None or interview.waits or not interview.rescored(interview.attempt):
            return ()
        rescoring_id = interview.rescorings[-1].rescoring
        return self.changing(interview.job, rescoring_id, lambda known: known.with_one_done(now))

    def _key(self, job_id: str, rescoring_id: str) -> keys.Key:
        return keys.of_job(self._tenant, job_id, _PREFIX, rescoring_id)


def silent_rescorings(table: Table, until: datetime) -> list[tuple[str, str, str]]:
    """Across tenants: (tenant, job, id) of those that wait for the worker too long, for the sweeper alone."""
    return silent_of_jobs(table, _PREFIX, until)


def _indexes(rescoring: Rescoring) -> Indexes:
    due = (keys.sweep_shard(_PREFIX, rescoring.id), (rescoring.told_at + SILENCE).isoformat())
    return Indexes(gsi2=due if rescoring.waits else None)
