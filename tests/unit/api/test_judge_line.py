"""The report's line on the second judge, in both languages, with nothing of a model's making taken for markup."""

from typing import Any

import pytest

from chalicelib.api.judge_line import judge_line
from chalicelib.api.report_page import _environment
from chalicelib.domain.judge import JudgeOpinion, NoOpinion
from chalicelib.domain.language import Language, Localized


def an_opinion(**more: Any) -> JudgeOpinion:
    values = {
        "model": "judge-1",
        "prompt": "1",
        "asked": 3,
        "levels": (4, 4, 3),
        "level": 4,
        "spread": 1,
        "engine_level": 4,
        "engine_score": 61.0,
        "difference": 0,
        "latency_ms": 900,
    }
    return JudgeOpinion.model_validate({**values, **more})


FAR = "Second judge (judge-1): level 4 of 5, samples 4/4/3, disagrees: please have a person look"
SILENT = {
    "levels": (),
    "level": None,
    "spread": None,
    "difference": None,
    "no_opinion": NoOpinion(code="timed_out", text=Localized(en="Too late.", zh="太迟。")),
}


@pytest.mark.parametrize(
    ("more", "language", "line"),
    [
        ({}, "en", "Second judge (judge-1): level 4 of 5, samples 4/4/3, agrees. Not part of the score."),
        ({}, "zh", "第二评委（judge-1）：5 级中的第 4 级，采样 4/4/3，一致。不计入评分。"),
        (
            {"difference": 3, "ask_person": True, "engine_level": 1},
            "en",
            f"{FAR}. Not part of the score.",
        ),
        (
            {"difference": 3, "ask_person": True, "engine_level": 1, "weight": 0.25},
            "zh",
            "第二评委（judge-1）：5 级中的第 4 级，采样 4/4/3，不一致，请人工查看。占评分的 0.25。",
        ),
        (SILENT, "en", "Second judge (judge-1): no opinion. Too late."),
        (SILENT, "zh", "第二评委（judge-1）：无意见。太迟。"),
    ],
)
def test_the_line_says_level_samples_and_agreement(more: dict[str, Any], language: Language, line: str) -> None:
    assert judge_line(an_opinion(**more), language) == line


def test_the_page_knows_the_line() -> None:
    template = _environment().from_string("{{ opinion | judge_line('en') }}")
    assert template.render(opinion=an_opinion(model="m@v1")).startswith("Second judge (m@v1): level 4 of 5")
