"""The reasons of a decision speak of dimensions as people do."""

from chalicelib.domain.competency import LevelAnchor, ModelDimension
from chalicelib.domain.decision import route
from chalicelib.domain.language import Localized
from chalicelib.domain.plan import RoutingRules
from chalicelib.domain.scorecard import AnswerResult, DimensionScore
from chalicelib.domain.totals import make_scorecard
from chalicelib.services.plans import dimension_names, make_plan
from tests.unit.samples import a_flow, a_job, a_model, a_plan, a_question, a_result

OWN = ModelDimension(
    key="shop_floor",
    name=Localized(en="Shop floor", zh="车间经验"),
    weight=0.4,
    anchors=tuple(LevelAnchor(level=level, en=f"Level {level}", zh=f"等级 {level}") for level in range(1, 6)),
)


def silent(question: str, dimension: str) -> AnswerResult:
    text = Localized(en="Silence.", zh="静音。")
    score = DimensionScore(dimension=dimension, confidence=0, reason=text, abstained="silence")
    return AnswerResult(question=question, scores=(score,), duration_ms=1000, speech_ms=0, words=0)


def test_a_reason_names_dimensions_in_each_language() -> None:
    plan = a_plan()
    card = make_scorecard(plan, (a_result("q1", "problem_solving", 90), silent("q2", "teamwork")))
    _, (reason,) = route(card, RoutingRules(advance_at=70), dimension_names(plan))
    assert reason.text.en == "These dimensions could not be judged: Teamwork."
    assert reason.text.zh == "以下维度无法评分：团队协作。"


def test_a_tenants_own_dimension_has_the_tenants_name() -> None:
    shipped = a_model().dimensions[0]
    flow = a_flow().model_copy(
        update={"questions": (a_flow().questions[0], a_question("qst2", "Who helped?", OWN.key, "Names others"))}
    )
    plan = make_plan(a_job(), a_model().model_copy(update={"dimensions": (shipped, OWN)}), flow, "en")
    card = make_scorecard(plan, (a_result("q1", "problem_solving", 90), silent("q2", OWN.key)))
    _, (reason,) = route(card, RoutingRules(advance_at=70), dimension_names(plan))
    assert (reason.text.en, reason.text.zh) == (
        "These dimensions could not be judged: Shop floor.",
        "以下维度无法评分：车间经验。",
    )


def test_a_dimension_of_an_older_plan_without_a_name_has_its_key() -> None:
    plan = a_plan()
    weighed = [{"key": "mystery", "weight": 1}]
    old = plan.model_copy(
        update={"competency_model": type(plan.competency_model).model_validate({"dimensions": weighed})}
    )
    assert dimension_names(old) == {"mystery": Localized(en="mystery", zh="mystery")}
