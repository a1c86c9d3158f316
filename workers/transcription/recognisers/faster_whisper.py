"""Whisper on CTranslate2, fed with windows of many answers at once instead of one padded file after the other."""

import os
import zlib
from collections import deque
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from importlib.metadata import version
from pathlib import Path

import ctranslate2
import numpy as np
import numpy.typing as npt
from faster_whisper import WhisperModel
from faster_whisper.tokenizer import Tokenizer
from faster_whisper.transcribe import get_suppressed_tokens

from chalicelib.domain.language import Language
from chalicelib.domain.transcript import EmptyReason, Transcript
from workers.audio import SAMPLE_RATE, Samples, milliseconds
from workers.transcription.batcher import SIZE, batches
from workers.transcription.clauses import (
    SpokenWord,
    clauses_of,
    is_invented,
    joined_marks,
    simplified,
    transcript_words,
)
from workers.transcription.weights import whisper_model
from workers.transcription.windows import Window, is_silent, speech_spans, windows_of

_LANGUAGES: tuple[Language, ...] = ("en", "zh")
_BEAM = 5
_HOP = 160
_FULL_FRAMES = 3000
_FRAME_MS = 20
_TIMESTAMP_SAMPLES = SAMPLE_RATE // 50
# Whisper ends a window better when it hears the silence after it.
_TRAILING_SAMPLES = SAMPLE_RATE
# An uncovered rest shorter than this is breath or padding.
_TAIL_SAMPLES = int(1.2 * SAMPLE_RATE)
_COMPRESSION_LIMIT = 2.4
_LOG_PROBABILITY_LIMIT = -1.0
# Speech shorter than this without words is a cough or a click; longer, somebody spoke and was not understood.
_UNINTELLIGIBLE_MS = 2000


@dataclass(slots=True)
class _Decoded:
    """What the model wrote for one window."""

    tokens: list[int]
    language: Language
    log_probability: float
    no_speech: float
    compression: float
    words: list[SpokenWord] = field(default_factory=list)

    @property
    def suspicious(self) -> bool:
        return self.compression > _COMPRESSION_LIMIT or self.log_probability < _LOG_PROBABILITY_LIMIT


