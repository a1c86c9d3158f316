"""The cells of one sheet, row by row as its XML is unpacked; no row before or behind is kept."""

from collections.abc import Iterator
from typing import NamedTuple
from zipfile import ZipFile

from chalicelib.imports.file_errors import unusable
from chalicelib.imports.rows import MAX_FIELD_CHARS, MAX_FIELDS
from chalicelib.imports.xlsx_archive import DAMAGED, MAX_UNPACKED
from chalicelib.imports.xlsx_parts import index_of
from chalicelib.imports.xml_events import read_xml

_LAST_ROW = 1 << 20
_DIGITS = "0123456789"


class Cell(NamedTuple):
    """A cell as it is written: `kind` and `style` are the attributes t and s of ECMA-376 part 1, 18.3.1.4."""

    kind: str
    style: int
    text: str


Row = tuple[int, dict[int, Cell]]
"""The row's number and its filled cells by their place, from 0; whatever is beyond the 200th is at 200."""


class Sheet:
    """Collects the rows of a sheet. Once it is known which places are `wanted`, others are passed over."""

    def __init__(self) -> None:
        self.wanted: frozenset[int] | None = None
        self.rows: list[Row] = []
        self._number = 0
        self._cells: dict[int, Cell] = {}
        self._place = -1
        self._kind = ""
        self._style = ""
        self._parts: list[str] = []
        self._room = 0
        self._taking = False
        self._in_reading = False

    def read(self, archive: ZipFile, path: str) -> Iterator[Row]:
        """The rows that have cells, in the order of the file. InvalidInput as `read_xml`."""
        try:
            document = archive.open(path)
        except (KeyError, *DAMAGED) as reason:
            raise unusable("file_damaged") from reason
        with document:
            for _ in read_xml(document, self, limit=MAX_UNPACKED):
                rows, self.rows = self.rows, []
                yield from rows

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """A row, a cell or its content begins."""
        if name == "c":
            letters = attributes.get("r", "").rstrip(_DIGITS)
            self._place = _PLACES.get(letters, MAX_FIELDS) if letters else min(self._place + 1, MAX_FIELDS)
            self._kind = attributes.get("t", "n")
            self._style = attributes.get("s", "")
            self._parts = []
            self._room = MAX_FIELD_CHARS + 1 if self.wanted is None or self._place in self.wanted else 0
        elif name in {"v", "t"}:
            self._taking = self._room > 0 and not self._in_reading
        elif name == "rPh":
            self._in_reading = True
        elif name == "row":
            # Rows are in order; a number that is not is taken for the next.
            self._number = max(index_of(attributes.get("r")), self._number + 1)
            if self._number > _LAST_ROW:
                raise unusable("file_damaged")
            self._cells = {}
            self._place = -1

    def end(self, name: str) -> None:
        """A row, a cell or its content is complete."""
        if name in {"v", "t"}:
            self._taking = False
        elif name == "c":
            if self._parts:
                self._cells[self._place] = Cell(self._kind, index_of(self._style), "".join(self._parts))
        elif name == "rPh":
            self._in_reading = False
        elif name == "row" and self._cells:
            self.rows.append((self._number, self._cells))

    def text(self, text: str) -> None:
        """Keep no more of it than tells that it is too long."""
        if self._taking and self._room > 0:
            self._parts.append(text[: self._room])
            self._room -= len(text)


def _letters(place: int) -> str:
    return _letters(place // 26 - 1) + chr(65 + place % 26) if place >= 0 else ""


_PLACES = {_letters(place): place for place in range(MAX_FIELDS)}
