"""Pitch, level and loudness against sounds that are made to have them."""

import time
from pathlib import Path

import numpy as np
import pytest

from tests.workers.measurements.synthetic import at, noise, pulses, vowel
from tests.workers.media import voice
from workers.audio import SAMPLE_RATE, Samples
from workers.decode import Decoder
from workers.measurements.pitch import HOP_MS, pitch_of
from workers.measurements.voice import integrated_loudness, track

INTERVIEWS = Path(__file__).parents[3] / "infra/local/demo/interviews/audio"


def median(samples: Samples) -> float:
    hertz = pitch_of(samples)
    return float(np.median(hertz[hertz > 0]))


@pytest.mark.parametrize("hertz", [75, 90, 120, 180, 220, 300, 400])
@pytest.mark.parametrize("made", [vowel, pulses])
def test_the_pitch_of_a_steady_voice_is_told_to_half_a_percent(made: object, hertz: float) -> None:
    assert callable(made)
    found = pitch_of(made(hertz, 3.0))
    assert (found > 0).mean() > 0.95
    assert np.abs(found[found > 0] / hertz - 1).max() < 0.005


def test_octaves_are_told_apart() -> None:
    time = at(3)
    without_fundamental = sum(np.sin(2 * np.pi * 110 * number * time) for number in (3, 4, 5, 6))
    loud_second = sum(
        share * np.sin(2 * np.pi * 120 * number * time) for number, share in ((1, 0.1), (2, 1.0), (3, 0.3), (4, 0.3))
    )
    assert median(np.asarray(0.1 * without_fundamental, np.float32)) == pytest.approx(110, rel=0.01)
    assert median(np.asarray(0.1 * loud_second, np.float32)) == pytest.approx(120, rel=0.01)
    assert median(pulses(200, 3, weaker=0.85)) == pytest.approx(200, rel=0.01)


def test_creak_for_a_moment_does_not_widen_the_range() -> None:
    creaky = np.concatenate([vowel(200, 3), vowel(80, 0.06), vowel(200, 3)])
    hertz = pitch_of(creaky)
    assert np.percentile(hertz[hertz > 0], 1) > 190


def test_a_glide_is_followed() -> None:
    time = at(4)
    phase = 2 * np.pi * np.cumsum(100 * 2 ** (time / 4)) / SAMPLE_RATE
    hertz = pitch_of(np.asarray(0.1 * sum(np.sin(number * phase) / number for number in range(1, 10)), np.float32))
    truth = 100 * 2 ** ((np.arange(hertz.size) * HOP_MS + 25) / 4000)
    assert np.abs(hertz[hertz > 0] / truth[hertz > 0] - 1).max() < 0.02
    assert (hertz > 0).mean() > 0.95


@pytest.mark.parametrize("level", [0.001, 0.05, 0.3])
def test_noise_and_silence_have_no_pitch(level: float) -> None:
    assert (pitch_of(noise(10, level)) > 0).mean() < 0.002
    assert not pitch_of(np.zeros(5 * SAMPLE_RATE, np.float32)).any()


def test_pitch_is_heard_in_noise_and_in_clipped_sound() -> None:
    assert median(vowel(140, 4) + noise(4, 0.06)) == pytest.approx(140, rel=0.01)
    assert median(np.clip(8 * vowel(140, 4), -1, 1)) == pytest.approx(140, rel=0.01)


@pytest.mark.parametrize("size", [0, 1, 30, 799, 800, 801, 6_399, 6_400])
def test_the_shortest_recordings_do_no_harm(size: int) -> None:
    made = track(vowel(200, 1)[:size])
    assert made.level_db.size == size // 160
    assert (made.loudness_lufs is None) == (size < 6_400)


def test_loudness_is_that_of_bs_1770() -> None:
    """A sine of 997 Hz at 0 dBFS has -3.01 LUFS (ITU-R BS.1770, annex 1); halving the amplitude takes 6.02 LU."""
    sine = np.asarray(np.sin(2 * np.pi * 997 * at(10)), np.float32)
    assert integrated_loudness(sine) == pytest.approx(-3.0, abs=0.1)
    assert integrated_loudness(np.asarray(sine / 2, np.float32)) == pytest.approx(-9.0, abs=0.1)


def test_silence_around_speech_does_not_lower_its_loudness() -> None:
    speech, silence = vowel(150, 5), np.zeros(20 * SAMPLE_RATE, np.float32)
    alone, among = integrated_loudness(speech), integrated_loudness(np.concatenate([silence, speech, silence]))
    assert alone is not None
    assert among == pytest.approx(alone, abs=0.5)
    assert integrated_loudness(silence) is None


def test_the_levels_are_those_of_each_hundredth_of_a_second() -> None:
    quiet_then_loud = np.concatenate([np.zeros(1600, np.float32), np.full(1600, 0.1, np.float32)])
    levels = track(quiet_then_loud).level_db
    assert levels.tolist() == pytest.approx([-120.0] * 10 + [-20.0] * 10, abs=0.001)


def test_the_same_samples_give_the_same_track_bit_for_bit() -> None:
    samples = voice(20, SAMPLE_RATE)
    one, other = track(samples), track(samples.copy())
    assert one.pitch_hz.tobytes() == other.pitch_hz.tobytes()
    assert one.level_db.tobytes() == other.level_db.tobytes()
    assert one.loudness_lufs == other.loudness_lufs


def test_the_longest_answer_takes_seconds() -> None:
    samples = np.tile(voice(60, SAMPLE_RATE), 15)
    started = time.process_time()
    made = track(samples)
    assert time.process_time() - started < 10
    assert made.pitch_hz.nbytes + made.level_db.nbytes < samples.nbytes / 50


@pytest.mark.parametrize(
    ("name", "lowest", "highest"), [("en-good-q1", 160, 230), ("en-middling-q1", 95, 125), ("zh-good-q1", 200, 260)]
)
def test_the_pitch_of_the_bundled_voices_is_where_their_kind_speaks(name: str, lowest: float, highest: float) -> None:
    decoder = Decoder()
    try:
        (media,) = INTERVIEWS.glob(f"{name}.*")
        assert lowest < median(decoder.decode(media.read_bytes()).samples) < highest
    finally:
        decoder.close()
