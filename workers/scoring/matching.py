"""Match what was said to what was asked: key points, behaviours, and their opposites.

Raw cosines mean different things for different texts and encoders. So closeness is counted in standard deviations above
what everyday clauses reach by chance with the same text (`background.py`), which also makes languages comparable.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from workers.scoring import features, polarity
from workers.scoring.coverage import Coverage, coverage, residual_cosines
from workers.scoring.library import LANGUAGES, cosines, library, vectors

if TYPE_CHECKING:
    from collections.abc import Sequence

    from chalicelib.domain.language import Language
    from chalicelib.domain.plan import Question
    from workers.scoring.dimension import Behaviour
    from workers.scoring.encoder import TextEncoder
    from workers.scoring.units import Unit

Floats: TypeAlias = NDArray[np.float32]
Flags: TypeAlias = NDArray[np.bool_]

LEXICAL: Final = 8.0
"""Deviations that saying all of a key point's own words is worth."""
CUES: Final = (0.0, 1.2, 2.0)
"""What no, one, or more cue words of a behaviour add."""
CONCRETE: Final = (-0.6, 0.4, 0.9, 1.3, 1.5)
"""What the number of concrete signs in a unit adds: a general statement is weak evidence."""
NO_FIGURE: Final = 2.0
HEDGED: Final = 1.5
EVASIVE: Final = 8.0
DENYING: Final = 8.0
ECHO: Final = 8.0
ECHO_SHARE: Final = 0.6
MET_AT: Final = 5.5
WIDTH: Final = 1.2
"""A unit meets a target half at `MET_AT`; the logistic curve has this width."""
LINK_FROM, LINK_FULL, LINK_COST = 0.5, 0.8, 1.5
"""Cosine with a key point from which a behaviour's phrasings stand in for it, from which they do so free, the price."""


@dataclass(frozen=True, slots=True)
class Target:
    """How well each unit meets one key point or behaviour: `strength` in deviations, `cosine` to closest wording."""

    strength: Floats
    cosine: Floats

    @property
    def best(self) -> int:
        """The unit that meets it best; the earliest of equals."""
        return int(np.argmax(self.strength))

    @property
    def degree(self) -> float:
        """How far it is met, 0 to 1."""
        return degree(float(self.strength.max()))


def degree(strength: float) -> float:
    """Deviations to a degree between 0 and 1; met from 0.5 on."""
    return float(1 / (1 + np.exp((MET_AT - strength) / WIDTH)))


