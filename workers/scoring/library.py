"""What every answer is compared with, as vectors that are made once for an encoder."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from chalicelib.domain.language import Language
from workers.scoring import features
from workers.scoring.background import EVERYDAY
from workers.scoring.dimension import Behaviour, Phrasings, dimensions
from workers.scoring.encoder import TextEncoder, Vectors

LANGUAGES: tuple[Language, Language] = ("en", "zh")


@dataclass(frozen=True, slots=True, eq=False)
class Library:
    """Phrasings of all behaviours, one after the other, then all contrary phrasings: the rows of `wanted`.

    `starts` has the first row of each behaviour, `contrary` that of the contrary phrasings. `owners` are the dimensions
    of the behaviours, `told` their texts as vectors. `everyday` and `spread` say what closeness means by chance.
    """

    behaviours: tuple[Behaviour, ...]
    owners: tuple[str, ...]
    wanted: Vectors
    starts: tuple[int, ...]
    contrary: int
    told: dict[Language, Vectors]
    everyday: dict[Language, Vectors]
    spread: dict[Language, float]


def cosines(left: Vectors, right: Vectors) -> Vectors:
    """Cosine of each row with each row, summed in one order on every machine, which BLAS does not promise."""
    result: Vectors = np.einsum("id,jd->ij", left, right)
    return result


def vectors(encoder: TextEncoder, texts: list[str]) -> Vectors:
    """Vectors of texts as they are compared, without fillers and case."""
    return encoder.encode([features.clean(text) for text in texts])


@lru_cache(maxsize=4)
def library(encoder: TextEncoder) -> Library:
    """The library in the vectors of this encoder."""
    known = [(key, behaviour) for key, dimension in dimensions().items() for behaviour in dimension.behaviours]
    phrasings = [_both(behaviour.phrasings) for _, behaviour in known]
    contrary = [text for dimension in dimensions().values() for text in _both(dimension.contrary)]
    ends = np.cumsum([len(texts) for texts in phrasings]).tolist()
    everyday = {language: vectors(encoder, list(EVERYDAY.in_language(language))) for language in LANGUAGES}
    return Library(
        behaviours=tuple(behaviour for _, behaviour in known),
        owners=tuple(key for key, _ in known),
        wanted=vectors(encoder, [*(text for texts in phrasings for text in texts), *contrary]),
        starts=(0, *ends[:-1]),
        contrary=ends[-1],
        told={
            language: vectors(encoder, [behaviour.text.in_language(language) for _, behaviour in known])
            for language in LANGUAGES
        },
        everyday=everyday,
        spread={language: _spread(texts) for language, texts in everyday.items()},
    )


def _both(phrasings: Phrasings) -> list[str]:
    return [*phrasings.en, *phrasings.zh]


def _spread(everyday: Vectors) -> float:
    """Standard deviation of the cosines between different everyday clauses."""
    pairs = np.triu_indices(len(everyday), 1)
    return float(cosines(everyday, everyday)[pairs].std())
