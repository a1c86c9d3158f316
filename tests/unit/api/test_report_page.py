"""The report's page: intervals as pictures, a total that adds up, everything that made a score, nothing that runs."""

import random
import re
from typing import Any

import pytest

from chalicelib.api.report_page import render
from chalicelib.api.total_rows import total_rows
from chalicelib.api.versions_line import versions_line
from chalicelib.domain.code_result import CodeResult, CodeSimilarity, CodeTestResult
from chalicelib.domain.decision import Decision, Reason
from chalicelib.domain.explaining import Background, explain
from chalicelib.domain.interview import Interview, Invitation, Invitee
from chalicelib.domain.language import Language, Localized
from chalicelib.domain.plan import RoutingRules
from chalicelib.domain.report import Report, ReportedAnswer
from chalicelib.domain.scorecard import DimensionSummary, Interval, Scorecard, Versions
from chalicelib.services.explanations import report_names
from chalicelib.services.reports import ReadReport
from tests.unit.samples import AT, a_score, a_transcript

OWN = {"shop_floor": Localized(en="Shop floor", zh="车间经验")}
VERSIONS = Versions(
    engine="3",
    dimension="problem_solving@4",
    encoder="e5@1a2b",
    recogniser="whisper 1",
    competency_model=7,
    question="q1@0123456789ab",
    prior="2",
    calibration="job1@2",
)


def summary(dimension: str, weight: float, score: float | None, interval: Interval | None = None) -> DimensionSummary:
    return DimensionSummary(
        dimension=dimension, weight=weight, score=score, interval=interval, confidence=0.8, answers=()
    )


def a_scorecard(**more: Any) -> Scorecard:
    values = {
        "total": 66.33,
        "interval": Interval(low=58, high=74.6),
        "judged_weight": 0.8,
        "dimensions": (
            summary("problem_solving", 0.4, 71.11, Interval(low=60.2, high=83)),
            summary("teamwork", 0.2, 31.2),
            summary("communication", 0.2, 91.9),
            summary("shop_floor", 0.2, None),
        ),
    }
    return Scorecard.model_validate({**values, **more})


def page(scorecard: Scorecard, language: Language = "en", **answer: Any) -> str:
    """The page of a report with one answer."""
    score = a_score("problem_solving", "q1", 71.1)
    reported = ReportedAnswer.model_validate(
        {
            "question": "q1",
            "question_text": "What broke?",
            "state": "analysed",
            "problem": None,
            "recording_key": None,
            "transcript": a_transcript(),
            "scores": (score,),
            **answer,
        }
    )
    report = Report(
        interview="int1",
        attempt=1,
        job="job1",
        job_title="Operations",
        candidate_name="Wei Chen",
        language="en",
        scorecard=scorecard,
        answers=(reported,),
        dimension_names=OWN,
        last_received_at=None,
        made_at=AT,
    )
    reason = Reason(code="below_threshold", text=Localized(en="Below.", zh="低于。"))
    decision = Decision(outcome="human_review", reasons=(reason,), rules=RoutingRules(), decided_at=AT)
    interview = Interview(
        id="int1",
        job="job1",
        plan="pln1",
        candidate=Invitee(id="can1", name="Wei Chen", language="en"),
        invitation=Invitation(digest="x", expires_at=AT),
        answers=(),
        created_at=AT,
    )
    background = Background(None, None, (), lambda _key, _level: None, lambda _key: ())
    explanation = explain(report, report_names(report), background, AT)
    return render(ReadReport(interview, report, decision, explanation), lambda key: key, language).html


def test_an_interval_is_a_band_and_a_score_a_mark_on_the_scale() -> None:
    bars = re.findall(r'<svg class="bar".*?</svg>', page(a_scorecard()), re.DOTALL)
    whole, first, without, _, unjudged = bars[:5]
    assert '<rect class="band mid" x="58.0%" y="5" width="16.6%"' in whole
    assert '<rect class="mark mid" x="66.3%"' in whole
    assert 'aria-label="score 66.3 of 100, between 58 and 75"' in whole
    assert '<rect class="band good" x="60.2%" y="5" width="22.8%"' in first
    assert "band" not in without
    assert 'class="mark low" x="31.2%"' in without
    assert "band" not in unjudged
    assert "mark" not in unjudged


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (
            "en",
            ["level 4 of 5", "58–75", "Share of the weight that was judged: 80 %", "Shop floor", "four cases of five"],
        ),
        ("zh", ["第 4 级（共 5 级）", "58–75", "已评分权重占比: 80 %", "车间经验", "五次中约有四次"]),
    ],
)
def test_level_interval_and_judged_weight_are_said_in_words(language: Language, words: list[str]) -> None:
    shown = page(a_scorecard(), language)
    assert [word for word in words if word not in shown] == []


def test_no_part_of_the_page_needs_more_than_its_policy_allows() -> None:
    shown = page(a_scorecard(), code=coded(), answer_kind="code")
    assert not re.search(r"\sstyle=|<script|\son\w+=|<img|javascript:", shown)


