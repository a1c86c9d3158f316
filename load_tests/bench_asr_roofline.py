"""What each stage of the recogniser costs, measured while it runs, and how far the whole is from the stages' sum."""

import time
from collections.abc import Callable, Sequence
from typing import Any

from faster_whisper import decode_audio

from load_tests.bench_asr_answers import BUNDLE, Answer
from workers.audio import SAMPLE_RATE
from workers.transcription.recognisers.faster_whisper import FasterWhisper
from workers.transcription.windows import speech_spans

_STAGES = ("encode", "detect_language", "generate", "align")


class _Timed:
    """A model whose calls add their seconds to a count."""

    def __init__(self, model: Any, spent: dict[str, float]) -> None:
        self._model, self._spent = model, spent

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._model, name)
        return _timed(found, name, self._spent) if name in _STAGES else found


def roofline(answers: Sequence[Answer], threads: int) -> dict[str, Any]:
    """Seconds of each stage summed over the threads, per 100 s of audio, and the whole beside an even share of them.

    `of_roofline` is the stages' sum divided by the threads' wall time: 1 where no thread ever waited for anything.
    """
    spent: dict[str, float] = dict.fromkeys((*_STAGES, "features", "vad"), 0.0)
    recogniser = FasterWhisper(threads=threads)
    recogniser._model = _Timed(recogniser._model, spent)
    recogniser._loaded.feature_extractor = _timed(recogniser._loaded.feature_extractor, "features", spent)
    audio_s = sum(answer.seconds for answer in answers)
    for answer in answers:
        _timed(speech_spans, "vad", spent)(answer.samples)
    started = time.perf_counter()
    recogniser.transcribe([answer.samples for answer in answers])
    wall_s = time.perf_counter() - started
    stages = {name: round(100 * seconds / audio_s, 3) for name, seconds in sorted(spent.items())}
    return {
        "stage_s_per_100_s": {"media": _media_cost(), **stages},
        "whole_s_per_100_s": round(100 * wall_s / audio_s, 3),
        "of_roofline": round(sum(spent.values()) / threads / wall_s, 3),
    }


def _timed(call: Callable[..., Any], name: str, spent: dict[str, float]) -> Callable[..., Any]:
    def timed(*arguments: Any, **options: Any) -> Any:
        started = time.perf_counter()
        try:
            return call(*arguments, **options)
        finally:
            spent[name] += time.perf_counter() - started

    return timed


def _media_cost() -> float:
    """Seconds of one thread to decode 100 s of the bundled WebM and MP4 files."""
    files = sorted((BUNDLE / "audio").iterdir())
    started = time.perf_counter()
    audio_s = sum(int(decode_audio(str(file)).size) for file in files) / SAMPLE_RATE
    return round(100 * (time.perf_counter() - started) / audio_s, 3)
