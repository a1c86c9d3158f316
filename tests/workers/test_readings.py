"""What a reading tells about itself."""

import pytest

from chalicelib.domain.language import Language
from workers.audio import SAMPLE_RATE
from workers.transcription.readings import Reading, repeats
from workers.transcription.windows import Window

EOT, FIRST = 1000, 2000
WINDOW = Window(3, 0, 10 * SAMPLE_RATE)


def stamp(seconds: float) -> int:
    return FIRST + round(seconds * 50)


def reading(*tokens: int, log_probability: float = -0.2, loop: bool = False) -> Reading:
    return Reading(list(tokens), "en", log_probability, 0.0, loop, EOT, FIRST)


def test_speech_after_the_last_timestamp_is_read_again() -> None:
    stopped = reading(stamp(0), 5, 6, stamp(4))
    assert stopped.tail(WINDOW) == Window(3, 4 * SAMPLE_RATE, 10 * SAMPLE_RATE)


@pytest.mark.parametrize(
    "tokens",
    [
        pytest.param((stamp(0), 5, 6, stamp(9.5)), id="covered"),
        pytest.param((stamp(0), 5, stamp(4), stamp(4), 6), id="text goes on without a closing timestamp"),
        pytest.param((stamp(0), stamp(4)), id="no text"),
    ],
)
def test_a_window_that_is_covered_has_no_tail(tokens: tuple[int, ...]) -> None:
    assert reading(*tokens).tail(WINDOW) is None


def test_segments_end_where_a_timestamp_follows_text() -> None:
    assert reading(stamp(0), 5, 6, stamp(2), stamp(2), 7, stamp(3)).segment_ends() == {2, 3}


def test_repeats_and_guesses_are_suspicious() -> None:
    assert reading(5, loop=True).suspicious
    assert reading(5, log_probability=-1.2).suspicious
    assert not reading(5).suspicious


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("thank you " * 40, "en"),
        ("Drop the two when you add the figures, drop the two when you add, and drop the two when you go.", "en"),
        ("我们先看了客户的需求清单然后" * 3, "zh"),
    ],
)
def test_a_phrase_that_comes_again_and_again_is_a_loop(text: str, language: Language) -> None:
    assert repeats(text, language)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("", "en"),
        ("I compared sixty bookings with the paper log.", "en"),
        ("Ask not what your country can do for you, ask what you can do for your country.", "en"),
        ("I said no, no, no, we do not ship it, and then I said it again: we do not ship it.", "en"),
        ("我每天早上先核对库存，下午再核对库存，晚上还要核对一次库存。", "zh"),
    ],
)
def test_emphasis_and_corrections_are_no_loop(text: str, language: Language) -> None:
    assert not repeats(text, language)
