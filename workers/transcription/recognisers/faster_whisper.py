"""Whisper on CTranslate2, fed with windows of many answers at once instead of one padded file after the other."""

import os
from collections.abc import Sequence
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path

import ctranslate2
import numpy as np
import numpy.typing as npt
from faster_whisper import WhisperModel
from faster_whisper.tokenizer import Tokenizer
from faster_whisper.transcribe import get_suppressed_tokens

from chalicelib.domain.language import Language
from chalicelib.domain.transcript import Transcript
from workers.audio import Samples, milliseconds
from workers.transcription.batcher import SIZE, batches
from workers.transcription.clauses import SpokenWord
from workers.transcription.features import FULL_FRAMES, features, frames_of, spoken_frames
from workers.transcription.readings import Reading, repeats
from workers.transcription.transcripts import spans_of, transcript_of
from workers.transcription.weights import whisper_model
from workers.transcription.windows import Window, windows_of
from workers.transcription.word_times import spoken_words

_LANGUAGES: tuple[Language, ...] = ("en", "zh")
_BEAM = 5


class FasterWhisper:
    """A Whisper model held in memory; its threads are shared by whoever calls at the same time."""

    def __init__(self, threads: int = 0, model: str | None = None) -> None:
        """Load `model` (a folder or a name; by default what `weights.whisper_model` finds) on the best device."""
        source = model or whisper_model()
        gpu = ctranslate2.get_cuda_device_count() > 0
        self._lanes = 1 if gpu else threads or os.cpu_count() or 1
        self._pool = ThreadPoolExecutor(self._lanes, thread_name_prefix="whisper")
        self._loaded = WhisperModel(
            source,
            device="cuda" if gpu else "cpu",
            compute_type="float16" if gpu else "int8",
            # Batches side by side, one thread each: threads that share a batch mostly wait for each other.
            cpu_threads=1,
            num_workers=self._lanes,
        )
        self._model = self._loaded.model
        self._tokenizers = {
            language: Tokenizer(
                self._loaded.hf_tokenizer, self._model.is_multilingual, task="transcribe", language=language
            )
            for language in _LANGUAGES
        }
        any_tokenizer = self._tokenizers["en"]
        self._suppressed = get_suppressed_tokens(any_tokenizer, [-1])
        self._eot: int = any_tokenizer.eot
        self._first_timestamp: int = any_tokenizer.timestamp_begin
        self.name = f"faster-whisper {version('faster-whisper')} {Path(source).name}"

    def transcribe(self, recordings: Sequence[Samples]) -> list[Transcript]:
        """One transcript for each recording; windows of all of them share batches.

        Nothing waits for a round to end: what has to be read again, and the rest that a reading left out, join the
        work in progress at once.
        """
        spans = list(self._pool.map(spans_of, recordings))
        windows = [window for index, each in enumerate(spans) for window in windows_of(index, each)]
        words: list[list[SpokenWord]] = [[] for _ in recordings]
        size = min(SIZE, -(-len(windows) // self._lanes))
        reading = {self._pool.submit(self._read, recordings, batch): batch for batch in batches(windows, size)}
        while reading:
            for done in wait(reading, return_when=FIRST_COMPLETED).done:
                for window, found in zip(reading.pop(done), done.result(), strict=True):
                    if found.suspicious and not found.second:
                        reading[self._pool.submit(self._second_try, recordings, window, found)] = [window]
                        continue
                    words[window.recording] += found.words
                    if not found.second and (tail := found.tail(window)) is not None:
                        reading[self._pool.submit(self._read, recordings, [tail])] = [tail]
        return [
            transcript_of(samples, each, heard, self.name)
            for samples, each, heard in zip(recordings, spans, words, strict=True)
        ]

    def _second_try(self, recordings: Sequence[Samples], window: Window, first: Reading) -> list[Reading]:
        """The better of two readings; the second sees a full 30 s and may not repeat itself."""
        (second,) = self._read(recordings, [window], again=True)
        readings = [reading for reading in (second, first) if not reading.repeats]
        best = max(readings or [second], key=lambda reading: reading.log_probability)
        return [replace(best, second=True)]

    def _read(self, recordings: Sequence[Samples], batch: Sequence[Window], *, again: bool = False) -> list[Reading]:
        """Readings of windows that have the same encoder length, with their words."""
        frames = FULL_FRAMES if again else frames_of(batch[0])
        encoded = self._encode(features(self._loaded.feature_extractor, recordings, batch, frames))
        languages = [self._language(scores) for scores in self._model.detect_language(encoded)]
        readings: dict[int, Reading] = {}
        for language in sorted(set(languages)):
            chosen = [index for index, each in enumerate(languages) if each == language]
            part = _rows(encoded, chosen)
            found = self._search(part, language, frames, again=again)
            self._align(recordings, part, [batch[index] for index in chosen], found)
            readings.update(zip(chosen, found, strict=True))
        return [readings[index] for index in range(len(batch))]

    def _encode(self, spectrograms: npt.NDArray[np.float32]) -> ctranslate2.StorageView:
        """Encoder output of a batch, where the model is."""
        if self._model.device == "cuda":
            return self._model.encode(_view(spectrograms), to_cpu=False)
        # One by one: what a window needs on its way through the layers stays in a core's cache.
        return _view(np.concatenate([np.asarray(self._model.encode(_view(each[None]))) for each in spectrograms]))

    @staticmethod
    def _language(scores: list[tuple[str, float]]) -> Language:
        found = {token.strip("<|>"): probability for token, probability in scores}
        return max(_LANGUAGES, key=lambda language: found.get(language, 0.0))

    def _search(
        self, encoded: ctranslate2.StorageView, language: Language, frames: int, *, again: bool
    ) -> list[Reading]:
        """Readings of encoded windows of one language."""
        tokenizer = self._tokenizers[language]
        results = self._model.generate(
            encoded,
            [tokenizer.sot_sequence] * encoded.shape[0],
            beam_size=_BEAM,
            no_repeat_ngram_size=6 if again else 0,
            # The library writes half of this at most. Speech has up to ten tokens a second: a bound on loops.
            max_length=min(448, 64 + frames // 5),
            suppress_tokens=self._suppressed,
            return_scores=True,
            return_no_speech_prob=True,
        )
        return [
            Reading(
                tokens=tokens,
                language=language,
                log_probability=result.scores[0] * len(tokens) / (len(tokens) + 1),
                no_speech=result.no_speech_prob,
                repeats=repeats(tokenizer.decode(tokens), language),
                eot=self._eot,
                first_timestamp=self._first_timestamp,
            )
            for result in results
            for tokens in result.sequences_ids[:1]
        ]

    def _align(
        self,
        recordings: Sequence[Samples],
        encoded: ctranslate2.StorageView,
        windows: Sequence[Window],
        readings: Sequence[Reading],
    ) -> None:
        """Word times from the model's own attention, for windows of one language."""
        written = [index for index, reading in enumerate(readings) if reading.text]
        if not written:
            return
        tokenizer = self._tokenizers[readings[0].language]
        for index, alignment in zip(written, self._alignments(encoded, windows, readings, written), strict=True):
            window = windows[index]
            piece = recordings[window.recording][window.start : window.end]
            readings[index].words = spoken_words(
                readings[index], tokenizer, alignment, piece, milliseconds(window.start)
            )

    def _alignments(
        self,
        encoded: ctranslate2.StorageView,
        windows: Sequence[Window],
        readings: Sequence[Reading],
        chosen: Sequence[int],
    ) -> "list[ctranslate2._ext.WhisperAlignmentResult]":
        """Where the attention lay for these windows, which all have text."""
        # One by one: beside a longer text a word's probability moves by thousandths, and now and then its time by a
        # frame of 20 ms. On a CPU this costs no more than together.
        calls = [chosen] if self._model.device == "cuda" else [[index] for index in chosen]
        tokenizer = self._tokenizers[readings[0].language]
        return [
            alignment
            for together in calls
            for alignment in self._model.align(
                _rows(encoded, together),
                tokenizer.sot_sequence,
                [readings[index].text for index in together],
                [spoken_frames(windows[index]) for index in together],
            )
        ]


def _rows(encoded: ctranslate2.StorageView, chosen: Sequence[int]) -> ctranslate2.StorageView:
    """Some windows of an encoded batch; from a GPU they come by way of memory, as the library cannot index there."""
    if len(chosen) == encoded.shape[0]:
        return encoded
    return _view(np.asarray(encoded.to_device(ctranslate2.Device.cpu))[list(chosen)])


def _view(array: npt.NDArray[np.floating]) -> ctranslate2.StorageView:
    return ctranslate2.StorageView.from_array(np.ascontiguousarray(array))


RECOGNISER = FasterWhisper