def test_the_make_up_is_shown_and_adds_up() -> None:
    rows = total_rows(a_scorecard())
    assert [(row.dimension, row.share, row.score, row.contribution) for row in rows] == [
        ("problem_solving", 50.0, 71.1, 35.5),
        ("teamwork", 25.0, 31.2, 7.8),
        ("communication", 25.0, 91.9, 23.0),
    ]
    shown = page(a_scorecard())
    table = shown[shown.index('<table class="make-up">') : shown.index("</table>")]
    assert "35.5" in table
    assert "<b>66.3</b>" in table


@pytest.mark.parametrize("seed", range(60))
def test_contributions_add_up_to_the_total_whatever_the_weights(seed: int) -> None:
    chance = random.Random(seed)
    weights = [chance.random() + 0.01 for _ in range(chance.randint(1, 12))]
    scores = [round(chance.uniform(0, 100), 2) for _ in weights]
    total = sum(score * weight for score, weight in zip(scores, weights, strict=True)) / sum(weights)
    parts = tuple(summary(f"d{at}", *each) for at, each in enumerate(zip(weights, scores, strict=True)))
    rows = total_rows(a_scorecard(total=round(total, 2), dimensions=parts))
    assert sum(row.contribution for row in rows) == pytest.approx(float(f"{round(total, 2):.1f}"))
    assert sum(row.share for row in rows) == pytest.approx(100)
    for row, score, weight in zip(rows, scores, weights, strict=True):
        assert row.contribution == pytest.approx(score * weight / sum(weights), abs=0.11)


def test_nothing_judged_has_no_make_up() -> None:
    nothing = a_scorecard(total=None, interval=None, judged_weight=0, dimensions=(summary("teamwork", 1, None),))
    assert total_rows(nothing) == []
    assert "make-up" not in page(nothing).split("</style>")[1]


@pytest.mark.parametrize(
    ("language", "line"),
    [
        (
            "en",
            (
                "engine 3 · dimension problem_solving@4 · encoder e5@1a2b · recogniser whisper 1 · prior 2 · "
                "question q1@0123456789ab · calibration job1@2 · competency model v7"
            ),
        ),
        (
            "zh",
            (
                "引擎 3 · 维度 problem_solving@4 · 编码器 e5@1a2b · 识别器 whisper 1 · 先验 2 · "
                "问题 q1@0123456789ab · 校准 job1@2 · 胜任力模型 v7"
            ),
        ),
    ],
)
def test_everything_that_made_a_score_is_named(language: Language, line: str) -> None:
    assert versions_line(VERSIONS, language) == line
    plain = VERSIONS.model_copy(update={"prior": "", "calibration": None, "question": ""})
    assert "calibration" not in versions_line(plain, "en")
    missing = set(Versions.model_fields) - {"competency_model"}
    assert all(str(getattr(VERSIONS, field)) in line for field in missing)


@pytest.mark.parametrize(("language", "words"), [("en", "before calibration 62.0"), ("zh", "校准前 62.0")])
def test_a_calibrated_score_says_what_it_was_before(language: Language, words: str) -> None:
    moved = a_score("problem_solving", "q1", 55).model_copy(
        update={"uncalibrated": 62.0, "interval": Interval(low=44, high=66), "versions": VERSIONS}
    )
    assert words in page(a_scorecard(), language, scores=(moved,))
    assert words.removesuffix(" 62.0") not in page(a_scorecard(), language)


@pytest.mark.parametrize(("language", "met", "missed"), [("en", "meets", "falls short of"), ("zh", "符合", "未达到")])
def test_evidence_says_what_it_met_or_missed(language: Language, met: str, missed: str) -> None:
    score = a_score("problem_solving", "q1", 55)
    (quoted,) = score.evidence
    short = quoted.model_copy(update={"met": False, "criterion": "Gives a figure"})
    shown = page(a_scorecard(), language, scores=(score.model_copy(update={"evidence": (quoted, short)}),))
    words = re.sub(r"<[^>]*>", "", shown)
    assert f"{met}: Names the cause" in words
    assert f"{missed}: Gives a figure" in words


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ["A hint, not part of any score", "87 %", "int_9f3a", "143", "Short tasks look alike"]),
        ("zh", ["提示，不计入评分", "87 %", "int_9f3a", "143", "短题的代码本来就相似"]),
    ],
)
def test_similar_code_is_a_hint_with_its_caveat(language: Language, words: list[str]) -> None:
    shown = page(a_scorecard(), language, code=coded(), answer_kind="code")
    assert [word for word in words if word not in shown] == []
    alone = coded().model_copy(update={"similar": None})
    assert words[0] not in page(a_scorecard(), language, code=alone, answer_kind="code")


def coded() -> CodeResult:
    test = CodeTestResult(name="small", outcome="passed", weight=1, hidden=False)
    similar = CodeSimilarity(interview="int_9f3a", share=0.87, compared=143)
    source = "def f(x):\n    return '{x}' % x"
    return CodeResult(language="python", runtime="", runner="code 1", source=source, tests=(test,), similar=similar)
