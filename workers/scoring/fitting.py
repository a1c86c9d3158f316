"""Make a question's fit of people's ratings, say how well scores agree with them, and pick what people should rate."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import fmean, pstdev
from typing import TYPE_CHECKING, Final

import numpy as np

from chalicelib.domain.calibration import (
    FEWEST_RATED,
    Agreement,
    AgreementReport,
    Bias,
    DimensionAgreement,
)
from chalicelib.domain.errors import PermanentError
from chalicelib.domain.language import Localized
from chalicelib.domain.scorecard import Interval, level_of
from chalicelib.domain.scoring_version import FittedDimension, QuestionFit
from workers.scoring import features
from workers.scoring.agreement import icc, kappa, partial_r, pearson
from workers.scoring.calibration import Pool
from workers.scoring.coverage import coverage
from workers.scoring.dimension import LEVELS
from workers.scoring.engine import Judge, judge_of
from workers.scoring.fitted import Fitted, packed, whole
from workers.scoring.picking import to_rate
from workers.scoring.prior import shipped
from workers.scoring.versions import made_with

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from chalicelib.domain.calibration import Rating
    from chalicelib.domain.plan import InterviewPlan, Question
    from chalicelib.domain.transcript import Transcript
    from workers.scoring.calibration import Floats
    from workers.scoring.encoder import TextEncoder

_FULL: Final = 100


def pick(question: Question, answers: Sequence[Transcript], encoder: TextEncoder, count: int) -> list[int]:
    """Positions of the answers that people should rate first: unlike one another, and each like many others."""
    if not answers:
        return []
    texts = [answer.text for answer in answers]
    covered = [coverage(encoder, question.text, ["; ".join(question.key_points)], text) for text in texts]
    pool = Pool(
        vectors=np.stack([whole(encoder, answer) for answer in answers]),
        measures=np.array([measured.vector() for measured in covered]),
        prior=np.array([shipped().at_usual_length(measured) for measured in covered]),
        length=np.zeros(len(answers)),
    )
    return to_rate(texts, pool, count)


def share(level: float) -> float:
    """The middle of a level's fifth of the scale, 0 to 1."""
    return (level - 0.5) / LEVELS


def fit(
    plan: InterviewPlan,
    question: Question,
    pool: Sequence[Transcript],
    rated: Mapping[int, Mapping[str, float | None]],
    encoder: TextEncoder,
) -> QuestionFit:
    """The fit of ratings by position in the pool and dimension: shares of the scale, None where nobody could judge.

    `pool` has all answers to the question that there are; they say what is usual. An answer that the engine gives no
    score is left out. Raises PermanentError when fewer than `FEWEST_RATED` rated answers are left.
    """
    judged = {at: judge for at, said in enumerate(pool) if (judge := _judge(said, plan, question, encoder))}
    kept = [at for at in sorted(rated) if at in judged]
    if len(kept) < FEWEST_RATED:
        raise PermanentError("too_few_scored", _too_few(len(kept)))
    usual = _measures(judged.values())
    dimensions = []
    for key in question.dimensions:
        shares = {at: judge.uncalibrated(key) / _FULL for at, judge in judged.items()}
        dimensions.append(
            FittedDimension(
                dimension=key,
                scores=tuple(shares[at] for at in kept),
                ratings=tuple(rated[at].get(key) for at in kept),
                pool_mean=fmean(shares.values()),
                pool_deviation=pstdev(shares.values()),
            )
        )
    return QuestionFit(
        question=question.key,
        made_with=made_with(encoder, question),
        vectors=packed(np.stack([judged[at].vector for at in kept])),
        measures=tuple(judged[at].coverage.vector() for at in kept),
        pool_measures_mean=tuple(usual.mean(axis=0).tolist()),
        pool_measures_deviation=tuple(usual.std(axis=0).tolist()),
        dimensions=tuple(dimensions),
    )


def mean_shares(ratings: Iterable[Rating], positions: Mapping[int, int]) -> dict[int, dict[str, float | None]]:
    """What people gave on average, as shares of the scale, by position in the pool and dimension.

    `positions` has the place of each answer's number in the pool; None is for what nobody could judge.
    """
    given: dict[int, dict[str, list[float]]] = {}
    for rating in ratings:
        if rating.answer in positions:
            by_key = given.setdefault(positions[rating.answer], {})
            for key, level in rating.levels.items():
                by_key.setdefault(key, []).extend([] if level is None else [share(level)])
    return {
        at: {key: fmean(shares) if shares else None for key, shares in by_key.items()} for at, by_key in given.items()
    }


