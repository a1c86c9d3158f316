"""The text of a Word document in the order in which a person reads it, with tables, text boxes, headers and footers."""

import io
from collections.abc import Iterator
from typing import Any

from docx import Document
from docx.document import Document as WordDocument
from docx.oxml.ns import qn
from lxml import etree  # type: ignore[import-untyped]

from workers.documents.sandboxed.archive import plain_archive
from workers.sandbox.refusal import RefusedError

_NO_MEMORY = etree.ErrorTypes.ERR_NO_MEMORY
_COMPATIBILITY = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
# Properties, deleted text and codes of fields are no text; a fallback repeats its choice for older programs.
_SKIPPED = {
    *(qn(f"w:{name}") for name in ("pPr", "rPr", "del", "moveFrom", "instrText", "delText", "footnoteReference")),
    f"{_COMPATIBILITY}Fallback",
}
_AS_TEXT = {qn("w:tab"): "\t", qn("w:ptab"): "\t", qn("w:br"): "\n", qn("w:cr"): "\n", qn("w:noBreakHyphen"): "-"}
_PARAGRAPH, _TABLE, _ROW, _CELL, _RUN, _TEXT, _TEXT_BOX = (
    qn(f"w:{name}") for name in ("p", "tbl", "tr", "tc", "r", "t", "txbxContent")
)
_HIDDEN = f"{qn('w:rPr')}/{qn('w:vanish')}"
_PAGE_BREAKS = ("count(.//w:lastRenderedPageBreak)", "count(.//w:br[@w:type='page'])")


def read(document: bytes, max_pages: int, max_inflated: int) -> tuple[list[str], int]:
    """Blocks of text, and the number of pages as Word last saw them. Raises RefusedError."""
    archive = plain_archive(document, max_inflated)
    try:
        word = Document(io.BytesIO(archive))
    except etree.XMLSyntaxError as error:
        raise RefusedError("out_of_bounds" if error.code == _NO_MEMORY else "broken_file") from error
    body: Any = word.element.body
    if body is None:
        raise RefusedError("broken_file")
    pages = 1 + max(int(body.xpath(breaks)) for breaks in _PAGE_BREAKS)
    if pages > max_pages:
        raise RefusedError("too_many_pages")
    headers, footers = _margins(word)
    return [*headers, *_blocks(body), *footers], pages


def _margins(word: WordDocument) -> tuple[list[str], list[str]]:
    """Blocks of all headers and of all footers, each text once."""
    headers: dict[str, None] = {}
    footers: dict[str, None] = {}
    for section in word.sections:
        for margin, blocks in (
            (section.first_page_header, headers),
            (section.header, headers),
            (section.first_page_footer, footers),
            (section.footer, footers),
        ):
            if not margin.is_linked_to_previous:
                blocks.update(dict.fromkeys(_blocks(margin._element)))
    return list(headers), list(footers)


def _blocks(container: Any) -> Iterator[str]:
    for child in container:
        if child.tag == _PARAGRAPH:
            yield from _paragraph(child)
        elif child.tag == _TABLE:
            yield from _table(child)
        elif child.tag not in _SKIPPED:
            # Content controls, insertions, custom XML: what they hold is read as if they were not there.
            yield from _blocks(child)


def _paragraph(paragraph: Any) -> list[str]:
    """The paragraph's own text, then that of the text boxes that are anchored in it."""
    pieces: list[str] = []
    boxes: list[str] = []
    _gather(paragraph, pieces, boxes)
    text = "".join(pieces).strip()
    return [text, *boxes] if text or not boxes else boxes


def _gather(element: Any, pieces: list[str], boxes: list[str]) -> None:
    for child in element:
        if child.tag == _TEXT:
            pieces.append(child.text or "")
        elif child.tag in _AS_TEXT:
            pieces.append(_AS_TEXT[child.tag])
        elif child.tag == _TEXT_BOX:
            boxes.extend(_blocks(child))
        elif child.tag in _SKIPPED or (child.tag == _RUN and child.find(_HIDDEN) is not None):
            continue
        else:
            _gather(child, pieces, boxes)


def _table(table: Any) -> Iterator[str]:
    """A row of short cells is one line; cells of several paragraphs lay out a page and are read one by one."""
    for row in _inside(table, _ROW):
        cells = [[block for block in _blocks(cell) if block] for cell in _inside(row, _CELL)]
        cells = [cell for cell in cells if cell]
        if all(len(cell) == 1 and "\n" not in cell[0] for cell in cells):
            yield "\t".join(cell[0] for cell in cells)
        else:
            yield from (block for cell in cells for block in cell)


def _inside(element: Any, tag: str) -> Iterator[Any]:
    """Children of that tag, also within content controls."""
    for child in element:
        if child.tag == tag:
            yield child
        elif child.tag not in (_TABLE, _PARAGRAPH, *_SKIPPED):
            yield from _inside(child, tag)
