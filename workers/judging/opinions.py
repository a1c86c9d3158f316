"""From samples to an opinion, and from an opinion to the score that it is shown with."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from statistics import median_low
from typing import TYPE_CHECKING, Any, Final

from chalicelib.domain.judge import Discard, Discarded, JudgeOpinion, NoOpinion, NoOpinionCode, ScoreInterval
from chalicelib.domain.language import Localized
from chalicelib.domain.scorecard import Interval, level_of
from workers.judging.blend import Blended, Estimate, blend, engine_estimate
from workers.judging.prompt import PROMPT
from workers.judging.votes import Vote

if TYPE_CHECKING:
    from chalicelib.domain.judge import JudgeQuote, JudgeSetting
    from chalicelib.domain.scorecard import DimensionScore

FEWEST_VALID: Final = 2
MOST_QUOTES: Final = 6
_LOST: Final[frozenset[Discard]] = frozenset({"unreachable", "refused", "too_large"})
_TEXTS: Final[dict[NoOpinionCode, Localized]] = {
    "too_few_valid": Localized(
        en="Fewer than two of the second judge's samples were usable.", zh="第二评委的有效采样不足两次。"
    ),
    "timed_out": Localized(
        en="The second judge did not answer in time; the score was made without it.",
        zh="第二评委未在时限内作答，评分未等待其意见。",
    ),
    "unreachable": Localized(
        en="The second judge could not be reached, or refused.", zh="无法连接第二评委，或请求被拒绝。"
    ),
    "no_key": Localized(en="The second judge's key is missing or unusable.", zh="第二评委的密钥缺失或不可用。"),
    "resting": Localized(
        en="The second judge failed several times in a row and is not asked for a minute.",
        zh="第二评委连续多次失败，暂停一分钟不再询问。",
    ),
    "too_long": Localized(
        en="The transcript is too long for the second judge.", zh="文字记录过长，未交由第二评委评判。"
    ),
    "failed": Localized(en="The second judge failed.", zh="第二评委出现故障。"),
}


@dataclass(slots=True)
class Ballot:
    """The samples of one dimension, by their number, as they come in."""

    asked: int
    votes: dict[int, Vote] = field(default_factory=dict)
    discarded: Counter[Discard] = field(default_factory=Counter)
    tokens_in: int = 0
    tokens_out: int = 0
    unmetered: int = 0
    latency_ms: int = 0


def without_opinion(score: DimensionScore, setting: JudgeSetting, code: NoOpinionCode, ballot: Ballot) -> JudgeOpinion:
    """Says why there is no opinion on a dimension that the engine scored."""
    return JudgeOpinion(**_common(score, setting, ballot), no_opinion=NoOpinion(code=code, text=_TEXTS[code]))


def opinion(score: DimensionScore, setting: JudgeSetting, ballot: Ballot) -> JudgeOpinion:
    """The opinion that the samples make together: two valid ones at least, else none and why."""
    votes = [ballot.votes[number] for number in sorted(ballot.votes)]
    if len(votes) < FEWEST_VALID:
        return without_opinion(score, setting, _why_too_few(ballot), ballot)
    levels = [vote.level for vote in votes]
    middle = median_low(levels)
    near = [vote for vote in votes if vote.level == middle]
    blended = _blended(score, middle, setting)
    return JudgeOpinion(
        **_common(score, setting, ballot),
        levels=tuple(levels),
        level=middle,
        spread=max(levels) - min(levels),
        difference=blended.difference,
        interval=ScoreInterval(low=blended.estimate.low, high=blended.estimate.high),
        weight=blended.weight,
        ask_person=blended.ask_person,
        quotes=_quotes(near),
        reason=next((vote.reason for vote in near if vote.reason), None),
    )


def with_opinion(score: DimensionScore, setting: JudgeSetting, found: JudgeOpinion) -> DimensionScore:
    """The score with the opinion beside it, and with its calibrated share in it where the tenant has a calibration."""
    if found.level is None or score.score is None:
        return score.model_copy(update={"judge": found})
    english, chinese = [score.reason.en], [score.reason.zh]
    blended = _blended(score, found.level, setting)
    if blended.weight > 0:
        english.append(
            f"The engine's own score is {score.score:.1f}; the second judge's level {found.level} of 5 has a share of "
            f"{blended.weight:.2f} in it."
        )
        chinese.append(
            f"引擎自身评分为 {score.score:.1f}；第二评委评为 5 级中的第 {found.level} 级，占比 {blended.weight:.2f}。"
        )
    if found.ask_person:
        english.append(
            f"The second judge gives level {found.level}, the engine level {found.engine_level}: a person should look."
        )
        chinese.append(f"第二评委评为第 {found.level} 级，引擎评为第 {found.engine_level} 级，请人工查看。")
    reason = Localized(en=" ".join(english), zh="".join(chinese))
    together = blended.estimate
    update = {"judge": found, "score": together.score, "level": level_of(together.score), "reason": reason}
    if blended.weight > 0 and score.interval is not None:
        update["interval"] = Interval(low=together.low, high=together.high)
    return score.model_copy(update=update)


def _blended(score: DimensionScore, level: int, setting: JudgeSetting) -> Blended:
    points, interval = score.score or 0.0, score.interval
    own = (
        Estimate(points, interval.low, interval.high)
        if interval is not None
        else engine_estimate(points, score.confidence)
    )
    return blend(own, level, setting.calibration)


def _common(score: DimensionScore, setting: JudgeSetting, ballot: Ballot) -> dict[str, Any]:
    prices = setting.prices
    return {
        "model": setting.model,
        "prompt": PROMPT,
        "asked": ballot.asked,
        "engine_level": level_of(score.score or 0.0),
        "engine_score": score.score or 0.0,
        "discarded": tuple(Discarded(why=why, count=count) for why, count in sorted(ballot.discarded.items())),
        "tokens_in": ballot.tokens_in,
        "tokens_out": ballot.tokens_out,
        "unmetered": ballot.unmetered,
        "cost": _plain(prices.cost(ballot.tokens_in, ballot.tokens_out)) if prices else None,
        "currency": prices.currency if prices else None,
        "latency_ms": ballot.latency_ms,
    }


def _why_too_few(ballot: Ballot) -> NoOpinionCode:
    """Every sample lost in the same way says more than that there were too few."""
    reasons: Iterable[Discard] = ballot.discarded
    if not ballot.votes and set(reasons) == {"timed_out"}:
        return "timed_out"
    return "unreachable" if not ballot.votes and set(reasons) <= _LOST else "too_few_valid"


def _quotes(votes: Sequence[Vote]) -> tuple[JudgeQuote, ...]:
    """What the samples of the median level quoted, each once, in the order in which it was said."""
    found = dict.fromkeys(quote for vote in votes for quote in vote.quotes)
    return tuple(sorted(found, key=lambda quote: (quote.start_ms, quote.end_ms, quote.text))[:MOST_QUOTES])


def _plain(amount: Decimal) -> str:
    """The exact amount, without exponent or idle zeros."""
    text = f"{amount:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
