"""Fundamental frequency over time, by autocorrelation.

The autocorrelation of a windowed frame is divided by that of its window (Boersma 1993), which makes the height of a
peak the share of the frame that repeats. Octave jumps are kept out in two ways: a small advantage for short periods,
and a second look in which only frequencies near the speaker's own are allowed (two passes, De Looze and Hirst 2008).
"""

from typing import Final

import numpy as np
import numpy.typing as npt

from workers.audio import SAMPLE_RATE, Samples

HOP_MS: Final = 20
LOWEST_HZ, HIGHEST_HZ = 60.0, 500.0
"""Where human voices speak; 60 Hz is creak, 500 Hz a child's cry."""
_RATE: Final = 8_000
_FRAME: Final = _RATE * 50 // 1000
_HOP: Final = _RATE * HOP_MS // 1000
_FFT: Final = 540  # a frame and the longest lag together, and a product of small primes
_AT_ONCE: Final = 512
# A frame repeats itself at least so far to be voiced; Praat takes 0.45, white noise stays below 0.35 here.
_VOICED: Final = 0.5
# A period twice as long must repeat so much better to be believed: as Praat's octave cost, a little higher.
_OCTAVE_COST: Final = 0.03
_QUIET_DB: Final = -30.0
_SILENT: Final = 1e-4
_LOWER, _UPPER = 0.75, 1.9
"""Of the lower and the upper quartile of a first look, the bounds of the second."""
_JUMP: Final = 1.5
_NEIGHBOURS: Final = 5

Floats = npt.NDArray[np.float32]


def pitch_of(samples: Samples) -> Floats:
    """Fundamental frequency of every 20 ms in Hz, 0 where nothing repeats; frames are 50 ms long."""
    if samples.size < _FRAME * (SAMPLE_RATE // _RATE):
        return np.zeros(0, np.float32)
    low = _halved(samples)
    frames = np.lib.stride_tricks.sliding_window_view(low, _FRAME)[::_HOP]
    power = np.einsum("ij,ij->i", frames, frames) / _FRAME
    loud = np.flatnonzero(power > max(float(np.percentile(power, 95)) * 10 ** (_QUIET_DB / 10), _SILENT**2))
    found = np.zeros(len(frames), np.float32)
    if loud.size == 0:
        return found
    parts = [_candidates(frames[loud[at : at + _AT_ONCE]]) for at in range(0, loud.size, _AT_ONCE)]
    scores, lags = (np.concatenate([part[which] for part in parts]) for which in (0, 1))
    first = _best(scores, lags, LOWEST_HZ, HIGHEST_HZ)
    voiced = first[first > 0]
    if voiced.size == 0:
        return found
    lower, upper = np.percentile(voiced, (25, 75))
    found[loud] = _best(scores, lags, max(LOWEST_HZ, float(lower) * _LOWER), min(HIGHEST_HZ, float(upper) * _UPPER))
    return _without_jumps(found)


_TAPS: Final = 31
_SINC: Final = np.sinc(np.arange(-(_TAPS // 2), _TAPS // 2 + 1) / 4) * np.hamming(_TAPS)
_LOW_PASS: Final = (_SINC / _SINC.sum()).astype(np.float32)


def _halved(samples: Samples) -> Floats:
    """The samples at half the rate and below 2 kHz: the harmonics above tell nothing more and blur the peaks."""
    around = np.lib.stride_tricks.sliding_window_view(np.pad(samples, _TAPS // 2), _TAPS)[::2]
    return np.asarray(np.einsum("ij,j->i", around, _LOW_PASS), np.float32)


_WINDOW: Final = np.hanning(_FRAME).astype(np.float32)
_SHORTEST_LAG, _LONGEST_LAG = int(_RATE / HIGHEST_HZ), int(_RATE / LOWEST_HZ) + 1


def _window_correlation() -> Floats:
    spectrum = np.fft.rfft(_WINDOW.astype(np.float64), _FFT)
    full = np.fft.irfft(np.abs(spectrum) ** 2, _FFT)
    return np.asarray((full / full[0])[: _LONGEST_LAG + 2], np.float32)


_WINDOWED: Final = _window_correlation()
_PEAKS: Final = 6


def _candidates(frames: Floats) -> tuple[Floats, Floats]:
    """For each frame its best peaks: score and lag in samples at 8 kHz, each of shape (frames, 6)."""
    windowed = (frames - frames.mean(axis=1, keepdims=True)) * _WINDOW
    spectrum = np.fft.rfft(windowed, _FFT)
    power = spectrum.real**2 + spectrum.imag**2
    full = np.fft.irfft(power, _FFT)[:, : _LONGEST_LAG + 2]
    share = full / np.maximum(full[:, :1], 1e-12) / _WINDOWED
    before, here, after = share[:, :-2], share[:, 1:-1], share[:, 2:]
    bend = before - 2 * here + after
    peak = (here > before) & (here >= after) & (bend < 0)
    peak[:, : _SHORTEST_LAG - 1] = False
    shift = np.where(peak, 0.5 * (before - after) / np.where(peak, bend, 1), 0)
    height = np.minimum(here - 0.25 * (before - after) * shift, 1)
    lag = np.arange(1, share.shape[1] - 1) + shift
    score = np.where(peak & (height >= _VOICED), height - _OCTAVE_COST * np.log2(lag / _SHORTEST_LAG), -1)
    best = np.argpartition(-score, _PEAKS, axis=1)[:, :_PEAKS]
    return (
        np.take_along_axis(score, best, axis=1).astype(np.float32),
        np.take_along_axis(lag, best, axis=1).astype(np.float32),
    )


def _best(scores: Floats, lags: Floats, lowest: float, highest: float) -> Floats:
    """The frequency of each frame's best peak between these bounds, or 0."""
    hertz = _RATE / lags
    allowed = np.where((hertz >= lowest) & (hertz <= highest), scores, -1)
    best = allowed.argmax(axis=1)[:, None]
    chosen = np.take_along_axis(hertz, best, axis=1)[:, 0]
    return np.where(np.take_along_axis(allowed, best, axis=1)[:, 0] > 0, chosen, 0).astype(np.float32)


def _without_jumps(hertz: Floats) -> Floats:
    """Frames that lie half an octave and more off the median of their voiced neighbours count as unvoiced."""
    half = _NEIGHBOURS // 2
    around = np.lib.stride_tricks.sliding_window_view(np.pad(hertz, half), _NEIGHBOURS)
    ordered = np.sort(around, axis=1)
    count = (around > 0).sum(axis=1)
    middle = ordered[np.arange(len(hertz)), np.minimum(_NEIGHBOURS - count + count // 2, _NEIGHBOURS - 1)]
    ratio = hertz / np.where(middle > 0, middle, 1)
    kept = (count > half) & (ratio < _JUMP) & (ratio > 1 / _JUMP)
    return np.where(kept, hertz, 0).astype(np.float32)
