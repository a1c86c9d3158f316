"""Dates and stretches of time as CVs write them, in English and Chinese."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_YEAR = r"(?:19|20)\d{2}"
_MONTH_NAME = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)"
)
_PRESENT = r"至\s?今|迄今|现在|目前|今(?!年)|present|current(?:ly)?|now\b|today|to\s+date|ongoing"
_DAY = r"(?:\s?[./\-月]\s?(?:[12]\d|3[01]|0?[1-9])(?!\d)日?)?"


def _point(name: str) -> str:
    """A pattern of one date whose groups end in `name`."""
    return (
        rf"(?:(?<!\d)(?P<y1{name}>{_YEAR})\s?[./\-年]\s?(?P<m1{name}>1[0-2]|0?[1-9])(?!\d){_DAY}\s?月?(?:份)?"
        rf"|(?<!\d)(?P<m2{name}>1[0-2]|0?[1-9])\s?[./]\s?(?P<y2{name}>{_YEAR})(?!\d)"
        rf"|(?<![a-z])(?P<m3{name}>{_MONTH_NAME})\.?,?\s?(?:\d{{1,2}}(?:st|nd|rd|th)?,\s?)?(?P<y3{name}>{_YEAR})(?!\d)"
        rf"|(?<![\d.])(?P<y4{name}>{_YEAR})(?![\d])\s?年?)"
    )


_POINT = re.compile(_point("a"), re.IGNORECASE)
_PERIOD = re.compile(
    rf"(?:{_point('a')})"
    rf"(?:\s*(?:[-‐‑‒–—―−~～〜]{{1,3}}|至(?!\s?今)|到|to\b|until\b|till\b)\s*(?:(?:{_point('b')})|(?P<now1>{_PRESENT}))"
    rf"|\s*(?P<now2>至\s?今|to\s+date|to\s+present))",
    re.IGNORECASE,
)
_SINCE = re.compile(rf"(?<![a-z])since\s+(?:{_point('a')})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Point:
    """A month, or a year when no month is named; `start` and `end` count characters of the text."""

    year: int
    month: int | None
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Period:
    """From one date to another, or to the present when `last` is None."""

    first: Point
    last: Point | None
    start: int
    end: int


def find_periods(text: str) -> Iterator[Period]:
    """Stretches of time in the order of the text."""
    for match in _PERIOD.finditer(text):
        first = _named(match, "a")
        last = None if match["now1"] or match["now2"] else _named(match, "b")
        if first is not None:
            yield Period(first, last, match.start(), match.end())
    for match in _SINCE.finditer(text):
        if (first := _named(match, "a")) is not None:
            yield Period(first, None, match.start(), match.end())


def find_points(text: str) -> Iterator[Point]:
    """Single dates in the order of the text, those of stretches among them."""
    for match in _POINT.finditer(text):
        if (point := _named(match, "a")) is not None:
            yield point


def _named(match: re.Match[str], name: str) -> Point | None:
    for way in ("1", "2", "3", "4"):
        year = match[f"y{way}{name}"]
        if year is None:
            continue
        month = None if way == "4" else _month(match[f"m{way}{name}"])
        start = match.start(f"y{way}{name}")
        if month is not None:
            start = min(start, match.start(f"m{way}{name}"))
        end = max(match.end(f"y{way}{name}"), start if month is None else match.end(f"m{way}{name}"))
        return Point(int(year), month, start, end)
    return None


def _month(name: str) -> int:
    return int(name) if name.isdigit() else 1 + _MONTHS.index(name[:3].lower())


def months_covered(periods: list[Period], this_year: int, this_month: int) -> int:
    """How many different months the periods cover up to now; what overlaps counts once.

    A month that is named as the last one is worked in; a year that is named as the last one is not known to be, so
    from 2018 to 2020 is two years. The month that runs is not over and does not count.
    """
    now = this_year * 12 + this_month - 1
    covered: set[int] = set()
    for period in periods:
        first = period.first.year * 12 + (period.first.month or 1) - 1
        if period.last is None:
            after = now
        elif period.last.month is None:
            after = period.last.year * 12 + (0 if period.first.month is None else 1)
        else:
            after = period.last.year * 12 + period.last.month
        covered.update(range(first, min(after, now)))
    return len(covered)
