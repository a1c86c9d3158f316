"""The lists of a job agree with the decisions that put interviews into them."""

from chalicelib.bootstrap import Services
from chalicelib.domain.standing import Standing
from tests.unit.clock import HandClock
from tests.unit.decided import stand


def ranking(services: Services) -> list[tuple[str, float]]:
    return [(row.interview, row.total) for row in services.standings.best("job1", 100)]


def test_interviews_are_ranked_by_their_totals(services: Services) -> None:
    for name, total in (("int1", 9.5), ("int2", 100), ("int3", 70.25), ("int4", None)):
        stand(services, name, "human_review", total)
    assert ranking(services) == [("int2", 100), ("int3", 70.25), ("int1", 9.5)]
    assert services.standings.ranked("job1") == 3


def test_a_new_total_takes_the_place_of_the_old_one(services: Services) -> None:
    stand(services, "int1", "advance", 80)
    stand(services, "int1", "advance", 60)
    assert ranking(services) == [("int1", 60)]
    assert services.standings.ranked("job1") == 1
    stand(services, "int1", "human_review", None)
    assert ranking(services) == []
    assert services.standings.ranked("job1") == 0


def test_a_rank_counts_the_others_that_are_better(services: Services) -> None:
    for name, total in (("int1", 90), ("int2", 80), ("int3", 80), ("int4", 10)):
        stand(services, name, "advance", total)
    rank = services.standings.rank
    assert rank("job1", "new", 95, 10) == 1
    assert rank("job1", "new", 80, 10) == 2
    assert rank("job1", "new", 50, 10) == 4
    assert rank("job1", "int1", 85, 10) == 1
    assert rank("job1", "new", 50, 3) is None
    assert rank("job2", "new", 50, 3) == 1


def test_what_was_decided_meanwhile_makes_a_move_fail(services: Services, clock: HandClock) -> None:
    stand(services, "int1", "human_review", 50)
    known = services.standings.of("int1")
    stand(services, "int1", "advance", 50)
    late = Standing(
        interview="int1", job="job1", candidate="c", attempt=1, number=2, outcome="thank_you", total=50,
        talent_pool=True, decided_at=clock.now(),
    )  # fmt: skip
    assert not services.table.commit(services.standings.moving(known, late))
    assert services.standings.pool(None, None, 10)[0] == ()


def test_who_waits_or_takes_it_again_is_not_among_the_decided(services: Services, clock: HandClock) -> None:
    for name, outcome in (("int1", "advance"), ("int2", "human_review"), ("int3", "thank_you"), ("int4", "retest")):
        stand(services, name, outcome, 50)  # type: ignore[arg-type]
        clock.move(minutes=1)
    assert [row.interview for row in services.standings.decided("job1", 10)] == ["int3", "int1"]
    stand(services, "int3", "retest", 50)
    assert [row.interview for row in services.standings.decided("job1", 10)] == ["int1"]


def test_the_talent_pool_is_left_when_a_decision_says_so(services: Services, clock: HandClock) -> None:
    for name in ("int1", "int2"):
        stand(services, name, "thank_you", 50, pool=True)
        clock.move(minutes=1)
    assert [row.interview for row in services.standings.pool("job1", None, 10)[0]] == ["int2", "int1"]
    stand(services, "int2", "advance", 50)
    assert [row.interview for row in services.standings.pool(None, None, 10)[0]] == ["int1"]
    assert services.standings.pool("job2", None, 10)[0] == ()
