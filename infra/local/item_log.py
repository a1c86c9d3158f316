"""Keeps the items of DynamoDB's tables in a log, so that a commit costs what it changes and not what the tables hold.

A line of the log is three JSON texts between tabs: the table (account, region, name), the item's key and the item;
`null` for an item that is gone, and `null` for key and item where the whole table begins anew. The last line of a key
counts. Everything else about a table stays in the snapshot of the service, which is small.

The length that is valid is part of the snapshot ("description"): a torn tail, or lines whose snapshot never became
valid, lie behind it and are written over. Thus a snapshot is still whole or not at all, across all services.

When the log has grown by more than it held after the last compaction, and by 32 MB, a thread copies the lines that
still count into a new file. Commits go on meanwhile; the next one copies what they added, and its snapshot names the
new file. Until then the old file is the valid one.

MiniStack stores and removes single items through two functions only, whoever asks for it (requests, transactions,
PartiQL, expiry, replicas): they are wrapped to learn the keys. Where it exchanges all items of a table (a restored
backup, a PartiQL transaction undone, a table created anew), `table["items"]` is another object than before.
"""

import json
import logging
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ministack.services import dynamodb

logger = logging.getLogger("item_log")

ITEMS = "_items"
GROWTH_BYTES = 32 * 1024 * 1024

Table = dict[str, Any]


