"""Writes the errors of an import as a CSV file that a spreadsheet opens, row by row as they come."""

import csv
from codecs import BOM_UTF8
from typing import BinaryIO

from chalicelib.domain.language import Language
from chalicelib.imports.rows import RowError

_HEADERS: dict[Language, tuple[str, ...]] = {
    "en": ("row", "column", "code", "message", "value"),
    "zh": ("行", "列", "代码", "说明", "内容"),
}
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


class ErrorsFile:
    """The file on `stream`, in the tenant's language. Nothing is held back; the caller closes the stream."""

    def __init__(self, stream: BinaryIO, language: Language) -> None:
        self._stream = stream
        self._language = language
        self._writer = csv.writer(self)
        stream.write(BOM_UTF8)
        self._writer.writerow(_HEADERS[language])

    def add(self, error: RowError) -> None:
        """Write one error."""
        text = error.text.in_language(self._language)
        self._writer.writerow((error.row, _harmless(error.column or ""), error.code, text, _harmless(error.value)))

    def write(self, line: str) -> None:
        """Take a line from the CSV writer."""
        self._stream.write(line.encode("utf-8", "replace"))


def _harmless(text: str) -> str:
    """The text, marked as text where a spreadsheet would run it as a formula (OWASP, CSV injection)."""
    return "'" + text if text.lstrip(" ").startswith(_FORMULA_STARTS) else text
