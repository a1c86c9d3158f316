"""Calibrations of a tenant's jobs, the ratings of each, and the scoring versions that came of them.

A calibration that waits for the worker is in the sweep index, by when it is to be looked at. A rating is committed
together with its calibration, so that none comes in behind the fit's back.
"""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import partial

from chalicelib.adapters.dynamodb import keys
from chalicelib.adapters.dynamodb.collection import Collection, Journal, Kind, Listing, Versioned
from chalicelib.adapters.dynamodb.silent import silent_of_jobs
from chalicelib.adapters.dynamodb.table import Indexes, Stored, Table, Write
from chalicelib.adapters.dynamodb.versions import Versions
from chalicelib.domain.calibration import Calibration, Rating
from chalicelib.domain.errors import LostUpdate, NotFound, RetryableError
from chalicelib.domain.language import Localized
from chalicelib.domain.scoring_version import FittedQuestion, JobScoring, ScoringVersion

SILENCE = timedelta(minutes=30)
"""How long the worker may be silent before it is told again; the longest fit takes some minutes."""
MOST_RATERS = 50
"""Ratings of one answer that are shown."""
NO_CALIBRATION = Localized(en="There is no such calibration.", zh="没有这个校准任务。")
_CHANGED = Localized(
    en="The job's scoring was changed since you read it. Read it again and repeat your change.",
    zh="该职位的评分设置在您读取之后已被修改,请重新读取后再提交。",
)
_BUSY = Localized(
    en="The calibration is being changed by many at once; try again.", zh="该校准任务正被同时修改,请稍后重试。"
)
_PREFIX = "CALIBRATION"
_TRIES = 12
_PERSONAL = frozenset({"comment"})
Make = Callable[[Calibration, int, tuple[FittedQuestion, ...]], ScoringVersion]
"""Makes a version from the calibration, the version's number and the questions of the version that is active."""


