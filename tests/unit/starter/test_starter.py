"""What is shipped is complete, in both languages, fit for everybody, and works together."""

from typing import get_args

import pytest

from chalicelib import starter
from chalicelib.domain.competency import PublishedModel
from chalicelib.domain.flow import FlowTemplateDraft, PublishedFlow
from chalicelib.domain.job import Job
from chalicelib.domain.language import Language
from chalicelib.domain.protected import protected_attribute, protected_spans
from chalicelib.domain.question import BankQuestion, Scenario
from chalicelib.services.plans import make_plan
from tests.unit.samples import AT, a_job

SCENARIOS: tuple[Scenario, ...] = get_args(Scenario)
LANGUAGES: tuple[Language, ...] = get_args(Language)
DIMENSIONS = sorted(starter.dimensions())
QUESTIONS = sorted(starter.questions())
MODELS = sorted(starter.models("en"))
FLOWS = sorted(starter.flows("en"))


def question(question_id: str) -> BankQuestion:
    return starter.questions()[question_id]


def frozen_model(model_id: str, language: Language) -> PublishedModel:
    draft = starter.models(language)[model_id]
    return PublishedModel(
        id=draft.id, version=1, name=draft.name, dimensions=draft.dimensions, published_at=AT, published_by="usr1"
    )


def frozen_flow(draft: FlowTemplateDraft) -> PublishedFlow:
    wanted = dict.fromkeys(asked.question_id for stage in draft.stages for asked in stage.questions)
    return PublishedFlow(
        id=draft.id,
        version=1,
        name=draft.name,
        stages=draft.stages,
        questions=tuple(question(one) for one in wanted),
        published_at=AT,
        published_by="usr1",
    )


def job_for(scenario: Scenario) -> Job:
    return a_job().model_copy(update={"scenario": scenario})


def test_there_are_twelve_dimensions_and_three_models_and_flows() -> None:
    assert len(DIMENSIONS) == 12
    assert len(MODELS) == 3
    assert len(FLOWS) == 3


@pytest.mark.parametrize("key", DIMENSIONS)
def test_a_dimension_is_complete_in_both_languages(key: str) -> None:
    dimension = starter.dimensions()[key]
    assert dimension.key == key
    assert [level.level for level in dimension.levels] == [1, 2, 3, 4, 5]
    texts = [dimension.name, dimension.description, *(level.text for level in dimension.levels)]
    assert all(text.in_language(language).strip() for text in texts for language in LANGUAGES)
    assert dimension.terms.en
    assert dimension.terms.zh


@pytest.mark.parametrize("key", DIMENSIONS)
def test_a_dimension_has_six_questions_of_its_own_for_every_scenario_some(key: str) -> None:
    own = [known for known in starter.questions().values() if known.dimensions[0] == key]
    assert len(own) >= 6
    for scenario in SCENARIOS:
        assert any(not known.scenarios or scenario in known.scenarios for known in own)


@pytest.mark.parametrize("question_id", QUESTIONS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_question_is_complete(question_id: str, language: Language) -> None:
    asked = question(question_id)
    assert asked.shipped
    assert set(asked.dimensions) <= set(DIMENSIONS)
    text = asked.in_language(language)
    assert text is not None
    assert len(text.key_points) >= 3
    assert text.anchors is not None
    assert len({text.anchors.low, text.anchors.middle, text.anchors.high}) == 3
    assert text.example_answer


@pytest.mark.parametrize("question_id", QUESTIONS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_question_asks_for_what_nobody_may_be_chosen_by(question_id: str, language: Language) -> None:
    text = question(question_id).in_language(language)
    assert text is not None
    for line in (text.text, *text.key_points):
        assert protected_attribute(line) is None, line
        assert protected_spans(line) == (), line


@pytest.mark.parametrize("model_id", MODELS)
def test_a_model_weighs_shipped_dimensions_to_one(model_id: str) -> None:
    draft = starter.models("en")[model_id]
    assert draft.total_weight == 1
    assert {dimension.key for dimension in draft.dimensions} <= set(DIMENSIONS)
    assert draft.name != starter.models("zh")[model_id].name


@pytest.mark.parametrize("flow_id", FLOWS)
def test_a_flow_asks_each_scenario_only_what_is_meant_for_it(flow_id: str) -> None:
    for scenario in SCENARIOS:
        stages = [stage for stage in starter.flows("en")[flow_id].stages if stage.serves(scenario)]
        asked = [question(one.question_id) for stage in stages for one in stage.questions]
        assert len({one.id for one in asked}) == len(asked)
        assert all(not one.scenarios or scenario in one.scenarios for one in asked)


@pytest.mark.parametrize("flow_id", FLOWS)
@pytest.mark.parametrize("model_id", MODELS)
@pytest.mark.parametrize("scenario", SCENARIOS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_flow_fits_every_model(flow_id: str, model_id: str, scenario: Scenario, language: Language) -> None:
    model = frozen_model(model_id, language)
    plan = make_plan(job_for(scenario), model, frozen_flow(starter.flows(language)[flow_id]), language)
    assert {one.key for one in plan.competency_model.dimensions} == {one.key for one in model.dimensions}
    assert all(len(one.anchors) == 5 for one in plan.competency_model.dimensions)
    assert sum(one.thinking_s + one.answer_limit_s for one in plan.questions) <= 40 * 60


def test_graduates_talk_about_internships_and_others_about_past_projects() -> None:
    stages = {stage.key: stage for stage in starter.flows("en")["starter_structured"].stages}
    assert stages["internship"].scenarios == ("campus",)
    assert stages["past_projects"].scenarios == ("social",)
    assert stages["next_step"].scenarios == ("internal",)


def test_pages_go_through_what_is_shipped_once() -> None:
    seen: list[str] = []
    after: str | None = None
    while True:
        found, after = starter.page(starter.questions(), after, 7)
        seen += [one.id for one in found]
        if after is None:
            break
    assert seen == list(starter.questions())
