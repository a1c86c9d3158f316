"""One run of an import: rows are read from the file while others are written, and how far it is is noted on the way.

The file is read from its beginning in every run. Rows up to the noted position are not loaded again; their errors come
out of the file again, so that the errors file is whole however often a run broke off.
"""

from collections import deque
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import BinaryIO, cast

from chalicelib.domain.candidate_import import MAX_LISTED_COLUMNS, CandidateImport, ImportFormat, ImportProgress
from chalicelib.domain.clock import Clock
from chalicelib.domain.errors import InvalidInput
from chalicelib.domain.language import Localized
from chalicelib.imports.candidate_rows import CandidateRow, read_candidates
from chalicelib.imports.columns import Columns
from chalicelib.imports.csv_rows import read_csv
from chalicelib.imports.errors_file import ErrorsFile
from chalicelib.imports.jsonl_rows import read_jsonl
from chalicelib.imports.rows import RawRow, RowError
from chalicelib.imports.xlsx_rows import read_xlsx
from chalicelib.services.candidate_import_loads import CandidateLoad, Loaded

CHUNK_ROWS = 100
_THREADS = 8
_AHEAD = 2 * _THREADS
"""Chunks that may wait to be written: more would only fill the memory."""
_NOTE_ROWS = 2000
_NOTE_EVERY = timedelta(seconds=2)
_STOP_BEFORE_END_S = 60.0
_READERS: Mapping[ImportFormat, Callable[[BinaryIO, Columns], Iterator[RawRow | RowError]]] = {
    "csv": read_csv,
    "xlsx": read_xlsx,
    "jsonl": read_jsonl,
}


@dataclass
class _Chunk:
    """Some whole rows. `last` is the number of the last one, `failed` how many rows are in `errors`."""

    last: int
    rows: list[CandidateRow] = field(default_factory=list)
    errors: list[RowError] = field(default_factory=list)
    failed: int = 0

    @property
    def count(self) -> int:
        """How many rows these are."""
        return len(self.rows) + self.failed

    def add(self, item: CandidateRow | RowError, *, begins: bool) -> None:
        """Take what came of a row; `begins` tells that it is the row's first."""
        self.last = item.row
        if isinstance(item, CandidateRow):
            self.rows.append(item)
        else:
            self.errors.append(item)
            self.failed += begins


