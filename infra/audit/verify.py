"""Checks a tenant's audit log against itself and against its signed heads, which writing to the table cannot make.

A live log may be checked: what is chained and signed while this reads is no finding. The signed heads are read first,
so that the chain must reach at least as far; the head of the chain last.

What this cannot see: entries that were taken away before they were chained, and a tail that was cut off together with
all its signed heads, every version of them, by somebody who may pass over the bucket's lock.
"""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import islice

from chalicelib.adapters.dynamodb.audit import AuditLog, read_chained
from chalicelib.adapters.dynamodb.table import MOST_READ, Stored
from chalicelib.adapters.kms import MacKey
from chalicelib.adapters.signed_heads import HeadVersion, SignedHeads, head_key
from chalicelib.domain.audit import GENESIS, ChainedEntry, SignedHead

PATIENCE = timedelta(minutes=10)
_TOLD_EVERY = 1000
_READERS = 16
_READ_AHEAD = 512
Say = Callable[[str], None]


@dataclass(frozen=True)
class Finding:
    """Something that is not as it was written."""

    tenant: str
    where: str
    what: str

    def __str__(self) -> str:
        """One line."""
        return f"{self.tenant}: {self.where}: {self.what}"


@dataclass
class Report:
    """What was checked, and what was found."""

    tenant: str
    entries: int = 0
    signed_heads: int = 0
    pending: int = 0
    findings: list[Finding] = field(default_factory=list)

    def found(self, where: str, what: str) -> None:
        """Put a finding on record."""
        self.findings.append(Finding(self.tenant, where, what))


def verify(log: AuditLog, heads: SignedHeads, key: MacKey, tenant: str, now: datetime, say: Say) -> Report:
    """Check a tenant's whole log. `now` is when this begins; `say` is told how far it is."""
    report = Report(tenant)
    signed = _signed_heads(report, heads, key, say)
    waiting = log.waiting()
    report.pending = waiting.entries
    if waiting.since and now - waiting.since > PATIENCE:
        report.found("pending", f"{waiting.entries} entries wait to be chained, since {waiting.since.isoformat()}")
    _Chain(report, log, signed, now, say).check()
    return report


def _signed_heads(report: Report, heads: SignedHeads, key: MacKey, say: Say) -> dict[int, SignedHead]:
    """The tenant's signed heads whose MAC is good, by their numbers."""
    good: dict[int, SignedHead] = {}
    seen: set[str] = set()
    with ThreadPoolExecutor(_READERS) as pool:
        versions = heads.versions(report.tenant)
        while some := list(islice(versions, _READ_AHEAD)):
            told = pool.map(lambda version: _read(heads, key, report.tenant, version), some)
            for version, (head, problem) in zip(some, told, strict=True):
                where = version.key.rpartition("/")[2]
                if problem:
                    report.found(f"signed head {where}", problem)
                if version.key in seen and not version.marker:
                    report.found(f"signed head {where}", "it was written more than once")
                if not version.marker:
                    seen.add(version.key)
                if head:
                    good[head.sequence] = head
                    report.signed_heads += 1
                    if report.signed_heads % _TOLD_EVERY == 0:
                        say(f"{report.tenant}: {report.signed_heads} signed heads")
    _check_links(report, good)
    return good


def _read(heads: SignedHeads, key: MacKey, tenant: str, version: HeadVersion) -> tuple[SignedHead | None, str]:
    """A signed head that can be trusted, or what is wrong with it."""
    if version.marker:
        return None, "it was deleted"
    try:
        head = heads.read(version)
    except ValueError:
        return None, "it cannot be read"
    if version.key != head_key(tenant, head.sequence) or head.tenant != tenant:
        return None, f"it belongs elsewhere: tenant {head.tenant}, number {head.sequence}"
    if head.key_id != key.key_id:
        return None, f"it is signed with another key: {head.key_id}"
    if not key.vouches(head.statement, head.mac):
        return None, "its MAC is not valid"
    return head, ""


