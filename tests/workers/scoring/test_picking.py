"""Which answers people rate first."""

import numpy as np
import pytest

from tests.workers.scoring.test_calibration import ANSWERS, pool
from workers.scoring.encoder import TextEncoder
from workers.scoring.picking import to_rate


def test_every_answer_to_rate_is_another_and_the_same_each_time(encoder: TextEncoder) -> None:
    answers = pool(encoder)
    chosen = to_rate(ANSWERS, answers, 4)
    assert len(set(chosen)) == 4
    assert to_rate(ANSWERS, answers, 4) == chosen
    assert sorted(to_rate(ANSWERS, answers, 100)) == list(range(len(ANSWERS)))


def test_answers_that_say_the_same_are_picked_when_there_are_no_others(encoder: TextEncoder) -> None:
    said = [0, 0, 0, 1, 1, 2]
    texts, answers = [ANSWERS[at] for at in said], pool(encoder).at(said)
    assert sorted(to_rate(texts, answers, 5)) == [0, 1, 2, 3, 5]
    assert {said[at] for at in to_rate(texts, answers, 3)} == {0, 1, 2}


def test_of_many_that_say_nearly_the_same_few_are_picked(encoder: TextEncoder) -> None:
    said = [0] * 12 + [2, 5]
    texts, answers = [f"{ANSWERS[at]} {number}" for number, at in enumerate(said)], pool(encoder).at(said)
    assert {12, 13} < set(to_rate(texts, answers, 3))


@pytest.mark.parametrize("texts", [["."], ["", ""], ["a", "b"]])
def test_texts_with_next_to_nothing_in_them_are_no_reason_to_stop(encoder: TextEncoder, texts: list[str]) -> None:
    answers = pool(encoder).at([0] * len(texts))
    assert sorted(to_rate(texts, answers, 5)) == list(range(len(texts)))
    assert np.isfinite(answers.measures).all()
