"""Which words a text denies, and whether it says the opposite of another text in that text's own words."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from workers.scoring import features, wording

if TYPE_CHECKING:
    from collections.abc import Sequence

_PARTS: Final = re.compile(r"[.?!,;:()。？！，；：、（）\n]")
_DENIES: Final = wording.words(
    """
    not no never without neither nor cannot don doesn didn isn aren wasn weren won wouldn couldn shouldn
    haven hasn hadn 不 没 没有 无 未 非 无法 不能 不会 不是 不可 并非 并不 从不 不可以 不需要 不支持
    不用 不必 不得 不应 不要
    """
)
SAME_WORDS: Final = 0.6
"""Share of a text's content words that the other has from which on the two speak of the same."""
GOOD_PART: Final = 1 / 3
"""Of 1,195 answers with full marks 18 come to this, of 106 references with their verbs negated 70."""
RECITED: Final = 0.5
"""Share of the runs of words, or of the parts, from which on an answer stands in the key points word for word."""
FEWEST_PIECES: Final = 3
"""Words or characters that a part must have to be told from others word for word."""
FEWEST: Final = 3
"""Words of content in common below which nothing is said about the two."""


@lru_cache(maxsize=4096)
def denied(text: str) -> frozenset[str]:
    """The word of content that each negation stands before, or where none follows in its part, stands behind."""
    found: set[str] = set()
    for part in _PARTS.split(text.lower()):
        words = [piece for word in features.tokens(part) for piece in _cut(word)]
        for at, word in enumerate(words):
            if word not in _DENIES or (at == 0 and word == "no"):
                continue
            after = (each for each in words[at + 1 :] if _content(each))
            before = (each for each in reversed(words[:at]) if _content(each))
            target = next(after, None) or next(before, None)
            if target is not None:
                found ^= features.content(target)
    return frozenset(found)


def _cut(word: str) -> tuple[str, ...]:
    """A Chinese word that begins with a negation, in two; jieba's dictionary has many of them."""
    if len(word) > 1 and word[0] in "不没未" and word not in _DENIES:
        return word[0], word[1:]
    return (word,)


def _content(word: str) -> bool:
    return word not in _DENIES and not features.is_function_word(word)


def parts(text: str) -> tuple[str, ...]:
    """The text cut at its marks."""
    return tuple(part for part in _PARTS.split(text.lower()) if part.strip())


def opposed(said: str, wanted: Sequence[str]) -> bool | None:
    """Whether `said` denies what the nearest of `wanted` says of the same things, or asserts what that denies.

    `None` where it speaks of none of them in their own words, so that nothing can be told.
    """
    found: bool | None = None
    for part in parts(said):
        words = features.content(part)
        nearest = max(wanted, key=lambda each: _closeness(words, features.content(each)), default="")
        shared = words & features.content(nearest)
        if len(shared) < FEWEST or len(shared) < SAME_WORDS * len(words):
            continue
        apart = (denied(part) ^ denied(nearest)) & shared
        found = bool(found) or bool(apart)
    return found


def denying(units: Sequence[str], wanted: Sequence[str]) -> tuple[bool, ...]:
    """Which units say the opposite of what is wanted.

    Where that is a good part of those that speak in its words, all of these count as such: who denies one sentence in
    two of a text has not understood the others. In a text that stands in the key points word for word, one is enough.
    """
    pieces = tuple(part for text in wanted for part in parts(text))
    found = [opposed(unit, pieces) for unit in units]
    telling = sum(each is not None for each in found)
    said = [part for unit in units for part in parts(unit)]
    recited = features.echo(" ".join(units), wanted) >= RECITED
    known = {_without_negations(piece)[0] for piece in pieces}
    if (recited or sum(_without_negations(part)[0] in known for part in said) >= RECITED * len(said)) and any(
        turned(part, pieces) for part in said
    ):
        return tuple(
            each is not None or all(_without_negations(part)[0] in known for part in parts(unit))
            for unit, each in zip(units, found, strict=True)
        )
    if sum(each is True for each in found) >= (1 if recited else max(GOOD_PART * telling, 1)):
        return tuple(each is not None for each in found)
    return tuple(each is True for each in found)


def turned(said: str, wanted: Sequence[str]) -> bool:
    """Whether a part is word for word one of the wanted but for an odd number of negations."""
    plain, count = _without_negations(said)
    odd = {denials % 2 for words, denials in map(_without_negations, wanted) if words == plain}
    return len(plain) >= FEWEST_PIECES and bool(odd) and count % 2 not in odd


@lru_cache(maxsize=4096)
def _without_negations(text: str) -> tuple[tuple[str, ...], int]:
    """Words and single characters without those that deny, and how many of those there are."""
    words = features.pieces(text)
    left = tuple(word for word in words if word not in _DENIES)
    return left, len(words) - len(left)


def _closeness(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / max(len(one | other), 1)
