"""The candidate's edition has what is shared, and nothing of what is not."""

from typing import Any, get_args

import pytest

from chalicelib.api.candidate_report_page import render_candidate_report
from chalicelib.api.candidate_report_pdf import candidate_report_pdf
from chalicelib.domain.candidate_report import CandidateReport, Part, candidate_report
from chalicelib.domain.explaining import Background, explain
from chalicelib.domain.judge import JudgeOpinion
from chalicelib.domain.language import Language, Localized
from chalicelib.domain.measurements import SpeechMeasurements
from chalicelib.domain.percentiles import Percentile
from chalicelib.domain.plan import CompetencyModel, InterviewPlan, Question, RoutingRules, WeightedDimension
from chalicelib.domain.scorecard import DimensionScore, Interval
from chalicelib.domain.tenant import ReportSharing
from chalicelib.services.explanations import report_names
from chalicelib.services.reports import ReadReport
from tests.unit.api.test_report_page import coded
from tests.unit.api.test_report_pdf import a_report, text_of
from tests.unit.samples import AT, a_score

SECRET_TEST = "edgecase_zq"
ANYWHERE = (
    "Convincing", "有说服力", "Ask about shifts", "judge-model-9", "job1@2", SECRET_TEST, "int_9f3a", "percentile",
    "百分位", "usr1", "A person has decided", "由人工作出决定",
)  # fmt: skip
HIDDEN: dict[Part, tuple[str, ...]] = {
    "scores": ("71.1", "66.3", "43.2", "level 4", "第 4 级"),
    "intervals": ("60.2", "83.7", "between 60 and 84", "区间 60 至 84"),
    "evidence": ("it was the valve", "nobody wrote it down"),
    "transcript": ("昨天下午五点", "it was the valve", "sorted_up"),
    "measurements": ("137 words", "137 字", "137 词", "137"),
    "gaps": ("Says who was told", "nobody wrote it down"),
    "next_round": ("Which book helped you?", "哪本书帮助了您？"),
}
SHOWN: dict[Part, tuple[str, ...]] = {
    "scores": ("71.1", "66.3"),
    "evidence": ("it was the valve",),
    "transcript": ("昨天下午五点", "sorted_up"),
    "measurements": ("137",),
    "gaps": ("Says who was told", "nobody wrote it down"),
}


def whole() -> ReadReport:
    """A report with everything that may have to stay inside."""
    read = a_report()
    spoken, code = read.report.answers
    good = a_score("problem_solving", "q1", 71.1)
    opinion = JudgeOpinion(
        model="judge-model-9", prompt="1", asked=3, levels=(1, 1, 1), level=1, spread=0, engine_level=4,
        engine_score=71.1, difference=-3, ask_person=True, latency_ms=900,
    )  # fmt: skip
    good = good.model_copy(update={"judge": opinion, "interval": Interval(low=60.2, high=83.7)})
    (met,) = good.evidence
    missed = met.model_copy(
        update={"met": False, "criterion": "Says who was told", "quote": "nobody wrote it down", "similarity": 0.3}
    )
    weak = DimensionScore(
        dimension="teamwork", score=43.2, level=3, confidence=0.7, evidence=(missed,), reason=Localized(en="x", zh="x")
    )
    measured = SpeechMeasurements(unit="words", units=100, speaking_ms=40_000, speech_rate=137)
    percentile = Percentile(measurement="speech_rate", percentile=61, answers=80)
    result = coded()
    (test,) = result.tests
    hidden_test = test.model_copy(update={"name": SECRET_TEST, "hidden": True, "outcome": "failed"})
    result = result.model_copy(update={"source": "sorted_up(x)", "tests": (test, hidden_test)})
    told = met.model_copy(update={"question": "q2", "criterion": f"Tests not passed: {SECRET_TEST}", "met": False})
    by_tests = good.model_copy(update={"evidence": (told,), "judge": None})
    answers = (
        spoken.model_copy(update={"scores": (good, weak), "measurements": measured, "percentiles": (percentile,)}),
        code.model_copy(update={"code": result, "scores": (by_tests,)}),
    )
    dimensions = tuple(
        each.model_copy(update={"score": {"problem_solving": 71.1, "teamwork": 43.2}.get(each.dimension, each.score)})
        for each in read.report.scorecard.dimensions
    )
    card = read.report.scorecard.model_copy(update={"dimensions": dimensions})
    report = read.report.model_copy(update={"answers": answers, "scorecard": card})
    plan = InterviewPlan(
        id="pln1", job="job1", title="Operations", description="x", language="en", scenario="campus",
        competency_model=CompetencyModel(
            dimensions=(
                WeightedDimension(key="problem_solving", weight=0.6), WeightedDimension(key="teamwork", weight=0.4)
            )
        ),
        questions=(
            Question(
                key="q1", text="What broke?", dimensions=("problem_solving", "teamwork"),
                key_points=("Names the cause", "Says who was told"),
            ),
        ),
        rules=RoutingRules(),
    )  # fmt: skip
    background = Background(plan, None, (), lambda _key, _level: None, lambda _key: ())
    explanation = explain(report, report_names(report), background, AT)
    return ReadReport(read.interview, report, read.decision, explanation, read.history, read.comments)


