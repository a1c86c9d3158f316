"""The order in which a person reads what stands on a page: down a column where there are columns, else line by line.

A gutter is a vertical line that text does not cross for a while. What lies on its two sides are columns when their
lines do not stand at the same heights; lines that do are the rows of a table, or titles with a date at the right.
"""

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

_DEPTH = 3
_MIN_LINES = 3
_MIN_FULL_LINES = 8
_UNALIGNED = 0.3
_FULL = 0.7
_SAME_HEIGHT = 0.35
_COLUMN_GAP = 1.0
_SPACE = 0.2
_MAX_GUTTERS = 60


@dataclass(slots=True)
class Run:
    """Text that stands together on one line. Coordinates in points, upwards; `size` is the height of its font."""

    text: str
    left: float
    right: float
    baseline: float
    size: float


@dataclass(slots=True)
class _Band:
    """A part of the page between two lines that cross the gutter."""

    left: list[Run]
    right: list[Run]


def lines_in_reading_order(runs: list[Run]) -> list[str]:
    """The page's lines; what is far apart on one line is separated by a tab."""
    return [_line(row) for row in _ordered(runs, _DEPTH)]


def _ordered(runs: list[Run], depth: int) -> list[list[Run]]:
    gutter = _best_gutter(runs) if depth and len(runs) >= 2 * _MIN_LINES else None
    if gutter is None:
        return _rows(runs)
    ordered: list[list[Run]] = []
    for part in _bands(_rows(runs), gutter):
        if isinstance(part, list):
            ordered.append(part)
        elif _are_columns(part):
            ordered += _ordered(part.left, depth - 1) + _ordered(part.right, depth - 1)
        else:
            ordered += _rows(part.left + part.right)
    return ordered


def _best_gutter(runs: list[Run]) -> float | None:
    """The gutter with most text in columns beside it."""
    edges = sorted({round(run.left) for run in runs})[1:]
    if len(edges) > _MAX_GUTTERS:
        edges = edges[:: len(edges) // _MAX_GUTTERS + 1]
    rows = _rows(runs)
    best, most = None, 0
    for edge in edges:
        inside = sum(
            len(part.left) + len(part.right)
            for part in _bands(rows, edge - 1.0)
            if isinstance(part, _Band) and _are_columns(part)
        )
        if inside > most:
            best, most = edge - 1.0, inside
    return best


def _bands(rows: list[list[Run]], gutter: float) -> list[_Band | list[Run]]:
    """The page from top to bottom: rows that cross the gutter, and what lies on its sides between them."""
    parts: list[_Band | list[Run]] = []
    for row in rows:
        if any(run.left < gutter < run.right for run in row):
            parts.append(row)
            continue
        if not parts or isinstance(parts[-1], list):
            parts.append(_Band([], []))
        band = parts[-1]
        if isinstance(band, _Band):
            band.left += [run for run in row if run.right <= gutter]
            band.right += [run for run in row if run.left >= gutter]
    return parts


def _are_columns(band: _Band) -> bool:
    left, right = _rows(band.left), _rows(band.right)
    if min(len(left), len(right)) < _MIN_LINES:
        return False
    gap = min(run.left for run in band.right) - max(run.right for run in band.left)
    if gap < _COLUMN_GAP * min(run.size for run in band.right):
        return False
    fewer, more = sorted((left, right), key=len)
    heights = sorted(row[0].baseline for row in more)
    alone = sum(not _is_met(row[0], heights) for row in fewer)
    if alone > _UNALIGNED * len(fewer):
        return True
    return len(fewer) >= _MIN_FULL_LINES and all(_is_full(side) for side in (left, right))


def _is_met(run: Run, heights: list[float]) -> bool:
    """Whether a line of the other side stands at the height of this one."""
    slack = run.size * _SAME_HEIGHT
    at = bisect_left(heights, run.baseline - slack)
    return at < len(heights) and heights[at] <= run.baseline + slack


def _is_full(rows: list[list[Run]]) -> bool:
    """Whether the lines run on to the end of their column, as those of prose do."""
    start, end = min(row[0].left for row in rows), max(row[-1].right for row in rows)
    return sum(row[-1].right - row[0].left for row in rows) > _FULL * (end - start) * len(rows)


def _rows(runs: Iterable[Run]) -> list[list[Run]]:
    """Runs of the same height together, from top to bottom, each row from left to right."""
    rows: list[list[Run]] = []
    for run in sorted(runs, key=lambda run: -run.baseline):
        if rows and rows[-1][0].baseline - run.baseline < _SAME_HEIGHT * max(rows[-1][0].size, run.size):
            rows[-1].append(run)
        else:
            rows.append([run])
    for row in rows:
        row.sort(key=lambda run: run.left)
    return rows


def _line(row: list[Run]) -> str:
    text = row[0].text
    for before, run in pairwise(row):
        gap = run.left - before.right
        text += ("\t" if gap > _COLUMN_GAP * run.size else " " if gap > _SPACE * run.size else "") + run.text
    return text