class Calibrations:
    """The store of calibrations, ratings and scoring versions."""

    def __init__(self, table: Table, tenant: str, journal: Journal) -> None:
        self._table = table
        self._tenant = tenant
        self._journal = journal
        self.versions: Versions[ScoringVersion] = Versions(table, ScoringVersion, partial(keys.job, tenant))

    def of(self, job_id: str) -> Collection[Calibration]:
        """The calibrations of one job."""
        kind = Kind("calibration", Calibration, partial(self._key, job_id), NO_CALIBRATION, _indexes)
        return Collection(self._table, kind, self._journal)

    def page(self, job_id: str, after: str | None, limit: int) -> Listing[Calibration]:
        """Calibrations of a job, newest first."""
        page = self._table.page_of(keys.job(self._tenant, job_id).pk, f"{_PREFIX}#", after, limit)
        return Listing(tuple(_versioned(stored) for stored in page.items), page.next_after)

    def own_ratings(self, job_id: str, calibration: Calibration, rater: str) -> dict[int, Rating]:
        """What one person gave the answers of a calibration, by the answers' numbers."""
        wanted = [self._rating(job_id, calibration.id, number, rater) for number in calibration.rated]
        found = [stored.read(Rating) for stored in self._table.get_many(wanted).values()]
        return {rating.answer: rating for rating in sorted(found, key=lambda rating: rating.answer)}

    def ratings_of(self, job_id: str, calibration_id: str, answer: int) -> tuple[Rating, ...]:
        """What people gave one answer."""
        prefix = self._rating(job_id, calibration_id, answer, "")
        page = self._table.page_of(prefix.pk, prefix.sk, None, MOST_RATERS)
        return tuple(stored.read(Rating) for stored in reversed(page.items))

    def ratings(self, job_id: str, calibration_id: str) -> tuple[Rating, ...]:
        """All ratings of a calibration, by answer and rater."""
        prefix = keys.of_job(self._tenant, job_id, "RATING", f"{calibration_id}#")
        return tuple(stored.read(Rating) for stored in self._table.under(prefix.pk, prefix.sk))

    def rate(
        self, job_id: str, calibration_id: str, rating: Rating, check: Callable[[Calibration], None]
    ) -> tuple[Rating, bool]:
        """Keep a rating in the place of the rater's earlier one; the same again changes nothing.

        `check` raises what stands in the way, on the calibration as it is when the rating is kept. Gives the rating
        that stands, and whether it is new. Raises NotFound, RetryableError.
        """
        key = self._rating(job_id, calibration_id, rating.answer, rating.rater)
        for _ in range(_TRIES):
            stored = self._table.get(self._key(job_id, calibration_id))
            if stored is None:
                raise NotFound("calibration_not_found", NO_CALIBRATION)
            calibration = stored.read(Calibration)
            check(calibration)
            held = self._table.get(key)
            before = held.read(Rating) if held else None
            if before and (before.levels, before.comment) == (rating.levels, rating.comment):
                return before, False
            after = calibration.model_copy(
                update={
                    "rated": tuple(sorted({*calibration.rated, rating.answer})),
                    "ratings_given": calibration.ratings_given + 1,
                }
            )
            subject = f"{calibration_id}/{rating.answer}"
            writes = (
                _replaced(stored, after),
                Write(key, rating.model_dump_json(), held.rev if held else 0),
                *self._journal.entry("rating", subject, before, rating, _PERSONAL),
            )
            if self._table.commit(writes):
                return rating, True
        raise RetryableError("calibration_busy", _BUSY)

    def scoring(self, job_id: str) -> Versioned[JobScoring]:
        """Which version a job is scored with; revision 0 for a job that never had one."""
        stored = self._table.get(keys.job_scoring(self._tenant, job_id))
        return Versioned(stored.read(JobScoring), stored.rev) if stored else Versioned(JobScoring(job=job_id), 0)

    def change_scoring(
        self, job_id: str, change: Callable[[JobScoring], JobScoring], expected: int | None
    ) -> Versioned[JobScoring]:
        """Change which version a job is scored with. Raises LostUpdate, RetryableError, and what `change` raises."""
        for _ in range(_TRIES):
            known = self.scoring(job_id)
            if expected is not None and expected != known.rev:
                raise LostUpdate("changed_meanwhile", _CHANGED)
            after = change(known.value)
            if after == known.value:
                return known
            if self._table.commit(self._scoring_writes(known, after)):
                return Versioned(after, known.rev + 1)
        raise RetryableError("calibration_busy", _BUSY)

    def keep_version(self, job_id: str, calibration_id: str, make: Make) -> ScoringVersion | None:
        """Keep what a calibration came to as the job's next version; None when nothing is waited for any more.

        The version, how many there are, and the calibration's state are one write: a fit that is done again makes no
        second version.
        """
        for _ in range(_TRIES):
            stored = self._table.get(self._key(job_id, calibration_id))
            calibration = stored.read(Calibration) if stored else None
            if stored is None or calibration is None or calibration.state != "fitting":
                return None
            known = self.scoring(job_id)
            active = self.versions.require(job_id, known.value.active).questions if known.value.active else ()
            version = make(calibration, known.value.latest + 1, active)
            fitted = calibration.model_copy(
                update={"state": "fitted", "scoring_version": version.number, "problem": None}
            )
            writes = (
                self.versions.write(job_id, version.number, version),
                *self._journal.entry("scoring_version", f"{job_id}@{version.number}", None, version, frozenset()),
                *self._scoring_writes(known, known.value.model_copy(update={"latest": version.number})),
                _replaced(stored, fitted),
                *self._journal.entry("calibration", calibration_id, calibration, fitted, frozenset()),
            )
            if self._table.commit(writes):
                return version
        raise RetryableError("calibration_busy", _BUSY)

    def _scoring_writes(self, known: Versioned[JobScoring], after: JobScoring) -> Sequence[Write]:
        before = known.value if known.rev else None
        return (
            Write(keys.job_scoring(self._tenant, after.job), after.model_dump_json(), known.rev),
            *self._journal.entry("job_scoring", after.job, before, after, frozenset()),
        )

    def _key(self, job_id: str, calibration_id: str) -> keys.Key:
        return keys.of_job(self._tenant, job_id, _PREFIX, calibration_id)

    def _rating(self, job_id: str, calibration_id: str, answer: int, rater: str) -> keys.Key:
        return keys.rating(self._tenant, job_id, calibration_id, answer, rater)


def silent_calibrations(table: Table, until: datetime) -> list[tuple[str, str, str]]:
    """Across tenants: (tenant, job, id) of those that wait for the worker too long, for the sweeper alone."""
    return silent_of_jobs(table, _PREFIX, until)


def _indexes(calibration: Calibration) -> Indexes:
    waits = calibration.state in {"picking", "fitting"}
    due = (keys.sweep_shard(_PREFIX, calibration.id), (calibration.told_at + SILENCE).isoformat())
    return Indexes(gsi2=due if waits else None)


def _replaced(stored: Stored, after: Calibration) -> Write:
    return Write(stored.key, after.model_dump_json(), stored.rev, _indexes(after))


def _versioned(stored: Stored) -> Versioned[Calibration]:
    return Versioned(stored.read(Calibration), stored.rev)