class CountingStream:
    """A stream that knows how many bytes were read from it."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self.count = 0

    def read(self, size: int = -1) -> bytes:
        """The next bytes."""
        piece = self._stream.read(size)
        self.count += len(piece)
        return piece

    def seekable(self) -> bool:
        """Never: it is read once, from its beginning to its end."""
        return False


class ImportReading:
    """Reads one file and loads its rows.

    `note` is told of progress now and then, with the columns met so far; what it raises ends the run. `time_left` gives
    seconds. `errors` is where the errors file is written.
    """

    def __init__(
        self,
        begun: CandidateImport,
        load: CandidateLoad,
        clock: Clock,
        note: Callable[[ImportProgress, Columns], None],
        time_left: Callable[[], float],
        most_rows: int,
        errors: BinaryIO,
    ) -> None:
        self._load = load
        self._clock = clock
        self._note = note
        self._time_left = time_left
        self._most_rows = most_rows
        self._format = begun.format
        self._language = begun.language
        self._from = begun.progress.position
        self._chunks: deque[tuple[_Chunk, Future[Loaded]]] = deque()
        self._noted_at: datetime = clock.now()
        self._noted_rows = begun.progress.rows_read
        self.progress = begun.progress
        self.columns = Columns(begun.columns)
        self.errors = errors
        self.errors_count = 0

    def read(self, stream: BinaryIO) -> bool:
        """Load the rows of `stream`; whether it was read to its end, else there was no time left.

        Raises InvalidInput where the file cannot be read on; the rows before are loaded by then.
        """
        counting = CountingStream(stream)
        source = stream if self._format == "xlsx" else cast("BinaryIO", counting)
        errors = ErrorsFile(self.errors, self._language)
        rows = read_candidates(_READERS[self._format](source, self.columns), self.columns.used)
        with ThreadPoolExecutor(_THREADS) as pool:
            try:
                for chunk in self._chunked(rows, errors):
                    while len(self._chunks) >= _AHEAD or (self._chunks and self._chunks[0][1].done()):
                        self._collect(errors)
                    self._chunks.append((chunk, pool.submit(self._load.load, chunk.rows)))
                    if self._format != "xlsx":
                        self.progress = self.progress.model_copy(update={"bytes_read": counting.count})
                    self._note_now_and_then()
                    if self._time_left() < _STOP_BEFORE_END_S:
                        return False
                return True
            finally:
                self._collect_all(errors)

    def _chunked(self, rows: Iterator[CandidateRow | RowError], errors: ErrorsFile) -> Iterator[_Chunk]:
        """Whole rows that are not done yet, a hundred at a time; the errors of those that are go to the file again."""
        chunk = _Chunk(self._from)
        try:
            for item, begins in self._counted(rows):
                if item.row <= self._from:
                    if isinstance(item, RowError):
                        self._add_error(item, errors)
                    continue
                if begins and chunk.count == CHUNK_ROWS:
                    yield chunk
                    chunk = _Chunk(item.row)
                chunk.add(item, begins=begins)
        except InvalidInput:
            # The file cannot be read on; the rows before are loaded all the same.
            if chunk.count:
                yield chunk
            raise
        if chunk.count:
            yield chunk

    def _counted(self, rows: Iterator[CandidateRow | RowError]) -> Iterator[tuple[CandidateRow | RowError, bool]]:
        """What comes of each row, and whether it is the first thing. Raises InvalidInput beyond the most rows."""
        count = number = 0
        for item in rows:
            begins = item.row != number
            count += begins
            if count > self._most_rows:
                raise _too_many(self._most_rows)
            number = item.row
            yield item, begins

    def _add_error(self, error: RowError, errors: ErrorsFile) -> None:
        errors.add(error)
        self.errors_count += 1

    def _collect_all(self, errors: ErrorsFile) -> None:
        while self._chunks:
            self._collect(errors)

    def _collect(self, errors: ErrorsFile) -> None:
        """Take the oldest chunk's outcome; what went wrong with it ends the run where the chunk before ended."""
        chunk, future = self._chunks.popleft()
        try:
            loaded = future.result()
        except BaseException:
            self._chunks.clear()
            raise
        for error in chunk.errors:
            self._add_error(error, errors)
        before = self.progress
        self.progress = before.model_copy(
            update={
                "rows_read": before.rows_read + chunk.count,
                "created": before.created + loaded.created,
                "updated": before.updated + loaded.updated,
                "unchanged": before.unchanged + loaded.unchanged,
                "failed": before.failed + chunk.failed,
                "position": chunk.last,
            }
        )

    def _note_now_and_then(self) -> None:
        now = self._clock.now()
        if self.progress.rows_read - self._noted_rows >= _NOTE_ROWS or now - self._noted_at >= _NOTE_EVERY:
            self._note(self.progress, self.columns)
            self._noted_rows, self._noted_at = self.progress.rows_read, now


def shown_columns(columns: Columns) -> tuple[tuple[str, ...], dict[str, str]]:
    """The columns that are ignored, and those that are refused with their attributes; some hundreds of them at most."""
    refused = dict(list(columns.refused.items())[:MAX_LISTED_COLUMNS])
    return tuple(columns.ignored[:MAX_LISTED_COLUMNS]), dict(refused)


def _too_many(most: int) -> InvalidInput:
    text = Localized(
        en=f"Your plan allows {most} candidates a file; the rows before this were read.",
        zh=f"您的套餐每个文件最多可导入 {most} 名候选人;此前的行已读取。",
    )
    return InvalidInput("too_many_candidates", text)
