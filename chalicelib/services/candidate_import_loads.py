"""Puts the rows of an import into the table: new candidates in transactions that fail as a whole, others by comparing.

Most rows of a file are new. So they are written at once, a hundred items at a time: a candidate and the alias rows of
all identities, the strongest of them on the condition that nobody holds it, the others when a look has shown that
nobody does. Where one is held it is looked up by whom. A row is somebody known when the strongest identity that both
have is the same; who only shares a phone or an address with somebody that has another number or address of their own is
somebody else.

A condition costs the store as much as the write itself, hence one for each candidate. What a look cannot see is made at
the same moment: rows of this import that share an identity wait for each other, a tenant's imports run one after
another, and somebody whom REST makes within these milliseconds, with the same phone or address but without the
strongest identity of the row, is a record of their own.

A row done twice changes nothing: times follow from the import and the row, so that what this very import has made is
known.
"""

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar

from botocore.exceptions import ClientError

from chalicelib.adapters.dynamodb import keys
from chalicelib.adapters.dynamodb.candidate_identities import CandidateIdentities, Holders, new_aliases
from chalicelib.adapters.dynamodb.candidates import (
    application_indexes,
    application_key,
    applied_row,
    candidate_indexes,
)
from chalicelib.adapters.dynamodb.collection import Versioned
from chalicelib.adapters.dynamodb.table import MOST_WRITTEN, Table, Write
from chalicelib.domain.application import Application
from chalicelib.domain.candidate import Candidate, Profile
from chalicelib.domain.candidate_identity import Identity, identities, same_person
from chalicelib.domain.clock import Clock, new_id
from chalicelib.domain.errors import RetryableError
from chalicelib.domain.language import Language, Localized
from chalicelib.imports.candidate_rows import CandidateRow
from chalicelib.services.candidates import alias_changes

_MOST_WRITES = 100
_MOST_BYTES = 3_000_000
"""A transaction may have 4 MB."""
_TRIES = 8
_FIRST_PAUSE_S = 0.1
_LONGEST_PAUSE_S = 10.0
_PATIENCE_S = 120.0
_THROTTLED = frozenset(
    {
        "ThrottlingException",
        "ThrottlingError",
        "ProvisionedThroughputExceededException",
        "ProvisionedThroughputExceeded",
        "RequestLimitExceeded",
        "TransactionConflict",
    }
)
_OWN = ("name", "email", "phone", "external_id", "language", "source", "summary")
_BUSY = Localized(
    en="The candidate is being changed by many at once; try again.", zh="该候选人正被同时修改,请稍后重试。"
)
Result = TypeVar("Result")


