"""Turns recognised words into clauses, the units that evidence quotes."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from opencc import OpenCC

from chalicelib.domain.language import Language
from chalicelib.domain.transcript import Clause, Word

_SENTENCE_END = tuple(".?!。？！…")
_CLAUSE_END = (*_SENTENCE_END, *",;:，；：、")
_OPENING = "\"'“‘(（[「《¿"
# A new clause even without a mark: Whisper often writes Mandarin with few of them.
_PAUSE_MS = 600
# Shorter pieces before a comma ("Well,") join what follows: words in English, characters in Chinese.
_SHORTEST: dict[Language, int] = {"en": 3, "zh": 4}
# OpenCC leaves the aspect mark as it stands, because 著 is also a character of words such as 著名 and 显著.
_ASPECT_MARK = re.compile("(?<![显卓名原巨专论编合译土昭拙遗])著(?![名作称者述书录])")


@dataclass(frozen=True, slots=True)
class SpokenWord:
    """A word as the recogniser wrote it, with its leading space, and its place in the recording."""

    text: str
    start_ms: int
    end_ms: int
    probability: float | None
    """None where the recogniser does not tell."""
    language: Language
    ends_segment: bool = False


def simplified(pieces: Sequence[str]) -> list[str]:
    """Simplified Chinese of consecutive pieces of one text, converted in context."""
    text = "".join(pieces)
    converted = _ASPECT_MARK.sub("着", _converter().convert(text))
    if len(converted) != len(text):
        return [_converter().convert(piece) for piece in pieces]
    result, at = [], 0
    for piece in pieces:
        result.append(converted[at : at + len(piece)])
        at += len(piece)
    return result


@cache
def _converter() -> OpenCC:
    return OpenCC("t2s")


def joined_marks(words: Iterable[SpokenWord]) -> list[SpokenWord]:
    """Words with loose punctuation attached: opening marks to what follows, all others to what precedes."""
    result: list[SpokenWord] = []
    opening = ""
    for word in words:
        bare = word.text.strip()
        if not bare:
            continue
        if not any(character.isalnum() for character in bare):
            if all(mark in _OPENING for mark in bare) and word.text.startswith(" "):
                opening += word.text
            elif result:
                last = result[-1]
                result[-1] = SpokenWord(
                    last.text + bare, last.start_ms, last.end_ms, last.probability, last.language, word.ends_segment
                )
            continue
        text = opening + bare if opening else word.text
        result.append(SpokenWord(text, word.start_ms, word.end_ms, word.probability, word.language, word.ends_segment))
        opening = ""
    return result


def clauses_of(words: Sequence[SpokenWord]) -> tuple[Clause, ...]:
    """Splits words at marks, pauses and changes of language."""
    clauses: list[Clause] = []
    begin = 0
    for at, word in enumerate(words):
        following = words[at + 1] if at + 1 < len(words) else None
        if following is None or _breaks(words[begin : at + 1], word, following):
            clauses.append(_clause(words[begin : at + 1]))
            begin = at + 1
    return tuple(clauses)


def _breaks(so_far: Sequence[SpokenWord], word: SpokenWord, following: SpokenWord) -> bool:
    if following.language != word.language or following.start_ms - word.end_ms >= _PAUSE_MS:
        return True
    if word.text[-1] in ".," and word.text[-2:-1].isdigit() and following.text[:1].isdigit():
        return False
    if word.text.endswith(_SENTENCE_END):
        return True
    spaced = word.language == "zh" and following.text.startswith(" ") and not (word.text + following.text).isascii()
    if word.text.endswith(_CLAUSE_END) or word.ends_segment or spaced:
        size = len(so_far) if word.language == "en" else sum(len(each.text.strip()) for each in so_far)
        return size >= _SHORTEST[word.language]
    return False


def _clause(words: Sequence[SpokenWord]) -> Clause:
    return Clause(
        text="".join(word.text for word in words).strip(),
        start_ms=words[0].start_ms,
        end_ms=max(word.end_ms for word in words),
        language=words[0].language,
        probability=mean_probability(words),
    )


def mean_probability(words: Sequence[SpokenWord]) -> float | None:
    """Mean over the words whose probability is known; None where that is none."""
    known = [word.probability for word in words if word.probability is not None]
    return sum(known) / len(known) if known else None


def transcript_words(words: Iterable[SpokenWord]) -> tuple[Word, ...]:
    """The words as the transcript keeps them."""
    return tuple(
        Word(text=word.text.strip(), start_ms=word.start_ms, end_ms=word.end_ms, probability=word.probability)
        for word in words
    )
