"""Words with start, end and probability, from where the model's attention lay when it wrote them."""

import ctranslate2
import numpy as np
import numpy.typing as npt
from faster_whisper.tokenizer import Tokenizer

from workers.audio import SAMPLE_RATE, Samples, milliseconds
from workers.transcription.clauses import SpokenWord, joined_marks, simplified
from workers.transcription.inventions import said
from workers.transcription.readings import Reading

_FRAME_MS = 20
# The attention turns to a word before the word is heard: so much on speech whose timing is known to the frame.
_EARLY_MS = 110
_LOUDNESS_MS = 10
# Against the loud parts of the same window: below this a word has not begun.
_QUIET_SHARE = 0.1


def spoken_words(
    reading: Reading,
    tokenizer: Tokenizer,
    alignment: "ctranslate2._ext.WhisperAlignmentResult",
    samples: Samples,
    offset_ms: int,
) -> list[SpokenWord]:
    """The words, without what was invented, of a window with these samples at `offset_ms` of its recording."""
    onsets = _onsets(samples)
    end_ms = offset_ms + milliseconds(samples.size)
    pieces, piece_tokens = tokenizer.split_to_word_tokens([*reading.text, reading.eot])
    pieces, piece_tokens = pieces[:-1], piece_tokens[:-1]
    if reading.language == "zh":
        pieces = simplified(pieces)
    first_frame: dict[int, int] = {}
    for token, frame in alignment.alignments:
        first_frame.setdefault(token, frame)
    segment_ends = reading.segment_ends()
    words, at = [], 0
    for piece, tokens in zip(pieces, piece_tokens, strict=True):
        after = at + len(tokens)
        early, end = (_EARLY_MS + first_frame.get(token, first_frame.get(at, 0)) * _FRAME_MS for token in (at, after))
        start = offset_ms + _heard(onsets, early, end)
        words.append(
            SpokenWord(
                text=piece,
                start_ms=min(start, end_ms),
                end_ms=min(max(start, offset_ms + end), end_ms),
                probability=min(1.0, float(np.mean(alignment.text_token_probs[at:after]))),
                language=reading.language,
                ends_segment=any(at < end <= after for end in segment_ends),
            )
        )
        at = after
    return said(joined_marks(words), reading.log_probability, reading.no_speech)


def _onsets(samples: Samples) -> npt.NDArray[np.intp]:
    """For every 10 ms of a window the next, or the same, in which something is heard."""
    size = SAMPLE_RATE * _LOUDNESS_MS // 1000
    count = samples.size // size
    loudness = np.sqrt(np.square(samples[: count * size]).reshape(count, size).mean(axis=1))
    heard = loudness > _QUIET_SHARE * np.percentile(loudness, 95)
    places = np.where(heard, np.arange(count), count)
    found: npt.NDArray[np.intp] = np.minimum.accumulate(places[::-1])[::-1]
    return found


def _heard(onsets: npt.NDArray[np.intp], start_ms: int, end_ms: int) -> int:
    """The start of a word that may have been placed in the pause before it, moved to where the pause ends."""
    place = start_ms // _LOUDNESS_MS
    if place >= onsets.size or onsets[place] == place or onsets[place] * _LOUDNESS_MS >= end_ms:
        return start_ms
    return int(onsets[place]) * _LOUDNESS_MS
