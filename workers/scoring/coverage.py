"""How far an answer covers what a good answer holds: four measures, each 0 to 1 or signed, and how long it is.

Words and characters tell what was said in the same terms, the encoder what was said in others. The question's own words
count for nothing, so that reading it back earns nothing.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from dataclasses import astuple, dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from workers.scoring import features

if TYPE_CHECKING:
    from collections.abc import Sequence

    from workers.scoring.encoder import TextEncoder, Vectors

_GAPS: Final = re.compile(r"\W+")
_RUN: Final = {"en": 4, "zh": 2}
"""Characters in a run: about a syllable and a half of English, a word of Chinese."""
_LONGEST: Final = 100
_VERDICT: Final = re.compile(
    r"\W*(?:\d[.、]\s*)?(?:(?P<no>错误?|不对|不正确|不是|(?:false|no|incorrect|wrong)\b)"
    r"|(?P<yes>正确|对|是的|(?:true|yes|correct|right)\b))",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Coverage:
    """Measures of one answer against its references: of each, the best over the references.

    `characters` and `words` are shares of a reference's runs of characters and content words that the answer holds,
    `meaning` is the cosine of both with the question's direction taken out, `verdict` is 1 where both begin with the
    same yes or no, -1 where with opposite ones, else 0. `length` is the logarithm of the words or characters said, up
    to a hundred: raters and measures both favour length, and what it is worth by itself is taken out again.
    """

    characters: float
    words: float
    meaning: float
    verdict: float
    length: float

    def vector(self) -> tuple[float, ...]:
        """The measures named in `MEASURES`, in their order; without the length."""
        return astuple(self)[: len(MEASURES)]


MEASURES: Final = ("characters", "words", "meaning", "verdict")


def coverage(encoder: TextEncoder, question: str, references: Sequence[str], answer: str) -> Coverage:
    """Measures of `answer`; `references` are answers that would earn full marks, or key points joined to one."""
    asked, answered = encoder.encode([features.clean(question), features.clean(answer)])
    wanted = encoder.encode([features.clean(reference) for reference in references])
    return Coverage(
        characters=max(_characters(reference, answer) for reference in references),
        words=max(_words(reference, answer, question) for reference in references),
        meaning=float(residual_cosines(wanted, answered[None], asked).max()),
        verdict=max((_verdict(reference) * _verdict(answer) for reference in references), key=abs),
        length=math.log1p(min(features.size(answer), _LONGEST)),
    )


def _characters(reference: str, answer: str) -> float:
    length = _RUN[features.language_of(reference + answer)]
    wanted, said = _runs(reference, length), _runs(answer, length)
    return (wanted & said).total() / max(wanted.total(), 1)


def _runs(text: str, length: int) -> Counter[str]:
    text = _GAPS.sub(" ", text.lower()).strip()
    return Counter(text[start : start + length] for start in range(len(text) - length + 1))


def _words(reference: str, answer: str, question: str) -> float:
    wanted = features.content(reference) - features.content(question) or features.content(reference)
    return len(wanted & features.content(answer)) / max(len(wanted), 1)


def residual_cosines(left: Vectors, right: Vectors, question: Vectors) -> Vectors:
    """Cosine of each row with each row, what lies in the question's direction taken out of all of them."""
    lefts, rights = (each - np.einsum("id,d->i", each, question)[:, None] * question for each in (left, right))
    size = np.linalg.norm(lefts, axis=1)[:, None] * np.linalg.norm(rights, axis=1)
    found: Vectors = np.einsum("id,jd->ij", lefts, rights) / np.maximum(size, 1e-9)
    return found


def _verdict(text: str) -> int:
    found = _VERDICT.match(text)
    if found is None:
        return 0
    return -1 if found["no"] else 1
