"""The order of words tells speech from shuffled words, in both languages, however they are written."""

import random
from itertools import pairwise, permutations

import numpy as np
import pytest

from chalicelib.domain.language import Language
from tests.workers.scoring.spoken import MARKS, load_demo
from tests.workers.scoring.unseen import unseen
from workers.scoring import features
from workers.scoring.dimension import dimensions
from workers.scoring.word_order import at_random, class_of, shipped

LANGUAGES: tuple[Language, Language] = ("en", "zh")
SEEDS = 5
LEAST_CAUGHT = 0.9
LEAST_CAUGHT_SHORT = 0.75
WRITTEN = {
    language: [text for key in dimensions() for text in (*unseen(key, language).strong, unseen(key, language).vague)]
    for language in LANGUAGES
}
SPOKEN = {
    language: [
        text
        for answers in load_demo().answers.values()
        for text in answers.values()
        if text and features.language_of(text) == language
    ]
    for language in LANGUAGES
}


def reordered(text: str, seed: int | None) -> str:
    """The words in random order, or backwards without a seed."""
    words = list(features.tokens(text))
    order = words[::-1] if seed is None else random.Random(seed).sample(words, len(words))
    return ("" if features.language_of(text) == "zh" else " ").join(order)


def stopped(text: str, *asked: str) -> bool:
    fluency = shipped().fluency(text, asked)
    return fluency is not None and fluency.margin < 0


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_that_was_said_or_written_honestly_counts_as_random(language: Language) -> None:
    texts = WRITTEN[language] + SPOKEN[language]
    assert len(texts) > 40
    assert not [text for text in texts if stopped(text)]
    assert not [text for text in texts if stopped(MARKS.sub("", text).lower())]


STUMBLING = (
    (
        "So, um, I I mean the the orders were, they went out late, and then, uh, I I checked, I checked the list, "
        "you know, and and it was, it was the form, the form that that somebody had changed without, um, telling us."
    ),
    (
        "嗯，那个，就是，我我当时就是，呃，先去查了查记录，然后，然后那个，发现，嗯，发现是换班的时候，就是没有人，"
        "没有人去核对那个单子，后来我就，我就跟他们说，每次换班都要，都要签一下字。"
    ),
)
SHORT = (
    "A hash table stores entries by the hash of their key, so a look-up takes as long however many there are.",
    "哈希表按照键的哈希值来存放数据，所以不管里面有多少条数据，查找所需要的时间都差不多。",
)


@pytest.mark.parametrize("text", STUMBLING)
def test_stumbling_speech_does_not_count_as_random(text: str) -> None:
    text = features.clean(text)
    same_words = reordered(text, None)
    assert shipped().fluency(text, (same_words,)) is not None
    assert not stopped(text, same_words)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_same_words_in_random_order_or_backwards_do(language: Language) -> None:
    long = [text for text in WRITTEN[language] if shipped().fluency(text)]
    assert len(long) > 20
    orders = [reordered(text, seed) for text in long for seed in (None, *range(SEEDS))]
    assert np.mean([stopped(text) for text in orders]) > LEAST_CAUGHT


@pytest.mark.parametrize("text", SHORT)
def test_a_short_answer_in_the_words_asked_for_is_told_from_them_shuffled(text: str) -> None:
    asked = ("What is a hash table?" if text.isascii() else "什么是哈希表？", text)
    assert not stopped(text, *asked)
    assert np.mean([stopped(reordered(text, seed), *asked) for seed in range(20)]) > LEAST_CAUGHT_SHORT


@pytest.mark.parametrize(
    "text", ["late sorry was I because", "了我晚到昨天", "P(A) = 0.6^3 * 0.4^3 = 0.0138 + C(6, 3) * 0.4"]
)
def test_of_few_words_and_formulas_nothing_is_said(text: str) -> None:
    assert shipped().fluency(text, (text,)) is None


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_shuffled_stretch_within_a_long_answer_is_found(language: Language) -> None:
    honest = WRITTEN[language][:4]
    joined = " ".join(honest)
    assert not stopped(joined)
    assert stopped(f"{joined} {reordered(joined, 3)}")


def test_mean_and_spread_of_random_order_are_those_of_all_orders() -> None:
    worth = np.random.default_rng(1).normal(size=(6, 6))
    every = [sum(worth[one, other] for one, other in pairwise(order)) for order in permutations(range(6))]
    mean, spread = at_random(worth)
    assert mean == pytest.approx(np.mean(every))
    assert spread == pytest.approx(np.std(every))


def test_words_are_folded_into_classes() -> None:
    words = frozenset({"the", "的"})
    found = [class_of(word, words) for word in ("the", "42", "station", "fix", "的", "检查", "看")]
    assert found == ["the", "#", "-tion", "*", "的", "<vn", "<v1"]
