"""One kind of document of one tenant: read, create, change, remove, list; every change leaves its trace in the journal.

A kind says how its keys and indexes are made; there is nothing to inherit from.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from chalicelib.adapters.dynamodb.keys import Key
from chalicelib.adapters.dynamodb.table import NO_INDEXES, Indexes, Stored, Table, Write
from chalicelib.domain.errors import CandorError, LostUpdate, NotFound, RetryableError
from chalicelib.domain.language import Localized
from chalicelib.domain.model import DomainModel

Model = TypeVar("Model", bound=DomainModel)
Also = Callable[[Model | None, Model | None], Sequence[Write]]
"""Writes that belong to a change: from the document before it and the one after it."""
_TRIES = 12
_CHANGED = Localized(
    en="The object was changed since you read it. Read it again and repeat your change.",
    zh="该对象在您读取之后已被修改,请重新读取后再提交。",
)
_BUSY = Localized(en="The object is being changed by many at once; try again.", zh="该对象正被同时修改,请稍后重试。")


@dataclass(frozen=True)
class Versioned(Generic[Model]):
    """A document and its revision, which is its ETag."""

    value: Model
    rev: int


@dataclass(frozen=True)
class Listing(Generic[Model]):
    """One page of documents and the sort key after which the next one starts."""

    items: tuple[Versioned[Model], ...]
    next_after: str | None


@dataclass(frozen=True)
class Kind(Generic[Model]):
    """What is stored: its name in the audit log, its model, its place, its indexes, and what to say when it is missing.

    `personal` names the fields whose values the journal keeps as digests only.
    """

    name: str
    model: type[Model]
    key: Callable[[str], Key]
    missing: Localized
    indexes: Callable[[Model], Indexes] = lambda _model: NO_INDEXES
    personal: frozenset[str] = frozenset()


class Journal(Protocol):
    """What records changes: the audit log of a tenant's own actions, or nothing for loads that are recorded whole."""

    def entry(
        self, kind: str, subject: str, before: DomainModel | None, after: DomainModel | None, personal: frozenset[str]
    ) -> Sequence[Write]:
        """The writes that record a change, to be committed with it."""


class Collection(Generic[Model]):
    """The documents of one kind."""

    def __init__(self, table: Table, kind: Kind[Model], journal: Journal) -> None:
        self._table = table
        self._kind = kind
        self._journal = journal

    def find(self, subject: str) -> Versioned[Model] | None:
        """The document, if there is one."""
        stored = self._table.get(self._kind.key(subject))
        return self._versioned(stored) if stored else None

    def require(self, subject: str) -> Versioned[Model]:
        """The document; raises NotFound."""
        if found := self.find(subject):
            return found
        raise self._missing()

    def find_many(self, subjects: Sequence[str]) -> dict[str, Versioned[Model]]:
        """Those of the documents that exist, in one read for each hundred."""
        places = {self._kind.key(subject): subject for subject in subjects}
        return {places[key]: self._versioned(stored) for key, stored in self._table.get_many(list(places)).items()}

    def create(self, subject: str, value: Model, also: Sequence[Write] = ()) -> Versioned[Model] | None:
        """Keep a new document; None if there is one with this id."""
        writes = (
            Write(self._kind.key(subject), value.model_dump_json(), 0, self._kind.indexes(value)),
            *self._journal.entry(self._kind.name, subject, None, value, self._kind.personal),
            *also,
        )
        return Versioned(value, 1) if self._table.commit(writes) else None

    def create_or_find(self, subject: str, value: Model, also: Sequence[Write] = ()) -> Versioned[Model]:
        """Keep a new document, or give the one that is there: for requests that may be repeated with the same id."""
        return self.create(subject, value, also) or self.require(subject)

    def change(
        self, subject: str, change: Callable[[Model], Model], expected: int | None, also: Also[Model] | None = None
    ) -> Versioned[Model]:
        """Apply `change` to the document; with `expected`, only to that revision of it.

        `change` must be free of effects: without `expected` it is applied again when somebody else was faster. Raises
        NotFound, LostUpdate, RetryableError, and whatever `change` raises.
        """
        for _ in range(_TRIES):
            stored = self._require_stored(subject, expected)
            before = stored.read(self._kind.model)
            after = change(before)
            if after == before:
                return Versioned(before, stored.rev)
            writes = (
                Write(stored.key, after.model_dump_json(), stored.rev, self._kind.indexes(after)),
                *self._journal.entry(self._kind.name, subject, before, after, self._kind.personal),
                *(also(before, after) if also else ()),
            )
            if self._table.commit(writes):
                return Versioned(after, stored.rev + 1)
        raise RetryableError("object_busy", _BUSY)

    def remove(self, subject: str, expected: int | None, also: Also[Model] | None = None) -> None:
        """Take the document away. Raises NotFound, LostUpdate."""
        for _ in range(_TRIES):
            stored = self._require_stored(subject, expected)
            before = stored.read(self._kind.model)
            writes = (
                Write(stored.key, None, stored.rev),
                *self._journal.entry(self._kind.name, subject, before, None, self._kind.personal),
                *(also(before, None) if also else ()),
            )
            if self._table.commit(writes):
                return
        raise RetryableError("object_busy", _BUSY)

    def page(self, partition: str, after: str | None, limit: int) -> Listing[Model]:
        """One page of a list, newest first."""
        page = self._table.page(partition, after, limit)
        return Listing(tuple(self._versioned(stored) for stored in page.items), page.next_after)

    def _require_stored(self, subject: str, expected: int | None) -> Stored:
        stored = self._table.get(self._kind.key(subject))
        if stored is None:
            raise self._missing()
        if expected is not None and stored.rev != expected:
            raise LostUpdate("changed_meanwhile", _CHANGED)
        return stored

    def _versioned(self, stored: Stored) -> Versioned[Model]:
        return Versioned(stored.read(self._kind.model), stored.rev)

    def _missing(self) -> CandorError:
        return NotFound(f"{self._kind.name}_not_found", self._kind.missing)
