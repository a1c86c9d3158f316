"""Whether a window reads the same in mixed company as alone."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from load_tests.bench_asr_answers import Answer
from workers.transcription.batcher import SIZE
from workers.transcription.features import frames_of
from workers.transcription.readings import Reading
from workers.transcription.recognisers.faster_whisper import FasterWhisper
from workers.transcription.windows import speech_spans, windows_of

_SHORT_S = 4.0
_SHOWN = 5


def mixed_batches(answers: Sequence[Answer], count: int, threads: int, seed: int = 7) -> dict[str, Any]:
    """Draw `count` batches of windows from different answers and compare every reading with the same window's alone.

    Windows are cut short, so that there are many of few encoder lengths; a batch holds one length, as in production.
    """
    recogniser = FasterWhisper(threads=threads)
    recordings = [answer.samples for answer in answers]
    windows = [
        window
        for index, samples in enumerate(recordings)
        for window in windows_of(index, speech_spans(samples, _SHORT_S), _SHORT_S)
    ]
    alone = {window: recogniser._read(recordings, [window])[0] for window in windows}
    random = np.random.default_rng(seed)
    texts = times = compared = with_both = 0
    shown: list[dict[str, str]] = []
    for _ in range(count):
        first = windows[random.integers(len(windows))]
        others = [each for each in windows if frames_of(each) == frames_of(first) and each.recording != first.recording]
        chosen = random.permutation(len(others))[: random.integers(1, SIZE)]
        batch = [first, *(others[index] for index in chosen)]
        with_both += len({alone[window].language for window in batch}) > 1
        for window, reading in zip(batch, recogniser._read(recordings, batch), strict=True):
            compared += 1
            texts += reading.tokens != alone[window].tokens
            times += _times(reading) != _times(alone[window])
            if reading.tokens != alone[window].tokens and len(shown) < _SHOWN:
                shown.append({"alone": _text(alone[window]), "mixed": _text(reading)})
    return {
        "batches": count,
        "with_both_languages": with_both,
        "readings_compared": compared,
        "texts_that_differ": texts,
        "word_times_that_differ": times,
        "differences": shown,
    }


def _text(reading: Reading) -> str:
    return "".join(word.text for word in reading.words)


def _times(reading: Reading) -> list[tuple[int, int]]:
    return [(word.start_ms, word.end_ms) for word in reading.words]
