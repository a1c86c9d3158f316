"""Every bound of a job's rules leads where it should, and no rule declines where rules may not."""

from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.decision import Outcome, route
from chalicelib.domain.plan import RoutingRules
from chalicelib.domain.scorecard import DimensionSummary, Scorecard

WORSE_TO_BETTER: tuple[Outcome, ...] = ("thank_you", "human_review", "advance")
KEYS = ("logic", "teamwork", "learning")


def summary(key: str, score: float | None, *, disputed: bool = False) -> DimensionSummary:
    return DimensionSummary(
        dimension=key, weight=0.5, score=score, confidence=0.8, answers=(), judges_disagree=disputed
    )


def card(total: float | None, *dimensions: DimensionSummary) -> Scorecard:
    return Scorecard(total=total, judged_weight=1, dimensions=dimensions)


def codes(scorecard: Scorecard, rules: RoutingRules, **more: bool | int | None) -> list[str]:
    return [reason.code for reason in route(scorecard, rules, {}, **more)[1]]  # type: ignore[arg-type]


def test_each_dimension_has_its_own_bound() -> None:
    rules = RoutingRules(advance_at=70, dimensions_at={"logic": 65})
    assert route(card(80, summary("logic", 65)), rules, {})[0] == "advance"
    assert route(card(80, summary("logic", 64.9)), rules, {})[0] == "human_review"
    assert codes(card(80, summary("logic", 64.9)), rules) == ["dimension_below"]


def test_a_must_have_dimension_has_a_bound_without_one_being_named() -> None:
    rules = RoutingRules(advance_at=50, must_have=("logic",))
    assert codes(card(90, summary("logic", 59.9)), rules) == ["must_have_below"]
    assert route(card(90, summary("logic", 60)), rules, {})[0] == "advance"
    named = rules.model_copy(update={"dimensions_at": {"logic": 80}})
    assert codes(card(90, summary("logic", 79)), named) == ["must_have_below"]


def test_a_must_have_dimension_that_abstained_is_named_as_such() -> None:
    rules = RoutingRules(must_have=("logic",))
    assert codes(card(90, summary("logic", None), summary("teamwork", 90)), rules) == [
        "dimension_abstained",
        "must_have_below",
    ]


def test_a_must_have_dimension_that_was_not_even_asked_for_goes_to_a_person() -> None:
    assert codes(card(90, summary("logic", 90)), RoutingRules(must_have=("teamwork",))) == ["must_have_below"]


def test_only_the_best_advance_where_the_rules_say_how_many() -> None:
    rules, good = RoutingRules(top_n=3), card(90, summary("logic", 90))
    assert route(good, rules, {}, rank=3)[0] == "advance"
    assert codes(good, rules, rank=4) == ["outside_top"]
    assert codes(good, rules, rank=None) == ["outside_top"]


def test_who_is_far_below_is_declined_only_where_that_is_allowed() -> None:
    rules, far = RoutingRules(thank_below=30), card(29.9, summary("logic", 29.9))
    assert codes(far, rules) == ["below_threshold"]
    outcome, (reason,) = route(far, rules, {}, may_decline=True)
    assert (outcome, reason.code) == ("thank_you", "total_far_below")
    assert route(card(30, summary("logic", 30)), rules, {}, may_decline=True)[0] == "human_review"


def test_doubt_leads_to_a_person_however_low_the_total() -> None:
    rules = RoutingRules(thank_below=30)
    for doubtful in (
        card(5, summary("logic", 5), summary("teamwork", None)),
        card(5, summary("logic", 5, disputed=True)),
        card(None, summary("logic", None)),
    ):
        assert route(doubtful, rules, {}, may_decline=True)[0] == "human_review"


def test_who_reaches_the_bound_is_never_declined_by_a_bound_above_it() -> None:
    rules = RoutingRules(advance_at=40, thank_below=60)
    assert route(card(45, summary("logic", 45)), rules, {}, may_decline=True)[0] == "advance"


scores = st.none() | st.floats(0, 100)
rules_of_any_kind = st.builds(
    RoutingRules,
    advance_at=st.floats(0, 100),
    dimensions_at=st.dictionaries(st.sampled_from(KEYS), st.floats(0, 100)),
    must_have=st.lists(st.sampled_from(KEYS), unique=True).map(tuple),
    top_n=st.none() | st.integers(1, 50),
    thank_below=st.none() | st.floats(0, 100),
)
dimensions = st.tuples(*(st.builds(summary, st.just(key), scores, disputed=st.booleans()) for key in KEYS))
ranks = st.none() | st.integers(1, 100)


@given(st.none() | st.floats(0, 100), dimensions, rules_of_any_kind, ranks)
def test_no_rule_declines_where_rules_may_not(
    total: float | None, shown: tuple[DimensionSummary, ...], rules: RoutingRules, rank: int | None
) -> None:
    assert route(card(total, *shown), rules, {}, rank=rank)[0] in {"advance", "human_review"}


@given(st.floats(0, 100), st.floats(0, 100), dimensions, rules_of_any_kind, ranks, st.booleans())
def test_a_higher_total_never_leads_to_less(
    one: float,
    other: float,
    shown: tuple[DimensionSummary, ...],
    rules: RoutingRules,
    rank: int | None,
    may: bool,  # noqa: FBT001
) -> None:
    lower, higher = sorted((one, other))
    places = [
        WORSE_TO_BETTER.index(route(card(total, *shown), rules, {}, rank=rank, may_decline=may)[0])
        for total in (lower, higher)
    ]
    assert places[0] <= places[1]


@given(st.none() | st.floats(0, 100), dimensions, rules_of_any_kind, ranks, st.booleans())
def test_there_is_a_reason_for_everything(
    total: float | None,
    shown: tuple[DimensionSummary, ...],
    rules: RoutingRules,
    rank: int | None,
    may: bool,  # noqa: FBT001
) -> None:
    _, reasons = route(card(total, *shown), rules, {}, rank=rank, may_decline=may)
    assert reasons
    assert all(reason.text.en and reason.text.zh for reason in reasons)
