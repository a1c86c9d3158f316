"""From scores of answers to a scorecard and a decision."""

import pytest

from chalicelib.domain.decision import route
from chalicelib.domain.language import Localized
from chalicelib.domain.plan import RoutingRules
from chalicelib.domain.scorecard import AnswerResult, DimensionScore
from chalicelib.domain.totals import make_scorecard
from tests.unit.samples import a_plan, a_result

NOTHING = Localized(en="Silence.", zh="静音。")


def silent(question: str, dimension: str) -> AnswerResult:
    score = DimensionScore(dimension=dimension, confidence=0, reason=NOTHING, abstained="silence")
    return AnswerResult(question=question, scores=(score,), duration_ms=1000, speech_ms=0, words=0)


def test_the_total_is_the_weighted_mean_of_the_dimensions() -> None:
    card = make_scorecard(a_plan(), (a_result("q1", "problem_solving", 90), a_result("q2", "teamwork", 40)))
    assert card.total == pytest.approx(0.6 * 90 + 0.4 * 40)
    assert card.judged_weight == 1


def test_an_abstaining_dimension_leaves_the_total_to_the_others_and_says_so() -> None:
    card = make_scorecard(a_plan(), (a_result("q1", "problem_solving", 90), silent("q2", "teamwork")))
    assert card.total == 90
    assert card.judged_weight == pytest.approx(0.6)
    assert card.dimensions[1].score is None


def test_nothing_judged_means_no_total() -> None:
    card = make_scorecard(a_plan(), (silent("q1", "problem_solving"), silent("q2", "teamwork")))
    assert card.total is None
    assert card.judged_weight == 0


def test_a_total_at_the_bound_advances() -> None:
    card = make_scorecard(a_plan(), (a_result("q1", "problem_solving", 70), a_result("q2", "teamwork", 70)))
    assert route(card, RoutingRules(advance_at=70))[0] == "advance"


@pytest.mark.parametrize("score", [0, 69.99])
def test_a_total_below_the_bound_goes_to_a_person_and_never_to_a_refusal(score: float) -> None:
    card = make_scorecard(a_plan(), (a_result("q1", "problem_solving", score), a_result("q2", "teamwork", score)))
    outcome, reasons = route(card, RoutingRules(advance_at=70))
    assert outcome == "human_review"
    assert [reason.code for reason in reasons] == ["below_threshold"]


def test_a_high_total_with_an_abstaining_dimension_still_goes_to_a_person() -> None:
    card = make_scorecard(a_plan(), (a_result("q1", "problem_solving", 99), silent("q2", "teamwork")))
    outcome, reasons = route(card, RoutingRules(advance_at=70))
    assert outcome == "human_review"
    assert [reason.code for reason in reasons] == ["dimension_abstained"]
