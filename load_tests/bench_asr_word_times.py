"""How far the recogniser's word starts lie from those that the synthetic voice itself set."""

import json
import statistics
from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import Any

from chalicelib.domain.language import Language
from chalicelib.domain.transcript import Word
from load_tests.bench_asr_answers import BUNDLE, Answer
from load_tests.bench_asr_score import units_of
from workers.transcription.recognisers import Recogniser


def word_start_errors(recogniser: Recogniser, answers: Sequence[Answer]) -> dict[str, Any]:
    """Medians in milliseconds over the words that were heard as spoken, and how many those were; None without any.

    `bias_ms` is the median of the signed difference: above 0 the recogniser is late.
    """
    truth: dict[str, list[tuple[str, int]]] = json.loads((BUNDLE / "word_times.json").read_text("utf-8"))
    timed = [answer for answer in answers if answer.name in truth]
    if not timed:
        return {"word_start_error_ms_median": None, "words": 0}
    transcripts = recogniser.transcribe([answer.samples for answer in timed])
    late: dict[Language, list[int]] = {"en": [], "zh": []}
    for answer, transcript in zip(timed, transcripts, strict=True):
        late[answer.language] += _lateness(truth[answer.name], transcript.words, answer.language)
    every = [*late["en"], *late["zh"]]
    return {
        "word_start_error_ms_median": statistics.median(map(abs, every)),
        "words": len(every),
        "within_100_ms": round(sum(abs(each) <= 100 for each in every) / len(every), 3),  # noqa: PLR2004 - the goal
        **{
            language: {"error_ms_median": statistics.median(map(abs, each)), "bias_ms": statistics.median(each)}
            for language, each in late.items()
            if each
        },
    }


def _lateness(truth: Sequence[tuple[str, int]], words: Sequence[Word], language: Language) -> list[int]:
    """Differences in milliseconds for the first word or character of each heard word that matches what was said."""
    said = [(unit, start) for word, start in truth for unit in units_of(word, language)[:1]]
    heard = [
        (unit, word.start_ms if at == 0 else None)
        for word in words
        for at, unit in enumerate(units_of(word.text, language))
    ]
    matcher = SequenceMatcher(None, [unit for unit, _ in said], [unit for unit, _ in heard], autojunk=False)
    return [
        start - said[block.a + step][1]
        for block in matcher.get_matching_blocks()
        for step in range(block.size)
        if (start := heard[block.b + step][1]) is not None
    ]
