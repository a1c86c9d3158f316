"""What is measured from the words of an answer: content, specificity, structure, repetition, order, length."""

from __future__ import annotations

import logging
import re
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, Final

import jieba

from workers.scoring import wording

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from chalicelib.domain.language import Language

jieba.setLogLevel(logging.WARNING)

_HAN: Final = re.compile(r"[\u3400-\u9fff]")
_LATIN_WORD: Final = re.compile(r"[a-zA-ZÀ-ÖØ-öø-ÿ\u0100-\u017f0-9]+(?:['’][a-zA-Z]+)?")
_PIECE: Final = re.compile(r"[\u3400-\u9fff]|[a-zà-öø-ÿ\u0100-\u017f0-9]+")
_LETTER: Final = re.compile(r"[^\W\d_]")
_SPACE: Final = re.compile(r"\s+")
_LEFT: Final = re.compile(r"([,，、.。;；:：?？!！])(?:\s*[,，、.。])+")
_SENTENCE_END: Final = re.compile(r"[.!?。！？\n]+(?=\s|$|[\u3400-\u9fff])")
_LIST_GAP: Final = re.compile(r"[,，、;；/]|(?<=[\u3400-\u9fff]) (?=[\u3400-\u9fff])")
_SUFFIXES: Final = (
    "ations",
    "ation",
    "ingly",
    "ments",
    "ment",
    "ings",
    "ing",
    "edly",
    "ied",
    "ies",
    "ed",
    "es",
    "ly",
    "s",
)
_SHORTEST_STEM: Final = 3
FULL_FIGURES: Final = 4
FULL_ACTIONS: Final = 5
FULL_NAMES: Final = 2
FULL_CONNECTIVES: Final = 4
FULL_SLOTS: Final = 4
"""From this many different ones on, more earn nothing: length must not pay."""


MOSTLY: Final = 0.5
"""Share of words, not figures and single letters, from which on a run is speech and not a formula."""
LIST_WORDS: Final = 6
LIST_GAPS: Final = 0.5
LIST_RUN: Final = 12
"""From so many words on, more gaps than this share of them, or so many words of content on end, are a list."""


FEWEST_REARRANGED: Final = 6
ITS_WORDS: Final = 0.85
ITS_SHARE: Final = 0.5
"""Share of an answer's words that are a source's, and of the source's that are in the answer, to be that rearranged."""
IN_ORDER: Final = {"en": 0.5, "zh": 0.6}
"""Share of neighbours below which the order is another one; in Chinese characters of one word stay neighbours."""
BARE_WORDS: Final = 3
EMPTY_PROSE: Final = 30
LEAST_KEYWORDS: Final = 2


def clean(text: str) -> str:
    """The text without fillers and doubled space, as both a keyboard and a recogniser would give it: lower case."""
    return spoken(text).lower()


def spoken(text: str) -> str:
    """The text without fillers and doubled space, in its own case."""
    text = wording.FILLERS.sub(" ", text.replace("’", "'"))
    return _SPACE.sub(" ", _LEFT.sub(r"\1", text)).strip(" ,，、.。")


def size(text: str) -> int:
    """Length in words: Chinese characters count one each, and so do words in Latin script."""
    return len(_HAN.findall(text)) + len(_LATIN_WORD.findall(text))


def language_of(text: str) -> Language:
    """The language that most of the text is in."""
    han = len(_HAN.findall(text))
    return "zh" if han > len(_LATIN_WORD.findall(text)) else "en"


def script_shares(text: str) -> tuple[float, float, float]:
    """Shares of Chinese, Latin and other letters, by words or characters."""
    letters = _LETTER.findall(text)
    han, latin = len(_HAN.findall(text)), len(_LATIN_WORD.findall(text))
    other = sum(1 for letter in letters if not _HAN.match(letter) and ord(letter) > ord("\u024f"))
    total = max(han + latin + other, 1)
    return han / total, latin / total, other / total


