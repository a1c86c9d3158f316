"""Pauses against silences that were put there."""

import numpy as np
import pytest

from chalicelib.domain.transcript import Transcript
from tests.workers.measurements.synthetic import noise, spoken, transcript
from workers.audio import Samples
from workers.measurements.pauses import FoundPauses, find_pauses
from workers.measurements.voice import track

TEXTS = ["we", "looked", "everywhere,", "and", "then", "the", "valve", "broke."]
GAPS = {1: 300, 2: 450, 4: 800, 5: 150}


def found(transcript: Transcript, samples: Samples) -> FoundPauses:
    pauses = find_pauses(transcript, track(samples).level_db)
    assert pauses is not None
    return pauses


def test_pauses_of_200_ms_and_longer_are_found_where_they_are() -> None:
    pauses = found(*spoken(TEXTS, GAPS))
    assert pauses.in_sound
    assert [(pause.after, pause.inside) for pause in pauses.pauses] == [(1, True), (2, False), (4, True)]
    assert [pause.length_ms for pause in pauses.pauses] == pytest.approx([300, 450, 800], abs=20)
    figures = pauses.figures()
    assert (figures.inside.count, figures.between.count, figures.count) == (2, 1, 3)
    assert figures.longest_ms == figures.inside.longest_ms
    assert figures.total_ms == pytest.approx(1550, abs=60)


def test_word_times_that_are_early_make_no_pause_of_a_short_break() -> None:
    made, samples = spoken(TEXTS, GAPS)
    early = [word.model_copy(update={"end_ms": word.end_ms - 90}) for word in made.words]
    pauses = found(transcript(early, "en", made.duration_ms), samples)
    assert [pause.after for pause in pauses.pauses] == [1, 2, 4]
    assert [pause.length_ms for pause in pauses.pauses] == pytest.approx([300, 450, 800], abs=20)


@pytest.mark.parametrize(("level", "in_sound"), [(0.0003, True), (0.01, True), (0.1, False)])
def test_noise_hides_no_pause_as_long_as_words_have_times(level: float, in_sound: bool) -> None:  # noqa: FBT001
    made, samples = spoken(TEXTS, GAPS)
    noisy = samples + noise(samples.size / 16_000 + 0.01, level)[: samples.size]
    pauses = found(made, noisy)
    assert pauses.in_sound == in_sound
    assert [pause.after for pause in pauses.pauses] == [1, 2, 4]
    assert [pause.length_ms for pause in pauses.pauses] == pytest.approx([300, 450, 800], abs=30)


def test_without_sound_the_times_of_words_tell() -> None:
    made, _ = spoken(TEXTS, GAPS)
    pauses = find_pauses(made, None)
    assert pauses is not None
    assert not pauses.in_sound
    assert [pause.length_ms for pause in pauses.pauses] == [300, 450, 800]


def test_where_no_marks_are_written_every_cut_ends_a_clause() -> None:
    made, samples = spoken([text.strip(",.") for text in TEXTS], GAPS)
    assert [(pause.after, pause.inside) for pause in found(made, samples).pauses] == [
        (1, True),
        (2, True),
        (4, False),
    ]


def test_silence_before_the_first_word_and_after_the_last_is_no_pause() -> None:
    assert found(*spoken(["yes."], {})).pauses == ()
    assert found(*spoken(["yes", "indeed."], {})).pauses == ()


def test_there_is_nothing_to_tell_without_words() -> None:
    made, samples = spoken([], {})
    assert find_pauses(made, track(samples).level_db) is None
    assert find_pauses(made, np.zeros(0, np.float32)) is None
