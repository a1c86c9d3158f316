"""Rows of a CSV file, in whatever encoding and with whatever separator a spreadsheet has saved it."""

import csv
from collections import deque
from collections.abc import Iterator
from itertools import islice
from typing import BinaryIO

from chalicelib.imports.columns import Columns, Field
from chalicelib.imports.file_errors import unusable
from chalicelib.imports.header import Header, find_header
from chalicelib.imports.rows import MAX_FIELD_CHARS, MAX_FIELDS, RawRow, RowError, RowFault, counted, row_error
from chalicelib.imports.text_lines import UNREADABLE, decoded, lines

_SEPARATORS = (",", ";", "\t")
_SNIFFED_LINES = 60
_SNIFFED_CHARS = 200_000
_MAX_RECORD_CHARS = MAX_FIELDS * (MAX_FIELD_CHARS + 3)


def read_csv(stream: BinaryIO, columns: Columns) -> Iterator[RawRow | RowError]:
    """The data rows of `stream`, one item for each; rows with nothing in the columns that are read are left out.

    After a row whose quotes do not match the reading goes on with the next line, so that no other row is lost.
    InvalidInput where there is no table, or more rows than may be.
    """
    return counted(_rows(_Feed(lines(decoded(stream, chinese_fallback=True), _MAX_RECORD_CHARS)), columns))


def _rows(feed: "_Feed", columns: Columns) -> Iterator[RawRow | RowError]:
    records = _records(feed, _separator(feed.ahead(), columns))
    header = _header(records, columns)
    for number, cells, fault in records:
        if fault or (len(cells) > header.width and any(map(str.strip, cells[header.width :]))):
            yield row_error(number, fault or "too_many_cells")
            continue
        count = len(cells)
        values: dict[Field, str | None] = {field: cells[at] or None for at, field in header.places if at < count}
        if any(value and not value.isspace() for value in values.values()):
            yield RawRow(number, values)


def _header(records: Iterator[tuple[int, list[str], RowFault | None]], columns: Columns) -> Header:
    faults = []

    def rows() -> Iterator[list[str]]:
        for _, cells, fault in records:
            if fault:
                faults.append(fault)
            yield ["?"] if fault else cells

    header = find_header(rows(), columns)
    if isinstance(header, Header):
        return header
    raise unusable("not_a_table" if "unreadable_text" in faults else header)


def _separator(sample: list[str], columns: Columns) -> str:
    """The separator with which one of the first rows has the most columns that are known."""

    def known(separator: str) -> int:
        most = 0
        try:
            for row in csv.reader(sample, delimiter=separator):
                most = max(most, len(columns.recognised(row[: MAX_FIELDS + 1])))
        except csv.Error:
            pass  # what could be read up to here decides
        return most

    return max(_SEPARATORS, key=known)


def _records(feed: "_Feed", separator: str) -> Iterator[tuple[int, list[str], RowFault | None]]:
    """Number, cells and fault of each row, blank ones too."""
    reader = csv.reader(feed, delimiter=separator, strict=True)
    number = 0
    while True:
        number += 1
        feed.begin()
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            alone = len(feed.record) == 1
            long = alone and len(feed.record[0]) > MAX_FIELD_CHARS
            feed.read_again()
            yield number, [], "field_too_long" if long else "unbalanced_quotes"
        else:
            yield number, cells, _fault(feed.record, cells)


def _fault(record: list[str], cells: list[str]) -> RowFault | None:
    if any("\0" in line or UNREADABLE in line for line in record):
        return "unreadable_text"
    if sum(map(len, record)) > MAX_FIELD_CHARS and max(map(len, cells)) > MAX_FIELD_CHARS:
        return "field_too_long"
    return None


class _TooLong(csv.Error):
    """A row that is longer than any row may be."""


class _Feed:
    """Gives lines to the parser and keeps those of the row that it is in, so that they can be read again."""

    def __init__(self, source: Iterator[str]) -> None:
        self._source = source
        self._ahead: deque[str] = deque()
        self._size = 0
        self.record: list[str] = []

    def ahead(self) -> list[str]:
        """The next lines, which stay to be read."""
        size = 0
        for line in islice(self._source, _SNIFFED_LINES):
            self._ahead.append(line)
            size += len(line)
            if size > _SNIFFED_CHARS:
                break
        return list(self._ahead)

    def begin(self) -> None:
        """What comes next is another row."""
        self.record = []
        self._size = 0

    def read_again(self) -> None:
        """Give every line of this row but the first once more."""
        self._ahead.extendleft(reversed(self.record[1:]))

    def __iter__(self) -> "_Feed":
        return self

    def __next__(self) -> str:
        line = self._ahead.popleft() if self._ahead else next(self._source)
        self.record.append(line)
        self._size += len(line)
        if self._size > _MAX_RECORD_CHARS:
            raise _TooLong
        return line