@lru_cache(maxsize=4096)
def tokens(text: str) -> tuple[str, ...]:
    """Words in order, lower case, without marks; Chinese cut into words, English contractions cut at the mark."""
    if not _HAN.search(text):
        return tuple(part for word in _LATIN_WORD.findall(text.lower()) for part in re.split("['’]", word))
    return tuple(word for word in jieba.cut(text.lower(), HMM=False) if word.strip() and word[0].isalnum())


def _stem(word: str) -> str:
    if _HAN.search(word):
        return word
    for suffix in _SUFFIXES:
        if word.endswith(suffix) and len(word) - len(suffix) >= _SHORTEST_STEM:
            return word[: -len(suffix)]
    return word


def is_function_word(word: str) -> bool:
    """Whether a token carries grammar rather than content."""
    return word in wording.ENGLISH_FUNCTION or word in wording.CHINESE_FUNCTION


@lru_cache(maxsize=4096)
def content(text: str) -> frozenset[str]:
    """Stems of the words that carry content; for Chinese also pairs of characters, so that cutting does not decide."""
    words = [word for word in tokens(text) if not is_function_word(word)]
    pairs = (word[i : i + 2] for word in words if _HAN.search(word) for i in range(len(word) - 1))
    return frozenset(_stem(word) for word in words) | frozenset(pairs)


def overlap(wanted: str, said: str, question: str = "") -> float:
    """Share of the wanted content words that were said, those of the question taken out; 0 to 1."""
    words = content(wanted) - content(question)
    return len(words & content(said)) / len(words) if words else 0.0


def grams(words: Sequence[str], length: int = 4) -> Counter[tuple[str, ...]]:
    """Runs of `length` words with their counts."""
    return Counter(tuple(words[i : i + length]) for i in range(len(words) - length + 1))


def pieces(text: str) -> list[str]:
    """Words in Latin script and single Chinese characters, in order: what runs are made of."""
    return _PIECE.findall(text.lower())


def _runs(text: str) -> Counter[tuple[str, ...]]:
    return grams(pieces(text), 6 if language_of(text) == "zh" else 4)


def repetition(text: str) -> float:
    """Share of the runs of four words, or six characters, that were said before; 0 to 1. Formulas do not count."""
    runs = _runs(text)
    again = sum(count - 1 for run, count in runs.items() if count > 1 and len(prose(run)) >= MOSTLY * len(run))
    return again / max(runs.total(), 1)


def echo(said: str, sources: Iterable[str], besides: Iterable[str] = ()) -> float:
    """Share of the runs in `said` that stand in the sources, and not in `besides`, word for word; 0 to 1."""
    runs = _runs(said)
    known = {run for source in sources for run in _runs(source)} - {run for other in besides for run in _runs(other)}
    total = sum(runs.values())
    return sum(count for run, count in runs.items() if run in known) / total if total else 0.0


def new_words(said: str, sources: Iterable[str]) -> float:
    """Share of the words in `said` that are in none of the sources; 0 to 1."""
    words, known = tokens(said), {word for source in sources for word in tokens(source)}
    return sum(word not in known for word in words) / len(words) if words else 0.0


def prose(words: Iterable[str]) -> list[str]:
    """The words without figures and single letters, of which formulas are made."""
    return [word for word in words if not word[0].isdigit() and (len(word) > 1 or word in "ai" or not word.isascii())]


def function_share(words: Sequence[str]) -> float:
    """Share of function words; fluent speech has 0.4 to 0.6 in English, 0.3 to 0.5 in Chinese."""
    return sum(is_function_word(word) for word in words) / len(words) if words else 0.0


def is_list(text: str) -> bool:
    """Whether the text strings words of content together instead of saying something with them."""
    words = prose(tokens(text))
    if len(words) < LIST_WORDS:
        return False
    gaps = len(_LIST_GAP.findall(text))
    longest = run = 0
    for word in words:
        run = 0 if is_function_word(word) else run + 1
        longest = max(longest, run)
    return gaps / len(words) > LIST_GAPS or longest >= LIST_RUN


