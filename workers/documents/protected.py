"""Takes out of a CV what must not bear on a decision: age, sex, ethnicity, marriage, origin, politics and the like.

Three ways in which CVs state such things are known: a label with its value, a bare value between separators
("男 | 26岁 | 汉族"), and a phrase in a sentence ("born in 1990"). The year in which someone began to study nearly tells
the year of birth, so of the dates of an education only the last is left, and none of a secondary school.
"""

import re
from collections.abc import Iterator
from itertools import chain

from workers.documents.periods import find_periods
from workers.documents.protected_words import (
    BARE,
    BARE_IN_HEADER,
    BIRTH_DATE,
    DATE_OF_MONTH,
    LABELS,
    PHRASES,
    PICTURE,
    SCHOOLING,
    SECONDARY,
)
from workers.documents.sections import Line, lines_of

_SEPARATORS = re.compile(r"[|｜/,，、;；·•()（）\t]| {2,}|\s[-–—]\s")
_SPACED = re.compile(r"[|｜/,，、;；·•()（）]|\s+")
_MARK = "\0"
_EMPTY_BRACKETS = re.compile(rf"[(（][\s,，、;；|/]*{_MARK}[\s,，、;；|/{_MARK}]*[)）]")
_SEPARATING = "|｜/,，、;；·• \t"
_NOT_A_BREAK = re.compile(r"[^\n]")
# Of a CV without headings, only so many lines can be its personal data.
_TOP = 15
_NO_CONTENT = re.compile(r"\W*")


def without_protected(text: str) -> str:
    """The text without protected labels and values. This is what may be matched and stored."""
    marked: list[str] = []
    at = 0
    for start, end in protected_spans(text):
        marked.append(text[at:start] + _MARK)
        at = end
    lines = "".join([*marked, text[at:]]).split("\n")
    return "\n".join(tidy for line in lines if (tidy := _tidied(line)) is not None)


def blanked(text: str) -> str:
    """The text with spaces in place of what is protected, so that places in it stay the same."""
    pieces: list[str] = []
    at = 0
    for start, end in protected_spans(text):
        pieces += [text[at:start], _NOT_A_BREAK.sub(" ", text[start:end])]
        at = end
    return "".join([*pieces, text[at:]])


def protected_spans(text: str) -> list[tuple[int, int]]:
    """Where protected labels and values stand; in order, without overlaps."""
    spans = [match.span() for match in chain.from_iterable(pattern.finditer(text) for pattern in (*LABELS, *PHRASES))]
    for number, line in enumerate(lines_of(text)):
        at_the_top = number < _TOP and line.section == "personal"
        found = chain(_bare(line, at_the_top=at_the_top), _entrance(line))
        spans += [(line.start + start, line.start + end) for start, end in found]
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        elif end > start:
            merged.append((start, end))
    return merged


def _bare(line: Line, *, at_the_top: bool) -> Iterator[tuple[int, int]]:
    """Values without a label, each alone between separators."""
    if PICTURE.fullmatch(line.text.strip()):
        yield 0, len(line.text)
    parts = list(_tokens(line.text, _SEPARATORS))
    found = [span for span in parts if BARE.fullmatch(line.text[slice(*span)])]
    if at_the_top:
        words = list(_tokens(line.text, _SPACED))
        found += [span for span in words if BARE.fullmatch(line.text[slice(*span)])]
        found += [span for span in parts if BARE_IN_HEADER.fullmatch(line.text[slice(*span)])]
        # A date beside a sex or an age is a date of birth, and so is one that stands alone among personal data.
        dates = BIRTH_DATE if found else DATE_OF_MONTH
        periods = [(period.start, period.end) for period in find_periods(line.text)]
        found += [
            (start, end)
            for start, end in words
            if dates.fullmatch(line.text[start:end])
            and not any(start < last and first < end for first, last in periods)
            and (found or not SCHOOLING.search(line.text))
        ]
    yield from found


def _tokens(text: str, separators: re.Pattern[str]) -> Iterator[tuple[int, int]]:
    """Where the stripped pieces between separators are."""
    at = 0
    for start, end in [*(match.span() for match in separators.finditer(text)), (len(text), len(text))]:
        piece = text[at:start]
        if stripped := piece.strip():
            first = at + piece.index(stripped)
            yield first, first + len(stripped)
        at = end


def _entrance(line: Line) -> Iterator[tuple[int, int]]:
    """First dates of educations, and all dates of secondary schools."""
    studies = line.section == "education" or (line.section == "personal" and SCHOOLING.search(line.text))
    if not studies or line.heading:
        return
    secondary = SECONDARY.search(line.text)
    for period in find_periods(line.text):
        if secondary:
            yield period.start, period.end
        elif period.last is not None:
            yield period.start, period.last.start
        else:
            yield period.start, period.end


def _tidied(line: str) -> str | None:
    """The line closed up where something was taken out; None when nothing is left of it."""
    if _MARK not in line:
        return line
    first, *rest = _EMPTY_BRACKETS.sub(_MARK, line).split(_MARK)
    tidy = first
    for piece in rest:
        before, after = tidy.rstrip(_SEPARATING), piece.lstrip(_SEPARATING)
        left, right = tidy[len(before) :], piece[: len(piece) - len(after)]
        # The separator that stood before what was taken out; a plain space yields to the one that stood after it.
        between = left if left.strip(" ") else right if right.strip(" ") else left or right
        tidy = before + between + after
        if not before:
            tidy = after
    if not rest[-1].lstrip(_SEPARATING):
        tidy = tidy.rstrip(_SEPARATING)
    return None if _NO_CONTENT.fullmatch(tidy) else tidy