class ItemLog:
    """The log below one folder. `collect` runs on the event loop's thread; the rest one call at a time."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._file = folder / "items.1"
        self._length = 0
        self._compact_length = 0
        self._known: dict[str, Any] = {}
        self._lines: list[bytes] = []
        self._touched: dict[tuple[int, Any, Any], Table] = {}
        self._lock = threading.Lock()
        self._compaction: threading.Thread | None = None
        self._compacted: tuple[Path, int, int] | None = None
        self._stale: list[Path] = []

    def restore(self, description: bytes | None) -> None:
        """Give the tables, which must be loaded already, their items; without a description they keep what they have.

        From now on changes are followed.
        """
        if description is not None:
            said = json.loads(description)
            self._file = self._folder / said["file"]
            self._compact_length = said["compact_length"]
            for table_key, key, item in map(_parse, _newest(self._file, said["length"])):
                table = dynamodb._tables._data.get(tuple(table_key))
                if table is not None:
                    table["items"][key[0]][key[1]] = item
            self._length = said["length"]
            if self._file.stat().st_size < self._length:
                logger.error("%s is shorter than it was: the machine must have stopped", self._file)
                self._length = sum(len(line) for _, line in _lines(self._file, self._length))
            for name, table in _tables().items():
                dynamodb._items_replaced(table)
                self._known[name] = table["items"]
        for file in self._folder.iterdir():
            if file != self._file:
                file.unlink()
        self._file.touch()
        self._follow()

    def collect(self) -> None:
        """Take up the present state of all items that were touched since the last call."""
        with self._lock:
            touched, self._touched = self._touched, {}
        tables = _tables()
        lines: list[bytes] = []
        anew = {
            name for name in tables.keys() | self._known.keys() if self._known.get(name) is not _items(tables, name)
        }
        for name in anew:
            lines.append(_line(name, None, None))
            items = _items(tables, name) or {}
            lines.extend(
                _line(name, [pk, sk], item) for pk, row in list(items.items()) for sk, item in list(row.items())
            )
        names = {id(table): name for name, table in tables.items() if name not in anew}
        for (table_id, pk, sk), table in touched.items():
            if table_id in names:
                lines.append(_line(names[table_id], [pk, sk], table["items"].get(pk, {}).get(sk)))
        self._known = {name: table["items"] for name, table in tables.items()}
        self._lines.extend(lines)

    def append(self) -> bytes:
        """Write what was collected; the description of the log to put into the snapshot. Raises `OSError`.

        After an error the same lines are written again, at the same place.
        """
        if self._compacted is not None:
            self._take_over(*self._compacted)
            self._compacted = None
        text = b"".join(self._lines)
        if text:
            with self._file.open("r+b") as log:
                log.seek(self._length)
                log.write(text)
            self._length += len(text)
            self._lines.clear()
        said = {"file": self._file.name, "length": self._length, "compact_length": self._compact_length}
        return json.dumps(said).encode()

    def tidy(self) -> None:
        """Do what may only be done when the snapshot with the last description is valid."""
        while self._stale:
            self._stale.pop().unlink()
        running = self._compacted is not None or (self._compaction is not None and self._compaction.is_alive())
        if not running and self._length - self._compact_length > max(GROWTH_BYTES, self._compact_length):
            # Not waited for at the end of the process: what it has not finished is removed at the next start.
            self._compaction = threading.Thread(target=self._compact, args=(self._file, self._length), daemon=True)
            self._compaction.start()

    def _compact(self, log: Path, length: int) -> None:
        compact = self._folder / f"items.{int(log.suffix[1:]) + 1}"
        try:
            with compact.open("wb") as file:
                file.writelines(_newest(log, length))
        except OSError:
            logger.exception("the log of items could not be compacted; it is tried again when it has grown as much")
            self._compact_length = length
            compact.unlink(missing_ok=True)
        else:
            self._compacted = compact, compact.stat().st_size, length

    def _take_over(self, compact: Path, compact_length: int, until: int) -> None:
        with self._file.open("rb") as log, compact.open("r+b") as file:
            log.seek(until)
            added = log.read(self._length - until)
            file.seek(compact_length)
            file.write(added)
        self._stale.append(self._file)
        self._file, self._length, self._compact_length = compact, compact_length + len(added), compact_length

    def _follow(self) -> None:
        set_item, remove_item = dynamodb._set_item, dynamodb._remove_item

        def set_and_tell(table: Table, pk: Any, sk: Any, item: Any) -> Any:
            before = set_item(table, pk, sk, item)
            self._touch(table, pk, sk)
            return before

        def remove_and_tell(table: Table, pk: Any, sk: Any) -> Any:
            before = remove_item(table, pk, sk)
            self._touch(table, pk, sk)
            return before

        dynamodb._set_item, dynamodb._remove_item = set_and_tell, remove_and_tell

    def _touch(self, table: Table, pk: Any, sk: Any) -> None:
        with self._lock:  # expiry has a thread of its own
            self._touched[(id(table), pk, sk)] = table


def state_without_items() -> dict[str, Any]:
    """The state of DynamoDB as MiniStack saves it, less the items and their numbers, which come from the log."""
    state: dict[str, Any] = dynamodb.get_state()
    for table in state["tables"].all_values():
        table.update(items={}, ItemCount=0, TableSizeBytes=0)
    return state


def _tables() -> dict[str, Table]:
    return {json.dumps(key): table for key, table in dynamodb._tables.all_items()}


def _items(tables: dict[str, Table], name: str) -> Any:
    return tables[name]["items"] if name in tables else None


def _line(table: str, key: list[Any] | None, item: Any) -> bytes:
    return f"{table}\t{json.dumps(key)}\t{json.dumps(item)}\n".encode()


def _parse(line: bytes) -> list[Any]:
    parsed: list[Any] = json.loads(b"[%b]" % line.replace(b"\t", b","))  # in JSON a tab is always escaped
    return parsed


def _lines(log: Path, length: int) -> Iterator[tuple[int, bytes]]:
    offset = 0
    with log.open("rb") as file:
        for line in file:
            if offset + len(line) > length or not line.endswith(b"\n"):
                return
            yield offset, line
            offset += len(line)


def _newest(log: Path, length: int) -> Iterator[bytes]:
    """The lines that still count, oldest first; only the keys are held in memory."""
    newest: dict[bytes, dict[bytes, int]] = {}
    for offset, line in _lines(log, length):
        table, key, item = line.split(b"\t")
        if key == b"null":
            newest.pop(table, None)
        elif item == b"null\n":
            newest.get(table, {}).pop(key, None)
        else:
            newest.setdefault(table, {})[key] = offset
    wanted = {offset for offsets in newest.values() for offset in offsets.values()}
    return (line for offset, line in _lines(log, length) if offset in wanted)