@dataclass(frozen=True)
class Loaded:
    """What became of some rows."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0

    def __add__(self, other: "Loaded") -> "Loaded":
        return Loaded(self.created + other.created, self.updated + other.updated, self.unchanged + other.unchanged)


@dataclass(frozen=True)
class _New:
    """A row that is written without a look: the candidate, the identities, and the writes."""

    row: CandidateRow
    candidate: Candidate
    writes: tuple[Write, ...]


class CandidateLoad:
    """Loads rows for one import; `load` may be called by several threads at once."""

    def __init__(
        self,
        table: Table,
        tenant: str,
        clock: Clock,
        *,
        job: str | None,
        at: datetime,
        language: Language,
        changes_all: bool,
    ) -> None:
        self._table = table
        self._tenant = tenant
        self._clock = clock
        self._job = job
        self._at = at
        self._language = language
        self._changes_all = changes_all
        self._identities = CandidateIdentities(table, tenant)
        self._expect_new = True
        self._in_flight = _InFlight()

    def load(self, rows: Sequence[CandidateRow]) -> Loaded:
        """Put the rows in; no two of them have the same strongest identity."""
        with self._in_flight.alone({identity for row in rows for identity in identities(row)}):
            if not self._expect_new:
                return self._compare(rows)
            weaker = self._look([identity for row in rows for identity in identities(row)[1:]]).aliases.keys()
            new = [row for row in rows if weaker.isdisjoint(identities(row))]
            done, left = self._create_all([self._new(row) for row in new])
            left += [row for row in rows if not weaker.isdisjoint(identities(row))]
            self._expect_new = not left
            return done + self._compare(left) if left else done

    def _create_all(self, news: Sequence[_New]) -> tuple[Loaded, list[CandidateRow]]:
        """Write as many at a time as a transaction takes; also the rows that are left, for one of theirs is known."""
        done = Loaded()
        left: list[CandidateRow] = []
        for group in _groups(news, left):
            if self._create(group):
                done += Loaded(created=len(group))
            else:
                left += [new.row for new in group]
        return done, left

    def _new(self, row: CandidateRow) -> _New:
        """The row as somebody of whom nothing is known."""
        made = self._candidate(row)
        aliases = new_aliases(self._tenant, identities(row), made.id)
        return _New(row, made, (self._candidate_write(made, 0, fresh=True), *aliases))

    def _create(self, group: Sequence[_New]) -> bool:
        """Write new candidates, all or none of them; then what makes them applicants, in the order that is safe."""
        writes = [write for new in group for write in new.writes]
        if not _patiently(lambda: self._table.commit(writes)):
            return False
        if self._job:
            fresh = [self._application(self._job, new.candidate) for new in group]
            self._put([write for application in fresh for write in applied_row(self._tenant, application)])
            # Somebody may have invited one of them in the meantime, which must stand.
            if not _patiently(lambda: self._table.commit([self._application_write(each) for each in fresh])):
                for application in fresh:
                    self._apply(application)
        return True

    def _put(self, writes: Sequence[Write]) -> None:
        for at in range(0, len(writes), MOST_WRITTEN):
            batch = writes[at : at + MOST_WRITTEN]
            _patiently(lambda batch=batch: self._table.put_many(batch))  # type: ignore[misc]

    def _compare(self, rows: Sequence[CandidateRow]) -> Loaded:
        """Look up who is known, and put each row in by itself."""
        own = [identities(row) for row in rows]
        holders = self._look([identity for mine in own for identity in mine])
        known = [self._known(row, mine, holders) for row, mine in zip(rows, own, strict=True)]
        applied = self._applied([candidate.value.id for candidate in known if candidate])
        self._expect_new = not any(known)
        fresh = [row for row, found in zip(rows, known, strict=True) if found is None]
        done, left = self._create_all([self._unknown(row, holders) for row in fresh])
        for row in left:
            done += self._put_in(row, None, applied)
        for row, found in zip(rows, known, strict=True):
            done += self._put_in(row, found, applied) if found else Loaded()
        return done

    def _put_in(self, row: CandidateRow, known: Versioned[Candidate] | None, applied: frozenset[str]) -> Loaded:
        own = identities(row)
        for _ in range(_TRIES):
            if known:
                done = self._merge(row, own, known, applied)
                if done:
                    # Who is limited to jobs makes nobody an applicant whom they could not see before.
                    may_apply = self._changes_all or self._is_own(known.value, row)
                    if self._job and may_apply and known.value.id not in applied:
                        self._apply(self._application(self._job, known.value))
                    return done
            holders = self._look(own)
            known = self._known(row, own, holders)
            applied = self._applied([known.value.id] if known else [])
            if known is None and self._create([self._unknown(row, holders)]):
                return Loaded(created=1)
        raise RetryableError("candidate_busy", _BUSY)

    def _unknown(self, row: CandidateRow, holders: Holders) -> _New:
        """The row as somebody new, who gets those of its identities that are nobody else's."""
        made = self._candidate(row)
        claims = tuple(claim for identity in identities(row) if (claim := holders.claim(identity, made.id)))
        return _New(row, made, (self._candidate_write(made, 0, fresh=True), *claims))

    def _merge(
        self, row: CandidateRow, own: Sequence[Identity], known: Versioned[Candidate], applied: frozenset[str]
    ) -> Loaded | None:
        """Change what the row says otherwise; None if somebody else was faster."""
        before = known.value
        if self._is_own(before, row):
            # What a run before this one has made, whose progress was not written down.
            return Loaded(created=1)
        if not (self._changes_all or before.id in applied):
            return Loaded(unchanged=1)
        after = _merged(before, row)
        if after == before:
            return Loaded(unchanged=1)
        old, new = identities(before), identities(after)
        claims = alias_changes(self._look({*own, *old, *new}), old, new, before.id) if old != new else ()
        writes = (self._candidate_write(after, known.rev), *claims)
        return Loaded(updated=1) if _patiently(lambda: self._table.commit(writes)) else None

    def _known(self, row: CandidateRow, own: Sequence[Identity], holders: Holders) -> Versioned[Candidate] | None:
        held = (holders.of(identity) for identity in own)
        return next((found for found in held if found and same_person(found.value, row)), None)

    def _look(self, wanted: Sequence[Identity] | set[Identity]) -> Holders:
        return _patiently(lambda: self._identities.look(wanted))

    def _applied(self, candidates: Sequence[str]) -> frozenset[str]:
        if self._job is None or not candidates:
            return frozenset()
        places = {application_key(self._tenant, self._job, who): who for who in candidates}
        return frozenset(places[key] for key in _patiently(lambda: self._table.get_many(list(places))))

    def _apply(self, application: Application) -> None:
        """Make an application where there may be one, or half of one, by now."""
        for write in (*applied_row(self._tenant, application), self._application_write(application)):
            _patiently(lambda write=write: self._table.commit([write]))  # type: ignore[misc]

    def _candidate(self, row: CandidateRow) -> Candidate:
        # The row was checked where it was read, with the bounds that the candidate has.
        return Candidate.model_construct(
            id=new_id(self._clock, "can"),
            name=row.name,
            email=row.email,
            phone=row.phone,
            external_id=row.external_id,
            language=row.language or self._language,
            source=row.source,
            summary=row.summary,
            profile=row.profile,
            created_at=self._made_at(row),
        )

    def _made_at(self, row: CandidateRow) -> datetime:
        return self._at + timedelta(microseconds=row.row)

    def _is_own(self, candidate: Candidate, row: CandidateRow) -> bool:
        return candidate.created_at == self._made_at(row)

    def _candidate_write(self, candidate: Candidate, rev: int, *, fresh: bool = False) -> Write:
        indexes = candidate_indexes(self._tenant, candidate)
        return Write(keys.candidate(self._tenant, candidate.id), candidate.model_dump_json(), rev, indexes, fresh)

    def _application(self, job: str, candidate: Candidate) -> Application:
        at = max(candidate.created_at, self._at)
        return Application(job=job, candidate=candidate.id, created_at=at)

    def _application_write(self, application: Application) -> Write:
        where = application_key(self._tenant, application.job, application.candidate)
        return Write(where, application.model_dump_json(), 0, application_indexes(self._tenant, application))


