"""What the model wrote for one window, whether to believe it, and what it left out."""

import re
import zlib
from collections import Counter
from dataclasses import dataclass, field

from chalicelib.domain.language import Language
from workers.audio import SAMPLE_RATE
from workers.transcription.clauses import SpokenWord
from workers.transcription.windows import Window

_COMPRESSION_LIMIT = 2.4
# So many words, or Chinese characters, that come three times over in one window are the model's loop: nobody repeats
# a whole phrase twice within half a minute.
_PHRASE: dict[Language, int] = {"en": 5, "zh": 9}
_PHRASE_TIMES = 3
_LOG_PROBABILITY_LIMIT = -1.0
_TIMESTAMP_SAMPLES = SAMPLE_RATE // 50
# An uncovered rest shorter than this is breath or padding.
_TAIL_SAMPLES = int(1.2 * SAMPLE_RATE)


@dataclass(slots=True)
class Reading:
    """Tokens of one window: text below `eot`, timestamps of 20 ms from `first_timestamp` on."""

    tokens: list[int]
    language: Language
    log_probability: float
    no_speech: float
    repeats: bool
    eot: int
    first_timestamp: int
    second: bool = False
    """Whether it was chosen after a second try."""
    words: list[SpokenWord] = field(default_factory=list)

    @property
    def text(self) -> list[int]:
        """The tokens that are text."""
        return [token for token in self.tokens if token < self.eot]

    @property
    def suspicious(self) -> bool:
        """Whether the model repeated itself or guessed."""
        return self.repeats or self.log_probability < _LOG_PROBABILITY_LIMIT

    def segment_ends(self) -> set[int]:
        """Counts of text tokens after which the model closed a segment with a timestamp."""
        ends, count = set[int](), 0
        for token in self.tokens:
            if token < self.eot:
                count += 1
            elif token >= self.first_timestamp and count:
                ends.add(count)
        return ends

    def tail(self, window: Window) -> Window | None:
        """The rest of the window after the last timestamp, when the model stopped before its end."""
        if not self.text or self.tokens[-1] < self.first_timestamp:
            return None
        start = window.start + (self.tokens[-1] - self.first_timestamp) * _TIMESTAMP_SAMPLES
        return Window(window.recording, start, window.end) if window.end - start > _TAIL_SAMPLES else None


def repeats(text: str, language: Language) -> bool:
    """Whether the text is a loop: it shrinks too much when compressed, or a phrase of it comes three times."""
    data = text.strip().encode()
    if data and len(data) / len(zlib.compress(data)) > _COMPRESSION_LIMIT:
        return True
    pieces = re.findall(r"\w" if language == "zh" else r"[\w'’]+", text.casefold())
    size = _PHRASE[language]
    phrases = Counter(tuple(pieces[at : at + size]) for at in range(len(pieces) - size + 1))
    return any(times >= _PHRASE_TIMES for times in phrases.values())
