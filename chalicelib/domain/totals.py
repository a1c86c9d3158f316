"""From the scores of answers to the scorecard of an interview."""

from chalicelib.domain.plan import InterviewPlan
from chalicelib.domain.scorecard import AnswerResult, AnswerShare, DimensionSummary, Scorecard


def make_scorecard(plan: InterviewPlan, results: tuple[AnswerResult, ...]) -> Scorecard:
    """The scorecard of an interview.

    Each dimension is the confidence-weighted mean of the answers that were judged on it; the total is the mean of the
    judged dimensions by the job's weights, renormalised over what was judged.
    """
    summaries = tuple(
        _summarise(dimension.key, dimension.weight, results) for dimension in plan.competency_model.dimensions
    )
    judged = [summary for summary in summaries if summary.score is not None]
    weight = sum(summary.weight for summary in judged)
    total = sum((summary.score or 0) * summary.weight for summary in judged) / weight if judged else None
    return Scorecard(
        total=None if total is None else round(total, 2),
        judged_weight=round(min(weight, 1.0), 6),
        dimensions=summaries,
    )


def _summarise(key: str, weight: float, results: tuple[AnswerResult, ...]) -> DimensionSummary:
    answers = tuple(
        AnswerShare(question=result.question, score=score.score, confidence=score.confidence, abstained=score.abstained)
        for result in results
        for score in result.scores
        if score.dimension == key
    )
    judged = [share for share in answers if share.score is not None]
    return DimensionSummary(
        dimension=key,
        weight=weight,
        score=round(_weighted_mean(judged), 2) if judged else None,
        confidence=round(sum(share.confidence for share in judged) / len(answers), 4) if judged else 0.0,
        answers=answers,
        judges_disagree=any(
            score.judge is not None and score.judge.ask_person
            for result in results
            for score in result.scores
            if score.dimension == key
        ),
    )


def _weighted_mean(judged: list[AnswerShare]) -> float:
    # A floor keeps an answer that was judged with little confidence from vanishing altogether.
    weights = [max(score.confidence, 0.05) for score in judged]
    return sum((score.score or 0) * weight for score, weight in zip(judged, weights, strict=True)) / sum(weights)