class _InFlight:
    """The identities of the rows that are being loaded: who shares one waits until the other is done."""

    def __init__(self) -> None:
        self._identities: set[Identity] = set()
        self._changed = threading.Condition()

    @contextmanager
    def alone(self, own: set[Identity]) -> Iterator[None]:
        """While this lasts nobody else has one of these."""
        with self._changed:
            self._changed.wait_for(lambda: self._identities.isdisjoint(own))
            self._identities |= own
        try:
            yield
        finally:
            with self._changed:
                self._identities -= own
                self._changed.notify_all()


def _groups(news: Sequence[_New], left: list[CandidateRow]) -> Iterator[list[_New]]:
    """As many at a time as one transaction takes. Who shares an identity with one before goes to `left`."""
    group: list[_New] = []
    count = size = 0
    met: set[keys.Key] = set()
    for new in news:
        own = [write.key for write in new.writes]
        if not met.isdisjoint(own):
            left.append(new.row)
            continue
        met.update(own)
        weight = len((new.writes[0].doc or "").encode())
        if group and (count + len(own) > _MOST_WRITES or size + weight > _MOST_BYTES):
            yield group
            group, count, size = [], 0, 0
        group.append(new)
        count += len(own)
        size += weight
    if group:
        yield group


def _merged(before: Candidate, row: CandidateRow) -> Candidate:
    """The candidate with what the row says; what it does not speak of stays, the CV and background check always do."""
    fields: dict[str, Any] = {name: value for name in _OWN if (value := getattr(row, name))}
    if before.email and row.email and before.email.lower() == row.email.lower():
        del fields["email"]
    said = {name: value for name in Profile.model_fields if (value := getattr(row.profile, name)) not in (None, ())}
    if said:
        fields["profile"] = before.profile.model_copy(update=said)
    changed = {name: value for name, value in fields.items() if getattr(before, name) != value}
    return before.model_copy(update=changed) if changed else before


def _patiently(work: Callable[[], Result]) -> Result:
    """Do it, and again while the store says that it is too much at once."""
    pause = _FIRST_PAUSE_S
    waited = 0.0
    while True:
        try:
            return work()
        except ClientError as error:
            reasons: Any = error.response.get("CancellationReasons", [])
            codes = {error.response["Error"]["Code"], *(reason.get("Code") for reason in reasons)}
            if waited > _PATIENCE_S or codes.isdisjoint(_THROTTLED):
                raise
        time.sleep(pause)
        waited += pause
        pause = min(2 * pause, _LONGEST_PAUSE_S)
