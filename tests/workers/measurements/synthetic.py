"""Recordings and transcripts whose pitch, pauses and words are known, because they are made here."""

from collections.abc import Sequence

import numpy as np

from chalicelib.domain.language import Language
from chalicelib.domain.plan import Question
from chalicelib.domain.transcript import Clause, Transcript, Word
from workers.audio import SAMPLE_RATE, Samples

WORD_MS = 400


def question(*key_points: str) -> Question:
    return Question(key="q1", text="What broke?", dimensions=("teamwork",), key_points=key_points or ("cause",))


def at(seconds: float) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    return np.arange(int(seconds * SAMPLE_RATE)) / SAMPLE_RATE


def vowel(hertz: float, seconds: float, level: float = 0.2) -> Samples:
    """Harmonics that fall as those of a voice do."""
    time = at(seconds)
    wave = sum(np.sin(2 * np.pi * hertz * number * time) / number for number in range(1, 12))
    return np.asarray(level * wave, np.float32)


def pulses(hertz: float, seconds: float, weaker: float = 1.0) -> Samples:
    """Pulses as a throat gives them; every second one `weaker` by this factor."""
    wave = np.zeros(int(seconds * SAMPLE_RATE), np.float32)
    places = np.round(np.arange(0, seconds - 0.01, 1 / hertz) * SAMPLE_RATE).astype(int)
    wave[places[::2]], wave[places[1::2]] = 0.9, 0.9 * weaker
    return wave


def noise(seconds: float, level: float, seed: int = 1) -> Samples:
    return np.asarray(level * np.random.default_rng(seed).standard_normal(int(seconds * SAMPLE_RATE)), np.float32)


def spoken(
    texts: Sequence[str], gaps: dict[int, int], language: Language = "en", hertz: float = 150
) -> tuple[Transcript, Samples]:
    """Words of 400 ms each, `gaps[i]` ms of silence behind word `i`, one second of silence around all.

    A clause ends where a word ends in a mark, or where the gap is 600 ms and more, as in transcription.
    """
    words: list[Word] = []
    sound = [np.zeros(SAMPLE_RATE, np.float32)]
    now = 1000
    for index, text in enumerate(texts):
        words.append(Word(text=text, start_ms=now, end_ms=now + WORD_MS, probability=0.9))
        sound.append(vowel(hertz, WORD_MS / 1000))
        gap = gaps.get(index, 0)
        sound.append(np.zeros(gap * SAMPLE_RATE // 1000, np.float32))
        now += WORD_MS + gap
    sound.append(np.zeros(SAMPLE_RATE, np.float32))
    samples = np.concatenate(sound)
    return transcript(words, language, samples.size * 1000 // SAMPLE_RATE), samples


def transcript(words: Sequence[Word], language: Language, duration_ms: int) -> Transcript:
    groups: list[list[Word]] = [[]]
    for index, word in enumerate(words):
        groups[-1].append(word)
        following = words[index + 1] if index + 1 < len(words) else None
        if following and (word.text[-1] in ".,!?。，" or following.start_ms - word.end_ms >= 600):
            groups.append([])
    joiner = "" if language == "zh" else " "
    clauses = tuple(
        Clause(
            text=joiner.join(word.text for word in group),
            start_ms=group[0].start_ms,
            end_ms=group[-1].end_ms,
            language=language,
            probability=0.9,
        )
        for group in groups
        if group
    )
    return Transcript(
        language=language,
        duration_ms=duration_ms,
        speech_ms=len(words) * WORD_MS,
        clauses=clauses,
        words=tuple(words),
        empty_reason=None if clauses else "silence",
        recogniser="test 1",
    )
