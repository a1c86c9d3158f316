"""Scores of code answers are their tests, and their evidence is in the code."""

import pytest

from chalicelib.domain.code_task import CodeTask, CodeTest
from chalicelib.domain.errors import InvalidInput
from chalicelib.domain.plan import InterviewPlan
from chalicelib.domain.scorecard import AnswerResult
from chalicelib.domain.typed_answer import content_type
from workers.code.answer import analyse_code

TASK = CodeTask(
    tests=(
        CodeTest(name="small", call="twice(1)", expected="2"),
        CodeTest(name="large", call="twice(10**30)", expected=f"{2 * 10**30}", weight=3, hidden=True),
    )
)
HALF = "# Doubles.\n\ndef twice(x):\n    return 2 if x == 1 else 0\n"


def plan_with(task: CodeTask | None) -> InterviewPlan:
    question = {
        "key": "q1", "text": "Double it.", "dimensions": ["logic", "innovation"], "key_points": ["doubles"],
        "answer_kind": "code", "code_languages": ["python"], "code": task.model_dump() if task else None,
    }  # fmt: skip
    weights = [{"key": "logic", "weight": 0.5}, {"key": "innovation", "weight": 0.5}]
    return InterviewPlan.model_validate(
        {"id": "p", "job": "j", "title": "t", "description": "d", "language": "zh", "scenario": "campus", "rules": {},
         "competency_model": {"dimensions": weights}, "questions": [question]}
    )  # fmt: skip


def analysed(source: str, task: CodeTask | None = TASK) -> AnswerResult:
    plan = plan_with(task)
    transcript, result = analyse_code(source, content_type("python"), plan, plan.questions[0])
    for score in result.scores:
        assert (score.score is None) == (not score.evidence)
        for evidence in score.evidence:
            assert evidence.quote in source
            assert evidence.quote in transcript.text
    return result


def test_the_score_is_the_share_of_tests_by_weight_for_every_dimension() -> None:
    result = analysed(HALF)
    assert [(score.dimension, score.score) for score in result.scores] == [("logic", 25.0), ("innovation", 25.0)]
    assert [evidence.quote for evidence in result.scores[0].evidence] == ["def twice(x):", "def twice(x):"]
    assert "small" in result.scores[0].evidence[0].criterion
    assert "large" in result.scores[0].evidence[1].criterion
    assert result.code is not None
    assert result.code.source == HALF


def test_few_tests_leave_a_wide_interval() -> None:
    """Wilson's interval by hand: of two tests a quarter passed, and all passed, at z 1.2816."""
    quarter, whole = (analysed(source).scores[0].interval for source in (HALF, "def twice(x): return x + x"))
    assert quarter is not None
    assert whole is not None
    assert (quarter.low, quarter.high) == pytest.approx((5.1, 67.5), abs=0.06)
    assert (whole.low, whole.high) == pytest.approx((54.9, 100), abs=0.06)


def test_a_better_answer_scores_more_and_none_is_a_zero_with_evidence() -> None:
    best = analysed("def twice(x): return x + x").scores[0]
    assert (best.score, best.level) == (100, 5)
    assert analysed("def thrice(x): return 3 * x").scores[0].score == 0
    assert analysed("# nothing but words").scores[0].score == 0


def test_what_cannot_be_run_is_not_scored() -> None:
    result = analysed(HALF, task=None)
    assert [(score.score, score.abstained) for score in result.scores] == [(None, "not_run"), (None, "not_run")]


def test_the_same_answer_scores_the_same() -> None:
    assert analysed(HALF) == analysed(HALF)


@pytest.mark.parametrize("kind", ["text/plain; charset=utf-8", content_type("sql"), "audio/webm"])
def test_code_in_another_language_is_refused(kind: str) -> None:
    plan = plan_with(TASK)
    with pytest.raises(InvalidInput, match="language_required"):
        analyse_code(HALF, kind, plan, plan.questions[0])
