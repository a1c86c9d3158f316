"""From people's ratings of answers to calibrated scores: strict raters are followed, and nothing is counted twice."""

from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np
import pytest

from chalicelib.domain.calibration import AgreementReport, Rating
from chalicelib.domain.errors import PermanentError
from chalicelib.domain.plan import InterviewPlan, Question
from chalicelib.domain.scorecard import DimensionScore, level_of
from chalicelib.domain.scoring_version import QuestionFit
from chalicelib.domain.transcript import Transcript
from tests.workers.scoring.spoken import job, transcript
from workers.scoring.encoder import TextEncoder
from workers.scoring.engine import score_answer
from workers.scoring.fitting import agreement, fit, mean_shares, pick, share

KNOWN, OTHER = "professional_knowledge", "problem_solving"
QUESTION = Question(
    key="q1",
    text="Why does a cache make a web site faster, and what can go wrong with it?",
    dimensions=(KNOWN, OTHER),
    key_points=(
        "Results are kept near the reader, so that the database is asked less often",
        "Entries can become stale and show old data",
        "They need an expiry time, or are invalidated when the data change",
    ),
)
PIECES = (
    "A cache keeps results close to the reader, so the database has to be asked less often than before.",
    "The entries can become stale, and then the reader sees old data that are no longer true.",
    "So every entry needs an expiry time, or we invalidate it when the data behind it change.",
    "At my last job I measured it, and the pages took eighty milliseconds instead of four hundred.",
    "First I looked at the slow queries, then I decided which of the results to keep in memory.",
    "I think that it is generally a good thing to have because everybody likes a fast web site.",
)
CHOSEN = (
    *("0", "1", "2", "5", "01", "02", "05", "12", "15", "25", "34", "35"),
    *("012", "015", "025", "034", "123", "0123", "0134", "01234"),
)
STRICT = 0.6
"""What this job's raters give of what the shipped scoring gives."""
SILENCE = transcript("", "en")
AT = datetime(2026, 3, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Rated:
    """All answers to the question, and what two strict people gave every second one of them."""

    plan: InterviewPlan
    pool: list[Transcript]
    ratings: list[Rating]
    positions: dict[int, int]
    fit: QuestionFit


def scored(said: Transcript, encoder: TextEncoder, fitted: QuestionFit | None = None) -> tuple[DimensionScore, ...]:
    return score_answer(said, job("en", (QUESTION,)), QUESTION, encoder, fitted, "job@1" if fitted else None).scores


def shipped_scores(said: Transcript, encoder: TextEncoder) -> list[float]:
    return [score.score or 0.0 for score in scored(said, encoder)]


@pytest.fixture(scope="module")
def rated(encoder: TextEncoder) -> Rated:
    plan = job("en", (QUESTION,))
    pool = [transcript(" ".join(PIECES[int(piece)] for piece in pieces), "en") for pieces in CHOSEN]
    ratings, positions = [], {}
    for number, at in enumerate(range(0, len(pool), 2), 1):
        positions[number] = at
        levels = [level_of(STRICT * score) for score in shipped_scores(pool[at], encoder)]
        ratings += [
            Rating(rater=rater, answer=number, levels=dict(zip(QUESTION.dimensions, levels, strict=True)), rated_at=AT)
            for rater in ("usr1", "usr2")
        ]
    return Rated(plan, pool, ratings, positions, fit(plan, QUESTION, pool, mean_shares(ratings, positions), encoder))


def report(rated: Rated, encoder: TextEncoder, ratings: list[Rating] | None = None) -> AgreementReport:
    given = ratings or rated.ratings
    fitted = fit(rated.plan, QUESTION, rated.pool, mean_shares(given, rated.positions), encoder)
    return agreement(rated.plan, QUESTION, rated.pool, given, rated.positions, encoder, fitted)


def test_scores_move_toward_strict_ratings_also_of_answers_that_nobody_rated(
    rated: Rated, encoder: TextEncoder
) -> None:
    off_before, off_after = [], []
    for at in range(1, len(rated.pool), 2):
        for before, after in zip(
            scored(rated.pool[at], encoder), scored(rated.pool[at], encoder, rated.fit), strict=True
        ):
            assert before.score is not None
            assert after.score is not None
            assert after.uncalibrated == before.score
            off_before.append(abs(before.score - STRICT * before.score))
            off_after.append(abs(after.score - STRICT * before.score))
    assert np.mean(off_after) < 0.5 * np.mean(off_before)


def test_a_calibrated_score_names_what_moved_it_and_keeps_its_interval_level_and_evidence(
    rated: Rated, encoder: TextEncoder
) -> None:
    before, after = (scored(rated.pool[13], encoder, each)[0] for each in (None, rated.fit))
    assert after.score is not None
    assert after.interval is not None
    assert before.interval is not None
    assert after.versions is not None
    assert before.score != after.score
    assert after.level == level_of(after.score)
    assert after.interval.low <= after.score <= after.interval.high
    assert after.interval.high - after.interval.low < before.interval.high - before.interval.low
    assert after.evidence == before.evidence
    assert after.versions.calibration == "job@1"
    assert f"Moved from {before.score:g} to {after.score:g} by 10 rated answers." in after.reason.en
    assert f"根据 10 个经人工评分的回答，得分由 {before.score:g} 调整为 {after.score:g}。" in after.reason.zh


def test_the_same_answer_and_fit_give_the_same_result_to_the_last_bit(rated: Rated, encoder: TextEncoder) -> None:
    again = fit(rated.plan, QUESTION, rated.pool, mean_shares(rated.ratings, rated.positions), encoder)
    assert again == rated.fit
    kept = QuestionFit.model_validate_json(rated.fit.model_dump_json())
    assert scored(rated.pool[3], encoder, kept) == scored(rated.pool[3], encoder, rated.fit)


def test_a_fit_for_another_text_of_the_question_is_refused_and_said(rated: Rated, encoder: TextEncoder) -> None:
    changed = QUESTION.model_copy(update={"text": "Why is a cache fast, and when does it go wrong?"})
    plan = job("en", (changed,))
    result, plain = (
        score_answer(rated.pool[13], plan, changed, encoder, each, "job@1").scores[0] for each in (rated.fit, None)
    )
    assert (result.score, result.interval, result.uncalibrated) == (plain.score, plain.interval, None)
    assert result.versions is not None
    assert result.versions.calibration is None
    assert "calibration was made for another version" in result.reason.en
    assert "需要重新拟合" in result.reason.zh


def test_an_abstention_is_not_calibrated(rated: Rated, encoder: TextEncoder) -> None:
    assert scored(SILENCE, encoder, rated.fit) == scored(SILENCE, encoder)


def test_a_dimension_that_nobody_could_judge_keeps_the_shipped_score(rated: Rated, encoder: TextEncoder) -> None:
    one = [rating.model_copy(update={"levels": rating.levels | {OTHER: None}}) for rating in rated.ratings]
    fitted = fit(rated.plan, QUESTION, rated.pool, mean_shares(one, rated.positions), encoder)
    known, other = scored(rated.pool[3], encoder, fitted)
    assert known.uncalibrated is not None
    assert other == scored(rated.pool[3], encoder)[1]
    assert [each.dimension for each in report(rated, encoder, one).dimensions] == [KNOWN]


def test_agreement_with_a_strict_rater_is_better_after_the_fit(rated: Rated, encoder: TextEncoder) -> None:
    found = report(rated, encoder)
    assert (found.rated, found.raters) == (10, 2)
    for each in found.dimensions:
        before, after = each.before, each.after
        assert (before.answers, after.answers) == (10, 10)
        assert before.mean_error > 10
        assert abs(after.mean_error) < 0.5 * before.mean_error
        assert after.mean_absolute_error < 0.5 * before.mean_absolute_error
        assert before.icc is not None
        assert after.icc is not None
        assert after.icc > before.icc
        assert after.with_interval is not None
        assert after.with_interval >= 0.8
        assert each.between_people is not None
        assert (each.between_people.kappa, each.between_people.mean_error) == (1, 0)
        assert each.bias_before.languages == {"en": before.mean_error}


def test_agreement_after_the_fit_has_not_seen_the_answers_own_rating(rated: Rated, encoder: TextEncoder) -> None:
    # One answer is praised beyond reason: a fit that saw it would be pulled to it and look better for it.
    praised = [
        rating.model_copy(update={"levels": dict.fromkeys(QUESTION.dimensions, 5)}) if rating.answer == 1 else rating
        for rating in rated.ratings
    ]
    rest = [rating for rating in rated.ratings if rating.answer != 1]
    without = fit(rated.plan, QUESTION, rated.pool, mean_shares(rest, rated.positions), encoder)
    blind = scored(rated.pool[rated.positions[1]], encoder, without)[0].score
    assert blind is not None
    others = [each for number, each in rated.positions.items() if number != 1]
    after = report(rated, encoder, praised).dimensions[0].after
    fitted = fit(rated.plan, QUESTION, rated.pool, mean_shares(praised, rated.positions), encoder)
    seeing = scored(rated.pool[rated.positions[1]], encoder, fitted)[0].score
    assert seeing is not None
    assert seeing > blind + 5
    off_others = []
    shares = mean_shares(praised, rated.positions)
    for at in others:
        left = {place: given for place, given in shares.items() if place != at}
        score = scored(rated.pool[at], encoder, fit(rated.plan, QUESTION, rated.pool, left, encoder))[0].score
        given = shares[at][KNOWN]
        assert score is not None
        assert given is not None
        off_others.append(abs(score - 100 * given))
    expected = np.mean([*off_others, abs(blind - 100 * share(5))])
    assert after.mean_absolute_error == pytest.approx(expected, abs=0.11)


def test_people_who_differ_are_shown_beside_one_another(rated: Rated, encoder: TextEncoder) -> None:
    milder = [
        rating.model_copy(update={"levels": {key: (level or 0) + 1 for key, level in rating.levels.items()}})
        if rating.rater == "usr2"
        else rating
        for rating in rated.ratings
    ]
    between = report(rated, encoder, milder).dimensions[0].between_people
    assert between is not None
    assert (between.mean_error, between.r, between.with_interval) == (-20, 1, None)
    assert mean_shares(milder, rated.positions)[0][KNOWN] == pytest.approx(
        share(rated.ratings[0].levels[KNOWN] or 0) + 0.1
    )


def test_too_few_answers_with_a_score_make_no_fit(rated: Rated, encoder: TextEncoder) -> None:
    pool = [*rated.pool[:4], SILENCE, SILENCE]
    shares: dict[int, dict[str, float | None]] = {at: {KNOWN: 0.5, OTHER: 0.5} for at in range(len(pool))}
    with pytest.raises(PermanentError, match="Only 4 of the rated answers"):
        fit(rated.plan, QUESTION, pool, shares, encoder)
    fitted = fit(rated.plan, QUESTION, [*pool, rated.pool[5]], {**shares, 6: shares[0]}, encoder)
    assert len(fitted.dimensions[0].scores) == 5


def test_the_fit_keeps_no_word_of_an_answer(rated: Rated) -> None:
    kept = rated.fit.model_dump_json()
    assert not [word for said in rated.pool for word in said.text.split() if len(word) > 6 and word in kept]


def test_answers_to_rate_are_unlike_one_another(rated: Rated, encoder: TextEncoder) -> None:
    chosen = pick(QUESTION, rated.pool, encoder, 6)
    assert len({rated.pool[at].text for at in chosen}) == 6
    assert pick(QUESTION, rated.pool, encoder, 6) == chosen
    assert pick(QUESTION, [], encoder, 6) == []
