"""Explanations say what the evidence says, and nothing else."""

from typing import Any

import pytest

from chalicelib.domain.candidate import EducationLevel
from chalicelib.domain.code_result import CodeResult, CodeTestResult
from chalicelib.domain.explaining import Background, explain
from chalicelib.domain.explanation import Explanation
from chalicelib.domain.explanation_words import LOOK_AT
from chalicelib.domain.language import Localized
from chalicelib.domain.match import Match, RequirementResult
from chalicelib.domain.next_questions import BankEntry
from chalicelib.domain.plan import CompetencyModel, InterviewPlan, Question, RoutingRules, WeightedDimension
from chalicelib.domain.report import Report, ReportedAnswer
from chalicelib.domain.requirement import EducationRequirement, OneOfRequirement, Requirement
from chalicelib.domain.scorecard import AnswerResult, DimensionScore, Evidence, Interval
from chalicelib.domain.totals import make_scorecard
from tests.unit.samples import AT, a_transcript

POINTS = ("Names the cause", "Gives a figure", "Says what was learned")
NAMES = {
    "problem_solving": Localized(en="Problem solving", zh="问题解决"),
    "teamwork": Localized(en="Teamwork", zh="团队协作"),
}
ANCHORS = {level: Localized(en=f"anchor {level}", zh=f"表现 {level}") for level in range(1, 6)}
ASKED = BankEntry("starter_a", Localized(en="Asked before?", zh="问过的?"))
FRESH = BankEntry("starter_b", Localized(en="What did you try?", zh="您试过什么?"))


def evidence(criterion: str, *, met: bool, similarity: float = 0.6, quote: str = "it was the valve") -> Evidence:
    return Evidence(
        question="q1", quote=quote, start_ms=100, end_ms=900, criterion=criterion, met=met, similarity=similarity
    )


def a_score(score: float | None, *found: Evidence, **more: Any) -> DimensionScore:
    abstained = "silence" if score is None else None
    values: dict[str, Any] = {"confidence": 0.8, "abstained": abstained, **more}
    return DimensionScore(
        dimension="problem_solving", score=score, evidence=found, reason=Localized(en="Why.", zh="原因。"), **values
    )


def explained(
    score: DimensionScore,
    *,
    match: Match | None = None,
    requirements: tuple[Requirement, ...] = (),
    code: CodeResult | None = None,
) -> Explanation:
    question = Question(
        key="q1", text="What broke?", dimensions=("problem_solving",), key_points=POINTS, source="starter_a"
    )
    left_out = Question(key="q2", text="Who helped?", dimensions=("teamwork",), key_points=("Names others",))
    plan = InterviewPlan(
        id="pln1",
        job="job1",
        title="Operations",
        description="Keeps things running.",
        language="en",
        scenario="campus",
        competency_model=CompetencyModel(
            dimensions=(
                WeightedDimension(key="problem_solving", weight=0.6),
                WeightedDimension(key="teamwork", weight=0.4),
            )
        ),
        questions=(question, left_out),
        rules=RoutingRules(version=3),
        flow="flw1@2",
    )
    unanswered = DimensionScore(
        dimension="teamwork", confidence=0, reason=Localized(en="Not answered.", zh="未作答。"), abstained="no_answer"
    )
    results = (
        AnswerResult(question="q1", scores=(score,), duration_ms=1000, speech_ms=900, words=4, code=code),
        AnswerResult(question="q2", scores=(unanswered,), duration_ms=0, speech_ms=0, words=0),
    )
    report = Report(
        interview="int1",
        attempt=1,
        job="job1",
        job_title="Operations",
        candidate_name="Wei",
        language="en",
        scorecard=make_scorecard(plan, results),
        answers=tuple(
            ReportedAnswer(
                question=asked.key,
                question_text=asked.text,
                state="analysed",
                problem=None,
                recording_key=None,
                transcript=a_transcript(),
                scores=result.scores,
                code=result.code,
            )
            for asked, result in zip(plan.questions, results, strict=True)
        ),
        last_received_at=None,
        made_at=AT,
    )
    background = Background(plan, match, requirements, lambda _key, level: ANCHORS[level], lambda _key: (ASKED, FRESH))
    return explain(report, NAMES, background, AT)


def test_a_strength_shows_what_was_met_and_a_gap_what_came_closest() -> None:
    met, near = evidence(POINTS[0], met=True), evidence(POINTS[1], met=False, quote="it cost a lot")
    strong, weak = explained(a_score(72, met, near)), explained(a_score(31, met, near))
    assert [(each.dimension, each.evidence) for each in strong.strengths] == [("problem_solving", (met,))]
    assert strong.gaps == ()
    assert weak.strengths == ()
    assert [each.evidence for each in weak.gaps] == [(near,)]
    assert weak.gaps[0].missed == POINTS[1:]
    assert "1 of 3 key points" in weak.gaps[0].text.en
    assert "3 个要点中满足了 1 个" in weak.gaps[0].text.zh


def test_one_quote_is_shown_once_by_the_criterion_that_it_is_closest_to() -> None:
    far, close = evidence(POINTS[0], met=True, similarity=0.5), evidence(POINTS[1], met=True, similarity=0.9)
    assert explained(a_score(80, far, close)).strengths[0].evidence == (close,)


