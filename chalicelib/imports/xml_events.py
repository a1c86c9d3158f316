"""Reads XML of strangers as a stream of events: no tree, no entities, and a bound on whatever the parser must keep."""

from collections.abc import Iterator
from typing import IO, Protocol
from xml.parsers import expat

from chalicelib.imports.file_errors import unusable
from chalicelib.imports.xlsx_archive import DAMAGED

_CHUNK = 1 << 16
_MAX_TOKEN = 1_000_000
"""Bytes of one tag or comment, which the parser holds until it ends."""
_MAX_NAMES = 10_000
"""Different names of elements and attributes, which the parser keeps for good."""
_MAX_DEPTH = 50


class Elements(Protocol):
    """What is told of a document. Names come without their prefixes."""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """An element begins."""

    def end(self, name: str) -> None:
        """An element ends."""

    def text(self, text: str) -> None:
        """A piece of text within the innermost element."""


def read_xml(document: IO[bytes], elements: Elements, *, limit: int) -> Iterator[None]:
    """Tell `elements` of the document, and come up for air after each piece.

    InvalidInput `file_damaged` where it is no XML or has a DTD, `file_too_large` beyond `limit` bytes or the bounds
    above.
    """
    # A tree of defusedxml would keep every element that was ever opened; what it forbids is forbidden below, too.
    parser = expat.ParserCreate()
    parser.buffer_text = True
    depth = 0

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > _MAX_DEPTH:
            raise unusable("file_too_large")
        elements.start(name.rpartition(":")[2] if ":" in name else name, attributes)

    def end(name: str) -> None:
        nonlocal depth
        depth -= 1
        elements.end(name.rpartition(":")[2] if ":" in name else name)

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = elements.text
    parser.StartDoctypeDeclHandler = _refuse
    parser.EntityDeclHandler = _refuse
    fed = 0
    try:
        while piece := document.read(_CHUNK):
            fed += len(piece)
            parser.Parse(piece, False)
            if fed > limit or fed - parser.CurrentByteIndex > _MAX_TOKEN or len(parser.intern) > _MAX_NAMES:
                raise unusable("file_too_large")
            yield
        parser.Parse(b"", True)
    except (expat.ExpatError, LookupError, *DAMAGED) as reason:
        raise unusable("file_damaged") from reason
    yield


def read_all(document: IO[bytes], elements: Elements, *, limit: int) -> None:
    """The same for a document that is small, or of which `elements` keeps little."""
    for _ in read_xml(document, elements, limit=limit):
        pass


def _refuse(*_: object) -> None:
    raise unusable("file_damaged")
