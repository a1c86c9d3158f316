"""Transcripts made from text as a recogniser would give them, jobs to go with them, and the bundled demo interviews."""

import json
import re
from dataclasses import dataclass
from pathlib import Path

from chalicelib.domain.language import Language
from chalicelib.domain.plan import CompetencyModel, InterviewPlan, Question, RoutingRules, WeightedDimension
from chalicelib.domain.transcript import Clause, Transcript

INTERVIEWS = Path(__file__).parents[3] / "infra/local/demo/interviews/interviews.json"
MILLISECONDS = {"en": 60, "zh": 200}
PAUSE_MS = 200
SENTENCES = re.compile(r"(?<=[.?!。！？])\s*")
CLAUSES = re.compile(r"(?<=[.,;:?!。，；：！？])\s*")
MARKS = re.compile(r"[.,;:?!。，；：！？]")

SPLITS = {"sentences": SENTENCES, "clauses": CLAUSES, "unmarked": CLAUSES}


def transcript(text: str, language: Language, split: str = "clauses", probability: float = 0.9) -> Transcript:
    """The text as clauses with times; `unmarked` in lower case and without marks, as some recognisers write."""
    parts = [part for part in SPLITS[split].split(text) if part.strip()]
    if split == "unmarked":
        parts = [MARKS.sub("", part).lower() for part in parts]
    clauses, now = [], 0
    for part in parts:
        end = now + len(part) * MILLISECONDS[language]
        clauses.append(Clause(text=part, start_ms=now, end_ms=end, language=language, probability=probability))
        now = end + PAUSE_MS
    return Transcript(
        language=language,
        duration_ms=now,
        speech_ms=now,
        clauses=tuple(clauses),
        empty_reason=None if clauses else "silence",
        recogniser="test 1",
    )


def job(language: Language, questions: tuple[Question, ...]) -> InterviewPlan:
    """A job whose competency model weighs every dimension of its questions alike."""
    keys = sorted({key for question in questions for key in question.dimensions})
    shares = [round(1 / len(keys), 3)] * (len(keys) - 1)
    weights = [*shares, round(1 - sum(shares), 3)]
    return InterviewPlan(
        id="plan",
        job="job",
        title="Operations",
        description="Operations",
        language=language,
        scenario="campus",
        competency_model=CompetencyModel(
            dimensions=tuple(
                WeightedDimension(key=key, weight=weight) for key, weight in zip(keys, weights, strict=True)
            )
        ),
        questions=questions,
        rules=RoutingRules(),
    )


@dataclass(frozen=True)
class Demo:
    """The bundled interviews: `answers[interview][question]` is what was said."""

    jobs: dict[str, InterviewPlan]
    answers: dict[str, dict[str, str]]
    job_of: dict[str, str]


def load_demo() -> Demo:
    """The bundled demo interviews."""
    raw = json.loads(INTERVIEWS.read_text(encoding="utf-8"))
    jobs = {entry["key"]: InterviewPlan(id=entry["key"], job=entry["key"], **entry["request"]) for entry in raw["jobs"]}
    answers = {
        interview["key"]: {answer["question"]: answer["text"] for answer in interview["answers"]}
        for interview in raw["interviews"]
    }
    return Demo(jobs, answers, {interview["key"]: interview["job"] for interview in raw["interviews"]})