class FasterWhisper:
    """A Whisper model held in memory; not for use by two threads at once."""

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
        """One transcript for each recording; windows of all of them share batches."""
        spans = list(self._pool.map(_spans, recordings))
        queue = deque(window for index, each in enumerate(spans) for window in windows_of(index, each))
        words: list[list[SpokenWord]] = [[] for _ in recordings]
        while queue:
            waiting, suspicious = list(queue), list[tuple[Window, _Decoded]]()
            queue.clear()
            made = list(batches(waiting, min(SIZE, -(-len(waiting) // self._lanes))))
            for batch, results in zip(made, self._pool.map(partial(self._decode, recordings), made), strict=True):
                for window, decoded in zip(batch, results, strict=True):
                    if decoded.suspicious:
                        suspicious.append((window, decoded))
                        continue
                    words[window.recording] += decoded.words
                    if (tail := self._tail(window, decoded)) is not None:
                        queue.append(tail)
            for (window, _), better in zip(
                suspicious, self._pool.map(partial(self._second_try, recordings), suspicious), strict=True
            ):
                words[window.recording] += better.words
        return [
            self._transcript(samples, each, sorted(heard, key=lambda word: word.start_ms))
            for samples, each, heard in zip(recordings, spans, words, strict=True)
        ]

    def _second_try(self, recordings: Sequence[Samples], suspicious: tuple[Window, _Decoded]) -> _Decoded:
        """The better of two readings; the second sees a full 30 s and may not repeat itself."""
        window, first = suspicious
        second = self._decode(recordings, [window], full=True)[0]
        readings = [reading for reading in (second, first) if reading.compression <= _COMPRESSION_LIMIT]
        return max(readings or [second], key=lambda reading: reading.log_probability)

    def _decode(self, recordings: Sequence[Samples], batch: Sequence[Window], *, full: bool = False) -> list[_Decoded]:
        features = self._features(recordings, batch, full=full)
        encoded = self._model.encode(_view(features), to_cpu=False)
        languages = [self._language(scores) for scores in self._model.detect_language(encoded)]
        results = self._model.generate(
            encoded,
            [self._tokenizers[language].sot_sequence for language in languages],
            beam_size=_BEAM,
            no_repeat_ngram_size=6 if full else 0,
            # Speech has at most about seven tokens a second: a bound on loops.
            max_length=min(448, 32 + int(features.shape[-1] * 0.08)) if not full else 448,
            suppress_tokens=self._suppressed,
            return_scores=True,
            return_no_speech_prob=True,
        )
        decoded = []
        for language, result in zip(languages, results, strict=True):
            tokens = result.sequences_ids[0]
            text = self._tokenizers[language].decode(tokens).strip().encode()
            decoded.append(
                _Decoded(
                    tokens=tokens,
                    language=language,
                    log_probability=result.scores[0] * len(tokens) / (len(tokens) + 1),
                    no_speech=result.no_speech_prob,
                    compression=len(text) / len(zlib.compress(text)) if text else 0.0,
                )
            )
        self._align(encoded, batch, decoded)
        return decoded

    def _features(
        self, recordings: Sequence[Samples], batch: Sequence[Window], *, full: bool
    ) -> npt.NDArray[np.float32]:
        longest = max(window.length for window in batch) + _TRAILING_SAMPLES
        frames = _FULL_FRAMES if full else min(_FULL_FRAMES, -(-longest // (2 * _HOP)) * 2)
        features = []
        for window in batch:
            piece = recordings[window.recording][window.start : window.end]
            padded = np.pad(piece, (0, max(0, frames * _HOP - piece.size)))
            features.append(self._loaded.feature_extractor(padded, padding=0)[:, :frames])
        return np.stack(features)

    @staticmethod
    def _language(scores: list[tuple[str, float]]) -> Language:
        found = {token.strip("<|>"): probability for token, probability in scores}
        return max(_LANGUAGES, key=lambda language: found.get(language, 0.0))

    def _align(self, encoded: ctranslate2.StorageView, batch: Sequence[Window], decoded: Sequence[_Decoded]) -> None:
        """Word times from the model's own attention. One call takes one language."""
        for language, tokenizer in self._tokenizers.items():
            chosen = [
                index
                for index, each in enumerate(decoded)
                if each.language == language and any(token < self._eot for token in each.tokens)
            ]
            if not chosen:
                continue
            texts = [[token for token in decoded[index].tokens if token < self._eot] for index in chosen]
            frames = [min(_FULL_FRAMES, -(-batch[index].length // _HOP)) for index in chosen]
            subset = encoded if len(chosen) == len(decoded) else _view(np.asarray(encoded)[chosen])
            alignments = self._model.align(subset, tokenizer.sot_sequence, texts, frames)
            for index, text, alignment in zip(chosen, texts, alignments, strict=True):
                self._place(decoded[index], tokenizer, text, alignment, milliseconds(batch[index].start))

    def _place(
        self,
        decoded: _Decoded,
        tokenizer: Tokenizer,
        text: list[int],
        alignment: "ctranslate2._ext.WhisperAlignmentResult",
        offset_ms: int,
    ) -> None:
        pieces, piece_tokens = tokenizer.split_to_word_tokens([*text, self._eot])
        pieces, piece_tokens = pieces[:-1], piece_tokens[:-1]
        if decoded.language == "zh":
            pieces = simplified(pieces)
        first_frame: dict[int, int] = {}
        for token, frame in alignment.alignments:
            first_frame.setdefault(token, frame)
        segment_ends = self._segment_ends(decoded.tokens)
        words, at = [], 0
        for piece, tokens in zip(pieces, piece_tokens, strict=True):
            after = at + len(tokens)
            start = offset_ms + first_frame.get(at, 0) * _FRAME_MS
            words.append(
                SpokenWord(
                    text=piece,
                    start_ms=start,
                    end_ms=max(start, offset_ms + first_frame.get(after, first_frame.get(at, 0)) * _FRAME_MS),
                    probability=min(1.0, float(np.mean(alignment.text_token_probs[at:after]))),
                    language=decoded.language,
                    ends_segment=any(at < end <= after for end in segment_ends),
                )
            )
            at = after
        decoded.words = self._said(joined_marks(words), decoded.no_speech)

    def _segment_ends(self, tokens: Sequence[int]) -> set[int]:
        """Counts of text tokens after which the model closed a segment with a timestamp."""
        ends, count = set[int](), 0
        for token in tokens:
            if token < self._eot:
                count += 1
            elif token >= self._first_timestamp and count:
                ends.add(count)
        return ends

    @staticmethod
    def _said(words: list[SpokenWord], no_speech: float) -> list[SpokenWord]:
        """Words without the segments that were invented."""
        kept: list[SpokenWord] = []
        segment: list[SpokenWord] = []
        for at, word in enumerate(words):
            segment.append(word)
            if word.ends_segment or at + 1 == len(words):
                text = "".join(each.text for each in segment)
                probability = sum(each.probability for each in segment) / len(segment)
                if not is_invented(text, probability, no_speech):
                    kept += segment
                segment = []
        return kept

    def _tail(self, window: Window, decoded: _Decoded) -> Window | None:
        """The rest of the window after the last timestamp, when the model stopped before its end."""
        tokens = decoded.tokens
        stamps = [token - self._first_timestamp for token in tokens if token >= self._first_timestamp]
        if not stamps or stamps[-1] <= 0 or not any(token < self._eot for token in tokens):
            return None
        start = window.start + stamps[-1] * _TIMESTAMP_SAMPLES
        return Window(window.recording, start, window.end) if window.end - start > _TAIL_SAMPLES else None

    def _transcript(
        self, samples: Samples, spans: Sequence[tuple[int, int]], words: Sequence[SpokenWord]
    ) -> Transcript:
        speech_ms = milliseconds(sum(end - start for start, end in spans))
        counts = {language: sum(word.language == language for word in words) for language in _LANGUAGES}
        reason: EmptyReason | None = None
        if is_silent(samples):
            reason = "silence"
        elif not words:
            reason = "unintelligible" if speech_ms >= _UNINTELLIGIBLE_MS else "no_speech"
        return Transcript(
            language=max(_LANGUAGES, key=lambda language: counts[language]),
            duration_ms=milliseconds(samples.size),
            speech_ms=speech_ms,
            clauses=() if reason else clauses_of(words),
            words=() if reason else transcript_words(words),
            empty_reason=reason,
            recogniser=self.name,
        )


def _spans(samples: Samples) -> list[tuple[int, int]]:
    return [] if is_silent(samples) else speech_spans(samples)


def _view(array: npt.NDArray[np.float32]) -> ctranslate2.StorageView:
    return ctranslate2.StorageView.from_array(np.ascontiguousarray(array))


RECOGNISER = FasterWhisper
