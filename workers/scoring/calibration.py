"""A question's own calibration: a Gaussian process over what people rated, on top of the prior.

The prior says what coverage is worth in general; ten ratings say how strict this question's raters are (offset and
slope), and which answers they treat alike (closeness in meaning and in coverage; no word of an answer is kept for it).
Rasmussen and Williams, Gaussian Processes for Machine Learning (2006), chapter 2. Few ratings move little: the process
is shrunk to the prior.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeAlias

import numpy as np
from numpy.typing import NDArray
from sklearn.cluster import KMeans

if TYPE_CHECKING:
    from collections.abc import Mapping

Floats: TypeAlias = NDArray[np.float64]

# Variances on the scale of 0 to 1, chosen on development sets with one set left out at a time.
OFFSET: Final = 0.05
SLOPE: Final = 0.02
MEANING: Final = 0.2
COVERAGE: Final = 0.05
NOISE: Final = 0.05
_SHARPNESS: Final = 3
"""Power of the cosine: unrelated texts are not quite at a right angle."""
_LEAST_SPREAD: Final = 0.03


@dataclass(frozen=True, slots=True)
class Pool:
    """All answers to one question.

    `vectors` has shape (answers, d), unit rows; `measures` (answers, measures); `prior` (answers,) holds expectations
    by the prior, not cut to 0 to 1 and without `length` (answers,), what the length of each adds or takes off.
    """

    vectors: Floats
    measures: Floats
    prior: Floats
    length: Floats


@dataclass(frozen=True, slots=True)
class Calibrated:
    """Expected share of full marks, 0 to 1, and its standard deviation, each of shape (answers,)."""

    mean: Floats
    deviation: Floats


def to_rate(pool: Pool, count: int) -> list[int]:
    """Which answers people should rate first: the one nearest to the middle of each of `count` clusters by meaning."""
    count = min(count, len(pool.vectors))
    clusters = KMeans(count, n_init=3, random_state=0).fit(pool.vectors)
    distance = ((pool.vectors[:, None] - clusters.cluster_centers_[None]) ** 2).sum(axis=-1)
    chosen: list[int] = []
    for cluster in range(count):
        chosen.append(next(int(at) for at in np.argsort(distance[:, cluster], kind="stable") if at not in chosen))
    return chosen


def calibrate(pool: Pool, ratings: Mapping[int, float]) -> Calibrated:
    """Expectations for every answer of the pool, given people's ratings (0 to 1) of some of them, by position."""
    kernel = _kernel(pool)
    at = sorted(ratings)
    given = np.array([ratings[one] for one in at])
    across = kernel[:, at]
    solved = np.linalg.solve(kernel[np.ix_(at, at)] + NOISE * np.eye(len(at)), across.T).T if at else across
    mean = pool.prior + solved @ (given - pool.prior[at])
    variance = np.diag(kernel) - np.einsum("ij,ij->i", solved, across)
    # Ratings bring back what raters give for length alone; it is taken off at the end.
    return Calibrated(np.clip(mean + pool.length, 0, 1), np.sqrt(np.maximum(variance, 0)))


def _kernel(pool: Pool) -> Floats:
    centred = pool.prior - pool.prior.mean()
    slope = centred / max(float(centred.std()), _LEAST_SPREAD)
    meaning = np.clip(pool.vectors @ pool.vectors.T, 0, 1) ** _SHARPNESS
    spread = (pool.measures - pool.measures.mean(axis=0)) / np.maximum(pool.measures.std(axis=0), _LEAST_SPREAD)
    apart = ((spread[:, None] - spread[None]) ** 2).mean(axis=-1)
    kernel: Floats = OFFSET + SLOPE * np.outer(slope, slope) + MEANING * meaning + COVERAGE * np.exp(-apart)
    return kernel
