"""All measurements of one answer, from its transcript and its voice track."""

from typing import Final

import numpy as np

from chalicelib.domain.measurements import SpeechMeasurements
from chalicelib.domain.plan import Question
from chalicelib.domain.transcript import Transcript, Word
from chalicelib.observability import logger
from workers.audio import Samples
from workers.measurements import words as spoken
from workers.measurements.fillers import count_fillers
from workers.measurements.pauses import FoundPauses, find_pauses
from workers.measurements.pitch import HOP_MS
from workers.measurements.voice import Levels, VoiceTrack, track
from workers.scoring import features

_LEAST_VOICED_MS: Final = 2_000
_AROUND_WORDS_MS: Final = 100
_SHARES: Final = (5, 50, 95)


def try_track(samples: Samples) -> VoiceTrack | None:
    """The voice track of a recording, or None where making it fails: no answer is lost for a measurement."""
    try:
        return track(samples)
    except Exception:  # noqa: BLE001 - whatever it is, it is logged and the answer goes on
        logger.exception("the voice could not be measured")
        return None


def try_measure(transcript: Transcript, question: Question, voice: VoiceTrack | None) -> SpeechMeasurements | None:
    """As `measure`, or None where it fails: no answer is lost for a measurement."""
    try:
        return measure(transcript, question, voice)
    except Exception:  # noqa: BLE001 - whatever it is, it is logged and the answer goes on
        logger.exception("the speech could not be measured")
        return None


def measure(transcript: Transcript, question: Question, voice: VoiceTrack | None) -> SpeechMeasurements | None:
    """What can be told of an answer; None where nothing was understood. The same input gives the same figures."""
    if not transcript.clauses:
        return None
    text, said = transcript.text, transcript.words
    units = features.size(text)
    found = find_pauses(transcript, voice.level_db if voice else None)
    first, last = (said[0].start_ms, max(word.end_ms for word in said)) if said else _bounds(transcript)
    speaking = max(last - first, 0)
    pitch = _pitch(said, voice.pitch_hz) if voice else None
    fillers = count_fillers(said, found) if found else None
    return SpeechMeasurements(
        unit="characters" if transcript.language == "zh" else "words",
        units=units,
        speaking_ms=speaking,
        speech_rate=spoken.a_minute(units, speaking, units),
        articulation_rate=_articulation(units, speaking, found),
        tempo_variation=spoken.tempo_variation(said, found) if found else None,
        pauses=found.figures() if found else None,
        fillers=fillers,
        fillers_per_minute=None if fillers is None else spoken.a_minute(fillers, speaking, units),
        distinct_content_words=spoken.distinct_content_words(text),
        mattr=spoken.mattr(text),
        connectives=spoken.connectives(text),
        keywords=spoken.keyword_use(question.key_points, text),
        loudness_lufs=voice.loudness_lufs if voice else None,
        pitch_median_hz=pitch[0] if pitch else None,
        pitch_range_semitones=pitch[1] if pitch else None,
    )


def _bounds(transcript: Transcript) -> tuple[int, int]:
    return transcript.clauses[0].start_ms, max(clause.end_ms for clause in transcript.clauses)


def _articulation(units: int, speaking: int, found: FoundPauses | None) -> float | None:
    if found is None:
        return None
    return spoken.a_minute(units, speaking - sum(pause.length_ms for pause in found.pauses), units)


def _pitch(words: tuple[Word, ...], hertz: Levels) -> tuple[float, float] | None:
    """Median in Hz and range in semitones over the voiced frames of the words; None below two seconds of them."""
    uttered = np.zeros(len(hertz), bool)
    for word in words:
        start, end = word.start_ms - _AROUND_WORDS_MS, word.end_ms + _AROUND_WORDS_MS
        uttered[max(start, 0) // HOP_MS : end // HOP_MS] = True
    voiced = hertz[uttered & (hertz > 0)]
    if voiced.size * HOP_MS < _LEAST_VOICED_MS:
        return None
    low, middle, high = (float(share) for share in np.percentile(voiced.astype(np.float64), _SHARES))
    return round(middle, 1), round(float(12 * np.log2(high / low)), 1)
