"""The parts of a workbook beside its sheets: which sheets there are, how numbers are shown, and the shared texts."""

import posixpath
import re
from array import array
from typing import NamedTuple
from zipfile import ZipFile

from chalicelib.imports.file_errors import unusable
from chalicelib.imports.rows import MAX_FIELD_CHARS
from chalicelib.imports.xlsx_archive import DAMAGED, MAX_UNPACKED
from chalicelib.imports.xml_events import Elements, read_all

_SMALL = 20_000_000
_MAX_LISTED = 100_000
_MAX_SHARED_BYTES = 64_000_000
_MAX_SHARED = 2_000_000
_BUILT_IN_DATES = frozenset((*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)))
"""ECMA-376 part 1, 18.8.30; those from 27 on are dates in Chinese, Japanese and Korean."""
_NOT_A_PLACEHOLDER = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!h|m|s)[^\]]*\]', re.IGNORECASE)
_DATE_PLACEHOLDER = re.compile(r"[ymdhs]", re.IGNORECASE)
_INDEX = re.compile(r"[0-9]{1,9}", re.ASCII)
_PADDED = re.compile(r"0{2,30}")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


class Workbook(NamedTuple):
    """What must be known to read sheets. `sheets` are the paths of those that people see, in their order."""

    sheets: list[str]
    from_1904: bool
    formats: "NumberFormats"
    shared: "SharedTexts"


def read_workbook(archive: ZipFile) -> Workbook:
    """InvalidInput `not_a_table` where the archive is no workbook."""
    main = next((target for kind, target in _related(archive, "") if kind == "officeDocument"), "xl/workbook.xml")
    if main not in archive.namelist():
        raise unusable("not_a_table")
    book = _Book()
    _read(archive, main, book, _SMALL)
    related = _related_by_id(archive, main)
    formats, shared = NumberFormats(), SharedTexts()
    for kind, target in related.values():
        if kind == "styles":
            _read(archive, target, formats, _SMALL)
        elif kind == "sharedStrings":
            _read(archive, target, shared, MAX_UNPACKED)
    sheets = [related[key][1] for key in book.sheets if key in related and related[key][0] == "worksheet"]
    return Workbook(sheets, book.from_1904, formats, shared)


class NumberFormats:
    """What the style of a number says of the way in which a person sees it."""

    def __init__(self) -> None:
        self._codes: dict[int, str] = {}
        self._styles = array("I")
        self._in_cells = False
        self._dates: dict[int, bool] = {}

    def is_date(self, style: int) -> bool:
        """Whether the number counts days."""
        if style not in self._dates and style < len(self._styles):
            self._dates[style] = self._is_date(self._number(style))
        return self._dates.get(style, False)

    def _is_date(self, number: int) -> bool:
        code = self._codes.get(number)
        if code is None:
            return number in _BUILT_IN_DATES
        return bool(_DATE_PLACEHOLDER.search(_NOT_A_PLACEHOLDER.sub("", code.partition(";")[0])))

    def zeros(self, style: int) -> int:
        """To how many digits the number is filled with zeros."""
        code = self._codes.get(self._number(style), "")
        return len(code) if _PADDED.fullmatch(code) else 0

    def _number(self, style: int) -> int:
        return self._styles[style] if style < len(self._styles) else 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Take styles and formats."""
        if name == "numFmt" and len(self._codes) < _MAX_LISTED:
            self._codes[index_of(attributes.get("numFmtId"))] = attributes.get("formatCode", "")[:255]
        elif name == "cellXfs":
            self._in_cells = True
        elif name == "xf" and self._in_cells and len(self._styles) < _MAX_LISTED:
            self._styles.append(index_of(attributes.get("numFmtId")))

    def end(self, name: str) -> None:
        """Leave the styles of cells."""
        if name == "cellXfs":
            self._in_cells = False

    def text(self, text: str) -> None:
        """There is none."""


class SharedTexts:
    """The texts that cells point to, as one run of UTF-8 and where each ends; a list would take five times as much."""

    def __init__(self) -> None:
        self._bytes = bytearray()
        self._ends = array("I", [0])
        self._parts: list[str] = []
        self._room = 0
        self._taking = False
        self._in_reading = False

    def at(self, index: int) -> str:
        """The text at `index`, empty where there is none."""
        if not 0 <= index < len(self._ends) - 1:
            return ""
        return self._bytes[self._ends[index] : self._ends[index + 1]].decode()

    def start(self, name: str, _: dict[str, str]) -> None:
        """A text, or a run of one, begins."""
        if name == "si":
            self._parts, self._room = [], MAX_FIELD_CHARS + 1
        elif name == "rPh":
            self._in_reading = True
        elif name == "t":
            self._taking = not self._in_reading

    def end(self, name: str) -> None:
        """A text is complete."""
        if name == "t":
            self._taking = False
        elif name == "rPh":
            self._in_reading = False
        elif name == "si":
            self._bytes += unescaped("".join(self._parts)).encode("utf-8", "replace")
            self._ends.append(len(self._bytes))
            if len(self._bytes) > _MAX_SHARED_BYTES or len(self._ends) > _MAX_SHARED:
                raise unusable("file_too_large")

    def text(self, text: str) -> None:
        """Keep no more of it than tells that it is too long for a cell."""
        if self._taking and self._room > 0:
            self._parts.append(text[: self._room])
            self._room -= len(text)


def unescaped(text: str) -> str:
    """The text with _x000D_ and the like replaced by the characters that they stand for."""
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text


class _Book:
    def __init__(self) -> None:
        self.sheets: list[str] = []
        self.from_1904 = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "workbookPr":
            self.from_1904 = attributes.get("date1904") in {"1", "true"}
        elif name == "sheet" and attributes.get("state", "visible") == "visible" and len(self.sheets) < _MAX_LISTED:
            self.sheets += [value for key, value in attributes.items() if key.endswith(":id")]

    def end(self, name: str) -> None:
        pass

    def text(self, text: str) -> None:
        pass


class _Relations:
    def __init__(self) -> None:
        self.found: dict[str, tuple[str, str]] = {}

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "Relationship" and attributes.get("TargetMode") != "External" and len(self.found) < _MAX_LISTED:
            kind = attributes.get("Type", "").rpartition("/")[2]
            self.found[attributes.get("Id", "")] = kind, attributes.get("Target", "")

    def end(self, name: str) -> None:
        pass

    def text(self, text: str) -> None:
        pass


def _related(archive: ZipFile, part: str) -> list[tuple[str, str]]:
    return list(_related_by_id(archive, part).values())


def _related_by_id(archive: ZipFile, part: str) -> dict[str, tuple[str, str]]:
    """What `part` points to: by its id the last word of its type and its path in the archive."""
    folder, name = posixpath.split(part)
    relations = _Relations()
    path = posixpath.join(folder, "_rels", f"{name}.rels")
    if path in archive.namelist():
        _read(archive, path, relations, _SMALL)
    return {
        key: (kind, posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/"))
        for key, (kind, target) in relations.found.items()
    }


def _read(archive: ZipFile, path: str, elements: Elements, limit: int) -> None:
    try:
        document = archive.open(path)
    except (KeyError, *DAMAGED) as reason:
        raise unusable("not_a_table") from reason
    with document:
        read_all(document, elements, limit=limit)


def index_of(text: str | None, *, missing: int = 0) -> int:
    """The number that `text` is, `missing` where it is none that could count anything in a workbook."""
    return int(text) if text and _INDEX.fullmatch(text) else missing
