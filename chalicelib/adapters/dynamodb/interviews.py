"""Interviews of one tenant, with their answers; an interview that still waits for something is in the sweep index."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from chalicelib.adapters.dynamodb import keys
from chalicelib.adapters.dynamodb.collection import Journal
from chalicelib.adapters.dynamodb.table import Indexes, Stored, Table, Write
from chalicelib.domain.errors import NotFound, RetryableError
from chalicelib.domain.interview import Interview
from chalicelib.domain.language import Localized

_TRIES = 12
_PERSONAL = frozenset({"candidate"})
_RESULT_STALL = timedelta(seconds=60)
_BULK_PATIENCE = 24
MISSING = Localized(en="There is no such interview.", zh="没有这个面试。")
_BUSY = Localized(en="The interview is being changed by many at once; try again.", zh="该面试正被同时修改,请稍后重试。")


class Interviews:
    """The store of interviews. `stall` is how long one may stand still before the sweeper looks at it."""

    def __init__(self, table: Table, tenant: str, stall: timedelta, journal: Journal) -> None:
        self._table = table
        self._journal = journal
        self._tenant = tenant
        self._stall = stall

    def get(self, interview_id: str) -> Interview | None:
        """The interview, if this tenant has it."""
        stored = self._table.get(keys.interview(self._tenant, interview_id))
        return stored.read(Interview) if stored else None

    def require(self, interview_id: str) -> Interview:
        """The interview; raises NotFound."""
        if interview := self.get(interview_id):
            return interview
        raise NotFound("interview_not_found", MISSING)

    def create(self, interview: Interview, also: Sequence[Write] = ()) -> bool:
        """Keep a new interview with what belongs to it; False if there is one with this id, or `also` does not hold."""
        key = keys.interview(self._tenant, interview.id)
        indexes = self._indexes(interview, interview.created_at)
        writes = (Write(key, interview.model_dump_json(), 0, indexes), *self._recorded(None, interview), *also)
        return self._table.commit(writes)

    def change(
        self,
        interview_id: str,
        at: datetime,
        change: Callable[[Interview], Interview],
        *,
        record: bool = False,
        also: Callable[[Interview], Sequence[Write]] = lambda _before: (),
    ) -> tuple[Interview, bool]:
        """Apply `change` to the interview as it is now, again if somebody else was faster.

        Returns the interview as it then is, and whether anything changed. `change` must be free of effects. With
        `record` the change is put in the audit log: what people do is, what the product does with answers is not.
        `also` has what is written together with a change, from the interview before it.
        Raises NotFound, and RetryableError when others keep being faster.
        """
        for _ in range(_TRIES):
            stored = self._table.get(keys.interview(self._tenant, interview_id))
            if stored is None:
                raise NotFound("interview_not_found", MISSING)
            before = stored.read(Interview)
            after = change(before)
            if after == before:
                return before, False
            if self._replace(stored, after, at, (*(self._recorded(before, after) if record else ()), *also(before))):
                return after, True
        raise RetryableError("interview_busy", _BUSY)

    def touch(self, interview_id: str, at: datetime) -> None:
        """Have the sweeper look at the interview again one stall after `at`."""
        stored = self._table.get(keys.interview(self._tenant, interview_id))
        if stored:
            self._replace(stored, stored.read(Interview), at)

    def page(self, job_id: str, after: str | None, limit: int) -> tuple[tuple[Interview, ...], str | None]:
        """Interviews of a job, newest first, and the sort key after which the next page starts."""
        page = self._table.page(keys.interviews_index(self._tenant, job_id), after, limit)
        return tuple(item.read(Interview) for item in page.items), page.next_after

    def _replace(self, stored: Stored, interview: Interview, at: datetime, also: Sequence[Write] = ()) -> bool:
        write = Write(stored.key, interview.model_dump_json(), stored.rev, self._indexes(interview, at))
        return self._table.commit((write, *also))

    def _recorded(self, before: Interview | None, after: Interview) -> Sequence[Write]:
        return self._journal.entry("interview", after.id, before, after, _PERSONAL)

    def _indexes(self, interview: Interview, at: datetime) -> Indexes:
        listed = (
            keys.interviews_index(self._tenant, interview.job),
            f"{interview.created_at.isoformat()}#{interview.id}",
        )
        running = interview.submitted_at is not None and interview.closed_at is None
        waits = running or any(answer.state in {"uploading", "received"} for answer in interview.answers)
        # A settled interview waits for its execution alone, which takes seconds; an answer may wait behind a peak, and
        # one that is scored again behind everything else.
        stall = min(self._stall, _RESULT_STALL) if interview.settled else self._stall
        if any(answer.awaits_rescoring for answer in interview.answers):
            stall *= _BULK_PATIENCE
        # Who waits for a person is looked at once the next reminder should have gone out, not before.
        from_then = max(at, interview.waits.until) if interview.waits else at
        due = (keys.sweep_shard("INTERVIEW", interview.id), (from_then + stall).isoformat())
        return Indexes(gsi1=listed, gsi2=due if waits else None)


def stalled(table: Table, until: datetime) -> list[tuple[str, str]]:
    """Across tenants: (tenant, interview) of those that have stood still, for the sweeper alone."""
    found: list[tuple[str, str]] = []
    for shard in keys.sweep_shards("INTERVIEW"):
        for stored in table.due(shard, until.isoformat()):
            _, tenant, _, interview = stored.key.pk.split("#")
            found.append((tenant, interview))
    return found