class Matcher:
    """The units of one answer, ready to be compared with the question's key points and with what the library knows."""

    def __init__(self, encoder: TextEncoder, units: Sequence[Unit], question: Question) -> None:
        self._library = library(encoder)
        self._units = units
        self._question = question
        self._encoder = encoder
        self._denying = polarity.denying([unit.plain for unit in units], question.key_points)
        self._starts = np.cumsum([0, *(len(unit.segments) for unit in units)])[:-1]
        self._asked = vectors(encoder, [question.text, *question.key_points])
        self._said = said = vectors(encoder, [segment for unit in units for segment in unit.segments])
        chinese = np.array([unit.language == "zh" for unit in units for _ in unit.segments])
        wanted = np.concatenate([self._library.wanted, self._asked])
        cosine = cosines(wanted, said)
        english, other = (
            (cosine - cosines(wanted, self._library.everyday[language]).mean(axis=1, keepdims=True))
            / self._library.spread[language]
            for language in LANGUAGES
        )
        self._segments = np.where(chinese, other, english)
        self._closeness = np.maximum.reduceat(self._segments, self._starts, axis=1)
        self._cosine = np.maximum.reduceat(cosine, self._starts, axis=1)
        self._manner = self._manners()
        self.behaviours = tuple(self._behaviour(i) for i in range(len(self._library.behaviours)))
        """How well each unit shows each behaviour of the library."""

    def coverage(self, text: str) -> Coverage:
        """How far the answer covers the key points, taken as one reference; `text` is all of it.

        Its meaning is that of the nearest segment to each key point: of a long answer as a whole it would be lost.
        """
        measured = coverage(self._encoder, self._question.text, ["; ".join(self._question.key_points)], text)
        counted = [counts for counts, unit in zip(self._counted(), self._units, strict=True) for _ in unit.segments]
        if not any(counted):
            return replace(measured, meaning=0.0)
        nearest = residual_cosines(self._asked[1:], self._said[counted], self._asked[0]).max(axis=1)
        return replace(measured, meaning=float(nearest.mean()))

    @property
    def told(self) -> str:
        """What of the answer says something: neither lists of words nor the opposite of the key points."""
        return " ".join(unit.plain for unit, counts in zip(self._units, self._counted(), strict=True) if counts)

    def _counted(self) -> list[bool]:
        return [not unit.listed and not denies for unit, denies in zip(self._units, self._denying, strict=True)]

    def relevance(self) -> Floats:
        """How close each segment comes to anything of this question or to how people speak of their work."""
        relevance: Floats = self._segments.max(axis=0)
        return relevance

    def _behaviour(self, index: int) -> Target:
        behaviour = self._library.behaviours[index]
        rows = slice(self._library.starts[index], (*self._library.starts, self._library.contrary)[index + 1])
        extra = [_cues(behaviour, unit) - NO_FIGURE * (behaviour.figure and not unit.figure) for unit in self._units]
        strength = self._closeness[rows].max(axis=0) + np.array(extra, dtype=np.float32) + self._manner
        return Target(strength, self._cosine[rows].max(axis=0))

    def key_points(self) -> tuple[Target, ...]:
        """How well each unit meets each key point, by its own words or by those of a behaviour that says the same."""
        links = self.links()
        first = len(self._library.wanted) + 1
        targets = []
        for row, point in enumerate(self._question.key_points):
            said = [
                features.overlap(point, unit.plain, self._question.text) if counts else 0.0
                for unit, counts in zip(self._units, self._counted(), strict=True)
            ]
            strength = self._closeness[first + row] + LEXICAL * np.array(said, dtype=np.float32) + self._manner
            strength = strength - DENYING * np.array(self._denying, dtype=np.float32)
            nearest = self._cosine[first + row]
            for i in np.flatnonzero(links[row] >= LINK_FROM):
                cost = LINK_COST * max(LINK_FULL - float(links[row, i]), 0) / (LINK_FULL - LINK_FROM)
                shown = self.behaviours[i]
                strengths = shown.strength - np.float32(cost) - DENYING * np.array(self._denying, dtype=np.float32)
                nearest = np.where(strengths > strength, shown.cosine, nearest)
                strength = np.maximum(strength, strengths)
            targets.append(Target(strength, nearest))
        return tuple(targets)

    def links(self) -> Floats:
        """Cosine of each key point with each behaviour, in either language: shape `(key points, behaviours)`."""
        english, chinese = (cosines(self._asked[1:], self._library.told[language]) for language in LANGUAGES)
        links: Floats = np.maximum(english, chinese)
        return links

    def of(self, dimension: str) -> list[int]:
        """Which of the library's behaviours belong to a dimension."""
        return [i for i, owner in enumerate(self._library.owners) if owner == dimension]

    def _manners(self) -> Floats:
        """What the manner of each unit adds or takes: concrete, hedged, evasive, contrary, the question's own words."""
        shown = self._closeness[: self._library.contrary].max(axis=0)
        opposed = self._closeness[self._library.contrary : len(self._library.wanted)].max(axis=0)
        manner = [
            CONCRETE[unit.concrete]
            - HEDGED * unit.hedged
            - EVASIVE * (unit.evasive or unit.listed)
            - ECHO * (features.echo(unit.plain, (self._question.text,)) >= ECHO_SHARE)
            for unit in self._units
        ]
        manners: Floats = np.array(manner, dtype=np.float32) - np.maximum(opposed - shown, 0)
        return manners


def _cues(behaviour: Behaviour, unit: Unit) -> float:
    language: Language = unit.language
    text = unit.plain if language == "zh" else f" {unit.plain}"
    found = sum((cue if language == "zh" else f" {cue}") in text for cue in behaviour.cues.in_language(language))
    return CUES[min(found, len(CUES) - 1)]
