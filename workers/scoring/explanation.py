"""Say in both languages why a score is what it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from chalicelib.domain.language import Localized
from chalicelib.domain.scorecard import level_of
from workers.scoring.dimension import dimensions

if TYPE_CHECKING:
    from collections.abc import Sequence

    from chalicelib.domain.plan import InterviewPlan, Question


class Change(NamedTuple):
    """What the job's own calibration did: `rated` answers moved the score from `before`; none where it has no part.

    `outdated` says that there is one, made for another version.
    """

    before: float
    rated: int
    outdated: bool


def explain(
    plan: InterviewPlan, question: Question, key: str, met: Sequence[bool], score: float, change: Change
) -> Localized:
    """Which key points were met and missed, in the job's words, what moved the score, and what its level means."""
    points = question.key_points
    shown = [point for point, is_met in zip(points, met, strict=True) if is_met]
    missed = [point for point, is_met in zip(points, met, strict=True) if not is_met]
    english = [f"Met {len(shown)} of {len(points)} key points{': ' + '; '.join(shown) if shown else ''}."]
    chinese = [f"{len(points)} 个要点中满足了 {len(shown)} 个{'：' + '；'.join(shown) if shown else ''}。"]
    if missed:
        english.append(f"Missed: {'; '.join(missed)}.")
        chinese.append(f"未满足：{'；'.join(missed)}。")
    if not shown:
        english.append("What is quoted came closest.")
        chinese.append("引文是最接近的内容。")
    if moved := _moved(score, change):
        english.append(moved.en)
        chinese.append(moved.zh)
    anchor = _anchor(plan, key, level_of(score))
    if anchor:
        english.append(f"Level {level_of(score)}: {anchor.en}")
        chinese.append(f"第 {level_of(score)} 级：{anchor.zh}")
    return Localized(en=" ".join(english), zh="".join(chinese))


def _moved(score: float, change: Change) -> Localized | None:
    if change.outdated:
        return Localized(
            en="This job's calibration was made for another version and is not used; it has to be fitted again.",
            zh="该职位的校准是针对另一版本制作的，未予采用，需要重新拟合。",
        )
    if not change.rated:
        return None
    return Localized(
        en=f"Moved from {change.before:g} to {score:g} by {change.rated} rated answers.",
        zh=f"根据 {change.rated} 个经人工评分的回答，得分由 {change.before:g} 调整为 {score:g}。",
    )


def _anchor(plan: InterviewPlan, key: str, reached: int) -> Localized | None:
    """The job's own anchor for a level where it has one, else the dimension's."""
    weighted = next((dimension for dimension in plan.competency_model.dimensions if dimension.key == key), None)
    own = next((anchor.text for anchor in weighted.anchors if anchor.level == reached), None) if weighted else None
    if own:
        return Localized(en=own, zh=own)
    known = dimensions().get(key)
    return known.anchors[reached - 1] if known else None
