"""Fillers of an answer: sounds such as um, and words such as 那个 and like where they fill time and say nothing."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from chalicelib.domain.transcript import Word
from workers.measurements.pauses import FoundPauses

_SOUND: Final = r"u+m+|u+h+m*|e+r+m*|h+m+|m{2,}|a+h+"
_FILLER: Final = re.compile(
    rf"(?<![a-z'])(?P<sound>{_SOUND})(?![a-z'])|(?P<hesitation>[嗯呃额唔]+)"
    r"|(?<![a-z'])(?:like|you know|i mean)(?![a-z'])|那个|这个|就是说|就是"
)
_NOTHING_BETWEEN: Final = re.compile(r"[\s\W_]*", re.UNICODE)


def count_fillers(words: Sequence[Word], found: FoundPauses) -> int:
    """Fillers that are repeated or beside a pause, as far as the recogniser wrote them down.

    A sound counts beside any pause. A word that may be meant counts before a pause, or behind one that breaks a clause:
    behind a pause between clauses 那个 begins a sentence about that thing.
    """
    text, starts = "", []
    for word in words:
        starts.append(len(text))
        text += word.text.lower().replace("’", "'")
        text += "" if _is_han(text[-1:]) else " "
    before = {pause.after + 1: pause for pause in found.pauses}
    behind = {pause.after for pause in found.pauses}
    matches = list(_FILLER.finditer(text))
    repeated = _repeated(text, matches)
    count = 0
    for at, match in enumerate(matches):
        first, last = _word_at(starts, match.start()), _word_at(starts, match.end() - 1)
        pause = before.get(first) if _begins(text, starts[first], match.start()) else None
        sound = bool(match["sound"] or match["hesitation"])
        ends_word = last + 1 == len(starts) or not re.search(r"\w", text[match.end() : starts[last + 1]])
        count += at in repeated or (last in behind and ends_word) or (pause is not None and (sound or pause.inside))
    return count


def _repeated(text: str, matches: Sequence[re.Match[str]]) -> set[int]:
    """Indices of matches that stand right beside another one: 那个那个, um, like."""
    pairs = (
        (at, at + 1)
        for at, (one, other) in enumerate(pairwise(matches))
        if _NOTHING_BETWEEN.fullmatch(text, one.end(), other.start())
    )
    return {at for pair in pairs for at in pair}


def _begins(text: str, word_start: int, match_start: int) -> bool:
    return not re.search(r"\w", text[word_start:match_start])


def _word_at(starts: Sequence[int], place: int) -> int:
    return bisect_right(starts, place) - 1


def _is_han(character: str) -> bool:
    return "\u3400" <= character <= "\u9fff"
