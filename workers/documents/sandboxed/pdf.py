"""The text of a PDF in reading order."""

import ctypes
import math

import pypdfium2
import pypdfium2.raw as pdfium

from workers.documents.sandboxed.layout import Run, lines_in_reading_order
from workers.sandbox.refusal import RefusedError

# More than any page of a CV has; a page beyond it is read in the order in which it was written.
_MAX_LAID_OUT = 30_000
_WIDE_GAP = 1.0
_WORD_GAP = 0.2
_UPRIGHT = 0.05


def read(document: bytes, max_pages: int, max_characters: int) -> tuple[list[str], int]:
    """Pages as blocks of text, and their number. Raises RefusedError."""
    try:
        pdf = pypdfium2.PdfDocument(document)
    except pypdfium2.PdfiumError as error:
        code = pdfium.FPDF_GetLastError()
        locked = code in (pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY)
        raise RefusedError("encrypted" if locked else "broken_file") from error
    count = len(pdf)
    if count > max_pages:
        raise RefusedError("too_many_pages")
    blocks: list[str] = []
    length = opened = 0
    for number in range(count):
        try:
            page = pdf[number]
            text = _page_text(page)
        except pypdfium2.PdfiumError:
            continue
        opened += 1
        blocks.append(text)
        length += len(text)
        if length > max_characters:
            break
    if not opened:
        raise RefusedError("broken_file")
    return blocks, count


def _page_text(page: pypdfium2.PdfPage) -> str:
    text_page = page.get_textpage()
    count = text_page.count_chars()
    if count > _MAX_LAID_OUT or page.get_rotation() != 0:
        return str(text_page.get_text_range())
    runs = _runs(text_page.raw, count)
    return str(text_page.get_text_range()) if runs is None else "\n".join(lines_in_reading_order(runs))


def _runs(text_page: ctypes.c_void_p, count: int) -> list[Run] | None:
    """Stretches of characters that stand together on one line; None when the text is not upright."""
    x, y, box = ctypes.c_double(), ctypes.c_double(), pdfium.FS_RECTF()
    runs: list[Run] = []
    run: Run | None = None
    space = False
    leaning = 0
    for at in range(count):
        character = chr(min(pdfium.FPDFText_GetUnicode(text_page, at), 0x10FFFF))
        if character in "\r\n":
            run = None
        if character.isspace() or character == "\0":
            space = True
            continue
        if pdfium.FPDFText_GetCharAngle(text_page, at) % math.pi > _UPRIGHT:
            leaning += 1
        pdfium.FPDFText_GetCharOrigin(text_page, at, x, y)
        pdfium.FPDFText_GetLooseCharBox(text_page, at, box)
        left, right, size = float(box.left), float(box.right), max(float(box.top - box.bottom), 1.0)
        if run is None or not _continues(run, left, y.value, size):
            run = Run(character, left, right, y.value, size)
            runs.append(run)
        else:
            between = " " if space or left - run.right > _WORD_GAP * run.size else ""
            run.text += between + character
            run.right = max(run.right, right)
        space = False
    return None if leaning > count / 2 else runs


def _continues(run: Run, left: float, baseline: float, size: float) -> bool:
    on_the_line = abs(baseline - run.baseline) < max(run.size, size) / 2
    return on_the_line and -size < left - run.right < _WIDE_GAP * size
