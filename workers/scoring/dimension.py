"""What a scored dimension is, and how the files in `dimensions/` are found."""

from __future__ import annotations

import math
import pkgutil
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

    from chalicelib.domain.language import Language, Localized

LEVELS: Final = 5


@dataclass(frozen=True, slots=True)
class Phrasings:
    """Ways in which people say the same thing, in each language."""

    en: tuple[str, ...]
    zh: tuple[str, ...]

    def in_language(self, language: Language) -> tuple[str, ...]:
        """The phrasings in `language`."""
        return self.zh if language == "zh" else self.en


@dataclass(frozen=True, slots=True)
class Behaviour:
    """Something a strong answer shows.

    `text` says it as a rater would; `phrasings` are short things that candidates say when they show it; `cues` are
    words or stems that often go with it and count for little on their own. With `figure` it needs a number to count.
    """

    key: str
    text: Localized
    phrasings: Phrasings
    cues: Phrasings
    figure: bool = False


@dataclass(frozen=True, slots=True)
class Parts:
    """How much each part of an answer counts in a dimension. The four shares sum to 1."""

    key_points: float
    behaviours: float
    specificity: float
    structure: float

    def __post_init__(self) -> None:
        shares = (self.key_points, self.behaviours, self.specificity, self.structure)
        if min(shares) < 0 or not math.isclose(sum(shares), 1):
            msg = "the parts of a dimension must be positive and sum to 1"
            raise ValueError(msg)


@dataclass(frozen=True, slots=True)
class Dimension:
    """A dimension with its behaviourally anchored scale.

    `anchors` holds one text for each level from 1 to 5. `contrary` are things said by those who show its opposite: the
    closer a clause comes to them than to any behaviour, the less it meets. `enough` behaviours in one answer earn the
    full part, because no question gives room for all.
    """

    key: str
    version: int
    names: Localized
    description: Localized
    behaviours: tuple[Behaviour, ...]
    contrary: Phrasings
    anchors: tuple[Localized, ...]
    parts: Parts
    enough: int = 3
    knowledge: bool = False
    """Whether the key points are what a full answer says, rather than what it shows: then coverage counts as well."""


KEY_POINTS_ALONE: Final = Parts(key_points=0.7, behaviours=0, specificity=0.15, structure=0.15)
"""For a dimension that only the tenant knows."""


@cache
def dimensions() -> Mapping[str, Dimension]:
    """Every dimension that has a file, by its key."""
    package = import_module("workers.scoring.dimensions")
    found = {}
    for module in sorted(pkgutil.iter_modules(package.__path__), key=lambda module: module.name):
        dimension: Dimension = import_module(f"{package.__name__}.{module.name}").DIMENSION
        if dimension.key != module.name or len(dimension.anchors) != LEVELS:
            msg = f"{module.name}.py must define a dimension of that key with {LEVELS} anchors"
            raise ValueError(msg)
        found[dimension.key] = dimension
    return MappingProxyType(found)
