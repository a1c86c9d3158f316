"""The text of a CV as it is searched: folded, without protected attributes, aware of what was copied from the job."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from chalicelib.domain.protected import without_protected
from workers.preparation.mentions import find, fold, is_negated

LONGEST: Final = 50_000
"""Characters of a CV that are looked at; no honest one is longer."""
_RUN: Final = {True: 6, False: 4}
"""Pieces of a run that shows copying, in Chinese and otherwise; shorter ones coincide by chance."""
_COPIED: Final = ((12, 0.7), (8, 0.99))
"""A sentence of at least so many pieces is copied when this share of its runs stands in the job description."""
_MARK: Final = re.compile(r"[\n。；;！!？?•●]|(?<=[a-z0-9)%])\. ")
_CLAUSE: Final = re.compile(r"[\n。；;！!？?•●|]|[,，](?!\d)|(?<=[a-z0-9)%])\. ")
_PIECE: Final = re.compile(r"[\u3400-\u9fff]|[a-z0-9]+")
_QUOTE: Final = 300

Runs = frozenset[tuple[str, ...]]


class CvText:
    """The text of one CV. Places are characters of `text`, which is as long as the original, the protected left out."""

    def __init__(self, original: str, copied_from: Runs = frozenset()) -> None:
        self.text: Final = without_protected(original[:LONGEST])
        self.folded: Final = fold(self.text)
        self.starts: Final = [0, *(match.end() for match in _MARK.finditer(self.folded))]
        self._source = copied_from
        self._words = _words(copied_from)
        self._found: dict[str, tuple[tuple[int, int], ...]] = {}
        self._copied: dict[int, bool] = {}
        self._said: dict[int, list[str]] = {}

    def mentions(self, name: str) -> tuple[tuple[int, int], ...]:
        """Where the text has `name` and does not deny it."""
        if name not in self._found:
            if name not in self.folded:
                return ()
            self._found[name] = tuple(
                span for span in find(name, self.folded, self.text) if not is_negated(self.folded, span[0])
            )
        return self._found[name]

    def sentence(self, place: int) -> tuple[int, int]:
        """Start and end of the sentence around a place."""
        i = bisect_right(self.starts, place) - 1
        return self.starts[i], self.starts[i + 1] if i + 1 < len(self.starts) else len(self.text)

    def sentences(self) -> Iterator[tuple[int, int]]:
        """Start and end of each sentence in order."""
        return zip(self.starts, [*self.starts[1:], len(self.text)], strict=True)

    def said(self, place: int) -> list[str]:
        """The pieces of the sentence around a place."""
        start, end = self.sentence(place)
        if start not in self._said:
            self._said[start] = pieces(self.folded[start:end])
        return self._said[start]

    def is_copied(self, place: int) -> bool:
        """Whether the sentence around a place was taken from the job description."""
        start, _ = self.sentence(place)
        if start not in self._copied:
            self._copied[start] = self._is_taken(self.said(start))
        return self._copied[start]

    def _is_taken(self, said: list[str]) -> bool:
        if len(said) < _COPIED[-1][0] or sum(map(self._words.__contains__, said)) < _COPIED[0][1] * len(said):
            return False
        all_runs = _runs(said, _RUN[is_chinese(said)])
        share = sum(map(self._source.__contains__, all_runs)) / len(all_runs)
        return any(len(said) >= size and share >= least for size, least in _COPIED)

    def quote(self, start: int, end: int) -> str:
        """The clause around a place, verbatim; just the words when something protected was taken out of the clause."""
        first, last = self.sentence(start)
        begin = max((match.end() for match in _CLAUSE.finditer(self.folded, first, start)), default=first)
        after = _CLAUSE.search(self.folded, end, last)
        clause = self.text[begin : after.start() if after else last].strip()
        return clause if len(clause) <= _QUOTE and "  " not in clause else self.text[start:end][:_QUOTE]


def pieces(folded: str) -> list[str]:
    """Words in Latin script and single Chinese characters, in order."""
    return _PIECE.findall(folded)


@lru_cache(maxsize=16384)
def size(name: str) -> int:
    """How many pieces a name has."""
    return len(pieces(name))


def is_chinese(said: list[str]) -> bool:
    """Whether most of the pieces are Chinese characters."""
    return sum(map(str.isascii, said)) * 2 < len(said)


def runs(description: str) -> Runs:
    """The runs of pieces in a job description by which copying is recognised."""
    said = pieces(fold(description))
    return frozenset(run for length in _RUN.values() for run in _runs(said, length))


@lru_cache(maxsize=16)
def _words(known: Runs) -> frozenset[str]:
    return frozenset(word for run in known for word in run)


def _runs(said: list[str], length: int) -> list[tuple[str, ...]]:
    return list(zip(*(said[i:] for i in range(length)), strict=False))


@lru_cache(maxsize=16384)
def entry(text: str) -> tuple[str, str]:
    """An entry of a profile without protected attributes, and the same folded; most candidates share theirs."""
    plain = without_protected(text)
    return plain, fold(plain)