def edition(*hidden: Part) -> CandidateReport:
    read = whole()
    return candidate_report(read.report, read.explanation, report_names(read.report), "Acme", hidden)


def everything_shown(report: CandidateReport, language: Language) -> dict[str, str]:
    return {
        "json": report.model_dump_json(),
        "html": render_candidate_report(report, language, "x").html.split("</style>")[1],
        "pdf": text_of(candidate_report_pdf(report, language)),
    }


@pytest.mark.parametrize("language", ["en", "zh"])
def test_what_is_never_the_candidates_is_in_no_form_of_it(language: Language) -> None:
    for form, text in everything_shown(edition(), language).items():
        assert [(form, word) for word in ANYWHERE if word in text] == []
        assert "Acme" in text


def test_the_pieces_that_are_looked_for_are_in_the_whole_report() -> None:
    read = whole()
    text = read.report.model_dump_json() + read.explanation.model_dump_json()
    text += "".join(each.model_dump_json() for each in (*read.history, *read.comments))
    assert [word for word in (SECRET_TEST, "judge-model-9", "Convincing", "Ask about shifts") if word not in text] == []


@pytest.mark.parametrize("part", get_args(Part))
def test_what_a_tenant_hides_is_in_no_form_of_it(part: Part) -> None:
    for form, text in everything_shown(edition(part), "en").items():
        assert [(form, word) for word in HIDDEN[part] if word in text] == []
    shown = everything_shown(edition(), "en")
    for form, text in shown.items():
        assert [(form, word) for word in SHOWN.get(part, ()) if word not in text] == []


def test_everything_hidden_leaves_names_and_questions() -> None:
    report = edition(*get_args(Part))
    assert report.total is None
    assert report.gaps == ()
    assert all(each.score is None and each.level is None and each.interval is None for each in report.dimensions)
    assert [answer.question_text for answer in report.answers] == ["What broke, and why?", "Sort it."]
    assert all(each.judged for each in report.dimensions if each.dimension != "shop_floor")
    for text in everything_shown(report, "en").values():
        assert "Problem solving" in text
        assert "Not judged" not in text.replace("Shop floor: Not judged", "")


def test_a_question_made_of_a_gap_goes_with_the_gaps() -> None:
    assert any("Says who was told" in each.en for each in edition().next_round)
    assert not any("Says who was told" in each.en for each in edition("gaps").next_round)


def test_a_tenant_can_hide_just_the_parts_that_there_are() -> None:
    hidden: Any = ReportSharing.model_fields["hidden"].annotation
    assert set(get_args(get_args(hidden)[0])) == set(get_args(Part))


def test_the_answer_type_is_kept() -> None:
    answers = edition().answers
    assert [answer.answer_kind for answer in answers] == ["voice", "code"]
    assert [[test.name for test in answer.tests] for answer in answers] == [[], ["small"]]
