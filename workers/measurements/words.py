"""What follows from the transcript of an answer: rate, tempo, vocabulary, connectives, use of keywords."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np

from chalicelib.domain.measurements import Connectives, KeywordUse
from chalicelib.domain.transcript import Word
from workers.measurements.pauses import FoundPauses
from workers.scoring import features, wording

MATTR_WINDOW: Final = 50
_LEAST_UNITS, _LEAST_MS = 10, 5_000
"""Below this a rate says more about the words that happened to be said."""
_LEAST_RUN_MS, _LEAST_RUN_UNITS, _LEAST_RUNS = 1_000, 4, 4
# The scoring's list for examples is wide on purpose, to find structure; counting needs the narrow one.
_CONNECTIVES: Final[Mapping[str, re.Pattern[str]]] = {
    **wording.CONNECTIVES,
    "example": re.compile(r"\b(?:for example|for instance|such as)\b|比如|例如|譬如|举个例子"),
}


def a_minute(count: float, milliseconds: int, units: int) -> float | None:
    """A rate, where at least ten units were said in at least five seconds."""
    if units < _LEAST_UNITS or milliseconds < _LEAST_MS:
        return None
    return round(count * 60_000 / milliseconds, 1)


def tempo_variation(words: Sequence[Word], found: FoundPauses) -> float | None:
    """Coefficient of variation of the rate over the runs between pauses; None below four runs of a second."""
    starts = [words[0].start_ms, *(pause.end_ms for pause in found.pauses)]
    ends = [*(pause.start_ms for pause in found.pauses), words[-1].end_ms]
    first = [0, *(pause.after + 1 for pause in found.pauses), len(words)]
    rates: list[float] = []
    for at, (start, end) in enumerate(zip(starts, ends, strict=True)):
        units = features.size(" ".join(word.text for word in words[first[at] : first[at + 1]]))
        if end - start >= _LEAST_RUN_MS and units >= _LEAST_RUN_UNITS:
            rates.append(units / (end - start))
    if len(rates) < _LEAST_RUNS:
        return None
    return round(float(np.std(rates) / np.mean(rates)), 3)


def distinct_content_words(text: str) -> int:
    """Different words that carry content, by their form."""
    return len({word for word in features.tokens(features.clean(text)) if not features.is_function_word(word)})


def mattr(text: str, window: int = MATTR_WINDOW) -> float | None:
    """Moving-average type-token ratio (Covington and McFall 2010); None for fewer words than the window has."""
    words = features.tokens(features.clean(text))
    if len(words) < window:
        return None
    counts = Counter(words[:window])
    types = len(counts)
    for gone, come in zip(words, words[window:], strict=False):
        counts[gone] -= 1
        if not counts[gone]:
            del counts[gone]
        counts[come] += 1
        types += len(counts)
    return round(types / (window * (len(words) - window + 1)), 3)


def connectives(text: str) -> Connectives:
    """How often each kind of connective was said."""
    plain = text.replace("’", "'").lower()
    counts = {kind: len(pattern.findall(plain)) for kind, pattern in _CONNECTIVES.items()}
    return Connectives.model_validate(counts)


def _stems(text: str) -> frozenset[str]:
    """As the scoring has them, less a last e, which its stems of cause and of causes differ by."""
    return frozenset(stem.rstrip("e") for stem in features.content(text))


def keyword_use(key_points: Sequence[str], text: str) -> KeywordUse | None:
    """How many of the key points' content words were said, by stem; None where they have none."""
    said = _stems(features.clean(text))
    tokens = (word for point in key_points for word in features.tokens(point.lower()))
    wanted = {_stems(word): word for word in tokens if not features.is_function_word(word)}
    if not wanted:
        return None
    # A Chinese word was said, too, when it was cut otherwise: then its pairs of characters are there.
    found = sum(1 for stems, word in wanted.items() if word in said or (stems - {word} or stems) <= said)
    return KeywordUse(said=found, total=len(wanted))
