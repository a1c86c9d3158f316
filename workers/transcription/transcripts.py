"""From the words of a recording to its transcript, or to why there are none; the same for every recogniser."""

from collections.abc import Sequence
from typing import get_args

from chalicelib.domain.language import Language
from chalicelib.domain.transcript import EmptyReason, Transcript
from workers.audio import Samples, milliseconds
from workers.transcription.clauses import SpokenWord, clauses_of, transcript_words
from workers.transcription.windows import is_silent, speech_spans

# Speech shorter than this without words is a cough or a click; longer, somebody spoke and was not understood.
_UNINTELLIGIBLE_MS = 2000


def spans_of(samples: Samples) -> list[tuple[int, int]]:
    """Where somebody speaks, in samples; nowhere in a recording that is silent."""
    return [] if is_silent(samples) else speech_spans(samples)


def transcript_of(
    samples: Samples, spans: Sequence[tuple[int, int]], words: Sequence[SpokenWord], recogniser: str
) -> Transcript:
    """The transcript of a recording with speech in these spans, of words in any order."""
    words = sorted(words, key=lambda word: word.start_ms)
    speech_ms = milliseconds(sum(end - start for start, end in spans))
    counts = {language: sum(word.language == language for word in words) for language in get_args(Language)}
    reason: EmptyReason | None = None
    if is_silent(samples):
        reason = "silence"
    elif not words:
        reason = "unintelligible" if speech_ms >= _UNINTELLIGIBLE_MS else "no_speech"
    return Transcript(
        language=max(counts, key=lambda language: counts[language]),
        duration_ms=milliseconds(samples.size),
        speech_ms=speech_ms,
        clauses=() if reason else clauses_of(words),
        words=() if reason else transcript_words(words),
        empty_reason=reason,
        recogniser=recogniser,
    )
