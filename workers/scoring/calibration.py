"""A question's own calibration: a Gaussian process over what people rated, on top of the prior.

The prior says what an answer is worth in general; ten ratings say how strict this question's raters are (offset and
slope), and which answers they treat alike (closeness in meaning and in coverage; no word of an answer is kept for it).
Rasmussen and Williams, Gaussian Processes for Machine Learning (2006), chapter 2. Few ratings move little: the process
is shrunk to the prior.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from chalicelib.domain.scorecard import FOUR_IN_FIVE

if TYPE_CHECKING:
    from collections.abc import Sequence

Floats: TypeAlias = NDArray[np.float64]

# Variances on the scale of 0 to 1. Their ratios were chosen on development sets with one set left out at a time; only
# these move the expectation. Their common size was chosen so that four in five of people's scores lie in the interval.
OFFSET: Final = 0.011
SLOPE: Final = 0.0044
MEANING: Final = 0.066
COVERAGE: Final = 0.011
NOISE: Final = 0.011
_SHARPNESS: Final = 2
"""Power of the cosine: unrelated texts are not quite at a right angle."""
_LEAST_SPREAD: Final = 0.03


@dataclass(frozen=True, slots=True)
class Pool:
    """Answers to one question.

    `vectors` has shape (answers, d), unit rows; `measures` (answers, measures); `prior` (answers,) holds expectations
    before any rating, not cut to 0 to 1 and without `length` (answers,), what the length of each adds or takes off.
    """

    vectors: Floats
    measures: Floats
    prior: Floats
    length: Floats

    def at(self, positions: Sequence[int]) -> Pool:
        """The answers at these positions."""
        where = np.array(positions, dtype=np.intp)
        return Pool(self.vectors[where], self.measures[where], self.prior[where], self.length[where])


@dataclass(frozen=True, slots=True)
class Scale:
    """Mean and standard deviation, over all answers to a question, of what is compared in units of its spread."""

    prior_mean: float
    prior_deviation: float
    measures_mean: Floats
    measures_deviation: Floats

    @classmethod
    def of(cls, pool: Pool) -> Scale:
        """The scale of all answers that there are to a question."""
        return cls(
            float(pool.prior.mean()), float(pool.prior.std()), pool.measures.mean(axis=0), pool.measures.std(axis=0)
        )

    def slope(self, pool: Pool) -> Floats:
        """How far the prior of each answer lies above the mean."""
        slopes: Floats = (pool.prior - self.prior_mean) / max(self.prior_deviation, _LEAST_SPREAD)
        return slopes

    def spread(self, pool: Pool) -> Floats:
        """How far each measure of each answer lies above its mean."""
        spread: Floats = (pool.measures - self.measures_mean) / np.maximum(self.measures_deviation, _LEAST_SPREAD)
        return spread


@dataclass(frozen=True, slots=True)
class Calibrated:
    """Expected share of full marks, 0 to 1, and its standard deviation, each of shape (answers,)."""

    mean: Floats
    deviation: Floats

    @property
    def half_width(self) -> Floats:
        """How far from `mean` one person's score lies at most, in four cases of five."""
        widths: Floats = FOUR_IN_FIVE * np.sqrt(self.deviation**2 + NOISE)
        return widths


def calibrate(pool: Pool, rated: Pool, ratings: Floats, scale: Scale) -> Calibrated:
    """Expectations for the answers of `pool`, given people's ratings, 0 to 1, of those of `rated`."""
    across = _kernel(pool, rated, scale)
    solved = np.linalg.solve(_kernel(rated, rated, scale) + NOISE * np.eye(len(ratings)), across.T).T
    mean = pool.prior + np.einsum("ij,j->i", solved, ratings - rated.prior)
    variance = _variance(pool, scale) - np.einsum("ij,ij->i", solved, across)
    # Ratings bring back what raters give for length alone; it is taken off at the end.
    return Calibrated(np.clip(mean + pool.length, 0, 1), np.sqrt(np.maximum(variance, 0)))


def _kernel(left: Pool, right: Pool, scale: Scale) -> Floats:
    slopes = np.outer(scale.slope(left), scale.slope(right))
    meaning = np.clip(np.einsum("id,jd->ij", left.vectors, right.vectors), 0, 1) ** _SHARPNESS
    apart = ((scale.spread(left)[:, None] - scale.spread(right)[None]) ** 2).mean(axis=-1)
    kernel: Floats = OFFSET + SLOPE * slopes + MEANING * meaning + COVERAGE * np.exp(-apart)
    return kernel


def _variance(pool: Pool, scale: Scale) -> Floats:
    """The diagonal of the kernel of the pool with itself."""
    meaning = np.clip(np.einsum("id,id->i", pool.vectors, pool.vectors), 0, 1) ** _SHARPNESS
    variance: Floats = OFFSET + SLOPE * scale.slope(pool) ** 2 + MEANING * meaning + COVERAGE
    return variance
