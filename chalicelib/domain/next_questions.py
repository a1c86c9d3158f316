"""What to ask in the next round: about each dimension that was not judged, came out low, or is uncertain."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import NamedTuple

from chalicelib.domain.explanation import Cause, NextQuestion
from chalicelib.domain.language import Localized
from chalicelib.domain.scorecard import DimensionSummary

STRONG_FROM = 60.0
"""From level 4 on a dimension counts as a strength, below it as a gap."""
WIDE_FROM = 45.0
"""An interval so wide holds more than two levels: a person should ask again."""
UNSURE_BELOW = 0.4
MOST_LISTENED_FOR = 3


class BankEntry(NamedTuple):
    """A question that may be asked next."""

    id: str
    text: Localized


def next_questions(
    dimensions: Sequence[DimensionSummary],
    names: Mapping[str, Localized],
    asked: Collection[str],
    missed: Callable[[str], tuple[str, ...]],
    bank: Callable[[str], Sequence[BankEntry]],
) -> Iterator[NextQuestion]:
    """A question for each such dimension: of the bank, none that was `asked` and none twice, else of what was missed.

    `missed` gives the key points of a dimension's questions that were not met.
    """
    used = set(asked)
    for summary in dimensions:
        cause = _cause(summary)
        if cause is None:
            continue
        name = names.get(summary.dimension, Localized(en=summary.dimension, zh=summary.dimension))
        points = missed(summary.dimension)
        entry = next((each for each in bank(summary.dimension) if each.id not in used), None)
        if entry:
            used.add(entry.id)
        yield NextQuestion(
            dimension=summary.dimension,
            cause=cause,
            question=entry.text if entry else _follow_up(name, points),
            why=_why(summary, cause, name),
            listen_for=points[:MOST_LISTENED_FOR],
            source=entry.id if entry else "",
        )


def _cause(summary: DimensionSummary) -> Cause | None:
    if summary.score is None:
        return "abstained"
    if summary.score < STRONG_FROM:
        return "low"
    wide = summary.interval is not None and summary.interval.high - summary.interval.low >= WIDE_FROM
    if wide or summary.judges_disagree or summary.confidence < UNSURE_BELOW:
        return "uncertain"
    return None


def _follow_up(name: Localized, missed: tuple[str, ...]) -> Localized:
    if missed:
        return Localized(
            en=f"We should like to hear more about this: {missed[0]}. Please give an example of your own.",
            zh=f"想请您进一步谈谈：{missed[0]}。请举一个您亲身经历的例子。",
        )
    return Localized(
        en=f"Please tell us about something you did yourself that shows {name.en.lower()}.",
        zh=f"请讲述一件您亲身经历、能体现“{name.zh}”的事情。",
    )


def _why(summary: DimensionSummary, cause: Cause, name: Localized) -> Localized:
    if cause == "abstained":
        return Localized(en=f"{name.en} could not be judged.", zh=f"“{name.zh}”未能评分。")
    if cause == "low":
        return Localized(
            en=f"{name.en} came to {summary.score or 0:.1f} of 100.",
            zh=f"“{name.zh}”得分为 {summary.score or 0:.1f}（满分 100）。",
        )
    if summary.judges_disagree:
        return Localized(
            en=f"The second judge sees {name.en.lower()} otherwise.", zh=f"第二评委对“{name.zh}”的看法不同。"
        )
    if summary.interval is not None:
        low, high = summary.interval.low, summary.interval.high
        return Localized(
            en=f"{name.en} is uncertain: it may lie between {low:.0f} and {high:.0f}.",
            zh=f"“{name.zh}”的评分不确定：可能在 {low:.0f} 至 {high:.0f} 之间。",
        )
    return Localized(en=f"{name.en} was judged with little confidence.", zh=f"“{name.zh}”评分的置信度较低。")
