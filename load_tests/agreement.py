"""Agreement of scores with people's: r, quadratic weighted kappa, correlation with length, each with its interval."""

from collections.abc import Callable, Sequence
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Floats: TypeAlias = NDArray[np.float64]
Statistic: TypeAlias = Callable[[NDArray[np.int_]], float]

LEVELS = 5
_RESAMPLES = 1000


def pearson(left: Floats, right: Floats) -> float:
    """Pearson's r; nan where one side does not vary."""
    if left.std() == 0 or right.std() == 0:
        return float("nan")
    return float(np.corrcoef(left, right)[0, 1])


def level(shares: Floats) -> NDArray[np.int_]:
    """Level 0 to 4 of a share of full marks, by rounding."""
    return np.rint(np.clip(shares, 0, 1) * (LEVELS - 1)).astype(int)


def confusion(human: Floats, scored: Floats) -> NDArray[np.int_]:
    """Counts of shape (levels by people, levels by the product)."""
    table = np.zeros((LEVELS, LEVELS), dtype=int)
    np.add.at(table, (level(human), level(scored)), 1)
    return table


def weighted_kappa(human: Floats, scored: Floats) -> float:
    """Quadratic weighted kappa of the levels (Cohen, 1968)."""
    table = confusion(human, scored).astype(float)
    cost = np.subtract.outer(np.arange(LEVELS), np.arange(LEVELS)) ** 2
    chance = np.outer(table.sum(axis=1), table.sum(axis=0)) / max(table.sum(), 1)
    expected = float((cost * chance).sum())
    return 1 - float((cost * table).sum()) / expected if expected else float("nan")


def partial_r(left: Floats, right: Floats, held: Floats) -> float:
    """Correlation of `left` and `right` with `held` taken out of both by regression."""
    base = np.column_stack([np.ones_like(held), held])
    rests = [each - base @ np.linalg.lstsq(base, each, rcond=None)[0] for each in (left, right)]
    return pearson(*rests)


def interval(statistic: Statistic, groups: Sequence[str], seed: int = 7) -> tuple[float, float]:
    """95 % bootstrap interval of a statistic of row positions; whole questions are drawn, as their rows go together."""
    random = np.random.default_rng(seed)
    names, member = np.unique(np.array(groups), return_inverse=True)
    rows = [np.flatnonzero(member == index) for index in range(len(names))]
    drawn = [
        statistic(np.concatenate([rows[index] for index in random.integers(len(rows), size=len(rows))]))
        for _ in range(_RESAMPLES)
    ]
    low, high = np.nanpercentile(drawn, [2.5, 97.5])
    return round(float(low), 3), round(float(high), 3)
