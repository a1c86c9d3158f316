"""Quotes are the transcript's exact words with their times, or they are not quotes."""

import pytest

from tests.workers.judging.answers import CHINESE, CLAUSES, spoken
from workers.judging.quotes import Said

SAID = Said(spoken(*CLAUSES))
ZH = Said(spoken(*CHINESE, language="zh"))


@pytest.mark.parametrize(
    ("quote", "text", "start_ms", "end_ms"),
    [
        ("I measured every station", "I measured every station", 2300, 3500),
        ("i MEASURED  every\nstation", "I measured every station", 2300, 3500),
        ("“I measured every station…”", "I measured every station", 2300, 3500),
        ("\uff29 \uff4deasured every sta\u200btion", "I measured every station", 2300, 3500),
        ("for a week and moved", "for a week and moved", 3500, 5200),
        ("We lost 12 minutes", "we lost 12 minutes", 7800, 9000),
    ],
)
def test_what_differs_in_form_only_is_found_with_its_times(quote: str, text: str, start_ms: int, end_ms: int) -> None:
    found = SAID.find(quote)
    assert found is not None
    assert (found.text, found.start_ms, found.end_ms) == (text, start_ms, end_ms)


def test_chinese_is_found_across_clauses_and_whatever_its_marks_and_spaces() -> None:
    found = ZH.find("我就花了 一周测量每个工位,把ｇｐｕ测试")
    assert found is not None
    assert found.text == "我就花了一周测量每个工位，把GPU 测试"
    assert (found.start_ms, found.end_ms) == (3200, 9400)


@pytest.mark.parametrize(
    "quote",
    [
        "I led a team of five",
        "I measured each station",
        "I measured ... for a week",
        "measured eve",
        "easured every station",
        "station every measured",
        "",
        " ",
        "“…”",
        "\ud800",
        "x" * 100_000,
    ],
)
def test_what_was_not_said_so_is_not_found(quote: str) -> None:
    assert SAID.find(quote) is None


def test_a_letter_with_its_accent_apart_is_the_same_letter() -> None:
    found = Said(spoken("Wir waren im Cafe\u0301 zusammen")).find("im Caf\u00e9 zusammen")
    assert found is not None
    assert found.text == "im Cafe\u0301 zusammen"


def test_without_word_times_the_clauses_times_are_given() -> None:
    transcript = spoken(*CLAUSES).model_copy(update={"words": ()})
    found = Said(transcript).find("measured every station")
    assert found is not None
    clause = transcript.clauses[1]
    assert (found.start_ms, found.end_ms) == (clause.start_ms, clause.end_ms)
    assert Said(transcript.model_copy(update={"clauses": ()})).find("measured") is None
