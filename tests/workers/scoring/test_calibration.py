"""The prior of coverage and a question's calibration on top of it."""

import numpy as np
import pytest

from workers.scoring import features
from workers.scoring.calibration import Pool, calibrate, to_rate
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


def test_every_answer_to_rate_is_another_and_the_same_each_time(encoder: TextEncoder) -> None:
    answers = pool(encoder)
    chosen = to_rate(answers, 4)
    assert len(set(chosen)) == 4
    assert to_rate(answers, 4) == chosen
    assert sorted(to_rate(answers, 100)) == list(range(len(ANSWERS)))


def test_ratings_move_what_is_like_them_and_make_it_surer(encoder: TextEncoder) -> None:
    answers = pool(encoder)
    before, after = calibrate(answers, {}), calibrate(answers, {2: 0.0, 0: 1.0})
    assert after.mean[2] < before.mean[2]
    assert after.mean[0] > before.mean[0]
    assert after.deviation[7] < before.deviation[7]
    assert calibrate(answers, {2: 0.0, 0: 1.0}).mean.tolist() == after.mean.tolist()


def test_without_ratings_the_prior_stands(encoder: TextEncoder) -> None:
    answers = pool(encoder)
    assert calibrate(answers, {}).mean == pytest.approx(np.clip(answers.prior + answers.length, 0, 1))
