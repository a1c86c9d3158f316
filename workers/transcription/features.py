"""Turns windows into the encoder's input, padded to one of a few lengths that only the window itself decides."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from faster_whisper.feature_extractor import FeatureExtractor

from workers.audio import SAMPLE_RATE, Samples
from workers.transcription.windows import Window

FULL_FRAMES = 3000
_HOP = 160
# A reading must not depend on the company it has in a batch, so padding goes up to a step and not to the longest.
_STEP_FRAMES = 400
# Whisper ends a window better when it hears the silence after it.
_TRAILING_SAMPLES = SAMPLE_RATE // 2


def frames_of(window: Window) -> int:
    """Frames of 10 ms that the encoder gets for this window: a multiple of 4 s, at most 30 s."""
    needed = -(-(window.length + _TRAILING_SAMPLES) // _HOP)
    return min(FULL_FRAMES, -(-needed // _STEP_FRAMES) * _STEP_FRAMES)


def spoken_frames(window: Window) -> int:
    """Frames of 10 ms that hold the window itself, without padding."""
    return min(FULL_FRAMES, -(-window.length // _HOP))


def features(
    extractor: FeatureExtractor, recordings: Sequence[Samples], batch: Sequence[Window], frames: int
) -> npt.NDArray[np.float32]:
    """Log-mel spectrograms of shape (windows, mels, `frames`)."""
    return np.stack(
        [_spectrogram(extractor, recordings[each.recording][each.start : each.end], frames) for each in batch]
    )


def _spectrogram(extractor: FeatureExtractor, piece: Samples, frames: int) -> npt.NDArray[np.float32]:
    samples = np.pad(piece[: frames * _HOP], (0, max(0, frames * _HOP - piece.size)))
    found: npt.NDArray[np.float32] = extractor(samples, padding=0)[:, :frames]
    return found
