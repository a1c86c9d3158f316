"""Thirty recordings in which nobody speaks, made on the spot and always the same: silence, noise, music, machines."""

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from workers.audio import SAMPLE_RATE, Samples

SECONDS = 12
Wave = npt.NDArray[np.float64]
_LENGTH = SECONDS * SAMPLE_RATE
_AT = np.arange(_LENGTH) / SAMPLE_RATE


def _noise(seed: int, slope: float = 0.0, low: float = 0.0, high: float = 8000.0) -> Wave:
    """Gaussian noise of unit power between two frequencies, its power falling with f to the power of `slope`."""
    spectrum = np.fft.rfft(np.random.default_rng(seed).standard_normal(_LENGTH))
    frequencies = np.fft.rfftfreq(_LENGTH, 1 / SAMPLE_RATE)
    spectrum *= np.maximum(frequencies, 20.0) ** (-slope / 2) * ((frequencies >= low) & (frequencies <= high))
    wave = np.fft.irfft(spectrum, _LENGTH)
    return np.asarray(wave / wave.std())


def _slow(seed: int, hertz: float) -> Wave:
    """A gain between 0 and 1 that wanders at most `hertz` times a second."""
    wave = _noise(seed, high=hertz)
    return np.asarray((wave - wave.min()) / (wave.max() - wave.min()))


def _tones(*pairs: tuple[float, float]) -> Wave:
    """Sines of frequency and level."""
    return np.asarray(sum(level * np.sin(2 * np.pi * frequency * _AT) for frequency, level in pairs))


def _gate(period: float, *parts: tuple[float, float]) -> Wave:
    """1 within the parts (from, to) of every period, 0 outside."""
    phase = _AT % period
    return np.asarray(sum(((phase >= start) & (phase < end)).astype(float) for start, end in parts))


def _strokes(seed: int, times: Wave, sound: Callable[[np.random.Generator, int], Wave]) -> Wave:
    """`sound` at each of the times."""
    dice, wave = np.random.default_rng(seed), np.zeros(_LENGTH)
    for index, time in enumerate(times):
        begin = int(time * SAMPLE_RATE)
        piece = sound(dice, index)[: _LENGTH - begin]
        wave[begin : begin + len(piece)] += piece
    return wave


def _decaying(seconds: float, half_life: float) -> tuple[Wave, Wave]:
    """Times of one stroke, and its falling envelope."""
    at = np.arange(int(seconds * SAMPLE_RATE)) / SAMPLE_RATE
    return at, np.asarray(0.5 ** (at / half_life))


def _note(frequency: float, seconds: float, half_life: float = 0.25) -> Wave:
    at, envelope = _decaying(seconds, half_life)
    overtones = sum(np.sin(2 * np.pi * frequency * number * at) / number**1.5 for number in range(1, 7))
    return np.asarray(envelope * np.minimum(at / 0.01, 1) * overtones)


def _chords() -> Wave:
    chords = ((261.6, 329.6, 392.0), (220.0, 261.6, 329.6), (174.6, 220.0, 261.6), (196.0, 246.9, 293.7))
    return _strokes(
        1,
        np.arange(0, SECONDS, 1.5),
        lambda _, index: np.asarray(sum(_note(each, 1.5, 0.6) for each in chords[index % 4])),
    )


def _melody() -> Wave:
    scale = 392.0 * 2 ** (np.array([0, 4, 7, 12, 11, 7, 5, 4, 2, 5, 9, 7, 4, 0, 2, 0]) / 12)
    return _strokes(2, np.arange(0, SECONDS, 0.375), lambda _, index: _note(float(scale[index % 16]), 0.4))


def _drums() -> Wave:
    def drum(dice: np.random.Generator, index: int) -> Wave:
        at, envelope = _decaying(0.3, 0.04)
        if index % 4 == 0:
            return np.asarray(2 * envelope * np.sin(2 * np.pi * (60 * at + 8 * (1 - np.exp(-at * 30)))))
        return np.asarray((1.0 if index % 4 == 2 else 0.3) * envelope * dice.standard_normal(len(at)))

    return _strokes(3, np.arange(0, SECONDS, 0.25), drum)


