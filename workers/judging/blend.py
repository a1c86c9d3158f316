"""How an opinion enters a score: as one calibrated feature, never by itself.

Source of the form: linear calibration of a judge's level on rated answers, shrunk while these are few (empirical Bayes
shrinkage, n / (n + k)). `SHRINK` is a choice: at that many rated answers half of the weight is given.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from chalicelib.domain.judge import DISAGREES_FROM
from chalicelib.domain.scorecard import level_of
from workers.scoring.dimension import LEVELS

if TYPE_CHECKING:
    from chalicelib.domain.judge import JudgeCalibration

SHRINK: Final = 20
FULL: Final = 100.0
_STEP: Final = FULL / LEVELS


class Estimate(NamedTuple):
    """A score and where it may lie, in points from 0 to 100."""

    score: float
    low: float
    high: float


class Blended(NamedTuple):
    """An estimate with the judge's share in it, and whether a person has to look."""

    estimate: Estimate
    weight: float
    difference: int
    ask_person: bool


def engine_estimate(score: float, confidence: float) -> Estimate:
    """A score without an interval of its own as one: 50 points to both sides at confidence 0, none at confidence 1.

    A convention that makes little confidence wide; not a measured coverage.
    """
    reach = FULL / 2 * (1 - confidence)
    return Estimate(score, max(score - reach, 0.0), min(score + reach, FULL))


def blend(engine: Estimate, level: int, calibration: JudgeCalibration | None) -> Blended:
    """The engine's estimate with the judge's median level from 1 to 5 in it.

    Without calibration the weight is 0 and the score stays. The interval moves with the score and never narrows; where
    the two are two levels or more apart it is widened until it holds the middle of the judge's level.
    """
    weight = calibration.weight * calibration.rated / (calibration.rated + SHRINK) if calibration else 0.0
    score, shift = engine.score, 0.0
    if calibration and weight > 0:
        judged = min(max(calibration.slope * level + calibration.intercept, 0.0), FULL)
        score = round(min(max((1 - weight) * engine.score + weight * judged, 0.0), FULL), 1)
        shift = score - engine.score
    low, high = min(engine.low, engine.low + shift), max(engine.high, engine.high + shift)
    difference = level - level_of(engine.score)
    far = abs(difference) >= DISAGREES_FROM
    if far:
        middle = (level - 0.5) * _STEP
        low, high = min(low, middle), max(high, middle)
    estimate = Estimate(score, round(max(low, 0.0), 1), round(min(high, FULL), 1))
    return Blended(estimate, round(weight, 4), difference, far)
