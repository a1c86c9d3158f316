"""Reads files in memory as an import does, for the tests of each format."""

import io
import json
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import BinaryIO

import openpyxl

from chalicelib.imports.candidate_rows import CandidateRow, read_candidates
from chalicelib.imports.columns import Columns
from chalicelib.imports.csv_rows import read_csv
from chalicelib.imports.jsonl_rows import read_jsonl
from chalicelib.imports.rows import RawRow, RowError
from chalicelib.imports.xlsx_rows import read_xlsx

Reader = Callable[[BinaryIO, Columns], Iterator[RawRow | RowError]]
READERS: dict[str, Reader] = {"csv": read_csv, "xlsx": read_xlsx, "jsonl": read_jsonl}


class OneWay(io.RawIOBase):
    """A stream as it comes from a network: no seeking, and never more than `most` bytes at once."""

    def __init__(self, content: bytes, most: int) -> None:
        self._content = io.BytesIO(content)
        self._most = most

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        return self._content.read(min(size, self._most) if size >= 0 else self._most)


def one_way(content: bytes, most: int = 7) -> BinaryIO:
    stream: BinaryIO = OneWay(content, most)  # type: ignore[assignment]
    return stream


def raw(kind: str, content: bytes, columns: Columns | None = None) -> list[RawRow | RowError]:
    return list(READERS[kind](io.BytesIO(content), columns or Columns()))


def read(
    kind: str, content: bytes, mapping: Mapping[str, str] | None = None
) -> tuple[list[CandidateRow], list[RowError], Columns]:
    columns = Columns(mapping)
    items = list(read_candidates(READERS[kind](io.BytesIO(content), columns), columns.used))
    candidates = [item for item in items if isinstance(item, CandidateRow)]
    return candidates, [item for item in items if isinstance(item, RowError)], columns


def a_workbook(*rows: Sequence[object]) -> bytes:
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet()
    for row in rows:
        sheet.append(row)
    return saved(book)


def saved(book: openpyxl.Workbook) -> bytes:
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def with_part(workbook: bytes, path: str, content: bytes, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """The workbook with one part replaced or added."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook)) as source, zipfile.ZipFile(target, "w", method) as changed:
        for name in source.namelist():
            if name != path:
                changed.writestr(name, source.read(name))
        changed.writestr(path, content)
    return target.getvalue()


def sheet_xml(rows: str, before: str = "") -> bytes:
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return f'{before}<worksheet xmlns="{space}"><sheetData>{rows}</sheetData></worksheet>'.encode()


def with_sheet(rows: str, before: str = "") -> bytes:
    return with_part(a_workbook(), "xl/worksheets/sheet1.xml", sheet_xml(rows, before))


def texts(number: int, *values: str) -> str:
    """A row of inline texts."""
    return f'<row r="{number}">' + "".join(f'<c t="inlineStr"><is><t>{v}</t></is></c>' for v in values) + "</row>"


def objects(*rows: object) -> bytes:
    return "\n".join(json.dumps(row, ensure_ascii=False) for row in rows).encode()
