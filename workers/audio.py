"""The one audio format inside the worker: 16 kHz, mono, float32 between -1 and 1."""

import numpy as np
import numpy.typing as npt

SAMPLE_RATE = 16_000
Samples = npt.NDArray[np.float32]


def seconds(samples: Samples) -> float:
    """Length in seconds."""
    return samples.size / SAMPLE_RATE


def milliseconds(samples: int) -> int:
    """A count of samples in milliseconds."""
    return round(samples * 1000 / SAMPLE_RATE)
