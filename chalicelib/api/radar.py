"""The dimensions of a scorecard as a radar chart: geometry alone, for the page's SVG and for the PDF."""

import math
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from chalicelib.domain.scorecard import DimensionSummary

FEWEST_AXES = 3
"""Below, a radar is a line."""
LINE = 10.0
"""Half of what a name takes in height, with some room."""
RINGS = (20, 40, 60, 80, 100)
Point = tuple[float, float]


class Axis(NamedTuple):
    """One dimension: where its axis ends, where its name stands, and how the name is aligned there."""

    name: str
    end: Point
    label: Point
    anchor: str
    score: float | None


class Radar(NamedTuple):
    """All of a radar chart in the units of its radius, around 0, 0, y downwards.

    `shape` joins the scores; `high` and `low` bound the intervals. They are empty where fewer than three were judged,
    or where one of those has no interval.
    """

    axes: tuple[Axis, ...]
    rings: tuple[tuple[Point, ...], ...]
    shape: tuple[Point, ...]
    high: tuple[Point, ...]
    low: tuple[Point, ...]
    dots: tuple[Point, ...]

    @property
    def top(self) -> float:
        """Where the picture begins, names included."""
        return min(axis.label[1] for axis in self.axes) - LINE

    @property
    def bottom(self) -> float:
        """Where it ends."""
        return max(axis.label[1] for axis in self.axes) + LINE


def radar(dimensions: Sequence[DimensionSummary], names: Mapping[str, str], radius: float) -> Radar | None:
    """The chart; None where there are too few dimensions for one."""
    if len(dimensions) < FEWEST_AXES:
        return None
    angles = [2 * math.pi * at / len(dimensions) - math.pi / 2 for at in range(len(dimensions))]

    def at(angle: float, value: float) -> Point:
        return round(radius * value / 100 * math.cos(angle), 1), round(radius * value / 100 * math.sin(angle), 1)

    placed = list(zip(angles, dimensions, strict=True))
    judged = [(angle, each.score, each.interval) for angle, each in placed if each.score is not None]
    dots = tuple(at(angle, score) for angle, score, _ in judged)
    bands = [(angle, interval) for angle, _, interval in judged if interval is not None]
    whole = len(judged) >= FEWEST_AXES
    known = whole and len(bands) == len(judged)
    return Radar(
        axes=tuple(_axis(angle, each, names, at) for angle, each in placed),
        rings=tuple(tuple(at(angle, ring) for angle in angles) for ring in RINGS),
        shape=dots if whole else (),
        high=tuple(at(angle, interval.high) for angle, interval in bands) if known else (),
        low=tuple(at(angle, interval.low) for angle, interval in bands) if known else (),
        dots=dots,
    )


def _axis(angle: float, each: DimensionSummary, names: Mapping[str, str], at: Callable[[float, float], Point]) -> Axis:
    side = math.cos(angle)
    anchor = "middle" if abs(side) < 0.2 else "start" if side > 0 else "end"  # noqa: PLR2004 - about the vertical
    name = names.get(each.dimension, each.dimension)
    return Axis(name, at(angle, 100), at(angle, 113), anchor, each.score)


def as_path(points: Sequence[Point]) -> str:
    """The `points` attribute of an SVG polygon."""
    return " ".join(f"{x},{y}" for x, y in points)


def as_ring(outer: Sequence[Point], inner: Sequence[Point]) -> str:
    """The `d` attribute of an SVG path that fills what lies between two polygons (with `fill-rule` evenodd)."""
    return " ".join("M" + " L".join(f"{x},{y}" for x, y in points) + " Z" for points in (outer, inner))
