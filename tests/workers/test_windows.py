"""How recordings become windows, and windows batches."""

import numpy as np

from workers.audio import SAMPLE_RATE
from workers.transcription.batcher import batches
from workers.transcription.features import FULL_FRAMES, frames_of
from workers.transcription.windows import Window, is_silent, speech_spans, windows_of

S = SAMPLE_RATE


def test_neighbouring_spans_share_a_window_up_to_the_limit() -> None:
    spans = [(0, 5 * S), (6 * S, 10 * S), (11 * S, 16 * S), (17 * S, 20 * S)]
    assert windows_of(7, spans, limit_s=15) == [Window(7, 0, 10 * S), Window(7, 11 * S, 20 * S)]


def test_a_long_pause_is_left_out_of_every_window() -> None:
    assert windows_of(0, [(0, 2 * S), (6 * S, 8 * S)], limit_s=15) == [Window(0, 0, 2 * S), Window(0, 6 * S, 8 * S)]


def test_a_muted_microphone_is_silent_and_noise_is_not_speech() -> None:
    assert is_silent(np.zeros(S, np.float32))
    assert is_silent(np.zeros(0, np.float32))
    noise = np.random.default_rng(1).normal(0, 0.02, 4 * S).astype(np.float32)
    assert not is_silent(noise)
    assert speech_spans(noise) == []


def test_batches_hold_one_encoder_length_and_every_window_once() -> None:
    windows = [Window(index, 0, length * S) for index, length in enumerate([1, 15, 2, 14, 15, 3, 13, 2, 15, 1, 14, 15])]
    made = list(batches(windows, size=4))
    assert sorted(window.recording for batch in made for window in batch) == list(range(12))
    assert all(len(batch) <= 4 for batch in made)
    assert all(len({frames_of(window) for window in batch}) == 1 for batch in made)
    assert frames_of(made[0][0]) >= frames_of(made[-1][0])


def test_the_encoder_length_covers_the_window_and_some_silence_up_to_half_a_minute() -> None:
    for seconds in (1, 4, 11, 20, 28):
        assert seconds * 100 < frames_of(Window(0, 0, seconds * S)) <= FULL_FRAMES
    assert frames_of(Window(0, 0, 40 * S)) == FULL_FRAMES
