"""Pauses between words: where they are from the words' times, how long they are from the sound.

Recognisers place the end of a word early by 50 to 100 ms, which would make pauses of breaks that are none. So a pause
is a stretch of 200 ms and longer that is as quiet as the recording gets between words; only where noise hides that, the
times of words have to do.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np
import numpy.typing as npt

from chalicelib.domain.measurements import PAUSE_MS, PauseFigures, Pauses
from chalicelib.domain.transcript import Transcript, Word
from workers.measurements.voice import LEVEL_MS, Levels

CLAUSE_MARKS: Final = tuple(".?!。？！…,;:，；：、")
_QUIET_DB: Final = 30.0
"""So far below the loud parts of the words nobody speaks."""
_CONTRAST_DB: Final = 18.0
"""Words must stand out so far from the quietest parts for pauses to be heard."""
_ABOVE_FLOOR: Final = 0.35
"""Share of that distance up to which a frame is as good as the quietest."""
# A transcript cuts clauses at gaps of this length whatever was said, so that such a cut alone tells nothing.
_CUT_MS: Final = 600


@dataclass(frozen=True, slots=True)
class Pause:
    """A pause after the word with index `after`."""

    after: int
    start_ms: int
    end_ms: int
    inside: bool
    """Whether the clause goes on behind it."""

    @property
    def length_ms(self) -> int:
        """How long it is."""
        return self.end_ms - self.start_ms


@dataclass(frozen=True, slots=True)
class FoundPauses:
    """All pauses of an answer in order."""

    pauses: tuple[Pause, ...]
    in_sound: bool

    def figures(self) -> Pauses:
        """Their counts and lengths."""
        return Pauses(
            inside=_figures([pause for pause in self.pauses if pause.inside]),
            between=_figures([pause for pause in self.pauses if not pause.inside]),
            found_in="sound" if self.in_sound else "word_times",
        )


def find_pauses(transcript: Transcript, levels: Levels | None) -> FoundPauses | None:
    """The pauses between the words of a transcript; None where it has no words with times."""
    words = transcript.words
    if not words:
        return None
    ends = _ends_of_clauses(transcript)
    quiet = None if levels is None else _quiet(words, levels)
    if quiet is None:
        places = [(at, one.end_ms, other.start_ms) for at, (one, other) in enumerate(pairwise(words))]
    else:
        places = _placed(words, _stretches(quiet))
    pauses = tuple(
        Pause(after, start, end, inside=after not in ends) for after, start, end in places if end - start >= PAUSE_MS
    )
    return FoundPauses(pauses, quiet is not None)


def _figures(pauses: Sequence[Pause]) -> PauseFigures:
    lengths = [pause.length_ms for pause in pauses]
    return PauseFigures(count=len(lengths), total_ms=sum(lengths), longest_ms=max(lengths, default=0))


def _ends_of_clauses(transcript: Transcript) -> frozenset[int]:
    """Indices of the words that end a clause: by their mark, or where it was cut for another reason than a long gap.

    Where the recogniser writes no marks at all every cut counts.
    """
    words = transcript.words
    marked = {at for at, word in enumerate(words) if word.text.endswith(CLAUSE_MARKS)}
    cuts = {clause.end_ms for clause in transcript.clauses}
    gaps = ((at, words[at + 1].start_ms - word.end_ms) for at, word in enumerate(words[:-1]) if word.end_ms in cuts)
    return frozenset(marked | {at for at, gap in gaps if gap < _CUT_MS or not marked})


def _quiet(words: Sequence[Word], levels: Levels) -> npt.NDArray[np.bool_] | None:
    """Which frames nobody speaks in; None where the words hardly stand out from what is around them."""
    first, last = words[0].start_ms // LEVEL_MS, words[-1].end_ms // LEVEL_MS
    spoken = levels[first:last]
    if spoken.size == 0:
        return None
    loud, floor = float(np.percentile(spoken, 90)), float(np.percentile(levels, 5))
    if loud - floor < _CONTRAST_DB:
        return None
    return np.asarray(levels < max(loud - _QUIET_DB, floor + _ABOVE_FLOOR * (loud - floor)))


def _stretches(quiet: npt.NDArray[np.bool_]) -> list[tuple[int, int]]:
    """Start and end in ms of each stretch of quiet."""
    edges = np.flatnonzero(np.diff(np.concatenate(([False], quiet, [False])).astype(np.int8)))
    return [(int(start) * LEVEL_MS, int(end) * LEVEL_MS) for start, end in edges.reshape(-1, 2)]


def _placed(words: Sequence[Word], stretches: Sequence[tuple[int, int]]) -> list[tuple[int, int, int]]:
    """Each stretch between the first word and the last with the word it comes after: that of the nearest boundary."""
    boundaries = np.array([(one.end_ms + other.start_ms) / 2 for one, other in pairwise(words)])
    placed: list[tuple[int, int, int]] = []
    for start, end in stretches:
        middle = (start + end) / 2
        if boundaries.size and words[0].start_ms < middle < words[-1].end_ms:
            behind = int(np.searchsorted(boundaries, middle))
            near = [at for at in (behind - 1, behind) if 0 <= at < boundaries.size]
            placed.append((min(near, key=lambda at: abs(boundaries[at] - middle)), start, end))
    return placed
