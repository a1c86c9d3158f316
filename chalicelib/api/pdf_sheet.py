"""A PDF page by page: paragraphs that wrap Chinese and English, rows that stay whole, bars and a radar as vectors.

The font, Noto Sans SC, is embedded with the characters that are used, so that the text is the same everywhere and can
be selected and searched. What it has no glyph for is shown as a box.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from fpdf import FPDF
from fpdf.enums import TextMode, XPos, YPos

from chalicelib.api.pdf_text import pieces, showable
from chalicelib.api.radar import Radar
from chalicelib.domain.language import Language
from chalicelib.domain.scorecard import Interval

Colour = tuple[int, int, int]
INK: Colour = (22, 33, 46)
SOFT: Colour = (91, 104, 117)
LINE: Colour = (205, 212, 219)
TRACK: Colour = (231, 236, 241)
BLUE: Colour = (47, 111, 176)
PALE_BLUE: Colour = (208, 223, 238)
GOOD: Colour = (31, 122, 92)
MIDDLING: Colour = (168, 106, 0)
LOW: Colour = (163, 58, 58)
_PALE: dict[Colour, Colour] = {GOOD: (165, 208, 193), MIDDLING: (231, 208, 163), LOW: (225, 182, 182)}
_FAMILY = "noto"
_MARGIN = 16.0
_FOOT = 16.0
_LEADING = 0.55
"""Height of a line in mm for each point of the font's size."""
_BOLD_STROKE = 0.16


@cache
def _font() -> str:
    return str(files("pylopdf_fonts_zh_cn") / "NotoSansSC-Regular.otf")


class Cell(NamedTuple):
    """One cell of a row: its text and how it is set."""

    text: str
    align: str = "L"
    colour: Colour = INK
    bold: bool = False


class _Paper(FPDF):
    """A4 with a footer."""

    foot = ""

    def footer(self) -> None:
        self.set_y(-11)
        self.set_font(_FAMILY, size=8)
        self.set_text_color(*SOFT)
        width = self.epw / 2
        self.cell(width, 5, self.foot, new_x=XPos.RIGHT, new_y=YPos.TOP)
        self.cell(width, 5, str(self.page_no()), align="R")