@pytest.mark.parametrize(
    ("score", "level", "more"), [(0, 1, "20.0"), (59.97, 3, "0.1"), (60, 4, "20.0"), (79.9, 4, "0.1")]
)
def test_a_level_says_how_much_is_missing_to_the_next_and_what_that_looks_like(
    score: float, level: int, more: str
) -> None:
    (reason,) = explained(a_score(score, evidence(POINTS[0], met=True))).levels
    assert reason.level == level
    assert f"anchor {level}" in reason.why.en
    assert reason.not_next is not None
    assert f"{more} more" in reason.not_next.en
    assert f"anchor {level + 1}" in reason.not_next.en
    assert f"还差 {more} 分" in reason.not_next.zh
    assert all(point in reason.not_next.en for point in POINTS[1:])


def test_the_highest_level_has_none_above_it() -> None:
    (reason,) = explained(a_score(96, evidence(POINTS[0], met=True))).levels
    assert (reason.level, reason.not_next) == (5, None)


def test_every_key_point_is_met_missed_or_unknown() -> None:
    found = explained(a_score(50, evidence(POINTS[0], met=True), evidence(POINTS[1], met=False))).requirements
    assert [(each.name.en, each.outcome, each.quote) for each in found] == [
        (POINTS[0], "met", "it was the valve"),
        (POINTS[1], "unmet", "it was the valve"),
        (POINTS[2], "unmet", ""),
        ("Names others", "unknown", ""),
    ]
    assert (found[0].start_ms, found[0].end_ms) == (100, 900)


def test_code_is_not_held_against_key_points() -> None:
    test = CodeTestResult(name="small", outcome="passed", weight=1, hidden=True)
    code = CodeResult(language="python", runtime="Python 3", runner="code 1", source="x", tests=(test,))
    found = explained(a_score(30, evidence("Tests passed: small", met=True)), code=code)
    assert {each.outcome for each in found.requirements} == {"unknown"}
    assert found.gaps[0].missed == ()


@pytest.mark.parametrize(("level", "words"), [("bachelor", "bachelor's degree"), ("doctor", "doctorate")])
def test_stated_requirements_come_from_the_match_with_their_quote(level: EducationLevel, words: str) -> None:
    result = RequirementResult(
        requirement=EducationRequirement(at_least=level),
        outcome="met",
        quote="B.Sc. 2026",
        reason=Localized(en="The CV says so.", zh="简历中有。"),
    )
    stated = explained(a_score(50), match=Match(score=70, meets="yes", requirements=(result,))).requirements[0]
    assert (stated.kind, stated.outcome, stated.quote, stated.essential) == ("stated", "met", "B.Sc. 2026", True)
    assert words in stated.name.en


def test_without_a_match_a_stated_requirement_is_unknown() -> None:
    wanted = OneOfRequirement(kind="skill", any_of=("SQL", "Excel"), essential=False)
    stated = explained(a_score(50), requirements=(wanted,)).requirements[0]
    assert (stated.outcome, stated.name.en, stated.name.zh) == ("unknown", "Skill: SQL or Excel", "技能：SQL 或 Excel")


@pytest.mark.parametrize(
    ("score", "cause"),
    [
        (a_score(None), "abstained"),
        (a_score(59, evidence(POINTS[0], met=True)), "low"),
        (a_score(75, evidence(POINTS[0], met=True), interval=Interval(low=40, high=95)), "uncertain"),
        (a_score(75, evidence(POINTS[0], met=True), confidence=0.2), "uncertain"),
        (a_score(75, evidence(POINTS[0], met=True), interval=Interval(low=70, high=80)), None),
    ],
)
def test_what_is_missing_low_or_uncertain_is_asked_again(score: DimensionScore, cause: str | None) -> None:
    asked = {each.dimension: each for each in explained(score).next_round}
    assert asked["teamwork"].cause == "abstained"
    assert (asked["problem_solving"].cause if "problem_solving" in asked else None) == cause


def test_a_question_that_was_asked_is_not_suggested_and_none_twice() -> None:
    first, second = explained(a_score(30, evidence(POINTS[0], met=True))).next_round
    assert (first.source, first.question) == (FRESH.id, FRESH.text)
    assert first.listen_for == POINTS[1:]
    assert (second.dimension, second.source) == ("teamwork", "")
    assert "teamwork" in second.question.en
    assert "团队协作" in second.question.zh


def test_abstentions_say_what_a_person_should_look_at() -> None:
    found = explained(a_score(None)).abstentions
    assert [(each.question, each.code) for each in found] == [("q1", "silence"), ("q2", "no_answer")]
    assert found[0].look_at == LOOK_AT["silence"]
    assert found[1].reason.en == "Not answered."


def test_versions_name_the_rules_flow_and_plan() -> None:
    match = Match(score=70, meets="yes", versions={"matcher": "2"})
    found = {each.key: each.value for each in explained(a_score(50), match=match).versions}
    assert found == {"match": "matcher 2", "rules": "v3", "flow": "flw1@2", "plan": "pln1", "explanation": "1"}
