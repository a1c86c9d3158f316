"""Does it matter how an answer is given? The same words typed, spoken and heard without a fault, and recognised.

    make eval-modalities

The bundled interviews have the words of each answer and a recording of them. Each is scored three times by the whole
engine: `typed`, the words as a typed answer; `spoken`, the words with the recording's length, cut into clauses as the
recogniser's words are, each heard for certain; `recognised`, what the recogniser makes of the recording. The last line
is JSON, in points of 100:

median        median of the absolute difference between typed and recognised over answers and dimensions (goal 3)
low, high     its 95 % interval by bootstrap over answers
pairs         for each two ways: median, mean of the difference (the later less the earlier), the largest, how many
by_language   the medians between typed and recognised
unlike        answers and dimensions that get a score one way and none another
"""

import itertools
import json
import re
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from chalicelib.domain.language import Language
from chalicelib.domain.plan import InterviewPlan, Question
from chalicelib.domain.transcript import Transcript
from load_tests.agreement import interval
from load_tests.bench_asr_answers import BUNDLE, Answer, bundled_answers
from workers.audio import milliseconds
from workers.scoring.encoder import load_encoder
from workers.scoring.engine import score_answer
from workers.settings import from_environment
from workers.transcription.clauses import SpokenWord, clauses_of, joined_marks, transcript_words
from workers.transcription.recognisers import find
from workers.typed import transcript_of

WAYS: Final = ("typed", "spoken", "recognised")
_PIECES: Final = re.compile(r"\s*(?:[A-Za-z0-9][\w'’.%:,-]*[\w%]|[A-Za-z0-9]|[\u3400-\u9fff]|[^\s\w]+)")
_HAN: Final = re.compile(r"[\u3400-\u9fff]")
_PAUSE_AFTER: Final = {".": 4.0, "?": 4.0, "!": 4.0, "。": 2.0, "？": 2.0, "！": 2.0}
"""Pauses in words: those of the voice that speaks the interviews."""


@dataclass(frozen=True, slots=True)
class Scored:
    """One dimension of one answer, by way; None where there is no score."""

    answer: str
    language: Language
    dimension: str
    scores: dict[str, float | None]

    def difference(self, first: str, second: str) -> float | None:
        """Points by which the second way is above the first."""
        before, after = self.scores[first], self.scores[second]
        return None if before is None or after is None else after - before


def main() -> None:
    """Score and print."""
    scored = list(_scored())
    for each in scored:
        shown = "  ".join(f"{way} {'-' if score is None else f'{score:5.1f}'}" for way, score in each.scores.items())
        print(f"{each.answer:18} {each.dimension:16} {shown}", file=sys.stderr)
    low, high = _interval(scored)
    print(
        json.dumps(
            {
                "median": _median(scored),
                "low": low,
                "high": high,
                "pairs": {f"{a}_{b}": _pair(scored, a, b) for a, b in itertools.combinations(WAYS, 2)},
                "by_language": {
                    language: _median([each for each in scored if each.language == language])
                    for language in ("en", "zh")
                },
                "unlike": sum(len({score is None for score in each.scores.values()}) > 1 for each in scored),
                "answers": len({each.answer for each in scored}),
            }
        )
    )


def _scored() -> Iterable[Scored]:
    settings = from_environment()
    recogniser = find(settings.recogniser)(threads=settings.worker_threads)
    encoder, questions = load_encoder(), asked()
    for answer in bundled_answers():
        plan, question = questions[answer.name]
        (heard,) = recogniser.transcribe([answer.samples])
        given = {
            "typed": (transcript_of(answer.text), question.model_copy(update={"answer_kind": "text"})),
            "spoken": (_spoken(answer), question),
            "recognised": (heard, question),
        }
        results = {way: score_answer(said, plan, of, encoder).scores for way, (said, of) in given.items()}
        for place, dimension in enumerate(question.dimensions):
            scores = {way: results[way][place].score for way in WAYS}
            yield Scored(answer.name, answer.language, dimension, scores)


def asked() -> dict[str, tuple[InterviewPlan, Question]]:
    """What each recording answers, by its stem."""
    bundle = json.loads((BUNDLE / "interviews.json").read_text("utf-8"))
    plans = {job["key"]: InterviewPlan(id=job["key"], job=job["key"], **job["request"]) for job in bundle["jobs"]}
    found = {}
    for interview in bundle["interviews"]:
        plan = plans[interview["job"]]
        for answer in interview["answers"]:
            question = plan.question(answer["question"])
            if question is not None:
                found[f"{interview['key']}-{question.key}"] = (plan, question)
    return found


def _spoken(answer: Answer) -> Transcript:
    """The words as a recogniser without a fault would give them: evenly spread, with pauses between sentences."""
    pieces = _PIECES.findall(answer.text)
    lengths = [len(piece.strip()) + _PAUSE_AFTER.get(piece.strip()[-1], 0.0) for piece in pieces]
    whole = milliseconds(answer.samples.size)
    ends = np.cumsum(lengths) / sum(lengths) * whole
    words = joined_marks(
        SpokenWord(
            text=piece,
            start_ms=round(end - length / sum(lengths) * whole),
            end_ms=round(end - _PAUSE_AFTER.get(piece.strip()[-1], 0.0) / sum(lengths) * whole),
            probability=1.0,
            language="zh" if _HAN.search(piece) else "en" if piece.strip().isascii() else answer.language,
        )
        for piece, length, end in zip(pieces, lengths, ends, strict=True)
    )
    return Transcript(
        language=answer.language,
        duration_ms=whole,
        speech_ms=whole,
        clauses=clauses_of(words),
        words=transcript_words(words),
        recogniser="none",
    )


def _pair(scored: Sequence[Scored], first: str, second: str) -> dict[str, float]:
    found = [each for one in scored if (each := one.difference(first, second)) is not None]
    return {
        "median": round(float(np.median(np.abs(found))), 2),
        "mean": round(float(np.mean(found)), 2),
        "largest": round(float(np.max(np.abs(found))), 1),
        "within_3": round(float(np.mean(np.abs(found) <= 3)), 3),  # noqa: PLR2004 - the goal
        "count": len(found),
    }


def _median(scored: Iterable[Scored]) -> float:
    found = [abs(each) for one in scored if (each := one.difference("typed", "recognised")) is not None]
    return round(float(np.median(found)), 2)


def _interval(scored: Sequence[Scored]) -> tuple[float, float]:
    """Answers are drawn, not dimensions: those of one answer go together."""
    judged = [each for each in scored if each.difference("typed", "recognised") is not None]
    return interval(lambda places: _median(judged[int(at)] for at in places), [each.answer for each in judged])


if __name__ == "__main__":
    main()
