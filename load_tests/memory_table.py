"""The table in a dictionary, for runs of so many writes that an emulator would take minutes."""

import bisect
import threading
from collections import defaultdict
from collections.abc import Iterator, Sequence

from chalicelib.adapters.dynamodb.keys import Key
from chalicelib.adapters.dynamodb.table import NO_INDEXES, PAGE, Indexes, Page, Stored, Table, Write


class MemoryTable(Table):
    """Keeps what `Table` keeps, under the same conditions."""

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self.rows: dict[Key, tuple[Stored, Indexes]] = {}
        self._indexes: dict[tuple[str, str], list[tuple[str, Key]]] = defaultdict(list)
        self._partitions: dict[str, list[str]] = defaultdict(list)

    def get(self, key: Key) -> Stored | None:
        """As the table's own."""
        row = self.rows.get(key)
        return row[0] if row else None

    def create(self, key: Key, doc: str, indexes: Indexes = NO_INDEXES) -> bool:
        """As the table's own."""
        return self.commit([Write(key, doc, 0, indexes)])

    def replace(self, stored: Stored, doc: str, indexes: Indexes = NO_INDEXES) -> bool:
        """As the table's own."""
        return self.commit([Write(stored.key, doc, stored.rev, indexes)])

    def commit(self, writes: Sequence[Write]) -> bool:
        """As the table's own."""
        with self._lock:
            if any((self.rows[write.key][0].rev if write.key in self.rows else 0) != write.rev for write in writes):
                return False
            for write in writes:
                self.delete(write.key)
                if write.doc is not None:
                    self._keep(write.key, write.doc, write.rev + 1, write.indexes)
        return True

    def delete(self, key: Key) -> None:
        """As the table's own."""
        with self._lock:
            row = self.rows.pop(key, None)
            if row is None:
                return
            listed = self._partitions[key.pk]
            del listed[bisect.bisect_left(listed, key.sk)]
            for index, sk in _listed(row[1]):
                entries = self._indexes[index]
                del entries[bisect.bisect_left(entries, (sk, key))]

    def under(self, pk: str, sk_prefix: str) -> Iterator[Stored]:
        """As the table's own."""
        with self._lock:
            found = [self.rows[Key(pk, sk)][0] for sk in self._partitions[pk] if sk.startswith(sk_prefix)]
        yield from found

    def page_of(self, pk: str, lowest: str, after: str | None, limit: int = PAGE) -> Page:
        """The first page."""
        assert after is None
        return Page(tuple(reversed(list(self.under(pk, lowest))))[:limit])

    def due(self, shard: str, until: str, limit: int = PAGE) -> tuple[Stored, ...]:
        """As the table's own."""
        with self._lock:
            entries = self._indexes["gsi2", shard]
            return tuple(self.rows[key][0] for sk, key in entries[:limit] if sk <= until)

    def between(self, pk: str, after: str, until: str, limit: int) -> tuple[Stored, ...]:
        """As the table's own."""
        with self._lock:
            entries = [key for sk, key in self._indexes["gsi1", pk] if after < sk <= until]
            return tuple(self.rows[key][0] for key in entries[:limit])

    def _keep(self, key: Key, doc: str, rev: int, indexes: Indexes) -> None:
        self.rows[key] = (Stored(key, doc, rev), indexes)
        bisect.insort(self._partitions[key.pk], key.sk)
        for index, sk in _listed(indexes):
            bisect.insort(self._indexes[index], (sk, key))


def _listed(indexes: Indexes) -> list[tuple[tuple[str, str], str]]:
    found = (("gsi1", indexes.gsi1), ("gsi2", indexes.gsi2))
    return [((name, index[0]), index[1]) for name, index in found if index]