def _strings() -> Wave:
    """Long tones with vibrato, the nearest that music comes to a voice."""
    frequencies = 220 * 2 ** (np.array([0, 3, 5, 7, 3, 0, -2, 0])[(_AT // 1.5).astype(int) % 8] / 12)
    phase = 2 * np.pi * np.cumsum(frequencies * (1 + 0.008 * np.sin(2 * np.pi * 5.5 * _AT))) / SAMPLE_RATE
    return np.asarray(
        sum(np.sin(number * phase) / number for number in range(1, 12)) * np.sin(np.pi * (_AT % 1.5) / 1.5)
    )


def _keypad() -> Wave:
    low, high = (697, 770, 852, 941), (1209, 1336, 1477)
    dice, wave = np.random.default_rng(4), np.zeros(_LENGTH)
    for begin in np.arange(0.3, SECONDS - 0.5, 0.45):
        pressed = np.abs(_AT - begin - 0.1) < 0.1
        wave += pressed * _tones((float(dice.choice(low)), 1), (float(dice.choice(high)), 1))
    return wave


def _applause() -> Wave:
    dice = np.random.default_rng(5)

    def clap(dice: np.random.Generator, _: int) -> Wave:
        at, envelope = _decaying(0.05, 0.006)
        return np.asarray(dice.uniform(0.3, 1) * envelope * dice.standard_normal(len(at)))

    return _strokes(6, np.sort(dice.uniform(0, SECONDS - 0.1, 900)), clap)


def _typing() -> Wave:
    def key(dice: np.random.Generator, _: int) -> Wave:
        at, envelope = _decaying(0.03, 0.004)
        return np.asarray(envelope * (dice.standard_normal(len(at)) + np.sin(2 * np.pi * 2500 * at)))

    return _strokes(7, np.cumsum(np.random.default_rng(8).uniform(0.08, 0.35, 50)), key)


def _bursts(seed: int, gaps: tuple[float, float], pitch: tuple[float, float], breathy: float, seconds: float) -> Wave:
    """Short cries of a throat: harmonics and breath that rise at once and fall: barks, coughs, laughter."""

    def cry(dice: np.random.Generator, _: int) -> Wave:
        at = np.arange(int(seconds * SAMPLE_RATE)) / SAMPLE_RATE
        phase = 2 * np.pi * dice.uniform(*pitch) * (at + 0.2 * at * (seconds - at) / seconds)
        voiced = sum(np.sin(number * phase) / number for number in range(1, 15))
        envelope = np.minimum(at / 0.015, 1) * np.exp(-4 * at / seconds)
        return np.asarray(envelope * ((1 - breathy) * voiced + breathy * dice.standard_normal(len(at))))

    times = np.cumsum(np.random.default_rng(seed).uniform(*gaps, 200))
    return _strokes(seed + 1, times[times < SECONDS - seconds], cry)


def _humming() -> Wave:
    """A closed mouth that hums a tune."""
    notes = 160 * 2 ** (np.array([0, 2, 4, 5, 7, 5, 4, 2])[(_AT // 0.8).astype(int) % 8] / 12)
    phase = 2 * np.pi * np.cumsum(notes * (1 + 0.01 * np.sin(2 * np.pi * 5 * _AT))) / SAMPLE_RATE
    voiced = sum(np.sin(number * phase) / number**2.5 for number in range(1, 8))
    return np.asarray(voiced * (0.3 + 0.7 * np.clip(np.sin(np.pi * (_AT % 0.8) / 0.8), 0, 1)))


def _birds() -> Wave:
    def chirp(dice: np.random.Generator, _: int) -> Wave:
        at = np.arange(int(0.12 * SAMPLE_RATE)) / SAMPLE_RATE
        phase = 2 * np.pi * (dice.uniform(2500, 4500) * at + dice.uniform(-8000, 8000) * at**2)
        return np.asarray(np.sin(phase) * np.sin(np.pi * at / 0.12))

    return _strokes(9, np.cumsum(np.random.default_rng(10).uniform(0.1, 0.5, 35)), chirp)


def _siren() -> Wave:
    frequency = 900 + 400 * np.sin(2 * np.pi * 0.5 * _AT)
    return np.asarray(np.sin(2 * np.pi * np.cumsum(frequency) / SAMPLE_RATE))


def _rain() -> Wave:
    def drop(dice: np.random.Generator, _: int) -> Wave:
        at, envelope = _decaying(0.02, 0.003)
        return np.asarray(dice.uniform(0.2, 2) * envelope * np.sin(2 * np.pi * dice.uniform(1500, 6000) * at))

    times = np.sort(np.random.default_rng(11).uniform(0, SECONDS - 0.1, 1500))
    return 0.3 * _noise(12, slope=0.5, low=400) + _strokes(13, times, drop)


_EUROPE, _AMERICA = _tones((425, 1)), _tones((440, 1), (480, 1))
_BREATH = np.clip(np.sin(2 * np.pi * _AT / 3.2), 0, 1) ** 1.5
# Each with its level in dBFS (root mean square).
_MADE: dict[str, tuple[Callable[[], Wave], float]] = {
    "digital silence": (lambda: np.zeros(_LENGTH), 0),
    "silence of a microphone": (lambda: _noise(20), -66),
    "quiet room": (lambda: _noise(21, slope=1.0), -55),
    "room": (lambda: _noise(22, slope=1.0), -40),
    "loud room": (lambda: _noise(23, slope=1.0) * (0.5 + 0.5 * _slow(24, 1)), -25),
    "white noise": (lambda: _noise(25), -30),
    "loud white noise": (lambda: _noise(26), -15),
    "pink noise": (lambda: _noise(27, slope=1.0), -20),
    "brown noise": (lambda: _noise(28, slope=2.0), -20),
    "hum of 50 Hz": (lambda: _tones((50, 1), (100, 0.6), (150, 0.4), (250, 0.2)), -25),
    "hum of 60 Hz": (lambda: _tones((60, 1), (120, 0.6), (180, 0.4), (300, 0.2)) + 0.1 * _noise(29), -25),
    "chords": (_chords, -20),
    "melody": (_melody, -20),
    "drums": (_drums, -20),
    "strings": (_strings, -20),
    "ringing, Europe and China": (lambda: _EUROPE * _gate(5, (0, 1)), -20),
    "ringing, America": (lambda: _AMERICA * _gate(6, (0, 2)), -20),
    "ringing, old bell": (
        lambda: _tones((1000, 1), (2100, 0.7), (3300, 0.4)) * _gate(0.05, (0, 0.03)) * _gate(4, (0, 2)),
        -20,
    ),
    "dial tone": (lambda: _tones((350, 1), (440, 1)), -20),
    "keypad": (_keypad, -20),
    "applause": (_applause, -20),
    "breath": (lambda: _noise(30, slope=0.7, low=300, high=5000) * _BREATH, -35),
    "typing": (_typing, -30),
    "wind": (lambda: _noise(31, slope=2.0, high=600) * _slow(32, 0.7), -20),
    "rain": (_rain, -25),
    "traffic": (
        lambda: _noise(33, slope=1.5, high=2000) * (0.2 + _slow(34, 0.3)) + 0.2 * _tones((85, 1), (170, 0.5)),
        -22,
    ),
    "siren and birds": (lambda: 0.5 * _siren() * (_AT < SECONDS / 2) + _birds(), -22),
    "barking": (lambda: _bursts(40, (0.4, 1.6), (350, 500), 0.3, 0.22), -20),
    "coughs and laughter": (
        lambda: (
            _bursts(42, (0.7, 2.0), (120, 160), 0.9, 0.35)
            + _bursts(44, (0.18, 0.5), (220, 320), 0.5, 0.14) * (_AT > SECONDS / 2)
        ),
        -22,
    ),
    "humming": (_humming, -22),
}
NAMES = tuple(_MADE)


def recording(name: str) -> Samples:
    """The recording `name` of `NAMES`: 12 s at 16 kHz."""
    make, level = _MADE[name]
    wave = make()
    loudness = float(np.sqrt(np.mean(wave**2)))
    scaled = wave * (10 ** (level / 20) / loudness) if loudness else wave
    return np.clip(scaled, -1, 1).astype(np.float32)