class Sheet:
    """Writes from top to bottom; sizes are in points, lengths in mm."""

    def __init__(self, title: str, foot: str, language: Language, made_at: datetime) -> None:
        self._pdf = _Paper(format="A4")
        pdf = self._pdf
        pdf.set_margins(_MARGIN, _MARGIN)
        pdf.set_auto_page_break(auto=False)
        pdf.c_margin = 0
        pdf.add_font(_FAMILY, fname=_font())
        # Otherwise every outline is measured again for a bounding box that no reader needs.
        pdf.fonts[_FAMILY].ttfont.recalcBBoxes = False  # type: ignore[union-attr]
        self._widths: dict[str, float] = {}
        self._known = frozenset(pdf.fonts[_FAMILY].cmap)  # type: ignore[union-attr]
        pdf.foot = showable(foot, self._known)
        pdf.set_title(showable(title, self._known))
        pdf.set_lang("zh-CN" if language == "zh" else "en")
        pdf.set_creator("Candor")
        pdf.set_creation_date(made_at)
        pdf.add_page()

    @property
    def width(self) -> float:
        """Between the margins."""
        return float(self._pdf.epw)

    def output(self) -> bytes:
        """The document."""
        return bytes(self._pdf.output())

    def heading(self, text: str, level: int = 2) -> None:
        """A heading, never alone at the foot of a page."""
        size = {1: 17.0, 2: 13.0}.get(level, 10.5)
        self.space({1: 0.0, 2: 5.0}.get(level, 2.5))
        lines = self._wrap(text, self.width, size)
        self._need(len(lines) * size * _LEADING + 16)
        if level == 2:  # noqa: PLR2004 - the sections of the report
            self._rule()
        for line in lines:
            self._line(line, _MARGIN, self.width, size, INK, bold=True)
        self.space(1.2)

    def paragraph(self, text: str, size: float = 10, colour: Colour = INK, indent: float = 0) -> None:
        """Running text; a long one goes on on the next page."""
        for line in self._wrap(text, self.width - indent, size):
            self._need(size * _LEADING)
            self._line(line, _MARGIN + indent, self.width - indent, size, colour)
        self.space(1)

    def note(self, text: str, indent: float = 0) -> None:
        """What stands beside the text, small and pale."""
        self.paragraph(text, 8.5, SOFT, indent)

    def lead(self, text: str) -> None:
        """A line that stays with what follows it."""
        self._need(16)
        self.note(text)

    def bullets(self, texts: Iterable[str]) -> None:
        """A list."""
        for text in texts:
            lines = self._wrap(text, self.width - 6, 9.5)
            self._need(min(len(lines), 3) * 9.5 * _LEADING)
            self._pdf.set_fill_color(*SOFT)
            self._pdf.circle(_MARGIN + 2, self._pdf.get_y() + 2.6, 0.6, style="F")
            for line in lines:
                self._need(9.5 * _LEADING)
                self._line(line, _MARGIN + 6, self.width - 6, 9.5, INK)
        self.space(1)

    def quote(self, text: str, below: str) -> None:
        """A quotation with a rule at its side, and what it stands for."""
        inner = self.width - 5
        lines = [(line, 10.0, INK) for line in self._wrap(text, inner, 10)]
        lines += [(line, 8.5, SOFT) for line in self._wrap(below, inner, 8.5)]
        self._need(sum(size * _LEADING for _, size, _ in lines[:12]))
        for line, size, colour in lines:
            self._need(size * _LEADING)
            top = self._pdf.get_y()
            self._pdf.set_draw_color(*LINE)
            self._pdf.set_line_width(0.8)
            self._pdf.line(_MARGIN + 1, top, _MARGIN + 1, top + size * _LEADING)
            self._line(line, _MARGIN + 5, inner, size, colour)
        self.space(2)

    def row(self, cells: Sequence[Cell], widths: Sequence[float], size: float = 9) -> None:
        """A row of a table, which a page break never cuts unless it is longer than a page. Widths are shares."""
        whole = [share * self.width for share in widths]
        wrapped = [self._wrap(cell.text, width - 2, size) for cell, width in zip(cells, whole, strict=True)]
        height = size * _LEADING
        self._need(max(map(len, wrapped)) * height + 2)
        self._rule()
        depth = max(map(len, wrapped))
        for at in range(depth):
            self._need(height)
            top, left = self._pdf.get_y(), _MARGIN
            for cell, lines, width in zip(cells, wrapped, whole, strict=True):
                if at < len(lines):
                    self._pdf.set_y(top)
                    self._line(lines[at], left, width - 2, size, cell.colour, align=cell.align, bold=cell.bold)
                left += width
            self._pdf.set_y(top + height)
        self.space(0.8)

    def bar(self, score: float | None, interval: Interval | None, left: float = 0, width: float | None = None) -> None:
        """The scale from 0 to 100 with its levels, the interval as a band, the score as a mark."""
        self._need(6)
        pdf, x = self._pdf, _MARGIN + left
        wide, y = width or self.width - left, self._pdf.get_y() + 1.4
        pdf.set_fill_color(*TRACK)
        pdf.rect(x, y, wide, 2.4, style="F")
        if score is not None and interval is not None:
            pdf.set_fill_color(*_PALE[tone(score)])
            pdf.rect(x + wide * interval.low / 100, y, wide * (interval.high - interval.low) / 100, 2.4, style="F")
        pdf.set_draw_color(150, 162, 174)
        pdf.set_line_width(0.2)
        for step in (20, 40, 60, 80):
            pdf.line(x + wide * step / 100, y, x + wide * step / 100, y + 2.4)
        if score is not None:
            pdf.set_fill_color(*tone(score))
            pdf.rect(x + wide * score / 100 - 0.5, y - 1.1, 1, 4.6, style="F")
        pdf.set_y(y + 4.4)

    def radar(self, chart: Radar, unit: float) -> None:
        """The radar, each of its units `unit` mm long, in the middle of the page."""
        self._need((chart.bottom - chart.top) * unit)
        pdf = self._pdf
        x0, y0 = _MARGIN + self.width / 2, pdf.get_y() - chart.top * unit

        def placed(points: Iterable[tuple[float, float]]) -> list[tuple[float, float]]:
            return [(x0 + x * unit, y0 + y * unit) for x, y in points]

        if chart.high:
            pdf.set_fill_color(*PALE_BLUE)
            pdf.polygon(placed(chart.high), style="F")
            pdf.set_fill_color(255, 255, 255)
            pdf.polygon(placed(chart.low), style="F")
        pdf.set_line_width(0.15)
        pdf.set_draw_color(*LINE)
        for ring in chart.rings:
            pdf.polygon(placed(ring), style="D")
        for axis in chart.axes:
            ((x, y),) = placed([axis.end])
            pdf.line(x0, y0, x, y)
        pdf.set_draw_color(*BLUE)
        pdf.set_fill_color(*BLUE)
        pdf.set_line_width(0.5)
        if chart.shape:
            pdf.polygon(placed(chart.shape), style="D")
        for x, y in placed(chart.dots):
            pdf.circle(x, y, 0.9, style="F")
        for axis in chart.axes:
            self._label(axis.name, placed([axis.label])[0], axis.anchor)
        pdf.set_y(y0 + chart.bottom * unit + 2)

    def space(self, height: float) -> None:
        """Some room, which a new page does not begin with."""
        if self._pdf.get_y() > _MARGIN:
            self._pdf.set_y(self._pdf.get_y() + height)

    def _label(self, name: str, place: tuple[float, float], anchor: str) -> None:
        self._pdf.set_font(_FAMILY, size=9)
        self._pdf.set_text_color(*INK)
        text = showable(name, self._known)
        wide = self._pdf.get_string_width(text)
        left = place[0] - (wide / 2 if anchor == "middle" else wide if anchor == "end" else 0)
        self._pdf.text(left, place[1] + 1.2, text)

    def _need(self, height: float) -> None:
        """A new page where so much does not fit any more."""
        foot = float(self._pdf.h) - _FOOT
        if self._pdf.get_y() + min(height, foot - _MARGIN) > foot:
            self._pdf.add_page()

    def _rule(self) -> None:
        self._pdf.set_draw_color(*LINE)
        self._pdf.set_line_width(0.2)
        self._pdf.line(_MARGIN, self._pdf.get_y(), _MARGIN + self.width, self._pdf.get_y())
        self._pdf.set_y(self._pdf.get_y() + 1)

    def _line(
        self, text: str, left: float, width: float, size: float, colour: Colour, *, align: str = "L", bold: bool = False
    ) -> None:
        pdf = self._pdf
        pdf.set_font(_FAMILY, size=size)
        pdf.set_text_color(*colour)
        pdf.set_x(left)
        with pdf.local_context():
            if bold:
                # The package has one weight; a thin outline in the same colour makes it bold.
                pdf.set_draw_color(*colour)
                pdf.set_line_width(_BOLD_STROKE)
                pdf.text_mode = TextMode.FILL_STROKE
            pdf.cell(width, size * _LEADING, text, align=align, new_x=XPos.LEFT, new_y=YPos.NEXT)

    def _wrap(self, text: str, width: float, size: float) -> list[str]:
        """The text in lines: between words in English, between characters in Chinese, punctuation where it belongs."""
        lines: list[str] = []
        for part in showable(text, self._known).split("\n"):
            line, wide = "", 0.0
            for piece in pieces(part, lambda piece: self._measure(piece) * size > width):
                more = self._measure(piece) * size
                if line and wide + more > width:
                    lines.append(line.rstrip())
                    line, wide = "", 0.0
                    piece = piece.lstrip()  # noqa: PLW2901 - a line begins with no space
                    more = self._measure(piece) * size
                line, wide = line + piece, wide + more
            lines.append(line.rstrip())
        return lines or [""]

    def _measure(self, piece: str) -> float:
        """The width of a piece in mm for each point of the font's size."""
        known = self._widths.get(piece)
        if known is None:
            self._pdf.set_font(_FAMILY, size=1)
            known = self._widths[piece] = float(self._pdf.get_string_width(piece))
        return known


def tone(score: float) -> Colour:
    """The colour that a score is drawn in, as on the page."""
    return GOOD if score >= 70 else MIDDLING if score >= 40 else LOW  # noqa: PLR2004 - as on the page