def rearranged(said: str, source: str) -> bool:
    """Whether the text has a source's words, hardly others, and hardly two of them in the source's order.

    Whoever says something in the source's very words says most of them in its order. Of 21,151 human-scored answers
    19 are like this, of 398 reference answers with their words shuffled 343.
    """
    words, known = pieces(said), pieces(source)
    if len(words) < FEWEST_REARRANGED or not known:
        return False
    shared = (Counter(words) & Counter(known)).total()
    if shared < ITS_WORDS * len(words) or shared < ITS_SHARE * len(known):
        return False
    pairs = set(pairwise(known))
    kept = sum(pair in pairs for pair in pairwise(words)) / (len(words) - 1)
    return kept < IN_ORDER[language_of(source)]


def bare_keywords(said: str, wanted: str, question: str) -> bool:
    """Whether what an answer has of the wanted words stands in sentences of bare keywords, beside prose without them.

    A sentence is bare that has no word of grammar; honest notes are bare too, but then not beside empty prose.
    """
    sentences = [sentence for sentence in _SENTENCE_END.split(said.lower()) if sentence.strip()]
    cut = [tokens(sentence) for sentence in sentences]
    bare = [len(words) >= BARE_WORDS and not any(map(is_function_word, words)) for words in cut]
    prose_text, keywords = (
        " ".join(sentence for sentence, is_bare in zip(sentences, bare, strict=True) if is_bare is wanted_kind)
        for wanted_kind in (False, True)
    )
    if not keywords or size(prose_text) < EMPTY_PROSE:
        return False
    words = content(wanted) - content(question)
    in_prose, in_keywords = words & content(prose_text), words & content(keywords)
    few = len(in_prose) <= len(in_prose | in_keywords) / 3
    return few and len(in_keywords - in_prose) >= (LEAST_KEYWORDS if in_prose else 1)


def doubled(words: Sequence[str]) -> float:
    """Share of words that are said twice on end, figures and single letters left aside; 0 to 1."""
    spelt = prose(words)
    return sum(one == other for one, other in pairwise(spelt)) / len(spelt) if spelt else 0.0


def figures(text: str) -> frozenset[str]:
    """Numbers and amounts that were named."""
    return frozenset(wording.ENGLISH_FIGURE.findall(text.lower())) | frozenset(wording.CHINESE_FIGURE.findall(text))


def actions(text: str) -> frozenset[str]:
    """Different things that the speaker says they do or did."""
    verbs = {verb for verb in wording.ENGLISH_ACTION.findall(text.lower()) if verb not in wording.NOT_ACTIONS}
    return frozenset(verbs) | frozenset(wording.CHINESE_ACTION.findall(text))


def names(text: str) -> frozenset[str]:
    """People, places and tools that were named, as far as a recogniser keeps capitals."""
    found = (wording.ENGLISH_NAME, wording.CHINESE_NAME, wording.LATIN_IN_CHINESE)
    return frozenset(name.strip().lower() for pattern in found for name in pattern.findall(text))


@dataclass(frozen=True, slots=True)
class Style:
    """How an answer is told. Both shares are 0 to 1, count different things only and stop growing early."""

    specificity: float
    structure: float
    slots: frozenset[str]


def style(texts: Sequence[str]) -> Style:
    """Specificity and structure of the pieces of an answer that commit to something."""
    plain = " ".join(spoken(text) for text in texts)
    said = plain.lower()
    did = actions(said)
    specificity = (
        0.45 * min(len(figures(said)) / FULL_FIGURES, 1)
        + 0.45 * min(len(did) / FULL_ACTIONS, 1)
        + 0.1 * min(len(names(plain)) / FULL_NAMES, 1)
    )
    slots = frozenset(slot for slot, pattern in wording.SLOTS.items() if pattern.search(said))
    slots |= {"action"} if did else set()
    links = sum(1 for pattern in wording.CONNECTIVES.values() if pattern.search(said))
    structure = 0.5 * min(links / FULL_CONNECTIVES, 1) + 0.5 * min(len(slots) / FULL_SLOTS, 1)
    return Style(specificity, structure, slots)
