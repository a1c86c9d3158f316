"""Human-scored questions as those of a job, for what has to go through the engine or its gates."""

import re
from collections.abc import Iterator, Sequence

from chalicelib.domain.language import Language
from chalicelib.domain.plan import CompetencyModel, InterviewPlan, Question, RoutingRules, WeightedDimension
from load_tests.scored_answers import Row
from workers.scoring import features

SENTENCE = re.compile(r"(?<=[.?!;。！？；])\s*")
_DIMENSION = "professional_knowledge"
_QUESTIONS = 6
_MOST_POINTS, _LONGEST_POINT = 12, 300


def job_of(questions: Sequence[Row], first: int) -> list[Row]:
    """A row of each question of a job: of the one at `first`, and of those that follow it in the file."""
    return [questions[(first + step) % len(questions)] for step in range(min(_QUESTIONS, len(questions)))]


def plan_of(job: Sequence[Row], language: Language) -> InterviewPlan:
    """A job that asks these, as written answers; the sentences of each one's reference are its key points."""
    return InterviewPlan(
        id="evaluation",
        job="evaluation",
        title="Evaluation",
        description="Evaluation",
        language=language,
        scenario="campus",
        competency_model=CompetencyModel(dimensions=(WeightedDimension(key=_DIMENSION, weight=1),)),
        questions=tuple(_asked(row, f"q{number}") for number, row in enumerate(job, 1)),
        rules=RoutingRules(),
    )


def _asked(row: Row, key: str) -> Question:
    reference = row.references[0]
    points = [part for sentence in SENTENCE.split(reference) for part in _cut(sentence.strip())]
    return Question(
        key=key,
        text=(row.question or reference)[:2000],
        dimensions=(_DIMENSION,),
        key_points=tuple(point for point in points if features.size(point) > 1)[:_MOST_POINTS]
        or (reference[:_LONGEST_POINT],),
        answer_kind="text",
    )


def _cut(sentence: str) -> Iterator[str]:
    """The sentence in pieces that are short enough for a key point, cut between words."""
    while len(sentence) > _LONGEST_POINT:
        at = sentence.rfind(" ", 1, _LONGEST_POINT) + 1 or _LONGEST_POINT
        yield sentence[:at].strip()
        sentence = sentence[at:]
    yield sentence.strip()
