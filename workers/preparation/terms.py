"""The terms that matter in a job description, Chinese or English, with their weights and places."""

import logging
import math
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

import jieba
import jieba.posseg
import numpy as np

from chalicelib.domain.proposal import KeyTerm, Passage
from chalicelib.domain.protected import protected_attribute
from chalicelib.starter import dimensions
from workers.preparation import background, lexicon
from workers.preparation.mentions import find, fold
from workers.preparation.sections import Sentence, sentences
from workers.scoring.encoder import TextEncoder
from workers.scoring.library import cosines

jieba.setLogLevel(logging.WARNING)

MOST: Final = 30
"""Key terms of one description; what comes after them is noise."""
COMPARED: Final = 80
"""Candidates whose meaning is looked at, the best by words alone."""
LEAST_WEIGHT: Final = 0.2
_PASSAGES: Final = 5
_KNOWN, _SOFT, _TITLE, _LONG = 1.3, 0.55, 1.2, 1.1
"""Factors: the lexicon knows it, it is an attitude rather than a skill, the title has it, it has several words."""
_COMMON: Final = 0.45
"""Rarity of a word that descriptions use anyway, and of a single word in lower case that nobody knows."""
_ENGLISH: Final = re.compile(
    r"\.?[A-Za-z][A-Za-z0-9]*(?:[&'’-](?=[A-Za-z0-9])[A-Za-z0-9]+|\.(?:js|NET|net|io|ai)\b|/[A-Z]{1,3}\b)*[+#]{0,2}"
)
_HAN: Final = re.compile(r"[\u3400-\u9fff]+")
_LONGEST_RUN: Final = 3
_LONGEST_HAN: Final = 8
_SHORTEST_HAN: Final = 2
_NOUNS: Final = ("n", "vn", "nz", "l", "j", "nt", "nrt", "i")


@dataclass(slots=True)
class _Candidate:
    """A possible term: the way it is written first, how much it is worth, where it stands."""

    term: str
    rarity: float
    factor: float = 1.0
    spans: dict[tuple[int, int], float] = field(default_factory=dict)
    score: float = 0.0


def key_terms(title: str, description: str, encoder: TextEncoder) -> tuple[KeyTerm, ...]:
    """At most `MOST` terms, the weightiest first; the first one's weight is 1. Offsets are those of `description`.

    A term weighs more when it stands among requirements, often, in the title, is rare in job descriptions at large and
    close in meaning to this one as a whole. Terms about protected attributes are never given.
    """
    parts = [part for part in sentences(description) if part.weight > 0]
    found = _gather(parts)
    in_title = fold(title)
    for key, candidate in found.items():
        if any(next(find(name, in_title, title), None) for name in lexicon.names(key)):
            candidate.factor *= _TITLE
    ranked = sorted(found.values(), key=lambda one: (-_worth(one), min(one.spans), one.term))[:COMPARED]
    if not ranked:
        return ()
    whole = encoder.encode([part.text for part in parts])
    centre = np.average(whole, axis=0, weights=[part.weight for part in parts])
    centre = (centre / max(float(np.linalg.norm(centre)), 1e-12)).astype(np.float32)
    close = cosines(encoder.encode([candidate.term for candidate in ranked]), centre[None, :])[:, 0]
    for candidate, cosine in zip(ranked, close.tolist(), strict=True):
        candidate.score = _worth(candidate) * (0.6 + 0.4 * min(max(cosine, 0.0) / 0.5, 1.0))
    return _chosen(ranked, description)


def _worth(candidate: _Candidate) -> float:
    places = candidate.spans.values()
    often = 1 + 0.3 * math.log(len(places))
    return max(places) * often * candidate.rarity * candidate.factor


def _chosen(ranked: list[_Candidate], description: str) -> tuple[KeyTerm, ...]:
    """The best candidates that stand somewhere outside better ones."""
    taken: list[tuple[int, int]] = []
    terms: list[tuple[_Candidate, list[tuple[int, int]]]] = []
    for candidate in sorted(ranked, key=lambda one: (-round(one.score, 6), min(one.spans), one.term)):
        free = [span for span in sorted(candidate.spans) if not any(a < span[1] and span[0] < b for a, b in taken)]
        if free and protected_attribute(candidate.term) is None:
            taken += free
            terms.append((candidate, free))
    top = terms[0][0].score if terms else 1.0
    return tuple(
        KeyTerm(
            term=candidate.term,
            weight=round(candidate.score / top, 4),
            passages=tuple(Passage(text=description[a:b], start=a, end=b) for a, b in spans[:_PASSAGES]),
        )
        for candidate, spans in terms[:MOST]
        if candidate.score / top >= LEAST_WEIGHT
    )


def _gather(parts: list[Sentence]) -> dict[str, _Candidate]:
    found: dict[str, _Candidate] = {}
    soft = {fold(term) for each in dimensions().values() for term in (*each.terms.en, *each.terms.zh)}
    for part in parts:
        for start, end, rarity, factor in _in_sentence(part, soft):
            term = part.text[start:end]
            candidate = found.setdefault(lexicon.canonical(_singular(fold(term))), _Candidate(term, rarity, factor))
            candidate.rarity, candidate.factor = max(candidate.rarity, rarity), max(candidate.factor, factor)
            candidate.spans[start + part.start, end + part.start] = part.weight
    return found


