"""All measurements of an answer together, and what becomes of them where there is little to measure."""

import time

import numpy as np
import pytest

from chalicelib.domain.measurements import METHOD
from tests.workers.measurements.synthetic import question, spoken
from workers.measurements import measure as measuring
from workers.measurements.measure import measure, try_measure, try_track
from workers.measurements.voice import VoiceTrack, track

SENTENCE = [
    "we",
    "looked",
    "at",
    "all",
    "valves",
    "as",
    "one",
    "of",
    "them",
    "was,",
    "broken",
    "and",
    "nobody",
    "knew.",
]


def test_rates_follow_from_words_and_pauses() -> None:
    said, samples = spoken(SENTENCE * 4, {9: 400, 20: 600, 35: 1000}, hertz=180)
    found = measure(said, question("valve broken"), track(samples))
    assert found is not None
    speaking = 56 * 400 + 2000
    assert (found.unit, found.units, found.speaking_ms, found.method) == ("words", 56, speaking, METHOD)
    assert found.speech_rate == pytest.approx(56 * 60_000 / speaking, abs=0.1)
    assert found.articulation_rate == pytest.approx(150, rel=0.01)
    assert found.tempo_variation == pytest.approx(0, abs=0.02)
    assert found.pauses is not None
    assert found.pauses_per_minute == pytest.approx(3 * 60_000 / speaking)
    assert found.pitch_median_hz == pytest.approx(180, rel=0.01)
    assert found.pitch_range_semitones is not None
    assert found.pitch_range_semitones < 0.5
    assert found.keywords is not None
    assert (found.keywords.said, found.keywords.total) == (2, 2)


def test_tempo_that_changes_shows() -> None:
    slow, fast = ["word"] * 10, ["a-b-c"] * 10
    said, samples = spoken([*slow, *fast, *slow, *fast], {9: 500, 19: 500, 29: 500})
    found = measure(said, question(), track(samples))
    assert found is not None
    assert found.tempo_variation == pytest.approx(0.5, abs=0.02)


def test_mandarin_is_counted_in_characters() -> None:
    said, samples = spoken(["我们", "检查", "了", "阀门，", "然后", "通知", "大家。"] * 4, {}, "zh")
    found = measure(said, question("检查阀门"), track(samples))
    assert found is not None
    assert (found.unit, found.units, found.language) == ("characters", 13 * 4, "zh")
    assert found.speech_rate == pytest.approx(52 * 60_000 / (28 * 400), abs=0.1)


def test_of_one_word_almost_nothing_is_told() -> None:
    said, samples = spoken(["yes."], {})
    found = measure(said, question(), track(samples))
    assert found is not None
    assert found.units == 1
    for name in (
        "speech_rate",
        "articulation_rate",
        "tempo_variation",
        "fillers_per_minute",
        "mattr",
        "pitch_median_hz",
        "pitch_range_semitones",
    ):
        assert getattr(found, name) is None, name


def test_where_nothing_was_said_nothing_is_measured() -> None:
    said, samples = spoken([], {})
    assert measure(said, question(), track(samples)) is None


def test_music_between_the_words_is_not_their_pitch() -> None:
    said, samples = spoken(SENTENCE, {6: 6000}, hertz=120)
    start = (1000 + 7 * 400 + 500) * 16
    samples[start : start + 5000 * 16] = 0.2 * np.sin(2 * np.pi * 300 * np.arange(80_000) / 16_000)
    found = measure(said, question(), track(samples))
    assert found is not None
    assert found.pitch_median_hz == pytest.approx(120, rel=0.02)


def test_what_the_words_tell_stands_without_the_sound() -> None:
    said, _ = spoken(SENTENCE * 2, {9: 400})
    found = measure(said, question(), None)
    assert found is not None
    assert found.speech_rate is not None
    assert found.pauses is not None
    assert found.pauses.found_in == "word_times"
    assert found.loudness_lufs is None
    assert found.pitch_median_hz is None


def test_clauses_without_word_times_tell_rate_and_vocabulary_only() -> None:
    said, samples = spoken(SENTENCE * 2, {})
    found = measure(said.model_copy(update={"words": ()}), question(), track(samples))
    assert found is not None
    assert found.speech_rate is not None
    assert found.distinct_content_words
    assert (found.pauses, found.articulation_rate, found.fillers, found.pitch_median_hz) == (None,) * 4


def test_a_failure_costs_the_measurements_and_not_the_answer() -> None:
    said, samples = spoken(SENTENCE, {})
    broken = VoiceTrack(np.zeros(10, np.float32), np.zeros((3, 5), np.float32), None)
    assert try_measure(said, question(), broken) is None
    assert try_measure(said, question(), track(samples)) == measure(said, question(), track(samples))
    assert try_track(np.zeros((2, 16_000), np.float32)) is None


def test_a_long_answer_takes_little_time() -> None:
    said, samples = spoken(SENTENCE * 150, dict.fromkeys(range(0, 2100, 7), 250))
    voice = track(samples)
    measure(said, question(), voice)
    started = time.process_time()
    assert measuring.measure(said, question(), voice) is not None
    assert time.process_time() - started < 3
