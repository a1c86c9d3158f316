"""Agreement between raters, people or software: r, kappa, intraclass correlation, and what length has to do with it.

Each is nan where it is not defined.
"""

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Floats: TypeAlias = NDArray[np.float64]
Levels: TypeAlias = NDArray[np.int_]
_UNDEFINED = float("nan")
_FEWEST = 2


def pearson(left: Floats, right: Floats) -> float:
    """Pearson's r."""
    if len(left) < _FEWEST or np.ptp(left) == 0 or np.ptp(right) == 0:
        return _UNDEFINED
    return float(np.corrcoef(left, right)[0, 1])


def confusion(left: Levels, right: Levels, levels: int) -> NDArray[np.int_]:
    """Counts of shape (levels, levels); both sides count from 0."""
    table = np.zeros((levels, levels), dtype=int)
    np.add.at(table, (left, right), 1)
    return table


def kappa(left: Levels, right: Levels, levels: int, *, quadratic: bool = False) -> float:
    """Cohen's kappa (1960), with `quadratic` weights that of 1968; levels count from 0."""
    apart = np.subtract.outer(np.arange(levels), np.arange(levels))
    cost = (apart**2 if quadratic else apart != 0).astype(float)
    table = confusion(left, right, levels).astype(float)
    chance = np.outer(table.sum(axis=1), table.sum(axis=0)) / max(table.sum(), 1)
    expected = float((cost * chance).sum())
    return 1 - float((cost * table).sum()) / expected if expected else _UNDEFINED


def icc(ratings: Floats) -> float:
    """ICC(2,1) of shape (targets, raters): two-way random effects, absolute agreement (Shrout and Fleiss 1979)."""
    targets, raters = ratings.shape
    if targets < _FEWEST or raters < _FEWEST:
        return _UNDEFINED
    mean = ratings.mean()
    by_target = ratings.mean(axis=1, keepdims=True)
    by_rater = ratings.mean(axis=0, keepdims=True)
    between = raters * float(((by_target - mean) ** 2).sum()) / (targets - 1)
    judges = targets * float(((by_rater - mean) ** 2).sum()) / (raters - 1)
    rest = float(((ratings - by_target - by_rater + mean) ** 2).sum()) / ((targets - 1) * (raters - 1))
    whole = between + (raters - 1) * rest + raters * (judges - rest) / targets
    return (between - rest) / whole if np.ptp(ratings) > 0 and whole != 0 else _UNDEFINED


def partial_r(left: Floats, right: Floats, held: Floats) -> float:
    """Correlation of `left` and `right` with `held` taken out of both by regression."""
    if len(held) <= _FEWEST:
        return _UNDEFINED
    base = np.column_stack([np.ones_like(held), held])
    rests = [each - base @ np.linalg.lstsq(base, each, rcond=None)[0] for each in (left, right)]
    if min(float(np.abs(rest).max()) for rest in rests) < np.finfo(np.float32).eps:
        # What is left is rounding: one side says nothing that `held` does not.
        return _UNDEFINED
    return pearson(*rests)
