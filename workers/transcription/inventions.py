"""Drops what a recogniser wrote although nobody said it: on noise and music, in loops, out of subtitle files.

The bounds were set with Whisper base: on noise, music and machines given to it as if they were speech, and on human
speech, clean and at 10 dB over noise, of which they take nothing but a loop.
"""

import re
from collections.abc import Sequence

from workers.transcription.clauses import SpokenWord, mean_probability

# The model's own two doubts together: that there is no speech, and that it read well (mean log-probability of tokens).
# Speech over noise stays below 0.45 in the first, and below 0.15 where the second is as low as the last line asks.
_NOBODY_SPEAKS = ((0.6, -0.5), (0.3, -1.0))
# Words that the model held to be nearly impossible, all through a segment.
_IMPOSSIBLE_PROBABILITY = 0.15
_DOUBTFUL_PROBABILITY = 0.5
_DOUBTFUL_NO_SPEECH = 0.5

# Text that Whisper learnt from subtitle files. Nobody says the first kind in an interview; the second is dropped only
# when the model itself doubts it.
_CREDITS = re.compile(
    r"字幕(由|志愿者|提供|组|制作|by)|amara\.?\s?org|subtitles? by|明镜与点点|请不吝点赞", re.IGNORECASE
)
# Notes on sounds, as subtitles for the deaf have them: "[Music]", "(applause)", "♪".
_SOUND = re.compile(r"\W*([\[(（【*♪♫][^\])）】*♪♫]{0,40}[\])）】*♪♫]\W*)+|[\s♪♫]+")
_COURTESIES = re.compile(
    r"\W*((thanks?( you)?( (so|very) much)?( for (watching|listening))?|please subscribe.*|bye|you|okay"
    r"|(i'll |and )?see you( all| guys)?( again)?( in the)?( next)?( video| time| week)?|(don't forget to )?subscribe.*"
    r"|music|applause|laughter|beep|谢谢(大家|观看|收看|您的观看)*|(感谢|多谢).{0,8}|(我们)?下(期|次|集)(节目|视频)?(再)?见"
    r"|字幕|音乐|掌声|笑声|订阅|再见)\W*)+",
    re.IGNORECASE,
)

# Phrases of so many words, said so many times on end, are the model's loop and not a speaker's emphasis.
_TIMES = {1: 6, 2: 4}
_TIMES_OF_LONGER, _LONGEST_PHRASE = 3, 16


def nobody_speaks(log_probability: float, no_speech: float) -> bool:
    """Whether the model doubts both that there is speech in a window and what it read there."""
    return any(no_speech > silent and log_probability < unsure for silent, unsure in _NOBODY_SPEAKS)


def is_invented(text: str, probability: float | None, no_speech: float) -> bool:
    """Whether a recognised stretch is boilerplate or a guess rather than speech."""
    probability = 1.0 if probability is None else probability
    if _CREDITS.search(text) or _SOUND.fullmatch(text) or probability < _IMPOSSIBLE_PROBABILITY:
        return True
    doubtful = probability < _DOUBTFUL_PROBABILITY or no_speech > _DOUBTFUL_NO_SPEECH
    return doubtful and _COURTESIES.fullmatch(text) is not None


def without_loops(words: Sequence[SpokenWord]) -> list[SpokenWord]:
    """The words with each phrase that repeats on end kept once."""
    kept: list[SpokenWord] = []
    spelt = [re.sub(r"\W", "", word.text).casefold() for word in words]
    at = 0
    while at < len(words):
        size, times = _loop(spelt, at)
        kept += words[at : at + size]
        at += size * times
    return kept


def _loop(spelt: Sequence[str], at: int) -> tuple[int, int]:
    """Words in the phrase at this place and how many times it is said on end: one word once where there is no loop."""
    for size in range(1, min(_LONGEST_PHRASE, (len(spelt) - at) // _TIMES_OF_LONGER) + 1):
        phrase, times = spelt[at : at + size], 1
        while spelt[at + size * times : at + size * (times + 1)] == phrase:
            times += 1
        # A figure may well have the same digit many times.
        if times >= _TIMES.get(size, _TIMES_OF_LONGER) and not all(word.isnumeric() for word in phrase):
            return size, times
    return 1, 1


def said(words: Sequence[SpokenWord], log_probability: float, no_speech: float) -> list[SpokenWord]:
    """The words of one window without what was invented; the two figures are the model's for the window."""
    if nobody_speaks(log_probability, no_speech):
        return []
    kept: list[SpokenWord] = []
    segment: list[SpokenWord] = []
    for at, word in enumerate(words):
        segment.append(word)
        if word.ends_segment or at + 1 == len(words):
            text = "".join(each.text for each in segment)
            if not is_invented(text, mean_probability(segment), no_speech):
                kept += without_loops(segment)
            segment = []
    return kept
