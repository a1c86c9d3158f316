"""How much of their code two answers share: a hint for people that both may have one source, and part of no score.

Fingerprints by winnowing (Schleimer, Wilkerson and Aiken 2003, "Winnowing: local algorithms for document
fingerprinting"): a hash of every run of `RUN` tokens, and of every `WINDOW` neighbouring hashes the least one. A
stretch of `RUN + WINDOW - 1` tokens that stands in both answers is found wherever it stands.
"""

import base64
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from hashlib import blake2b
from typing import Final

from chalicelib.domain.code_result import CodeSimilarity
from chalicelib.domain.code_task import CodeLanguage, CodeTask
from chalicelib.domain.code_tokens import names, tokens

RUN: Final = 8
WINDOW: Final = 4
MOST_KEPT: Final = 1000
"""Fingerprints of one answer: the least, so that two answers keep the same ones of what they share."""
MOST_COMPARED: Final = 500
FEWEST_TELLING: Final = 8
"""Fingerprints of an answer's own below which nothing can be said: every answer to so short a task looks alike."""
SHOWN_FROM: Final = 0.6
"""Share from which on there is a hint."""
FEWEST_FOR_COMMON: Final = 5
"""Other answers from which on what more than half of all have is the task's way and nobody's own."""
_BYTES: Final = 6
_HIGHEST: Final = 1 << 8 * _BYTES

Fingerprints = frozenset[int]


def fingerprints(code: str, language: CodeLanguage, task: CodeTask | None) -> Fingerprints:
    """An answer's fingerprints, less those of the code that the question gives; at most `MOST_KEPT`."""
    given = _given(task, language)
    known = names(given, language)
    hashes = _hashes(code, language, known)
    selected = {min(hashes[at : at + WINDOW]) for at in range(max(len(hashes) - WINDOW + 1, 1))} if hashes else set()
    # Of the given code all runs, for which of them an answer's windows choose depends on what stands around.
    explained = {each for piece in given for each in _hashes(piece, language, known)}
    return frozenset(sorted(selected - explained)[:MOST_KEPT])


def most_similar(own: Fingerprints, others: Mapping[str, Fingerprints]) -> CodeSimilarity | None:
    """The most similar of the other answers (by interview), where it is similar enough to be worth a look.

    The share is that of the answer which has fewer fingerprints (the overlap coefficient), so that padding hides
    nothing. Fingerprints which more than half of all answers have are left out.
    """
    common = _common(own, others.values())
    best = max(((_share(own, other, common), interview) for interview, other in others.items()), default=None)
    if best is None or best[0] < SHOWN_FROM:
        return None
    return CodeSimilarity(interview=best[1], share=round(best[0], 3), compared=len(others))


def packed(prints: Fingerprints) -> str:
    """Fingerprints as text to be stored."""
    return base64.b64encode(b"".join(each.to_bytes(_BYTES, "big") for each in sorted(prints))).decode()


def unpacked(text: str) -> Fingerprints:
    """The fingerprints that were stored."""
    raw = base64.b64decode(text)
    return frozenset(int.from_bytes(raw[at : at + _BYTES], "big") for at in range(0, len(raw), _BYTES))


def _given(task: CodeTask | None, language: CodeLanguage) -> Sequence[str]:
    """The code that the question itself shows or runs."""
    if task is None:
        return ()
    starter: str = getattr(task.starter, language)
    return tuple(filter(None, (starter, *(text for test in task.tests for text in (test.setup, test.call)))))


def _hashes(code: str, language: CodeLanguage, known: frozenset[str]) -> list[int]:
    said = tokens(code, language, known)
    runs = ("\0".join(said[at : at + RUN]) for at in range(len(said) - RUN + 1))
    return [int.from_bytes(blake2b(run.encode("utf-8", "replace"), digest_size=_BYTES).digest(), "big") for run in runs]


def _common(own: Fingerprints, others: Iterable[Fingerprints]) -> Fingerprints:
    everybody = [own, *others]
    if len(everybody) <= FEWEST_FOR_COMMON:
        return frozenset()
    counts = Counter(each for prints in everybody for each in prints)
    return frozenset(each for each, count in counts.items() if count > len(everybody) / 2)


def _share(first: Fingerprints, second: Fingerprints, common: Fingerprints) -> float:
    """Share of the smaller's fingerprints that the other has; 0 where too few are left to tell."""
    # Where only the least were kept, what lies above the lower of both bounds was not kept by both.
    bound = min((max(each) for each in (first, second) if len(each) >= MOST_KEPT), default=_HIGHEST)
    one, two = (frozenset(each for each in prints if each <= bound) - common for prints in (first, second))
    fewer = min(len(one), len(two))
    return len(one & two) / fewer if fewer >= FEWEST_TELLING else 0.0
