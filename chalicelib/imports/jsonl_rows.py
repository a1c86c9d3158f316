"""Rows of a file with one JSON object a line, read strictly: what two readers could take differently is an error."""

import json
import re
from collections.abc import Iterator
from itertools import chain
from typing import BinaryIO

from chalicelib.imports.columns import Columns, Field
from chalicelib.imports.file_errors import unusable
from chalicelib.imports.rows import (
    LIST_MARK,
    MAX_FIELD_CHARS,
    MAX_FIELDS,
    RawRow,
    RowError,
    RowFault,
    counted,
    row_error,
)
from chalicelib.imports.text_lines import UNREADABLE, decoded, lines

MAX_LINE_BYTES = 100_000
MAX_DEPTH = 20
_LINES_TO_SEARCH = 10
_STRING = re.compile(r'"(?:[^"\\]|\\.)*"?')
_UNREADABLE = re.compile(f"[\0{UNREADABLE}\ud800-\udfff]")


def read_jsonl(stream: BinaryIO, columns: Columns) -> Iterator[RawRow | RowError]:
    """The rows of `stream`, one item for each line that is not blank. Numbers come as they are written.

    InvalidInput where none of the first lines is an object, or where there are more rows than may be.
    """
    return counted(_rows(lines(decoded(stream, chinese_fallback=False), MAX_LINE_BYTES), columns))


def _rows(source: Iterator[str], columns: Columns) -> Iterator[RawRow | RowError]:
    rows = (_row(number, line, columns) for number, line in enumerate(source, start=1) if not line.isspace())
    first: list[RawRow | RowError] = []
    for row in rows:
        first.append(row)
        if isinstance(row, RawRow) or len(first) == _LINES_TO_SEARCH:
            break
    if not first:
        raise unusable("empty_file")
    if all(isinstance(row, RowError) and _is_no_object(row) for row in first):
        raise unusable("not_a_table")
    yield from chain(first, rows)


def _is_no_object(row: RowError) -> bool:
    """Whether the line could not be read at all; what is wrong with a value names its column."""
    return row.column is None and row.code in {"invalid_json", "unreadable_text"}


def _row(number: int, line: str, columns: Columns) -> RawRow | RowError:
    key = None
    values: dict[Field, str | None] = {}
    try:
        for key, value in _decoded(line).items():
            field = columns.field_of(key)
            if field in values:
                return row_error(number, "duplicate_column", column=key)
            if field:
                values[field] = _text(value)
    except _Fault as reason:
        return row_error(number, reason.code, column=key)
    return RawRow(number, values)


def _decoded(line: str) -> dict[str, object]:
    if len(line) * 4 > MAX_LINE_BYTES and len(line.encode()) > MAX_LINE_BYTES:
        raise _Fault("line_too_long")
    if UNREADABLE in line:
        raise _Fault("unreadable_text")
    if line.count("{") + line.count("[") > MAX_DEPTH and _depth(line) > MAX_DEPTH:
        raise _Fault("too_deep")
    try:
        found = _DECODER.decode(line.strip())
    except (ValueError, RecursionError) as reason:
        raise _Fault("invalid_json") from reason
    if not isinstance(found, dict):
        raise _Fault("invalid_json")
    return found


def _depth(line: str) -> int:
    depth = deepest = 0
    for character in _STRING.sub("", line):
        if character in "{[":
            depth += 1
            deepest = max(deepest, depth)
        elif character in "}]":
            depth -= 1
    return deepest


def _text(value: object) -> str | None:
    if isinstance(value, str) and len(value) <= MAX_FIELD_CHARS and value.isprintable():
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if value is None or isinstance(value, str):
        if value and len(value) > MAX_FIELD_CHARS:
            raise _Fault("field_too_long")
        if value and _UNREADABLE.search(value):
            raise _Fault("unreadable_text")
        return value
    if isinstance(value, list) and not any(isinstance(item, list | dict) for item in value):
        return _text(LIST_MARK.join(text for item in value if (text := _text(item))))
    raise _Fault("nested_value")


class _Fault(Exception):
    """What is wrong with the line that is being decoded."""

    def __init__(self, code: RowFault) -> None:
        super().__init__(code)
        self.code = code


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise _Fault("duplicate_key")
    if len(found) > MAX_FIELDS:
        raise _Fault("too_many_keys")
    return found


def _no_constant(_: str) -> object:
    raise _Fault("invalid_json")


_DECODER = json.JSONDecoder(object_pairs_hook=_object, parse_int=str, parse_float=str, parse_constant=_no_constant)
