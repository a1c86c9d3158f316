"""Agreement of scores with people's on human-scored answers: their levels, and intervals that draw whole questions."""

from collections.abc import Callable, Sequence
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from workers.scoring.agreement import Floats, Levels

Statistic: TypeAlias = Callable[[NDArray[np.int_]], float]

LEVELS = 5
_RESAMPLES = 1000


def level(shares: Floats) -> Levels:
    """Level 0 to 4 of a share of full marks, by rounding."""
    return np.rint(np.clip(shares, 0, 1) * (LEVELS - 1)).astype(int)


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
