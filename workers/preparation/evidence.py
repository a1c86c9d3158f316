"""Which sentences of a job description speak for which dimension, by the dimension's own terms and by meaning."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np

from chalicelib.starter import StarterDimension, dimensions
from workers.preparation.mentions import find, fold
from workers.preparation.sections import Sentence
from workers.scoring.encoder import TextEncoder, Vectors
from workers.scoring.library import cosines

LEXICAL: Final = 0.6
"""What one of a dimension's terms in a sentence is worth on its own; a second one adds half of what is left."""
SHORT: Final = 0.4
"""What it is worth when it is a single word, such as the name of a tool, which may be meant in passing."""
MEANING: Final = 0.8
"""The most that meaning alone is worth."""
_FAINT: Final = 0.01
"""What the meaning of a sentence that speaks for nothing is worth: it ranks what is left, and no more."""
_FROM, _FULL = 0.12, 0.5
"""How much closer than the average dimension a sentence must come for its meaning to count, and to count in full."""
_TERMS, _LEVELS = 3, 2
"""The closest so many terms, and level texts, are averaged, so that no single phrasing decides."""
_SHORT_HAN: Final = 2
_TOLD_LEVELS: Final = 3
"""Levels from this one on say what the dimension is; those below say how it is missed."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """A sentence that speaks for a dimension: `strength` 0 to 1, its place in the description counted in."""

    sentence: Sentence
    strength: float


@dataclass(frozen=True, slots=True, eq=False)
class _Prototypes:
    """Vectors of a dimension's name and terms, and of its description and upper levels, in both languages."""

    terms: Vectors
    levels: Vectors


def evidence(parts: tuple[Sentence, ...], encoder: TextEncoder) -> dict[str, tuple[Evidence, ...]]:
    """For every shipped dimension all sentences, those that speak for it most first."""
    close = _closeness(parts, encoder)
    above = (close - close.mean(axis=0) - _FROM) / (_FULL - _FROM)
    near = np.clip(above, 0, 1) * MEANING
    found: dict[str, tuple[Evidence, ...]] = {}
    for row, (key, dimension) in enumerate(dimensions().items()):
        weighed = [
            Evidence(
                part,
                round(part.weight * _either(_lexical(part, dimension), float(near[row, i])), 6)
                or round(_FAINT * min(max(float(close[row, i]), 0.0), 1.0), 6),
            )
            for i, part in enumerate(parts)
        ]
        found[key] = tuple(sorted(weighed, key=lambda one: (-one.strength, one.sentence.start)))
    return found


def _either(lexical: float, meaning: float) -> float:
    return 1 - (1 - lexical) * (1 - meaning)


def _lexical(part: Sentence, dimension: StarterDimension) -> float:
    folded = fold(part.text)
    terms = {fold(term) for term in (*dimension.terms.en, *dimension.terms.zh)}
    hits = {span for term in terms if term in folded for span in find(term, folded, part.text)}
    apart = [a for a in hits if not any(b != a and b[0] <= a[0] and a[1] <= b[1] for b in hits)]
    if not apart:
        return 0.0
    first = SHORT if all(_is_short(folded[start:end]) for start, end in apart) else LEXICAL
    return first + (1 - first) * (1 - 0.5 ** (len(apart) - 1))


def _is_short(term: str) -> bool:
    return len(term) <= _SHORT_HAN if not term.isascii() else " " not in term and "-" not in term


def _closeness(parts: tuple[Sentence, ...], encoder: TextEncoder) -> Vectors:
    """How close each sentence comes to each dimension in meaning, `(dimensions, sentences)`, -2 to 2."""
    said = encoder.encode([part.text for part in parts])
    return np.stack(
        [
            _closest(prototypes.terms, said, _TERMS) + _closest(prototypes.levels, said, _LEVELS)
            for prototypes in _prototypes(encoder)
        ]
    )


def _closest(prototypes: Vectors, said: Vectors, count: int) -> Vectors:
    nearest: Vectors = np.sort(cosines(prototypes, said), axis=0)[-count:].mean(axis=0)
    return nearest


@lru_cache(maxsize=4)
def _prototypes(encoder: TextEncoder) -> tuple[_Prototypes, ...]:
    return tuple(
        _Prototypes(
            encoder.encode([each.name.en, each.name.zh, *each.terms.en, *each.terms.zh]),
            encoder.encode(
                [
                    each.description.en.split(". ")[0],
                    each.description.zh.split("。")[0],
                    *(level.text.en for level in each.levels if level.level >= _TOLD_LEVELS),
                    *(level.text.zh for level in each.levels if level.level >= _TOLD_LEVELS),
                ]
            ),
        )
        for each in dimensions().values()
    )
