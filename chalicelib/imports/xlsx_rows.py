"""Rows of an XLSX workbook's first sheet with a header, streamed; formulas count as the values that were kept."""

import re
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import BinaryIO

from chalicelib.imports.columns import Columns, Field
from chalicelib.imports.file_errors import unusable
from chalicelib.imports.header import Header, find_header
from chalicelib.imports.rows import MAX_FIELD_CHARS, RawRow, RowError, counted, row_error
from chalicelib.imports.xlsx_archive import MAX_UNPACKED, open_archive
from chalicelib.imports.xlsx_parts import Workbook, index_of, read_workbook, unescaped
from chalicelib.imports.xlsx_sheet import Cell, Row, Sheet

_MAX_SHEETS = 20
_INTEGER = re.compile(r"-?[0-9]{1,30}")
_EXACT = 1e15
"""Below this a float says every digit of an integer."""


def read_xlsx(stream: BinaryIO, columns: Columns) -> Iterator[RawRow | RowError]:
    """The data rows of `stream`, one item for each; rows with nothing in the columns that are read are left out.

    Hidden sheets are passed over. InvalidInput where there is no table, where it unpacks to more than may be read, is
    damaged, or has more rows than may be; rows before the fault have come by then.
    """
    return counted(_rows(stream, columns))


def _rows(stream: BinaryIO, columns: Columns) -> Iterator[RawRow | RowError]:
    with open_archive(stream) as archive:
        book = read_workbook(archive)
        fault = unusable("empty_file")
        for path in book.sheets[:_MAX_SHEETS]:
            sheet = Sheet()
            rows = sheet.read(archive, path)
            reader = _CellReader(book)
            header = find_header((reader.shown_row(cells) for _, cells in rows), columns)
            if isinstance(header, Header):
                sheet.wanted = frozenset(at for at, _ in header.places)
                yield from _data(rows, header, reader, columns)
                return
            if fault.code in {"empty_file", "no_header"}:
                fault = unusable(header)
        raise fault


def _data(rows: Iterator[Row], header: Header, reader: "_CellReader", columns: Columns) -> Iterator[RawRow | RowError]:
    for number, cells in rows:
        values: dict[Field, str | None] = {}
        error = None
        for at, field in header.places:
            if not (cell := cells.get(at)):
                continue
            text = reader.shown(cell)
            if cell.kind == "e":
                error = row_error(number, "formula_error", column=columns.used[field])
            elif len(text) > MAX_FIELD_CHARS:
                error = row_error(number, "field_too_long", column=columns.used[field])
            elif text and not text.isspace():
                values[field] = text
        if error:
            yield error
        elif values:
            yield RawRow(number, values)


class _CellReader:
    """Makes of a cell what a person sees in it, near enough: no exponents, dates as year-month-day."""

    def __init__(self, book: Workbook) -> None:
        self._book = book
        self._epoch = datetime(1904, 1, 1) if book.from_1904 else datetime(1899, 12, 30)  # noqa: DTZ001  (no zone)
        self._unpacked = 0

    def shown_row(self, cells: dict[int, Cell]) -> Sequence[str]:
        """The row's texts from its first column on."""
        return [self.shown(cells[at]) if at in cells else "" for at in range(max(cells, default=-1) + 1)]

    def shown(self, cell: Cell) -> str:
        """InvalidInput where cells repeat shared texts until they are more than a whole file may be."""
        kind, style, text = cell
        if kind == "s":
            text = self._book.shared.at(index_of(text, missing=-1))
            self._unpacked += len(text)
            if self._unpacked > MAX_UNPACKED:
                raise unusable("file_too_large")
            return text
        if kind == "n":
            return self._number(text.strip(), style)
        if kind == "b":
            return "TRUE" if text.strip() == "1" else "FALSE"
        return unescaped(text)

    def _number(self, text: str, style: int) -> str:
        formats = self._book.formats
        if style and formats.is_date(style):
            return self._date(text)
        if not _INTEGER.fullmatch(text):
            try:
                number = float(text)
            except ValueError:
                return text
            text = str(int(number)) if abs(number) < _EXACT and number.is_integer() else f"{number:.15g}"
        return text.zfill(formats.zeros(style)) if style else text

    def _date(self, text: str) -> str:
        try:
            days = float(text)
            moment = self._epoch + timedelta(seconds=round(days * 86400))
        except (ValueError, OverflowError):
            return text
        if 0 <= days < 1:
            return f"{moment:%H:%M:%S}"
        return f"{moment:%Y-%m-%d}" if moment.time() == moment.time().min else f"{moment:%Y-%m-%d %H:%M:%S}"
