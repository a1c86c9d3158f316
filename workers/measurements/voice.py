"""What follows from the samples of a recording alone: level and pitch over time, and integrated loudness.

Made where the samples are, before there is a transcript; a track is a hundredth of the samples in size.
"""

from dataclasses import dataclass
from fractions import Fraction
from typing import Final

import av
import numpy as np
import numpy.typing as npt
from av.filter import Graph

from workers.audio import SAMPLE_RATE, Samples
from workers.measurements.pitch import pitch_of

LEVEL_MS: Final = 10
"""Length of a frame of `VoiceTrack.level_db`."""
_LEVEL_SIZE: Final = SAMPLE_RATE * LEVEL_MS // 1000
_FLOOR_DB: Final = -120.0
# BS.1770 leaves out blocks below -70 LUFS; FFmpeg gives -70 when nothing is left.
_GATE_LUFS: Final = -70.0
_SHORTEST_LOUDNESS_S: Final = 0.4
# What the meter is given at once: it works in double precision and keeps a copy.
_PIECE: Final = 10 * SAMPLE_RATE

Levels = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class VoiceTrack:
    """Level and pitch over time.

    `level_db` holds the root mean square of every 10 ms in dBFS, not below -120; `pitch_hz` the fundamental frequency
    of every 20 ms in Hz, 0 where none was found.
    """

    level_db: Levels
    pitch_hz: Levels
    loudness_lufs: float | None


def track(samples: Samples) -> VoiceTrack:
    """Level, pitch and loudness of a recording of any length."""
    return VoiceTrack(_levels(samples), pitch_of(samples), integrated_loudness(samples))


def integrated_loudness(samples: Samples) -> float | None:
    """Integrated loudness in LUFS by ITU-R BS.1770 as FFmpeg measures it; None for silence and below 0.4 s."""
    if samples.size < _SHORTEST_LOUDNESS_S * SAMPLE_RATE:
        return None
    graph = Graph()
    source = graph.add_abuffer(sample_rate=SAMPLE_RATE, format="flt", layout="mono", time_base=Fraction(1, SAMPLE_RATE))
    meter = graph.add("ebur128", "metadata=1:framelog=quiet")
    sink = graph.add("abuffersink")
    source.link_to(meter)
    meter.link_to(sink)
    graph.configure()
    loudness = _GATE_LUFS
    for start in range(0, samples.size, _PIECE):
        piece = np.ascontiguousarray(samples[None, start : start + _PIECE])
        frame = av.AudioFrame.from_ndarray(piece, format="flt", layout="mono")
        frame.sample_rate, frame.pts, frame.time_base = SAMPLE_RATE, start, Fraction(1, SAMPLE_RATE)
        graph.push(frame)
        loudness = _pulled(graph, loudness)
    graph.push(None)
    loudness = _pulled(graph, loudness)
    return round(loudness, 1) if loudness > _GATE_LUFS else None


def _pulled(graph: Graph, loudness: float) -> float:
    """The loudness so far, which every 100 ms that are done come with; what is left at the end comes without."""
    while True:
        try:
            loudness = float(graph.pull().metadata.get("lavfi.r128.I", loudness))
        except (av.EOFError, av.BlockingIOError):
            return loudness


def _levels(samples: Samples) -> Levels:
    count = samples.size // _LEVEL_SIZE
    blocks = samples[: count * _LEVEL_SIZE].reshape(count, _LEVEL_SIZE)
    power = np.einsum("ij,ij->i", blocks, blocks) / _LEVEL_SIZE
    return np.asarray(10 * np.log10(np.maximum(power, 10 ** (_FLOOR_DB / 10))), np.float32)
