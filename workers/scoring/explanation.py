"""Say in both languages why a score is what it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from chalicelib.domain.language import Localized
from workers.scoring.dimension import LEVELS, dimensions

if TYPE_CHECKING:
    from collections.abc import Sequence

    from chalicelib.domain.plan import InterviewPlan, Question

_STEP: Final = 100 / LEVELS


def level(score: float) -> int:
    """Level of the anchored scale, 1 to 5, that a score from 0 to 100 stands for."""
    return 1 + min(int(score / _STEP), LEVELS - 1)


def explain(plan: InterviewPlan, question: Question, key: str, met: Sequence[bool], score: float) -> Localized:
    """Which key points were met and missed, in the job's words, and what the level reached means."""
    points = question.key_points
    shown = [point for point, is_met in zip(points, met, strict=True) if is_met]
    missed = [point for point, is_met in zip(points, met, strict=True) if not is_met]
    english = [f"Met {len(shown)} of {len(points)} key points{': ' + '; '.join(shown) if shown else ''}."]
    chinese = [f"{len(points)} 个要点中满足了 {len(shown)} 个{'：' + '；'.join(shown) if shown else ''}。"]
    if missed:
        english.append(f"Missed: {'; '.join(missed)}.")
        chinese.append(f"未满足：{'；'.join(missed)}。")
    if not shown:
        english.append("The quote is what came closest.")
        chinese.append("引文是最接近的一句。")
    anchor = _anchor(plan, key, level(score))
    if anchor:
        english.append(f"Level {level(score)}: {anchor.en}")
        chinese.append(f"第 {level(score)} 级：{anchor.zh}")
    return Localized(en=" ".join(english), zh="".join(chinese))


def _anchor(plan: InterviewPlan, key: str, reached: int) -> Localized | None:
    """The job's own anchor for a level where it has one, else the dimension's."""
    weighted = next((dimension for dimension in plan.competency_model.dimensions if dimension.key == key), None)
    own = next((anchor.text for anchor in weighted.anchors if anchor.level == reached), None) if weighted else None
    if own:
        return Localized(en=own, zh=own)
    known = dimensions().get(key)
    return known.anchors[reached - 1] if known else None
