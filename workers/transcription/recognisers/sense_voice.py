"""SenseVoice on sherpa-onnx: Mandarin and English by one pass without a decoder; the operator supplies the model.

`SENSE_VOICE_MODEL` names a folder with `model.onnx` or `model.int8.onnx` and `tokens.txt`, as sherpa-onnx publishes it.
"""

import os
import threading
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

import sherpa_onnx

from chalicelib.domain.language import Language
from chalicelib.domain.transcript import Transcript
from workers.audio import SAMPLE_RATE, Samples, milliseconds
from workers.transcription.batcher import SIZE, batches
from workers.transcription.clauses import SpokenWord, joined_marks, simplified
from workers.transcription.transcripts import spans_of, transcript_of
from workers.transcription.windows import Window, windows_of

MODEL_VARIABLE = "SENSE_VOICE_MODEL"
_FILES = ("model.int8.onnx", "model.onnx")
# The model tells where a token begins, not where it ends: a syllable lasts about so long, and never into the next.
_LONGEST_MS = 300


class SenseVoice:
    """A SenseVoice model held in memory; who calls at the same time takes turns."""

    def __init__(self, threads: int = 0, model: str | None = None) -> None:
        """Load the model in the folder `model`, by default the one that SENSE_VOICE_MODEL names.

        Raises FileNotFoundError when there is none.
        """
        folder = Path(model or os.environ.get(MODEL_VARIABLE, ""))
        file = next((folder / name for name in _FILES if (folder / name).is_file()), None)
        tokens = folder / "tokens.txt"
        if file is None or not tokens.is_file():
            raise FileNotFoundError(
                f"{MODEL_VARIABLE} must name a folder with tokens.txt and {' or '.join(_FILES)}; {folder} is none."
            )
        self._recognizer = sherpa_onnx.OfflineRecognizer.from_sense_voice(
            model=str(file),
            tokens=str(tokens),
            num_threads=threads or os.cpu_count() or 1,
            language="auto",
            use_itn=True,
        )
        self._turn = threading.Lock()
        self.name = f"sherpa-onnx {version('sherpa-onnx')} {folder.name}"

    def transcribe(self, recordings: Sequence[Samples]) -> list[Transcript]:
        """One transcript for each recording; windows of all of them share batches."""
        spans = [spans_of(samples) for samples in recordings]
        windows = [window for index, each in enumerate(spans) for window in windows_of(index, each)]
        words: list[list[SpokenWord]] = [[] for _ in recordings]
        for batch in batches(windows, SIZE):
            streams = [self._stream(recordings, window) for window in batch]
            with self._turn:
                self._recognizer.decode_streams(streams)
            for window, stream in zip(batch, streams, strict=True):
                words[window.recording] += _words(stream.result, milliseconds(window.start), milliseconds(window.end))
        return [
            transcript_of(samples, each, heard, self.name)
            for samples, each, heard in zip(recordings, spans, words, strict=True)
        ]

    def _stream(self, recordings: Sequence[Samples], window: Window) -> sherpa_onnx.OfflineStream:
        stream = self._recognizer.create_stream()
        stream.accept_waveform(SAMPLE_RATE, recordings[window.recording][window.start : window.end])
        return stream


def _words(result: Any, begin_ms: int, end_ms: int) -> list[SpokenWord]:
    """Words of a window that lasts from `begin_ms` to `end_ms`: pieces of a word joined, Chinese by the character.

    `result` has `tokens` and, as long, `timestamps` in seconds from the start of the window.
    """
    starts = [begin_ms + round(second * 1000) for second in result.timestamps]
    pieces = simplified(list(result.tokens))
    words: list[SpokenWord] = []
    for piece, start, following in zip(pieces, starts, [*starts[1:], end_ms], strict=True):
        end = max(start, min(following, start + _LONGEST_MS))
        last = words[-1] if words else None
        if last and last.language == "en" and piece[:1].isascii() and piece[:1].isalnum():
            words[-1] = SpokenWord(last.text + piece, last.start_ms, end, None, "en")
        else:
            language: Language = "en" if piece.isascii() else "zh"
            words.append(SpokenWord(piece, start, end, None, language))
    return joined_marks(words)


RECOGNISER = SenseVoice
