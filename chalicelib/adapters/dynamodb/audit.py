"""The audit log of one tenant: entries that wait to be chained, the chain, and its head.

An entry moves from waiting to chained in the transaction that moves the head, so that it is always in one place, and
once. Two who chain at the same time meet in the head's revision; one of them loses and reads again.
"""

import json
from collections.abc import Iterator, Sequence
from datetime import datetime

from pydantic import AwareDatetime

from chalicelib.adapters.dynamodb import keys
from chalicelib.adapters.dynamodb.collection import Versioned
from chalicelib.adapters.dynamodb.table import Page, Stored, Table, Write
from chalicelib.domain.audit import AuditEntry, ChainedEntry, ChainHead, chain
from chalicelib.domain.model import DomainModel

AT_ONCE = 30
"""Two writes for each and one for the head: well within the hundred of a transaction."""
_BYTES_AT_ONCE = 1_500_000
"""A transaction holds 4 MB, and each entry counts as it is put."""
_BEHIND_SEEN = 500
_ENTRY, _PENDING = "ENTRY#", "PENDING#"
_ABOVE_ALL = _PENDING + "\uffff"


class Recorded(DomainModel):
    """An entry as it is shown; one that waits to be chained has no number and no hashes yet."""

    entry: AuditEntry
    sequence: int | None = None
    previous: str | None = None
    hash: str | None = None


class Waiting(DomainModel):
    """How many entries wait to be chained, and since when the first of them does."""

    entries: int = 0
    since: AwareDatetime | None = None


class AuditLog:
    """The store of the audit log."""

    def __init__(self, table: Table, tenant: str) -> None:
        self._table = table
        self._tenant = tenant

    def head(self) -> Versioned[ChainHead]:
        """The end of the chain as of now; that of a chain that has not begun has revision 0."""
        stored = self._table.get(keys.audit_chain(self._tenant))
        return Versioned(stored.read(ChainHead), stored.rev) if stored else Versioned(ChainHead(), 0)

    def pending(self) -> Iterator[tuple[Stored, ...]]:
        """What waits to be chained, oldest first, in portions that fit a transaction."""
        portion: list[Stored] = []
        size = 0
        for stored in self._table.under(keys.audit(self._tenant), _PENDING):
            length = len(stored.doc.encode())
            if portion and (len(portion) == AT_ONCE or size + length > _BYTES_AT_ONCE):
                yield tuple(portion)
                portion, size = [], 0
            portion.append(stored)
            size += length
        if portion:
            yield tuple(portion)

    def extend(
        self, head: Versioned[ChainHead], portion: Sequence[Stored], now: datetime
    ) -> Versioned[ChainHead] | None:
        """Chain a portion after `head`; the new head, or None when somebody else was faster."""
        writes: list[Write] = []
        sequence, last = head.value.sequence, head.value.hash
        for stored in portion:
            sequence += 1
            chained = chain(last, sequence, json.loads(stored.doc))
            last = chained.hash
            writes += [
                Write(keys.audit_entry(self._tenant, sequence), chained.model_dump_json()),
                Write(stored.key, None, stored.rev),
            ]
        moved = ChainHead(sequence=sequence, hash=last, previous=head.value.sequence, at=now)
        writes.append(Write(keys.audit_chain(self._tenant), moved.model_dump_json(), head.rev))
        return Versioned(moved, head.rev + 1) if self._table.commit(writes) else None

    def find(self, sequence: int) -> Recorded | None:
        """A chained entry."""
        stored = self._table.get(keys.audit_entry(self._tenant, sequence))
        return _recorded(stored) if stored else None

    def page(self, after: str | None, limit: int) -> tuple[tuple[Recorded, ...], str | None]:
        """Entries, newest first, and the sort key after which the next page starts.

        Those that wait come first. One that is chained between two pages comes again with its number; none is left
        out.
        """
        # A waiting row may be gone by the next page, so that whether there is more is seen here, by one row too many.
        start = _ABOVE_ALL if after is None else after
        page: Page = self._table.page_of(keys.audit(self._tenant), _ENTRY, start, limit + 1)
        shown = page.items[:limit]
        more = len(page.items) > limit or page.next_after is not None
        return tuple(_recorded(stored) for stored in shown), shown[-1].key.sk if more and shown else None

    def rows(self) -> Iterator[tuple[int | None, Stored]]:
        """The whole chain as it lies there, with the number in each key; None for a key that is no number."""
        for stored in self._table.under(keys.audit(self._tenant), _ENTRY):
            yield _number(stored.key), stored

    def rows_of(self, sequences: Sequence[int]) -> dict[int, Stored]:
        """Those of these rows that exist."""
        places = {keys.audit_entry(self._tenant, sequence): sequence for sequence in sequences}
        return {places[key]: stored for key, stored in self._table.get_many(list(places)).items()}

    def waiting(self) -> Waiting:
        """What waits to be chained."""
        number, since = 0, None
        for stored in self._table.under(keys.audit(self._tenant), _PENDING):
            number += 1
            since = since or datetime.fromisoformat(stored.key.sk.removeprefix(_PENDING).partition("#")[0])
        return Waiting(entries=number, since=since)


def read_chained(stored: Stored) -> ChainedEntry:
    """A row of the chain. Raises ValueError for what is none."""
    return ChainedEntry.model_validate(json.loads(stored.doc))


def behind(table: Table, until: datetime) -> list[str]:
    """Across tenants: those with entries that should have been chained by now, for the sweeper alone."""
    found: dict[str, None] = {}
    for shard in keys.sweep_shards("AUDIT"):
        for stored in table.due(shard, until.isoformat(), _BEHIND_SEEN):
            found[stored.key.pk.split("#")[1]] = None
    return list(found)


def _recorded(stored: Stored) -> Recorded:
    if stored.key.sk.startswith(_PENDING):
        return Recorded(entry=stored.read(AuditEntry))
    chained = read_chained(stored)
    return Recorded(
        entry=AuditEntry.model_validate(chained.entry, extra="ignore"),
        sequence=chained.sequence,
        previous=chained.previous,
        hash=chained.hash,
    )


def _number(key: keys.Key) -> int | None:
    text = key.sk.removeprefix(_ENTRY)
    return int(text) if text.isascii() and text.isdecimal() and key.sk == f"{_ENTRY}{int(text):012}" else None
