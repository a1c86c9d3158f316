"""Saying the opposite of a key point in its own words is found; an honest no is not held against anybody."""

import pytest

from chalicelib.domain.language import Language
from chalicelib.domain.plan import Question
from tests.workers.scoring.spoken import job, transcript
from workers.scoring.encoder import TextEncoder
from workers.scoring.engine import score_answer
from workers.scoring.polarity import denied, denying, opposed

CACHE = (
    "A cache keeps copies of data that are read often.",
    "It answers faster than the database behind it.",
    "An entry must be removed when the data behind it changes.",
)
STACK = ("顺序栈用数组存放元素。", "栈顶的元素总是最先弹出。", "数组存满以后，入栈操作不能继续进行。")


@pytest.mark.parametrize(
    ("said", "wanted", "is_opposed"),
    [
        ("a cache does not keep copies of data", CACHE[0], True),
        ("a cache keeps copies of data", CACHE[0], False),
        ("the entry must not be removed when the data changes", CACHE[2], True),
        ("顺序栈不用数组存放元素", STACK[0], True),
        ("顺序栈就是用数组存放元素的", STACK[0], False),
        ("数组存满以后，入栈操作能继续进行", STACK[2], True),
        ("数组存满以后，入栈操作不能继续进行", STACK[2], False),
    ],
)
def test_the_opposite_in_the_same_words_is_told_from_the_same(said: str, wanted: str, *, is_opposed: bool) -> None:
    assert opposed(said, (wanted,)) is is_opposed


@pytest.mark.parametrize(
    ("said", "wanted"),
    [
        ("without it, every page would not come up before the slow query is through", CACHE[1]),
        ("没有数组的话就没办法按下标来访问", STACK[0]),
    ],
)
def test_of_what_is_said_in_other_words_nothing_is_told(said: str, wanted: str) -> None:
    assert opposed(said, (wanted,)) is None


def test_the_word_behind_a_negation_is_denied_and_twice_is_not_at_all() -> None:
    assert denied("it is not stored") == {"stor"}
    assert denied("it is not never stored") == frozenset()
    assert "删除" in denied("没有删除")
    assert denied("no, it is stored") == frozenset()


def test_who_denies_a_good_part_is_credited_with_none_of_it() -> None:
    flipped = ["a cache does not keep copies of data", "it answers faster than the database behind it"]
    assert denying(flipped, CACHE) == (True, True)
    recited = [
        "a cache keeps copies of data that are read often",
        "it does not answer faster than the database behind it",
    ]
    assert denying(recited, CACHE) == (True, True)
    assert denying(["a cache keeps copies of data", "the weather was bad"], CACHE) == (False, False)


def test_one_negation_in_a_short_recital_is_seen() -> None:
    points = ("单链表不可以。", "双链表可以，时间复杂度为O(1)。")
    assert denying(["单链表不可以", "双链表不可以，时间复杂度为o(1)"], points) == (True, True)
    assert denying(["单链表不可以", "双链表可以，时间复杂度为o(1)"], points) == (False, False)
    assert denying(["单链表并不是不可以", "今天天气不错"], points) == (False, False)


@pytest.mark.parametrize(
    ("language", "points", "right", "wrong"),
    [
        (
            "en",
            CACHE,
            (
                "A cache keeps copies of data that are read often. It answers faster than the database behind it. "
                "An entry has to be removed when the data behind it changes."
            ),
            (
                "A cache does not keep copies of data that are read often. It does not answer faster than the database "
                "behind it. An entry must not be removed when the data behind it changes."
            ),
        ),
        (
            "zh",
            STACK,
            "顺序栈是用数组存放元素的。栈顶的元素总是最先弹出。数组存满以后，入栈操作不能继续进行。",
            "顺序栈不用数组存放元素。栈顶的元素不是最先弹出。数组存满以后，入栈操作能继续进行。",
        ),
    ],
)
def test_the_opposite_earns_far_less_than_the_answer(
    language: Language, points: tuple[str, ...], right: str, wrong: str, encoder: TextEncoder
) -> None:
    text = "How does it work?" if language == "en" else "它是怎么工作的？"
    question = Question(key="q1", text=text, dimensions=("professional_knowledge",), key_points=points)
    plan = job(language, (question,))
    good, bad = (
        score_answer(transcript(each, language), plan, question, encoder).scores[0].score for each in (right, wrong)
    )
    assert good is not None
    assert good > 60
    assert bad is None or bad < good / 2
