"""From the scores of answers to the scorecard of an interview."""

import math
from collections.abc import Sequence

from chalicelib.domain.plan import InterviewPlan
from chalicelib.domain.scorecard import AnswerResult, AnswerShare, DimensionSummary, Interval, Scorecard


def make_scorecard(plan: InterviewPlan, results: tuple[AnswerResult, ...]) -> Scorecard:
    """The scorecard of an interview.

    Each dimension is the confidence-weighted mean of the answers that were judged on it; the total is the mean of the
    judged dimensions by the job's weights, renormalised over what was judged.

    Intervals are put together with the same weights, the errors of answers and of dimensions taken as independent: what
    is wrong with all of them alike, such as an encoder that reads a candidate's manner of speech badly, makes them
    wider than they say. Where one of the parts has no interval, there is none.
    """
    summaries = tuple(
        _summarise(dimension.key, dimension.weight, results) for dimension in plan.competency_model.dimensions
    )
    judged = [summary for summary in summaries if summary.score is not None]
    weight = sum(summary.weight for summary in judged)
    total = round(sum((summary.score or 0) * summary.weight for summary in judged) / weight, 2) if judged else None
    return Scorecard(
        total=total,
        interval=_together(total, judged, [summary.weight for summary in judged]),
        judged_weight=round(min(weight, 1.0), 6),
        dimensions=summaries,
    )


def _summarise(key: str, weight: float, results: tuple[AnswerResult, ...]) -> DimensionSummary:
    answers = tuple(
        AnswerShare(
            question=result.question,
            score=score.score,
            interval=score.interval,
            confidence=score.confidence,
            abstained=score.abstained,
        )
        for result in results
        for score in result.scores
        if score.dimension == key
    )
    judged = [share for share in answers if share.score is not None]
    score = round(_weighted_mean(judged), 2) if judged else None
    return DimensionSummary(
        dimension=key,
        weight=weight,
        score=score,
        interval=_together(score, judged, _weights(judged)),
        confidence=round(sum(share.confidence for share in judged) / len(answers), 4) if judged else 0.0,
        answers=answers,
        judges_disagree=any(
            score.judge is not None and score.judge.ask_person
            for result in results
            for score in result.scores
            if score.dimension == key
        ),
    )


def _weights(judged: Sequence[AnswerShare]) -> list[float]:
    # A floor keeps an answer that was judged with little confidence from vanishing altogether.
    return [max(share.confidence, 0.05) for share in judged]


def _weighted_mean(judged: Sequence[AnswerShare]) -> float:
    weights = _weights(judged)
    return sum((share.score or 0) * weight for share, weight in zip(judged, weights, strict=True)) / sum(weights)


def _together(
    score: float | None, parts: Sequence[AnswerShare] | Sequence[DimensionSummary], weights: Sequence[float]
) -> Interval | None:
    """The interval of `score`, the weighted mean of these parts."""
    known = [(part.score or 0, part.interval) for part in parts if part.interval is not None]
    if score is None or len(known) < len(parts):
        return None
    shares = [weight / sum(weights) for weight in weights]
    below = math.hypot(*(share * (at - each.low) for share, (at, each) in zip(shares, known, strict=True)))
    above = math.hypot(*(share * (each.high - at) for share, (at, each) in zip(shares, known, strict=True)))
    return Interval.around(score, below, above, digits=2)
