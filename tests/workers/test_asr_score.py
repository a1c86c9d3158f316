"""How the recogniser's benchmark brings texts to one form."""

import pytest

from load_tests.bench_asr_score import Errors, errors, units_of


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("三百二十八万一千一百三十八点四八", "3,281,138.48"),
        ("三百零五千三百三十四", "305334"),
        ("百分之三十", "30%"),
        ("他們說：對！", "他们说对"),
    ],
)
def test_mandarin_that_sounds_alike_is_alike(one: str, other: str) -> None:
    assert units_of(one, "zh") == units_of(other, "zh")


def test_english_numbers_marks_and_case_do_not_count() -> None:
    assert units_of("Forty-one of three hundred and FIVE, it's.", "en") == units_of("41 of 300 and 5 its", "en")


def test_errors_are_counted_in_words_or_characters() -> None:
    assert errors("we fixed the queue", "we fix the queue today", "en") == Errors(2, 4)
    assert errors("修好了", "修好", "zh") == Errors(1, 3)
