"""Routing by rule: an interview advances by itself, or a person looks at it. Nobody is turned down here."""

from collections.abc import Mapping, Sequence
from typing import Literal

from pydantic import AwareDatetime, Field

from chalicelib.domain.language import Localized
from chalicelib.domain.model import DomainModel
from chalicelib.domain.plan import RoutingRules
from chalicelib.domain.scorecard import Scorecard

Outcome = Literal["advance", "human_review", "thank_you", "retest"]


class Reason(DomainModel):
    """Why the rule went this way."""

    code: Literal[
        "threshold_met",
        "below_threshold",
        "dimension_abstained",
        "nothing_judged",
        "judges_disagree",
        "with_a_person",
        "dimension_below",
        "must_have_below",
        "outside_top",
        "total_far_below",
        "decided_by_a_person",
        "appealed",
    ]
    text: Localized


class Decision(DomainModel):
    """One decision on an attempt: the rule's, which comes first, or a person's. The last one holds."""

    outcome: Outcome
    reasons: tuple[Reason, ...]
    rules: RoutingRules
    decided_at: AwareDatetime
    number: int = Field(default=1, ge=1, description="Place in the attempt's history; 1 is the rule's")
    by: Literal["rule", "person"] = "rule"
    actor: str | None = Field(default=None, description="Id of the user or API key that decided")
    comment: str = Field(default="", max_length=5000, description="A person's reason, in their own words")
    talent_pool: bool = Field(default=False, description="Whether the candidate stays in the talent pool")


def route(
    scorecard: Scorecard, rules: RoutingRules, names: Mapping[str, Localized]
) -> tuple[Outcome, tuple[Reason, ...]]:
    """Advance only when every dimension was judged and the total reaches the bound; otherwise ask a person.

    `names` says what dimensions are called; one without a name is called by its key.
    """
    reasons: list[Reason] = []
    if scorecard.total is None:
        text = Localized(en="No dimension could be judged.", zh="没有任何维度可以评分。")
        reasons.append(Reason(code="nothing_judged", text=text))
    elif missing := [dimension.dimension for dimension in scorecard.dimensions if dimension.score is None]:
        listed = _listed(missing, names)
        text = Localized(
            en=f"These dimensions could not be judged: {listed.en}.", zh=f"以下维度无法评分：{listed.zh}。"
        )
        reasons.append(Reason(code="dimension_abstained", text=text))
    if scorecard.total is not None and scorecard.total < rules.advance_at:
        text = Localized(
            en=f"The total of {scorecard.total:.1f} is below {rules.advance_at:g}.",
            zh=f"总分 {scorecard.total:.1f} 低于 {rules.advance_at:g}。",
        )
        reasons.append(Reason(code="below_threshold", text=text))
    if disputed := [dimension.dimension for dimension in scorecard.dimensions if dimension.judges_disagree]:
        listed = _listed(disputed, names)
        text = Localized(
            en=f"The second judge differs by two levels or more: {listed.en}.",
            zh=f"第二评委与系统评分相差两级或以上：{listed.zh}。",
        )
        reasons.append(Reason(code="judges_disagree", text=text))
    if reasons:
        return "human_review", tuple(reasons)
    text = Localized(
        en=f"The total of {scorecard.total:.1f} reaches {rules.advance_at:g}.",
        zh=f"总分 {scorecard.total:.1f} 达到 {rules.advance_at:g}。",
    )
    return "advance", (Reason(code="threshold_met", text=text),)


def _listed(dimensions: Sequence[str], names: Mapping[str, Localized]) -> Localized:
    called = [names.get(key, Localized(en=key, zh=key)) for key in dimensions]
    return Localized(en=", ".join(name.en for name in called), zh="、".join(name.zh for name in called))