def _check_links(report: Report, good: dict[int, SignedHead]) -> None:
    """Each head names the one that was signed before it."""
    before = 0
    for sequence in sorted(good):
        named = good[sequence].previous
        if named != before:
            report.found(f"signed head {named}", f"it is missing; the one of entry {sequence} follows it")
        before = sequence


class _Chain:
    """The walk along the chain."""

    def __init__(self, report: Report, log: AuditLog, signed: dict[int, SignedHead], now: datetime, say: Say) -> None:
        self._report = report
        self._log = log
        self._signed = signed
        self._left = dict(signed)
        self._now = now
        self._say = say
        self._number = 0
        self._hash: str | None = GENESIS
        self._last: ChainedEntry | None = None

    def check(self) -> None:
        """Check every entry, then the head and what is signed beyond it."""
        for number, stored in self._log.rows():
            if number is None:
                self._report.found(f"row {stored.key.sk}", "it is no entry of a chain")
            else:
                self._entry(number, stored)
        self._head()
        for sequence in sorted(self._left):
            what = f"the chain ends at {self._number}" if sequence > self._number else "there is no such entry"
            self._report.found(f"signed head {sequence}", what)
        self._tail()

    def _entry(self, number: int, stored: Stored) -> None:
        report = self._report
        where = f"entry {number}"
        if number != self._number + 1:
            missing = _between(self._number, number)
            report.found(missing, "missing")
            self._hash = None
        self._number = number
        report.entries += 1
        if report.entries % _TOLD_EVERY == 0:
            self._say(f"{report.tenant}: {report.entries} entries")
        signed = self._left.pop(number, None)
        try:
            chained = read_chained(stored)
        except ValueError:
            report.found(where, "it cannot be read")
            self._hash = None
            return
        if chained.sequence != number:
            report.found(where, f"it carries the number {chained.sequence}")
        if self._hash is not None and chained.previous != self._hash:
            report.found(where, f"it does not follow from entry {number - 1}")
        if not chained.sound:
            report.found(where, "its content is not what its hash was made of")
        if signed and signed.hash != chained.hash:
            report.found(where, "another hash was signed for it")
        self._hash, self._last = chained.hash, chained

    def _head(self) -> None:
        """The head as of now: entries that came since the walk began are walked too."""
        head = self._log.head()
        if head.rev == 0:
            if self._number:
                self._report.found("head", f"it is missing; the chain ends at {self._number}")
            return
        for number, stored in self._since(head.value.sequence):
            self._entry(number, stored)
        if head.value.sequence != self._number:
            self._report.found("head", f"it says {head.value.sequence}, the chain ends at {self._number}")
        elif head.value.hash != (self._hash or head.value.hash):
            self._report.found("head", "its hash is not the last entry's")

    def _since(self, end: int) -> Iterator[tuple[int, Stored]]:
        while self._number < end:
            wanted = range(self._number + 1, min(end, self._number + MOST_READ) + 1)
            rows = self._log.rows_of(wanted)
            if not rows:
                return
            yield from sorted(rows.items())

    def _tail(self) -> None:
        """What is not signed must be new."""
        report = self._report
        if self._last is None:
            if not report.entries and not report.pending:
                report.found("chain", "there are no entries at all, although making a tenant leaves one")
            return
        if self._number in self._signed:
            return
        at = datetime.fromisoformat(str(self._last.entry.get("at", self._now.isoformat())))
        if self._now - at > PATIENCE:
            newest = max((sequence for sequence in self._signed if sequence <= self._number), default=0)
            report.found(f"entries {newest + 1} to {self._number}", "they are not signed")


def _between(low: int, high: int) -> str:
    """The entries between two numbers."""
    return f"entry {low + 1}" if high == low + 2 else f"entries {low + 1} to {high - 1}"
