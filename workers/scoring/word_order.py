"""Tell speech from words in random order, by which classes of words follow each other.

Words are folded into classes: those that the training texts use most stand for themselves, the others count by ending
(English) or by the part of speech that jieba's dictionary gives (Chinese). What each pair of neighbours is worth is the
logarithm of how much more often their classes follow each other than chance would have it. The sum over an answer is
compared with what the same words would reach in random order, in standard deviations (a permutation test with exact
moments; Mantel 1967). Fitted by `load_tests/fit_word_order.py`, see docs/scoring.md; the numbers lie in
`word_order.json`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise, product
from math import inf, log, sqrt
from pathlib import Path
from sys import intern
from typing import TYPE_CHECKING, Final

import jieba
import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from chalicelib.domain.language import Language
from workers.scoring import features

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator, Sequence

    from numpy.typing import NDArray

FILE: Final = Path(__file__).with_name("word_order.json")
STRETCH: Final = 100
"""Words that are looked at together: shuffled words within a long answer are not to drown in the rest."""
ASKED_PAIR: Final = 2.0
"""What two words are worth more that stand side by side in the question or in a key point."""
_SMOOTHING: Final = 4.0
_LEAST: Final = -1.0
_MOST: Final = 3.0
_NO_SPREAD: Final = 1e-6
_BOUND: Final = (0.3, -0.5)
"""Deviations below which an order counts as random: slope by the root of the words, intercept.

Speech gains with the root of its length, random order stays at 0. Set so that few honest answers fall below it.
"""
_TELLING: Final = 12
_TELLING_OWN: Final = 40
"""Words below which no order tells speech from chance: where the answer uses the question's and the key points' words,
and where it is in its own, which gain little by being shuffled and follow each other in more ways."""
_TAKEN: Final = 0.4
"""Share of words of content that are in the question or the key points, from which on an answer uses theirs."""
_PROSE: Final = 0.6
"""Least share of words among the tokens: formulas and tables have an order of their own."""
_HAN: Final = re.compile(r"[\u3400-\u9fff]")
_ENDINGS: Final = re.compile(
    r"(?<=..)(?:tion|ment|ness|ity|ing|ed|ly|er|al|ic|ive|ous|able|ible|ful|ize|ise|ate|ence|ance|ss|s)$"
)
"""The longest ending that leaves two letters."""


@dataclass(frozen=True, slots=True)
class Fluency:
    """How many words a stretch has, what share of its tokens are words, and how far its order is above random."""

    words: int
    share: float
    deviations: float
    taken: bool
    """Whether it uses the words of the question and the key points."""

    @property
    def margin(self) -> float:
        """How far above the bound for so many words; negative where the order counts as random."""
        if self.words < (_TELLING if self.taken else _TELLING_OWN) or self.share < _PROSE:
            return inf
        return self.deviations - (_BOUND[0] * sqrt(self.words) + _BOUND[1])


class ClassPairs(BaseModel):
    """Counts of classes and of neighbouring classes in one language; a key of `pairs` is both names and a blank."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    words: frozenset[str] = Field(description="Words that stand for themselves.")
    classes: Mapping[str, int]
    pairs: Mapping[str, int]
    expected: Mapping[str, float] = Field(description="By coarse classes: how much more often than by chance.")

    @cached_property
    def total(self) -> int:
        """Words that the counts come from."""
        return max(sum(self.classes.values()), 1)

    def worth(self, first: str, second: str) -> float:
        """Logarithm of how much more often the classes are neighbours than by chance, -1 to 3."""
        chance = self.classes.get(first, 0) * self.classes.get(second, 0) / self.total
        usual = self.expected.get(f"{coarse(first)} {coarse(second)}", 1.0)
        found = (self.pairs.get(f"{first} {second}", 0) + _SMOOTHING * usual) / (chance + _SMOOTHING)
        return min(max(log(found), _LEAST), _MOST)


