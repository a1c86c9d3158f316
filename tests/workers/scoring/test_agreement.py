"""Measures of agreement against published and hand-worked examples."""

import math

import numpy as np
import pytest

from workers.scoring.agreement import confusion, icc, kappa, partial_r, pearson

SHROUT_AND_FLEISS = np.array(
    [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]], dtype=float
)
"""Table 2 of Shrout and Fleiss 1979: six targets, four judges."""


def test_the_intraclass_correlation_of_the_paper() -> None:
    assert icc(SHROUT_AND_FLEISS) == pytest.approx(0.29, abs=0.005)


def test_a_milder_rater_costs_intraclass_correlation_and_no_pearson() -> None:
    left = np.array([0.1, 0.3, 0.5, 0.7])
    assert icc(np.column_stack([left, left])) == pytest.approx(1)
    assert pearson(left, left + 0.2) == pytest.approx(1)
    assert icc(np.column_stack([left, left + 0.2])) == pytest.approx(0.1 / (0.1 + 0.03), abs=0.2)
    assert icc(np.column_stack([left, left + 0.2])) < 0.9


def test_kappa_of_a_table_worked_by_hand() -> None:
    # Of 50 proposals two readers accept 20 both and refuse 15 both: observed .70, by chance .50.
    first = np.array([1] * 25 + [0] * 25)
    second = np.array([1] * 20 + [0] * 5 + [1] * 10 + [0] * 15)
    assert confusion(first, second, 2).tolist() == [[15, 10], [5, 20]]
    assert kappa(first, second, 2) == pytest.approx(0.4)


def test_quadratic_weights_forgive_what_is_near() -> None:
    people = np.array([0, 1, 2])
    # Costs 0, 0, 1 beside 0, 1, 4 by chance: observed 1, expected (0 + 1 + 1 + 1 + 0 + 0 + 4 + 1 + 1) / 3 = 3.
    assert kappa(people, np.array([0, 1, 1]), 3, quadratic=True) == pytest.approx(1 - 1 / 3)
    assert kappa(people, np.array([0, 1, 1]), 3) == pytest.approx(0.5)
    assert kappa(people, people, 3, quadratic=True) == 1


def test_what_a_third_thing_explains_is_no_correlation() -> None:
    held = np.array([1.0, 2, 3, 4, 5, 6])
    noise = np.array([1.0, -1, 0.5, -0.5, 1, -1])
    assert pearson(held, held + noise) > 0.8
    assert partial_r(noise + held, 2 * noise - held, held) == pytest.approx(1)


def test_where_nothing_varies_nothing_is_defined() -> None:
    same, other = np.full(4, 0.5), np.array([0.1, 0.2, 0.3, 0.4])
    levels = np.full(4, 2)
    assert math.isnan(pearson(same, other))
    assert math.isnan(pearson(other[:1], other[:1]))
    assert math.isnan(icc(np.column_stack([same, same])))
    assert math.isnan(icc(other[:1, None]))
    assert math.isnan(kappa(levels, levels, 5))
    assert math.isnan(partial_r(other, other * 2, other * 3))
    assert math.isnan(partial_r(other[:2], same[:2], other[:2]))
