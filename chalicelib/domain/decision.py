"""Routing by rule, and decisions with their history: an interview advances by itself, or a person looks at it.

A rule declines only where tenant and region allow that at all, and then only who is far below the bound, with
everything judged and no judge of another opinion.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final, Literal

from pydantic import AwareDatetime, Field

from chalicelib.domain.language import Localized
from chalicelib.domain.model import DomainModel
from chalicelib.domain.plan import RoutingRules
from chalicelib.domain.scorecard import Scorecard

Outcome = Literal["advance", "human_review", "thank_you", "retest"]
MUST_HAVE_AT: Final = 60.0
"""Least score of a must-have dimension for which the rules name none."""


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

    @property
    def declined_by_rule(self) -> bool:
        """Whether no person has decided that the candidate is declined, so that an appeal leads to one."""
        people = any(reason.code == "decided_by_a_person" for reason in self.reasons)
        return self.by == "rule" and self.outcome == "thank_you" and not people


def route(
    scorecard: Scorecard,
    rules: RoutingRules,
    names: Mapping[str, Localized],
    *,
    rank: int | None = None,
    may_decline: bool = False,
) -> tuple[Outcome, tuple[Reason, ...]]:
    """Advance when everything was judged and every bound is reached; otherwise ask a person.

    `names` says what dimensions are called; one without a name is called by its key. `rank` is the total's place among
    the job's interviews so far, from 1. Only with `may_decline` can the outcome be `thank_you`.
    """
    total = scorecard.total
    doubts = [*_unjudged(scorecard, names), *_disputed(scorecard, names)]
    short = [*_total_below(total, rules), *_dimensions_below(scorecard, rules, names), *_outside_top(rank, rules)]
    if total is not None and may_decline and not doubts and _far_below(total, rules):
        text = Localized(
            en=f"The total of {total:.1f} is below {rules.thank_below:g}, under which the job's rules decline.",
            zh=f"总分 {total:.1f} 低于 {rules.thank_below:g}，即职位规则设定的婉拒线。",
        )
        return "thank_you", (Reason(code="total_far_below", text=text),)
    if doubts or short:
        return "human_review", (*doubts, *short)
    text = Localized(
        en=f"The total of {total:.1f} reaches {rules.advance_at:g}.",
        zh=f"总分 {total:.1f} 达到 {rules.advance_at:g}。",
    )
    return "advance", (Reason(code="threshold_met", text=text),)


def _unjudged(scorecard: Scorecard, names: Mapping[str, Localized]) -> Iterator[Reason]:
    if scorecard.total is None:
        text = Localized(en="No dimension could be judged.", zh="没有任何维度可以评分。")
        yield Reason(code="nothing_judged", text=text)
    elif missing := [dimension.dimension for dimension in scorecard.dimensions if dimension.score is None]:
        listed = _listed(missing, names)
        text = Localized(
            en=f"These dimensions could not be judged: {listed.en}.", zh=f"以下维度无法评分：{listed.zh}。"
        )
        yield Reason(code="dimension_abstained", text=text)


def _disputed(scorecard: Scorecard, names: Mapping[str, Localized]) -> Iterator[Reason]:
    if disputed := [dimension.dimension for dimension in scorecard.dimensions if dimension.judges_disagree]:
        listed = _listed(disputed, names)
        text = Localized(
            en=f"The second judge differs by two levels or more: {listed.en}.",
            zh=f"第二评委与系统评分相差两级或以上：{listed.zh}。",
        )
        yield Reason(code="judges_disagree", text=text)


def _total_below(total: float | None, rules: RoutingRules) -> Iterator[Reason]:
    if total is not None and total < rules.advance_at:
        text = Localized(
            en=f"The total of {total:.1f} is below {rules.advance_at:g}.",
            zh=f"总分 {total:.1f} 低于 {rules.advance_at:g}。",
        )
        yield Reason(code="below_threshold", text=text)


def _dimensions_below(scorecard: Scorecard, rules: RoutingRules, names: Mapping[str, Localized]) -> Iterator[Reason]:
    scores = {dimension.dimension: dimension.score for dimension in scorecard.dimensions}
    for key in dict.fromkeys((*rules.must_have, *rules.dimensions_at)):
        bound, score, name = rules.dimensions_at.get(key, MUST_HAVE_AT), scores.get(key), _listed([key], names)
        if key in rules.must_have and score is None:
            text = Localized(
                en=f"{name.en} is a must for this job and could not be judged.",
                zh=f"{name.zh}是该职位的必备维度，但未能评分。",
            )
            yield Reason(code="must_have_below", text=text)
        elif key in rules.must_have and score is not None and score < bound:
            text = Localized(
                en=f"{name.en} is a must for this job: {score:.1f} is below {bound:g}.",
                zh=f"{name.zh}是该职位的必备维度：{score:.1f} 低于 {bound:g}。",
            )
            yield Reason(code="must_have_below", text=text)
        elif score is not None and score < bound:
            text = Localized(
                en=f"{name.en}: {score:.1f} is below {bound:g}.", zh=f"{name.zh}：{score:.1f} 低于 {bound:g}。"
            )
            yield Reason(code="dimension_below", text=text)


def _outside_top(rank: int | None, rules: RoutingRules) -> Iterator[Reason]:
    if rules.top_n is not None and (rank is None or rank > rules.top_n):
        text = Localized(
            en=f"The total is not among the best {rules.top_n} of the job so far.",
            zh=f"总分目前不在该职位的前 {rules.top_n} 名之内。",
        )
        yield Reason(code="outside_top", text=text)


def _far_below(total: float, rules: RoutingRules) -> bool:
    """Whether the rules decline; whoever reaches the total's bound is never declined, whatever the rules say."""
    return rules.thank_below is not None and total < min(rules.thank_below, rules.advance_at)


def _listed(dimensions: Sequence[str], names: Mapping[str, Localized]) -> Localized:
    called = [names.get(key, Localized(en=key, zh=key)) for key in dimensions]
    return Localized(en=", ".join(name.en for name in called), zh="、".join(name.zh for name in called))