class WordOrder(BaseModel):
    """What is known of the order of words in the two languages."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    version: str
    languages: Mapping[Language, ClassPairs]

    def fluency(self, text: str, asked: Iterable[str] = ()) -> Fluency | None:
        """The least fluent stretch of the text that is long enough to tell; `None` where none is.

        `asked` are the question and its key points: who answers takes up their phrases, whole.
        """
        counted = self.languages[features.language_of(text)]
        wanted = [features.tokens(features.clean(each)) for each in asked]
        known = {pair for words in wanted for pair in pairwise(words)}
        said = [word for word in features.tokens(text) if not features.is_function_word(word)]
        theirs = {word for words in wanted for word in words}
        taken = sum(word in theirs for word in said) >= _TAKEN * len(said)
        found = [
            _fluency(words, counted, known, taken=taken)
            for words in _stretches(_without_stumbles(features.tokens(text)))
        ]
        return min((each for each in found if each.margin < inf), key=lambda each: each.margin, default=None)


@lru_cache(maxsize=1)
def shipped() -> WordOrder:
    """The model that comes with the product."""
    return WordOrder.model_validate_json(FILE.read_text(encoding="utf-8"))


def load() -> None:
    """Read the model and jieba's dictionaries, for which the first answer would wait seconds."""
    shipped()
    _parts_of_speech()
    jieba.initialize()


def class_of(word: str, words: Container[str]) -> str:
    """The class of a token; `words` stand for themselves."""
    if word in words:
        return word
    if word[0].isdigit():
        return "#"
    if _HAN.search(word):
        return f"<{_part_of_speech(word)}{'1' if len(word) == 1 else ''}"
    ending = _ENDINGS.search(word)
    return f"-{ending[0]}" if ending else "*"


def coarse(name: str) -> str:
    """The first letter of the part of speech of a Chinese class, the class of any other."""
    if name.startswith("<"):
        return name[1]
    return _part_of_speech(name)[0] if _HAN.search(name) else name


def _part_of_speech(word: str) -> str:
    return _parts_of_speech().get(word) or _parts_of_speech().get(word[-1], "n")


@lru_cache(maxsize=1)
def _parts_of_speech() -> dict[str, str]:
    """Of the words of jieba's dictionary that are no nouns and no names, which are two thirds of it."""
    with jieba.get_dict_file() as lines:
        entries = (line.decode().split() for line in lines)
        return {word: intern(tag[:2]) for word, _, tag in entries if not tag.startswith("n")}


def _without_stumbles(words: Iterable[str]) -> list[str]:
    """The words without those that are said twice on end, one or two at a time, as people do who look for the next."""
    told: list[str] = []
    for word in words:
        told.append(word)
        for length in (1, 2):
            if told[-length:] == told[-2 * length : -length]:
                del told[-length:]
    return told


def _stretches(words: Sequence[str]) -> Iterator[Sequence[str]]:
    """The words in stretches of about the same length, of `STRETCH` to twice as many where there are so many."""
    count = max(len(words) // STRETCH, 1)
    for at in range(count):
        yield words[len(words) * at // count : len(words) * (at + 1) // count]


def _fluency(words: Sequence[str], counted: ClassPairs, known: Container[tuple[str, str]], *, taken: bool) -> Fluency:
    spelt = len(features.prose(words))
    if spelt < _TELLING:
        return Fluency(spelt, spelt / max(len(words), 1), 0.0, taken)
    kinds = list(dict.fromkeys(words))
    names = [class_of(word, counted.words) for word in kinds]
    worth = {pair: counted.worth(*pair) for pair in product(set(names), repeat=2)}
    table = np.array(
        [
            [
                worth[name, other] + ASKED_PAIR * ((word, after) in known)
                for after, other in zip(kinds, names, strict=True)
            ]
            for word, name in zip(kinds, names, strict=True)
        ]
    )
    places = {word: at for at, word in enumerate(kinds)}
    order = [places[word] for word in words]
    mean, spread = at_random(table[np.ix_(order, order)])
    reached = float(sum(table[one, other] for one, other in pairwise(order)))
    deviations = (reached - mean) / spread if spread > _NO_SPREAD else 0.0
    return Fluency(spelt, spelt / len(words), deviations, taken)


def at_random(worth: NDArray[np.float64]) -> tuple[float, float]:
    """Mean and standard deviation, over all orders of n words, of the sum over neighbours; `worth` is n by n."""
    n = len(worth)
    worth = worth - np.diag(np.diag(worth))
    rows, columns = worth.sum(axis=1), worth.sum(axis=0)
    total, squares, mutual = float(rows.sum()), float((worth**2).sum()), float((worth * worth.T).sum())
    chained = float(rows @ columns) - mutual
    sharing = squares + mutual + 2 * chained + float(rows @ rows) + float(columns @ columns) - 2 * squares
    pairs = n * (n - 1)
    mean = (n - 1) * total / pairs
    second = (
        (n - 1) * squares / pairs
        + 2 * (n - 2) * chained / (pairs * (n - 2))
        + (n - 2) * (n - 3) * (total**2 - sharing) / (pairs * (n - 2) * (n - 3))
    )
    return mean, sqrt(max(second - mean**2, 0.0))
