"""The search for the header among a table's first rows, above which people put titles and notes."""

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from chalicelib.imports.columns import Columns, Field
from chalicelib.imports.file_errors import FileFault, unusable
from chalicelib.imports.rows import MAX_FIELDS

_ROWS_TO_SEARCH = 10
"""Blank rows do not count."""


class Header(NamedTuple):
    """The places (from 0) of the columns that are read, and how many columns the table has."""

    places: list[tuple[int, Field]]
    width: int


def find_header(rows: Iterator[Sequence[str]], columns: Columns) -> Header | FileFault:
    """Take the first row that names a column of candidates' names, leaving `rows` behind it; or say what is missing.

    InvalidInput where that row is a header with which no row could become a candidate.
    """
    fault: FileFault = "empty_file"
    for row in islice(filter(_filled, rows), _ROWS_TO_SEARCH):
        found = columns.recognised(row)
        if "name" in found:
            width = max(at for at, cell in enumerate(row, start=1) if cell.strip())
            if width > MAX_FIELDS:
                raise unusable("too_many_columns")
            return Header(columns.use(row[:width]), width)
        fault = "no_name_column" if found or fault == "no_name_column" else "no_header"
    return fault


def _filled(row: Sequence[str]) -> bool:
    return any(cell.strip() for cell in row)
