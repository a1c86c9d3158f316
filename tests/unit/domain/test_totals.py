"""From scores of answers to a scorecard and a decision."""

import pytest

from chalicelib.domain.decision import route
from chalicelib.domain.language import Localized
from chalicelib.domain.plan import RoutingRules
from chalicelib.domain.scorecard import AnswerResult, DimensionScore, Interval
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
    assert route(card, RoutingRules(advance_at=70), {})[0] == "advance"


@pytest.mark.parametrize("score", [0, 69.99])
def test_a_total_below_the_bound_goes_to_a_person_and_never_to_a_refusal(score: float) -> None:
    card = make_scorecard(a_plan(), (a_result("q1", "problem_solving", score), a_result("q2", "teamwork", score)))
    outcome, reasons = route(card, RoutingRules(advance_at=70), {})
    assert outcome == "human_review"
    assert [reason.code for reason in reasons] == ["below_threshold"]


def test_a_high_total_with_an_abstaining_dimension_still_goes_to_a_person() -> None:
    card = make_scorecard(a_plan(), (a_result("q1", "problem_solving", 99), silent("q2", "teamwork")))
    outcome, reasons = route(card, RoutingRules(advance_at=70), {})
    assert outcome == "human_review"
    assert [reason.code for reason in reasons] == ["dimension_abstained"]


def with_interval(result: AnswerResult, low: float, high: float, confidence: float = 0.8) -> AnswerResult:
    update = {"interval": Interval(low=low, high=high), "confidence": confidence}
    return result.model_copy(update={"scores": tuple(score.model_copy(update=update) for score in result.scores)})


def test_independent_errors_shrink_in_the_mean_of_a_dimension() -> None:
    alike = tuple(with_interval(a_result(key, "problem_solving", 60), 40, 80) for key in ("q1", "q2", "q3", "q4"))
    card = make_scorecard(a_plan(), alike)
    summary = card.dimensions[0]
    assert summary.interval == Interval(low=50, high=70)
    assert [share.interval for share in summary.answers] == [Interval(low=40, high=80)] * 4
    assert card.interval == summary.interval


def test_an_interval_weighs_its_answers_as_the_score_does() -> None:
    sure = with_interval(a_result("q1", "problem_solving", 60), 50, 80, confidence=0.9)
    unsure = with_interval(a_result("q2", "problem_solving", 60), 0, 100, confidence=0.3)
    summary = make_scorecard(a_plan(), (sure, unsure)).dimensions[0]
    assert summary.interval is not None
    assert summary.interval.low == pytest.approx(60 - (((0.75 * 10) ** 2 + (0.25 * 60) ** 2) ** 0.5), abs=0.01)
    assert summary.interval.high == pytest.approx(60 + (((0.75 * 20) ** 2 + (0.25 * 40) ** 2) ** 0.5), abs=0.01)


def test_the_total_has_the_interval_of_its_make_up() -> None:
    results = (
        with_interval(a_result("q1", "problem_solving", 90), 70, 100),
        with_interval(a_result("q2", "teamwork", 40), 10, 70),
    )
    card = make_scorecard(a_plan(), results)
    assert card.total == pytest.approx(sum(each.weight * (each.score or 0) for each in card.dimensions))
    assert card.interval is not None
    assert card.interval.low == pytest.approx(70 - (((0.6 * 20) ** 2 + (0.4 * 30) ** 2) ** 0.5), abs=0.01)
    assert card.interval.high == pytest.approx(70 + (((0.6 * 10) ** 2 + (0.4 * 30) ** 2) ** 0.5), abs=0.01)


def test_a_score_from_before_intervals_leaves_none() -> None:
    results = (with_interval(a_result("q1", "problem_solving", 90), 70, 100), a_result("q2", "teamwork", 40))
    card = make_scorecard(a_plan(), results)
    assert card.dimensions[0].interval is not None
    assert (card.dimensions[1].interval, card.interval) == (None, None)
    assert make_scorecard(a_plan(), (silent("q1", "problem_solving"),)).interval is None
