"""Where the interviews of a tenant stand now, and the lists that this puts them into.

The rows of these lists are written in the very transaction that keeps a decision, so that they agree with it. How many
interviews of a job have a total is counted in parts, so that decisions at the same moment seldom meet in one document.
"""

import hashlib
from collections.abc import Sequence

from chalicelib.adapters.dynamodb import keys
from chalicelib.adapters.dynamodb.collection import Versioned
from chalicelib.adapters.dynamodb.table import NO_INDEXES, Indexes, Table, Write
from chalicelib.domain.standing import COUNTS_FOR_PASS_RATE, CountedTotals, Pooled, RankedTotal, Standing

_PARTS = 8
_ROW_REV = 1
"""Rows of lists are made and removed, never changed."""
_RANK = "RANK#"
_POOLED = "POOLED#"
_READ_AT_ONCE = 500


class Standings:
    """The store of standings."""

    def __init__(self, table: Table, tenant: str) -> None:
        self._table = table
        self._tenant = tenant

    def of(self, interview_id: str) -> Versioned[Standing] | None:
        """Where an interview stands, once something is decided about it."""
        stored = self._table.get(keys.standing(self._tenant, interview_id))
        return Versioned(stored.read(Standing), stored.rev) if stored else None

    def moving(self, known: Versioned[Standing] | None, after: Standing) -> Sequence[Write]:
        """The writes that take an interview from where it stood to where it stands, to be committed with a decision.

        They hold only while nothing else has been decided about the interview.
        """
        before = known.value if known else None
        write = Write(
            keys.standing(self._tenant, after.interview),
            after.model_dump_json(),
            known.rev if known else 0,
            self._indexes(after),
        )
        ranks = _exchanged(self._rank(before) if before else None, self._rank(after))
        pooled = _exchanged(self._pooled(before) if before else None, self._pooled(after))
        return (write, *ranks, *pooled, *self._counting(before, after))

    def rank(self, job_id: str, interview_id: str, total: float, most: int) -> int | None:
        """The place that a total has among those of the job's other interviews, from 1; None beyond `most`."""
        better = 0
        after: str | None = None
        while True:
            page = self._table.page_of(keys.totals(self._tenant, job_id), _RANK, after, min(most + 1, _READ_AT_ONCE))
            for stored in page.items:
                row = stored.read(RankedTotal)
                if row.total <= total:
                    return better + 1
                better += row.interview != interview_id
                if better >= most:
                    return None
            if page.next_after is None:
                return better + 1
            after = page.next_after

    def best(self, job_id: str, limit: int) -> tuple[RankedTotal, ...]:
        """The interviews of a job with the highest totals, best first."""
        if limit < 1:
            return ()
        page = self._table.page_of(keys.totals(self._tenant, job_id), _RANK, None, limit)
        return tuple(stored.read(RankedTotal) for stored in page.items)

    def ranked(self, job_id: str) -> int:
        """How many interviews of a job have a total."""
        parts = self._table.get_many([self._part(job_id, part) for part in range(_PARTS)])
        return sum(stored.read(CountedTotals).count for stored in parts.values())

    def decided(self, job_id: str, limit: int) -> tuple[Standing, ...]:
        """The interviews of a job that advanced or were declined last, newest first."""
        found: list[Standing] = []
        after: str | None = None
        while len(found) < limit:
            page = self._table.page(keys.decided_index(self._tenant, job_id), after, limit - len(found))
            found += [stored.read(Standing) for stored in page.items]
            if page.next_after is None:
                break
            after = page.next_after
        return tuple(found)

    def pool(self, job_id: str | None, after: str | None, limit: int) -> tuple[tuple[Pooled, ...], str | None]:
        """The talent pool of the tenant or of one job, newest first, and the sort key after which to go on."""
        if job_id is None:
            page = self._table.page_of(keys.talent_pool(self._tenant), _POOLED, after, limit)
        else:
            page = self._table.page(keys.talent_pool_of(self._tenant, job_id), after, limit)
        return tuple(stored.read(Pooled) for stored in page.items), page.next_after

    def _indexes(self, standing: Standing) -> Indexes:
        if standing.outcome not in COUNTS_FOR_PASS_RATE:
            return NO_INDEXES
        place = f"{standing.decided_at.isoformat()}#{standing.interview}"
        return Indexes(gsi1=(keys.decided_index(self._tenant, standing.job), place))

    def _rank(self, standing: Standing) -> Write | None:
        if standing.total is None:
            return None
        key = keys.Key(keys.totals(self._tenant, standing.job), f"{_RANK}{standing.total:07.3f}#{standing.interview}")
        row = RankedTotal(interview=standing.interview, candidate=standing.candidate, total=standing.total)
        return Write(key, row.model_dump_json())

    def _pooled(self, standing: Standing) -> Write | None:
        if not standing.talent_pool:
            return None
        place = f"{_POOLED}{standing.decided_at.isoformat()}#{standing.interview}"
        row = Pooled(
            interview=standing.interview,
            job=standing.job,
            candidate=standing.candidate,
            total=standing.total,
            since=standing.decided_at,
        )
        indexes = Indexes(gsi1=(keys.talent_pool_of(self._tenant, standing.job), place))
        return Write(keys.Key(keys.talent_pool(self._tenant), place), row.model_dump_json(), 0, indexes)

    def _counting(self, before: Standing | None, after: Standing) -> Sequence[Write]:
        more = int(after.total is not None) - int(before is not None and before.total is not None)
        if not more:
            return ()
        key = self._part(after.job, hashlib.sha256(after.interview.encode()).digest()[0] % _PARTS)
        stored = self._table.get(key)
        count = (stored.read(CountedTotals).count if stored else 0) + more
        return (Write(key, CountedTotals(count=count).model_dump_json(), stored.rev if stored else 0),)

    def _part(self, job_id: str, part: int) -> keys.Key:
        return keys.of_job(self._tenant, job_id, "TOTALS", str(part))


def _exchanged(old: Write | None, new: Write | None) -> Sequence[Write]:
    """The writes that put a row in the place of another; none where it stays."""
    if old and new and old.key == new.key:
        return ()
    gone = (Write(old.key, None, _ROW_REV),) if old else ()
    return (*gone, *((new,) if new else ()))