def agreement(
    plan: InterviewPlan,
    question: Question,
    pool: Sequence[Transcript],
    ratings: Sequence[Rating],
    positions: Mapping[int, int],
    encoder: TextEncoder,
    fitted: QuestionFit,
) -> AgreementReport:
    """How far scores agree with people before and after `fitted`, which was made of the same pool and ratings.

    After: each answer is scored by what the ratings of the others make of it; its own has no part. `positions` has the
    place of each answer's number in the pool.
    """
    means = mean_shares(ratings, positions)
    judged = {at: judge for at in sorted(means) if (judge := _judge(pool[at], plan, question, encoder))}
    numbers = {at: number for number, at in positions.items()}
    reports = []
    for key in question.dimensions:
        rows = [
            _Row(
                said=pool[at],
                rating=rating,
                given=_given(ratings, numbers[at], key),
                before=_shipped(judge.uncalibrated(key)),
                after=_unseen(fitted, place, key, judge),
            )
            for place, (at, judge) in enumerate(judged.items())
            if (rating := means[at].get(key)) is not None
        ]
        if rows:
            reports.append(_report(key, rows))
    return AgreementReport(
        question=question.key,
        rated=len(judged),
        raters=len({rating.rater for rating in ratings}),
        dimensions=tuple(reports),
    )


@dataclass(frozen=True, slots=True)
class _Scored:
    score: float
    interval: Interval


@dataclass(frozen=True, slots=True)
class _Row:
    """One rated answer in one dimension; `rating` is the mean of `given`, people's shares in the order of their ids."""

    said: Transcript
    rating: float
    given: tuple[float, ...]
    before: _Scored
    after: _Scored


def _judge(said: Transcript, plan: InterviewPlan, question: Question, encoder: TextEncoder) -> Judge | None:
    found = judge_of(said, plan, question, encoder)
    return found if isinstance(found, Judge) else None


def _measures(judges: Iterable[Judge]) -> Floats:
    return np.array([judge.coverage.vector() for judge in judges], dtype=np.float64)


def _given(ratings: Iterable[Rating], number: int, key: str) -> tuple[float, ...]:
    of_answer = sorted((each for each in ratings if each.answer == number), key=lambda each: each.rater)
    levels = [each.levels.get(key) for each in of_answer]
    return tuple(share(level) for level in levels if level is not None)


def _shipped(score: float) -> _Scored:
    half = _FULL * shipped().half_width
    return _Scored(score, Interval.around(score, half, half))


def _unseen(fitted: QuestionFit, place: int, key: str, judge: Judge) -> _Scored:
    """The score of a reference answer by the fit without its own rating."""
    blind = tuple(
        each.model_copy(update={"ratings": (*each.ratings[:place], None, *each.ratings[place + 1 :])})
        for each in fitted.dimensions
    )
    before = judge.uncalibrated(key)
    without = Fitted(fitted.model_copy(update={"dimensions": blind}))
    moved = without.moved(key, before, judge.vector, judge.coverage.vector())
    return _Scored(moved.score, moved.interval) if moved else _shipped(before)


def _report(key: str, rows: Sequence[_Row]) -> DimensionAgreement:
    before, after = [row.before for row in rows], [row.after for row in rows]
    pairs = [row.given[:2] for row in rows if len(row.given) > 1]
    firsts, seconds = (np.array([pair[side] for pair in pairs]) for side in (0, 1))
    return DimensionAgreement(
        dimension=key,
        before=_with_people(rows, before),
        after=_with_people(rows, after),
        bias_before=_bias(rows, before),
        bias_after=_bias(rows, after),
        between_people=_agreement(firsts, seconds, None) if pairs else None,
    )


def _with_people(rows: Sequence[_Row], scored: Sequence[_Scored]) -> Agreement:
    within = [
        each.interval.low <= _FULL * given <= each.interval.high
        for row, each in zip(rows, scored, strict=True)
        for given in row.given
    ]
    scores = np.array([each.score / _FULL for each in scored])
    return _agreement(scores, np.array([row.rating for row in rows]), fmean(within))


def _agreement(left: Floats, right: Floats, within: float | None) -> Agreement:
    """Of shares of the scale; the error is `left` less `right`."""
    lefts, rights = (np.array([level_of(_FULL * each) - 1 for each in side]) for side in (left, right))
    apart = _FULL * (left - right)
    return Agreement(
        answers=len(left),
        r=_defined(pearson(left, right)),
        qwk=_defined(kappa(lefts, rights, LEVELS, quadratic=True)),
        icc=_defined(icc(np.column_stack([left, right]))),
        kappa=_defined(kappa(lefts, rights, LEVELS)),
        mean_error=round(float(apart.mean()), 1),
        mean_absolute_error=round(float(np.abs(apart).mean()), 1),
        with_interval=None if within is None else round(within, 3),
    )


def _bias(rows: Sequence[_Row], scored: Sequence[_Scored]) -> Bias:
    scores, ratings = np.array([each.score for each in scored]), np.array([_FULL * row.rating for row in rows])
    lengths = np.log1p(np.array([float(features.size(row.said.text)) for row in rows]))
    spoken = [row.said.language for row in rows]
    return Bias(
        length=_defined(partial_r(scores, lengths, ratings)),
        languages={
            language: round(float((scores - ratings)[[each == language for each in spoken]].mean()), 1)
            for language in sorted(set(spoken))
        },
    )


def _defined(value: float) -> float | None:
    return None if np.isnan(value) else round(value, 3)


def _too_few(count: int) -> Localized:
    return Localized(
        en=f"Only {count} of the rated answers get a score by the engine as it is now; {FEWEST_RATED} are needed.",
        zh=f"按当前引擎,已评定的答案中只有 {count} 个能够评分,至少需要 {FEWEST_RATED} 个。",
    )
