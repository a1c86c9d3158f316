"""The prior of coverage and a question's calibration on top of it."""

import numpy as np
import pytest

from workers.scoring import features
from workers.scoring.calibration import Calibrated, Pool, Scale, calibrate
from workers.scoring.coverage import coverage
from workers.scoring.encoder import TextEncoder
from workers.scoring.prior import shipped

QUESTION = "Why does a cache make a web site faster, and what can go wrong?"
REFERENCE = (
    "A cache keeps results near the reader, so that the database is asked less often. Entries can be stale, so they "
    "need an expiry time or must be invalidated when the data change."
)
REFERENCES = (REFERENCE,)
POOR = "Websites are nice and I use many of them every day at home."
HALF = "It keeps results near the reader so the database is asked less."
FULL = f"{HALF} But entries get stale, so give them an expiry time or invalidate them when data change."
ANSWERS = (
    *(POOR, HALF, FULL),
    "The pages are stored close by.",
    "Old entries may be stale and show wrong data.",
    "Because of the expiry time nothing can go wrong.",
    "I would buy a larger server instead.",
    "Less load on the database, faster pages, but stale entries.",
)


def pool(encoder: TextEncoder) -> Pool:
    prior = shipped()
    measured = [coverage(encoder, QUESTION, REFERENCES, text) for text in ANSWERS]
    return Pool(
        vectors=encoder.encode([features.clean(text) for text in ANSWERS]).astype(np.float64),
        measures=np.array([each.vector() for each in measured]),
        prior=np.array([prior.at_usual_length(each) for each in measured]),
        length=np.array([prior.for_length(each) for each in measured]),
    )


def test_more_of_what_is_wanted_is_worth_more(encoder: TextEncoder) -> None:
    poor, half, full = (shipped().predict(coverage(encoder, QUESTION, REFERENCES, text)) for text in (POOR, HALF, FULL))
    assert poor < half < full


def test_reading_the_question_back_covers_nothing(encoder: TextEncoder) -> None:
    measured = coverage(encoder, QUESTION, REFERENCES, QUESTION)
    assert measured.words == 0
    assert shipped().gain(measured) < shipped().gain(coverage(encoder, QUESTION, REFERENCES, HALF))


def test_length_by_itself_does_not_pay(encoder: TextEncoder) -> None:
    padded = f"{HALF} {POOR} {POOR} {POOR}"
    short, long = (shipped().predict(coverage(encoder, QUESTION, REFERENCES, text)) for text in (HALF, padded))
    assert long < short


@pytest.mark.parametrize(("reference", "answer", "verdict"), [("错误。", "正确", -1), ("True.", "True, as it is", 1)])
def test_a_verdict_counts_for_or_against(encoder: TextEncoder, reference: str, answer: str, verdict: int) -> None:
    assert coverage(encoder, "", (reference,), answer).verdict == verdict


def calibrated(answers: Pool, ratings: dict[int, float]) -> Calibrated:
    return calibrate(answers, answers.at(list(ratings)), np.array(list(ratings.values())), Scale.of(answers))


def test_ratings_move_what_is_like_them_and_make_it_surer(encoder: TextEncoder) -> None:
    answers = pool(encoder)
    before, after = calibrated(answers, {}), calibrated(answers, {2: 0.0, 0: 1.0})
    assert after.mean[2] < before.mean[2]
    assert after.mean[0] > before.mean[0]
    assert after.deviation[7] < before.deviation[7]
    assert after.half_width[2] < before.half_width[2]
    assert calibrated(answers, {2: 0.0, 0: 1.0}).mean.tolist() == after.mean.tolist()


def test_the_statistics_of_the_pool_stand_for_the_pool(encoder: TextEncoder) -> None:
    answers = pool(encoder)
    together = calibrated(answers, {2: 0.0, 0: 1.0})
    alone = calibrate(answers.at([5]), answers.at([2, 0]), np.array([0.0, 1.0]), Scale.of(answers))
    assert alone.mean[0] == pytest.approx(together.mean[5], abs=1e-12)
    assert alone.deviation[0] == pytest.approx(together.deviation[5], abs=1e-12)


def test_without_ratings_the_prior_stands(encoder: TextEncoder) -> None:
    answers = pool(encoder)
    assert calibrated(answers, {}).mean == pytest.approx(np.clip(answers.prior + answers.length, 0, 1))
