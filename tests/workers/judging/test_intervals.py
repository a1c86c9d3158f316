"""The engine's own interval is the one that an opinion moves, and a score never leaves it."""

import pytest

from chalicelib.domain.scorecard import DimensionScore, Interval
from tests.workers.judging.answers import a_question, a_setting, scored
from workers.judging.opinions import Ballot, opinion, with_opinion
from workers.judging.votes import Vote

FITTED = {"slope": 20, "intercept": 0, "weight": 0.5, "rated": 20}


def judged(level: int, interval: Interval | None, calibration: dict[str, float] | None) -> DimensionScore:
    """The engine's 61 with an opinion of this level."""
    score = scored(a_question(), 61.0).scores[0].model_copy(update={"interval": interval})
    setting = a_setting(calibration=calibration)
    ballot = Ballot(asked=3, votes={number: Vote(level, (), None) for number in (1, 2, 3)})
    return with_opinion(score, setting, opinion(score, setting, ballot))


def test_without_calibration_the_engines_interval_stays() -> None:
    score = judged(4, Interval(low=40, high=75), None)
    assert (score.score, score.interval) == (61.0, Interval(low=40, high=75))
    assert score.judge is not None
    assert score.judge.interval is not None
    assert (score.judge.interval.low, score.judge.interval.high) == (40, 75)


@pytest.mark.parametrize("level", [1, 2, 3, 4, 5])
def test_a_score_that_an_opinion_moved_takes_its_interval_along(level: int) -> None:
    score = judged(level, Interval(low=55, high=66), FITTED)
    assert score.score == pytest.approx(0.75 * 61 + 0.25 * 20 * level, abs=0.06)
    assert score.interval is not None
    assert score.score is not None
    assert score.interval.low <= score.score <= score.interval.high
    assert score.interval.high - score.interval.low >= 11


def test_a_score_without_an_interval_gets_none() -> None:
    score = judged(5, None, FITTED)
    assert score.interval is None
    assert score.judge is not None
    assert score.judge.interval is not None
