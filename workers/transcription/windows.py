"""Cuts a recording into windows of speech at pauses, so that a recogniser never works on silence."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from faster_whisper.vad import VadOptions, get_speech_timestamps

from workers.audio import SAMPLE_RATE, Samples

# Whisper chooses between words that sound alike by what it hears around them: at 15 s Mandarin is markedly worse. A
# longer window than this costs more than its share, as everything in it attends to everything.
LIMIT_S = 23.5
_PAD_MS = 300
# Shorter pauses belong to the phrase; a longer one is worth a cut rather than encoding silence.
_SPAN_PAUSE_MS = 400
_BRIDGED_PAUSE_S = 2.0
# Below this peak a microphone was off or muted: -50 dBFS.
_SILENT_PEAK = 0.00316


@dataclass(frozen=True, slots=True)
class Window:
    """Samples `start` to `end` of the recording with index `recording`."""

    recording: int
    start: int
    end: int

    @property
    def length(self) -> int:
        """Length in samples."""
        return self.end - self.start


def is_silent(samples: Samples) -> bool:
    """Whether nothing in the recording is loud enough to be a voice."""
    return samples.size == 0 or float(np.abs(samples).max()) < _SILENT_PEAK


def speech_spans(samples: Samples, limit_s: float = LIMIT_S) -> list[tuple[int, int]]:
    """Start and end of every stretch of speech, in samples, none longer than `limit_s`."""
    options = VadOptions(
        min_speech_duration_ms=100,
        min_silence_duration_ms=_SPAN_PAUSE_MS,
        max_speech_duration_s=limit_s,
        speech_pad_ms=_PAD_MS,
    )
    return [(span["start"], span["end"]) for span in get_speech_timestamps(samples, options)]


def windows_of(recording: int, spans: Sequence[tuple[int, int]], limit_s: float = LIMIT_S) -> list[Window]:
    """Joins neighbouring spans to windows of at most `limit_s`, keeping the pauses between them as they were."""
    limit, bridged = int(limit_s * SAMPLE_RATE), int(_BRIDGED_PAUSE_S * SAMPLE_RATE)
    found: list[Window] = []
    for start, end in spans:
        if found and end - found[-1].start <= limit and start - found[-1].end <= bridged:
            found[-1] = Window(recording, found[-1].start, end)
        else:
            found.append(Window(recording, start, end))
    return found
