"""Join clauses into the units that are matched and quoted, and keep what is known about each."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from workers.scoring import features, wording

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from chalicelib.domain.language import Language
    from chalicelib.domain.transcript import Clause, Transcript

SHORTEST: Final = {"en": 6, "zh": 10}
"""Words or characters below which a clause says too little alone and joins the next one."""


LONGEST: Final = {"en": 22, "zh": 36}
"""Words or characters above which a segment without marks is cut."""
BARE: Final = 6
"""From so many words on, an English answer without a single function word is a list."""
BONY: Final = 0.15
"""Share of function words below which a unit may be part of a list that goes on in the next one."""
USUAL_PROBABILITY: Final = 0.85
"""Taken of a clause whose recogniser does not tell: what Whisper gives clear speech."""
_END: Final = re.compile(r"[.?!。？！]\s*$")
_MARKS: Final = re.compile(r"(?<=[.?!,;:。？！，；：])\s*")


@dataclass(frozen=True, slots=True)
class Unit:
    """One or more neighbouring clauses. `quote` is verbatim; `plain` is what is compared."""

    quote: str
    plain: str
    segments: tuple[str, ...]
    """What of `plain` is compared at a time: a long clause means too many things at once."""
    start_ms: int
    end_ms: int
    probability: float
    language: Language
    concrete: int
    """How many of figure, own action, name and scene it has."""
    hedged: bool
    evasive: bool
    listed: bool
    """Words of content strung together: they say nothing, so they earn nothing."""
    figure: bool


def _heard(clause: Clause) -> float:
    return USUAL_PROBABILITY if clause.probability is None else clause.probability


def units(transcript: Transcript) -> tuple[Unit, ...]:
    """The answer in order, each clause in exactly one unit; stretches of fillers alone are left out."""
    joiner = "" if transcript.language == "zh" else " "
    groups: list[list[Clause]] = []
    open_group = False
    for clause in transcript.clauses:
        if open_group:
            groups[-1].append(clause)
        else:
            groups.append([clause])
        plain = features.clean(joiner.join(part.text for part in groups[-1]))
        open_group = features.size(plain) < SHORTEST[features.language_of(plain)]
        if open_group and len(groups) > 1 and _END.search(clause.text):
            rest = groups.pop()
            groups[-1].extend(rest)
            open_group = False
    if open_group and len(groups) > 1:
        rest = groups.pop()
        groups[-1].extend(rest)
    return _with_lists(tuple(unit for group in groups if (unit := _unit(group, joiner)).plain))


def _with_lists(units: Sequence[Unit]) -> tuple[Unit, ...]:
    """The units with those marked that are a list only together with a neighbour, or in an answer of bare words."""
    words = features.prose(features.tokens(" ".join(unit.plain for unit in units)))
    bare = len(words) >= BARE and units[0].language == "en" and not features.function_share(words)
    bony = [features.function_share(features.prose(features.tokens(unit.plain))) < BONY for unit in units]
    listed = [bare or unit.listed for unit in units]
    for at, (one, other) in enumerate(pairwise(units)):
        if bony[at] and bony[at + 1] and features.is_list(f"{one.quote}, {other.quote}"):
            listed[at] = listed[at + 1] = True
    return tuple(replace(unit, listed=is_list) for unit, is_list in zip(units, listed, strict=True))


def segments(plain: str) -> tuple[str, ...]:
    """The text cut at its marks, and where it has none, after so many words; however a recogniser marks it."""
    language = features.language_of(plain)
    joiner = "" if language == "zh" else " "
    pieces: list[str] = []
    for part in filter(None, _MARKS.split(plain)):
        if pieces and features.size(pieces[-1]) < SHORTEST[language]:
            pieces[-1] = f"{pieces[-1]}{joiner}{part}"
        else:
            pieces.append(part)
    if len(pieces) > 1 and features.size(pieces[-1]) < SHORTEST[language]:
        rest = pieces.pop()
        pieces[-1] = f"{pieces[-1]}{joiner}{rest}"
    return tuple(short for piece in pieces for short in _shortened(piece, language, joiner))


def _shortened(piece: str, language: Language, joiner: str) -> Iterator[str]:
    cuts = -(-features.size(piece) // LONGEST[language])
    words = features.tokens(piece) if language == "zh" else piece.split()
    step = -(-len(words) // max(cuts, 1))
    yield from (joiner.join(words[i : i + step]) for i in range(0, len(words), step)) if cuts > 1 else (piece,)


def _unit(group: Sequence[Clause], joiner: str) -> Unit:
    quote = joiner.join(clause.text for clause in group)
    plain = features.clean(quote)
    figure = bool(features.figures(plain))
    signs = (
        figure,
        features.actions(plain),
        features.names(features.spoken(quote)),
        wording.SLOTS["situation"].search(plain),
    )
    return Unit(
        quote=quote,
        plain=plain,
        segments=segments(plain),
        start_ms=group[0].start_ms,
        end_ms=group[-1].end_ms,
        probability=sum(_heard(clause) for clause in group) / len(group),
        language=features.language_of(plain),
        concrete=sum(map(bool, signs)),
        hedged=bool(wording.HEDGES.search(plain)),
        evasive=bool(wording.EVASIONS.search(plain)),
        listed=features.is_list(plain),
        figure=figure,
    )
