"""The make-up of a total as rows for people: what each judged dimension contributes, adding up as it is shown."""

from collections.abc import Sequence
from math import floor
from typing import NamedTuple

from chalicelib.domain.scorecard import Scorecard


class Part(NamedTuple):
    """One dimension; `share` of the total in percent, `score` and `contribution` in points, all with one decimal."""

    dimension: str
    share: float
    score: float
    contribution: float


def total_rows(scorecard: Scorecard) -> list[Part]:
    """A row for each judged dimension: shares add up to 100 % and contributions to the total, also as rounded."""
    judged = [(each.dimension, each.weight, each.score) for each in scorecard.dimensions if each.score is not None]
    if scorecard.total is None or not judged:
        return []
    whole = sum(weight for _, weight, _ in judged)
    shares = _rounded([100 * weight / whole for _, weight, _ in judged], 100)
    contributions = _rounded([score * weight / whole for _, weight, score in judged], scorecard.total)
    return [
        Part(dimension, share, round(score, 1), contribution)
        for (dimension, _, score), share, contribution in zip(judged, shares, contributions, strict=True)
    ]


def _rounded(parts: Sequence[float], whole: float) -> list[float]:
    """To one decimal, by largest remainder: what is left of the rounded whole goes to the parts that lost most."""
    tenths = [floor(part * 10) for part in parts]
    # As the page writes it: half a tenth is rounded by what a float really is.
    left = round(float(f"{whole:.1f}") * 10) - sum(tenths)
    by_loss = sorted(range(len(parts)), key=lambda at: tenths[at] - parts[at] * 10)
    for at in by_loss[: max(left, 0)]:
        tenths[at] += 1
    # A total is rounded before, and may come out a tenth below what its parts do.
    for at in by_loss[::-1][: max(-left, 0)]:
        tenths[at] -= 1
    return [tenth / 10 for tenth in tenths]
