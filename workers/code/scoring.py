"""Turns the tests of a code answer into scores with evidence.

A dimension's score is the share of tests passed, by weight, of 100: the same for every dimension that the question
shows, since tests do not tell them apart. What could not be run is not scored.
"""

import math
from typing import Final

from chalicelib.domain.code_result import CodeResult, CodeTestResult
from chalicelib.domain.language import Localized
from chalicelib.domain.plan import InterviewPlan, Question
from chalicelib.domain.scorecard import (
    FOUR_IN_FIVE,
    AnswerResult,
    DimensionScore,
    Evidence,
    Interval,
    Versions,
    level_of,
)
from chalicelib.domain.transcript import Transcript

MANY_TESTS: Final = 5
"""Tests from which on more of them make a score no surer."""
_LEAST: Final = 0.5
_BEGINNINGS: Final = {
    "python": ("def ", "class ", "async def "),
    "java": ("public static ", "static ", "private static "),
    "sql": ("select", "with", "insert", "update", "delete", "create"),
}
_COMMENTS: Final = ("#", "//", "/*", "*", "--")
_NAMED: Final = 6


def score_code(code: CodeResult, transcript: Transcript, plan: InterviewPlan, question: Question) -> AnswerResult:
    """Scores of a code answer from its tests; `transcript` has its lines."""
    return AnswerResult(
        question=question.key,
        scores=tuple(_score(key, code, transcript, plan, question) for key in question.dimensions),
        duration_ms=0,
        speech_ms=0,
        words=0,
        code=code,
    )


def _score(
    key: str, code: CodeResult, transcript: Transcript, plan: InterviewPlan, question: Question
) -> DimensionScore:
    versions = Versions(
        engine=code.runner,
        dimension=f"{key}@0",
        encoder="none",
        recogniser=code.runtime or transcript.recogniser,
        competency_model=plan.competency_model.version,
        question=question.version,
    )
    if code.not_run is not None:
        return DimensionScore(dimension=key, confidence=0, reason=code.not_run, abstained="not_run", versions=versions)
    passed, whole = sum(test.weight for test in code.passed), sum(test.weight for test in code.tests)
    score = round(100 * passed / whole, 1)
    return DimensionScore(
        dimension=key,
        score=score,
        level=level_of(score),
        interval=_interval(score, len(code.tests)),
        confidence=round(_LEAST + (1 - _LEAST) * min(len(code.tests) / MANY_TESTS, 1), 3),
        evidence=_evidence(code, transcript, question.key),
        reason=_reason(code),
        versions=versions,
    )


def _interval(score: float, tests: int) -> Interval:
    """Wilson's 80 % interval (1927) of the share passed: few tests say little of what others would show."""
    share, square = score / 100, FOUR_IN_FIVE**2
    middle = (share + square / (2 * tests)) / (1 + square / tests)
    half = FOUR_IN_FIVE * math.sqrt(share * (1 - share) / tests + square / (4 * tests**2)) / (1 + square / tests)
    return Interval.around(score, score - 100 * (middle - half), 100 * (middle + half) - score)


def _evidence(code: CodeResult, transcript: Transcript, question: str) -> tuple[Evidence, ...]:
    """The line where the answer begins to do something, with what was passed and what was not."""
    quote = _telling_line(code, transcript)
    failed = tuple(test for test in code.tests if test.outcome != "passed")
    told = ((True, "Tests passed / 通过的测试", code.passed), (False, "Tests not passed / 未通过的测试", failed))
    return tuple(
        Evidence(
            question=question,
            quote=quote,
            start_ms=0,
            end_ms=0,
            criterion=f"{said}: {_names(tests)}",
            met=met,
            similarity=1,
        )
        for met, said, tests in told
        if tests
    )


def _telling_line(code: CodeResult, transcript: Transcript) -> str:
    lines = [clause.text for clause in transcript.clauses]
    bare = [line for line in lines if not line.strip().startswith(_COMMENTS)] or lines
    beginnings = _BEGINNINGS[code.language]
    return next((line for line in bare if line.strip().lower().startswith(beginnings)), bare[0])


def _names(tests: tuple[CodeTestResult, ...]) -> str:
    more = len(tests) - _NAMED
    return ", ".join(test.name for test in tests[:_NAMED]) + (f" (+{more})" if more > 0 else "")


def _reason(code: CodeResult) -> Localized:
    passed, whole = len(code.passed), len(code.tests)
    return Localized(
        en=f"The code passes {passed} of {whole} tests, each counted by its weight.",
        zh=f"代码通过了 {whole} 项测试中的 {passed} 项，得分按各项权重计算。",
    )