def _in_sentence(part: Sentence, soft: Iterable[str]) -> Iterator[tuple[int, int, float, float]]:
    """Start, end, rarity and factor of everything that could be a term."""
    folded = fold(part.text)
    known = [
        (span, 1.0, _KNOWN) for name in lexicon.groups() if name in folded for span in find(name, folded, part.text)
    ]
    known += [(span, 0.8, _SOFT) for name in soft if name in folded for span in find(name, folded, part.text)]
    widest = [
        (a, b, rarity, factor)
        for (a, b), rarity, factor in known
        if not any(c <= a and b <= d and (a, b) != (c, d) for (c, d), _, _ in known)
    ]
    yield from widest
    covered = [(a, b) for a, b, _, _ in widest]
    for start, end, rarity in (*_english(part), *_chinese(part.text)):
        longer = any(start <= a and b <= end for a, b in covered)
        if not any(a <= start and end <= b for a, b in covered):
            yield start, end, rarity, _LONG * (_KNOWN if longer else 1) if " " in part.text[start:end] else 1.0


def _english(part: Sentence) -> Iterator[tuple[int, int, float]]:
    """Runs of words between those at which a term ends, three words at most, the last ones of a longer run."""
    run: list[re.Match[str]] = []
    words = list(_ENGLISH.finditer(part.text))
    for i, word in enumerate(words):
        if run and part.text[run[-1].end() : word.start()] != " ":
            yield from _terms_of(run)
            run = []
        if _ends_english(word[0], first=i == 0, part=part):
            yield from _terms_of(run)
            run = []
        else:
            run.append(word)
    yield from _terms_of(run)


def _ends_english(word: str, *, first: bool, part: Sentence) -> bool:
    plain = word.lower()
    if plain in background.ENGLISH_BREAKS or plain.removesuffix("'s") in background.ENGLISH_BREAKS:
        return True
    if len(plain) == 1 or (plain.endswith("ly") and len(plain) > len("early")):
        return True
    if plain.endswith("ing") and plain not in background.NOUNS_IN_ING:
        return True
    if plain.endswith("ed") and plain not in background.ADJECTIVES_IN_ED:
        return True
    # A duty begins with its verb: "Oversee budgets". Names keep their capitals elsewhere too.
    verb = first and part.section == "duties" and word[0].isupper() and word[1:].islower() and " " in part.text
    return verb and plain not in background.ENGLISH_COMMON and plain not in background.NOUNS_IN_ING


def _terms_of(run: list[re.Match[str]]) -> Iterator[tuple[int, int, float]]:
    while run:
        last, run = run[-_LONGEST_RUN:], run[:-_LONGEST_RUN]
        words = [word[0].lower() for word in last]
        common = [word in background.ENGLISH_COMMON for word in words]
        if not all(common) or len(words) > 1:
            rarity = sum(_COMMON if one else 1.0 for one in common) / len(words)
            everyday = len(words) == 1 and last[0][0].islower()
            yield last[0].start(), last[-1].end(), _COMMON if everyday else rarity


def _chinese(text: str) -> Iterator[tuple[int, int, float]]:
    """Runs of nouns, and of what stands between them, up to eight characters."""
    for han in _HAN.finditer(text):
        at = han.start()
        run: list[tuple[str, str, int]] = []
        for token in jieba.posseg.cut(han[0]):
            word, flag = token.word, token.flag
            noun = flag.startswith(_NOUNS) or (flag.startswith("v") and bool(run))
            if not noun or word in background.CHINESE_ENDS or len(word) < _SHORTEST_HAN:
                yield from _noun_phrase(run)
                run = []
            else:
                if sum(len(one) for one, _, _ in run) + len(word) > _LONGEST_HAN or len(run) == _LONGEST_RUN:
                    yield from _noun_phrase(run)
                    run = []
                run.append((word, flag, at))
            at += len(word)
        yield from _noun_phrase(run)


def _noun_phrase(run: list[tuple[str, str, int]]) -> Iterator[tuple[int, int, float]]:
    words = [word for word, _, _ in run]
    if run and (len(run) > 1 or words[0] not in background.CHINESE_BREAKS):
        rarity = [0.35 if word in background.CHINESE_BREAKS else _rarity(word) for word in words]
        yield run[0][2], run[-1][2] + len(words[-1]), sum(rarity) / len(rarity)


def _rarity(word: str) -> float:
    """0.25 for the most frequent words of Chinese to 1 for those that a general dictionary hardly knows."""
    return min(max(1.15 - math.log10((jieba.get_FREQ(word) or 1) + 1) / 6, 0.25), 1.0)


def _singular(term: str) -> str:
    return term[:-1] if re.search(r"[a-z]{3}[^s\W]s$", term) and not term.endswith(("sis", "ics", "us")) else term
