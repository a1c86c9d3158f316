"""An opinion enters a score only by calibration, never by more than half, and never makes it look surer."""

import pytest

from chalicelib.domain.judge import JudgeCalibration
from workers.judging.blend import Estimate, blend, engine_estimate

ENGINE = Estimate(50.0, 40.0, 60.0)


def calibration(
    weight: float = 0.5, rated: int = 10_000_000, slope: float = 20, intercept: float = 0
) -> JudgeCalibration:
    return JudgeCalibration(slope=slope, intercept=intercept, weight=weight, rated=rated)


@pytest.mark.parametrize("level", [1, 2, 3, 4, 5])
@pytest.mark.parametrize("fitted", [None, calibration(weight=0)])
def test_without_calibration_the_score_stays(level: int, fitted: JudgeCalibration | None) -> None:
    blended = blend(ENGINE, level, fitted)
    assert (blended.estimate.score, blended.weight) == (50.0, 0.0)


def test_weight_is_shrunk_for_few_ratings() -> None:
    assert blend(ENGINE, 3, calibration(rated=20)).weight == 0.25
    assert blend(ENGINE, 3, calibration(rated=1)).weight == pytest.approx(0.5 / 21, abs=1e-4)
    assert blend(ENGINE, 4, calibration(rated=20)).estimate.score == 57.5


@pytest.mark.parametrize("weight", [0.51, 1, -0.1, float("nan"), float("inf")])
def test_a_weight_beyond_half_is_no_calibration(weight: float) -> None:
    with pytest.raises(ValueError, match="weight"):
        calibration(weight=weight)


@pytest.mark.parametrize("slope", [-100.0, 0.0, 17.3, 100.0])
@pytest.mark.parametrize("score", [0.0, 19.9, 50.0, 100.0])
@pytest.mark.parametrize("level", [1, 3, 5])
def test_a_blended_score_stays_on_the_scale_within_its_interval_which_never_narrows(
    slope: float, score: float, level: int
) -> None:
    engine = engine_estimate(score, 0.7)
    for fitted in (None, calibration(slope=slope, intercept=500), calibration(slope=slope, intercept=-500)):
        made = blend(engine, level, fitted).estimate
        assert 0 <= made.low <= made.score <= made.high <= 100
        assert made.high - made.low >= engine.high - engine.low - 0.1


def test_two_levels_apart_the_interval_holds_the_judges_level_and_a_person_is_asked() -> None:
    near = blend(ENGINE, 4, None)
    assert (near.difference, near.ask_person, near.estimate) == (1, False, ENGINE)
    far = blend(ENGINE, 5, None)
    assert (far.difference, far.ask_person, far.estimate) == (2, True, Estimate(50.0, 40.0, 90.0))
    low = blend(ENGINE, 1, None)
    assert (low.difference, low.ask_person, low.estimate) == (-2, True, Estimate(50.0, 10.0, 60.0))


def test_little_confidence_is_a_wide_interval() -> None:
    assert engine_estimate(50, 1) == (50, 50, 50)
    assert engine_estimate(50, 0) == (50, 0, 100)
    assert engine_estimate(90, 0.6).low == pytest.approx(70)
    assert engine_estimate(90, 0.6).high == 100
