"""Plans are made from what is published, and say what stands in the way."""

from collections.abc import Sequence

import pytest

from chalicelib.bootstrap import Services
from chalicelib.domain.competency import LevelAnchor, ModelDimension
from chalicelib.domain.errors import Conflict, NotFound
from chalicelib.domain.flow import FlowStage, PublishedFlow, StageQuestion
from chalicelib.domain.job import Job, VersionRef
from chalicelib.domain.language import Localized
from chalicelib.domain.question import BankQuestion, QuestionText, Scenario
from chalicelib.services.plans import make_plan
from tests.unit.samples import a_flow, a_job, a_model, a_question

TITLE = Localized(en="Experience", zh="经历")


def job_for(scenario: Scenario) -> Job:
    return a_job().model_copy(update={"scenario": scenario})


def flow_of(stages: Sequence[FlowStage], questions: Sequence[BankQuestion] = ()) -> PublishedFlow:
    return a_flow().model_copy(update={"stages": tuple(stages), "questions": (*a_flow().questions, *questions)})


def stage(key: str, *asked: StageQuestion, scenarios: tuple[Scenario, ...] = ()) -> FlowStage:
    return FlowStage(key=key, title=TITLE, scenarios=scenarios, questions=asked)


BOTH = stage("all", StageQuestion(question_id="qst1"), StageQuestion(question_id="qst2"))


def test_the_same_content_makes_the_same_plan_and_other_content_another() -> None:
    first = make_plan(a_job(), a_model(), a_flow(), "en")
    assert make_plan(a_job(), a_model(), a_flow(), "en") == first
    others = [
        make_plan(a_job(advance_at=71), a_model(), a_flow(), "en"),
        make_plan(a_job(), a_model(), a_flow(), "zh"),
        make_plan(a_job(), a_model().model_copy(update={"id": "mod2"}), a_flow(), "en"),
        make_plan(a_job(), a_model(), flow_of([BOTH]), "en"),
    ]
    assert len({first.id, *(plan.id for plan in others)}) == 5


def test_stages_for_other_scenarios_are_left_out() -> None:
    extra = a_question("qst3", "Which internship?", "teamwork", "Names it")
    internship = stage("internship", StageQuestion(question_id="qst3"), scenarios=("campus",))
    flow = flow_of([BOTH, internship], [extra])
    assert [asked.key for asked in make_plan(job_for("campus"), a_model(), flow, "en").questions] == [
        "all_1", "all_2", "internship",
    ]  # fmt: skip
    assert [asked.key for asked in make_plan(job_for("social"), a_model(), flow, "en").questions] == ["all_1", "all_2"]


def test_a_stages_times_go_before_the_questions_own() -> None:
    asked = (
        StageQuestion(question_id="qst1", thinking_s=0, answer_limit_s=60, retakes=0, answer_kind="video"),
        StageQuestion(question_id="qst2"),
    )
    first, second = make_plan(a_job(), a_model(), flow_of([stage("all", *asked)]), "zh").questions
    assert (first.thinking_s, first.answer_limit_s, first.retakes, first.answer_kind) == (0, 60, 0, "video")
    assert (second.thinking_s, second.answer_limit_s, second.retakes, second.answer_kind) == (30, 180, 1, "voice")
    assert (first.stage, first.source) == ("经历", "qst1")


def test_shipped_anchors_stand_in_where_a_model_has_none_of_its_own() -> None:
    own = tuple(LevelAnchor(level=level, en=f"Level {level}", zh=f"等级{level}") for level in (5, 4, 3, 2, 1))
    dimensions = (
        ModelDimension(key="problem_solving", weight=0.6),
        ModelDimension(key="teamwork", weight=0.4, anchors=own),
    )
    model = a_model().model_copy(update={"dimensions": dimensions})
    shipped, written = make_plan(a_job(), model, a_flow(), "zh").competency_model.dimensions
    assert [anchor.level for anchor in shipped.anchors] == [1, 2, 3, 4, 5]
    assert [anchor.text for anchor in written.anchors] == ["等级1", "等级2", "等级3", "等级4", "等级5"]


def test_a_question_counts_only_for_dimensions_that_are_weighed() -> None:
    wide = a_question("qst1", "What broke?", "problem_solving", "Names the cause").model_copy(
        update={"dimensions": ("logic", "problem_solving")}
    )
    flow = a_flow().model_copy(update={"questions": (wide, a_flow().questions[1])})
    assert make_plan(a_job(), a_model(), flow, "en").questions[0].dimensions == ("problem_solving",)


@pytest.mark.parametrize(
    ("flow", "code"),
    [
        (flow_of([stage("all", *BOTH.questions, scenarios=("social",))]), "no_stage_for_scenario"),
        (flow_of([stage("all", StageQuestion(question_id="qst1"))]), "dimension_without_question"),
        (
            flow_of([BOTH, stage("x", StageQuestion(question_id="qst3"))], [a_question("qst3", "?", "logic", "x")]),
            "question_without_dimension",
        ),
        (
            flow_of([stage("all", StageQuestion(question_id="qst1", answer_kind="code"))]),
            "answer_kind_does_not_fit",
        ),
        (
            flow_of(
                [BOTH, stage("x", StageQuestion(question_id="qst3"))],
                [
                    a_question("qst3", "?", "teamwork", "x").model_copy(
                        update={"en": None, "zh": QuestionText(text="?", key_points=("x",))}
                    )
                ],
            ),
            "question_without_language",
        ),
    ],
)
def test_what_stands_in_the_way_is_said(flow: PublishedFlow, code: str) -> None:
    with pytest.raises(Conflict) as caught:
        make_plan(job_for("campus"), a_model(), flow, "en")
    assert caught.value.code == code


def test_a_plan_is_kept_for_good(services: Services, job: Job) -> None:
    plan = services.plans.freeze(job, "en")
    assert services.plans.freeze(job, "en") == plan
    assert services.plans.require(job.id, plan.id) == plan


@pytest.mark.parametrize("missing", ["competency_model", "flow"])
def test_a_job_without_model_or_flow_is_not_set_up(services: Services, job: Job, missing: str) -> None:
    with pytest.raises(Conflict, match="job_not_set_up"):
        services.plans.freeze(job.model_copy(update={missing: None}), "en")


def test_a_version_that_is_not_published_makes_no_plan(services: Services, job: Job) -> None:
    with pytest.raises(NotFound):
        services.plans.freeze(job.model_copy(update={"flow": VersionRef(id="flw1", version=2)}), "en")
