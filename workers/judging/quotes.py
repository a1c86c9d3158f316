"""Find a quote in the transcript: the transcript's exact words and their times, or nothing."""

from __future__ import annotations

import unicodedata
from collections import deque
from typing import TYPE_CHECKING, Final, NamedTuple

from chalicelib.domain.judge import JudgeQuote

if TYPE_CHECKING:
    from collections.abc import Iterator

    from chalicelib.domain.transcript import Transcript

_BETWEEN: Final = " "


class _Folded(NamedTuple):
    """A text without what may differ in a quote, and where in the text each letter comes from."""

    text: str
    spans: list[tuple[int, int]]


class _Timed(NamedTuple):
    start: int
    end: int
    start_ms: int
    end_ms: int


class Said:
    """One transcript, prepared for looking quotes up."""

    def __init__(self, transcript: Transcript) -> None:
        self._joiner = "" if transcript.language == "zh" else " "
        self._text = _BETWEEN.join(clause.text for clause in transcript.clauses)
        self._folded = _fold(self._text)
        self._clauses: list[_Timed] = []
        self._words: list[_Timed] = []
        begin, words = 0, deque(transcript.words)
        for clause in transcript.clauses:
            end, at = begin + len(clause.text), 0
            self._clauses.append(_Timed(begin, end, clause.start_ms, clause.end_ms))
            while words and words[0].start_ms < clause.end_ms:
                word = words.popleft()
                text = word.text.strip()
                if text and word.start_ms >= clause.start_ms and (found := clause.text.find(text, at)) >= 0:
                    at = found + len(text)
                    self._words.append(_Timed(begin + found, begin + at, word.start_ms, word.end_ms))
            begin = end + len(_BETWEEN)

    def find(self, quote: str) -> JudgeQuote | None:
        """The first place where `quote` stands, compared after NFKC, white space and case folding.

        Marks around the quote do not count; a match never begins or ends within a word. `text` of the result is the
        transcript's own. Where the transcript has no word times the times are those of its clauses.
        """
        wanted = _fold(_trimmed(quote)).text
        if not wanted:
            return None
        at = self._folded.text.find(wanted)
        while at >= 0:
            if self._whole_words(at, at + len(wanted)):
                return self._quote(self._folded.spans[at][0], self._folded.spans[at + len(wanted) - 1][1])
            at = self._folded.text.find(wanted, at + 1)
        return None

    def _whole_words(self, begin: int, end: int) -> bool:
        text = self._folded.text
        return not (_inside(text, begin) or _inside(text, end))

    def _quote(self, begin: int, end: int) -> JudgeQuote | None:
        within = [clause for clause in self._clauses if clause.start < end and clause.end > begin]
        pieces = [self._text[max(clause.start, begin) : min(clause.end, end)] for clause in within]
        text = self._joiner.join(pieces).strip()
        words = [word for word in self._words if word.start < end and word.end > begin]
        timed = words or within
        if not text:
            return None
        return JudgeQuote(
            text=text,
            start_ms=min(piece.start_ms for piece in timed),
            end_ms=max(piece.end_ms for piece in timed),
        )


def _trimmed(quote: str) -> str:
    letters = [place for place, letter in enumerate(quote) if letter.isalnum()]
    return quote[letters[0] : letters[-1] + 1] if letters else ""


def _inside(text: str, at: int) -> bool:
    """Whether `at` lies between two letters of one word; Chinese words are not marked off."""
    if not 0 < at < len(text):
        return False
    before, after = text[at - 1], text[at]
    return before.isalnum() and after.isalnum() and not (_is_wide(before) or _is_wide(after))


def _is_wide(letter: str) -> bool:
    return unicodedata.east_asian_width(letter) == "W"


def _fold(text: str) -> _Folded:
    letters: list[str] = []
    spans: list[tuple[int, int]] = []
    for begin, end in _clusters(text):
        for letter in unicodedata.normalize("NFKC", text[begin:end]).casefold():
            if unicodedata.category(letter) == "Cf":
                continue
            folded = " " if letter.isspace() else letter
            if folded == " " and (not letters or letters[-1] == " " or _is_wide(letters[-1])):
                continue
            if letters and letters[-1] == " " and _is_wide(folded):
                letters.pop()
                spans.pop()
            letters.append(folded)
            spans.append((begin, end))
    return _Folded("".join(letters), spans)


def _clusters(text: str) -> Iterator[tuple[int, int]]:
    """A letter with the marks that combine with it, at a time: they are normalised together."""
    begin = 0
    for place in range(1, len(text) + 1):
        if place == len(text) or not unicodedata.combining(text[place]):
            yield begin, place
            begin = place
