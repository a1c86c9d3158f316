"""A job's rules count up when they change, and name only what the job has."""

from chalicelib.domain.job_alarms import size_of_top, too_few_pass
from chalicelib.domain.job_rules import faults, next_version
from chalicelib.domain.plan import RoutingRules


def test_only_a_change_makes_a_new_version_whatever_number_is_asked_for() -> None:
    before = RoutingRules(version=4, advance_at=70)
    assert next_version(before, RoutingRules(version=1, advance_at=70)) is before
    assert next_version(before, RoutingRules(version=9, advance_at=71)) == RoutingRules(version=5, advance_at=71)


def test_rules_name_dimensions_of_the_model_alone() -> None:
    rules = RoutingRules(dimensions_at={"logic": 60, "charm": 50}, must_have=("logic", "height"))
    assert [pointer for pointer, _ in faults(rules, {"logic"})] == ["/dimensions_at/charm", "/must_have/1"]
    assert list(faults(rules, None)) == []


def test_nobody_is_declined_above_the_bound_to_advance() -> None:
    assert [pointer for pointer, _ in faults(RoutingRules(advance_at=50, thank_below=51), None)] == ["/thank_below"]


def test_a_pass_rate_is_looked_at_from_ten_on_or_from_what_the_rules_look_at() -> None:
    rules = RoutingRules(pass_rate_below=0.5, pass_rate_over=50)
    assert too_few_pass(0, 9, rules) is None
    assert too_few_pass(4, 10, rules) is True
    assert too_few_pass(5, 10, rules) is False
    assert too_few_pass(1, 5, rules.model_copy(update={"pass_rate_over": 5})) is True


def test_the_best_are_at_least_one_and_a_hundred_at_most() -> None:
    assert [size_of_top(of, 0.2) for of in (0, 1, 5, 6, 15, 1000)] == [0, 1, 1, 2, 3, 100]
