"""Batches are shared between tenants by audio seconds, and a lone piece does not wait long."""

import asyncio

import pytest

from workers.fair_batches import Batch, FairBatcher
from workers.fair_queue import FairQueue
from workers.room import Room

SECONDS = 60.0
MOST = 240.0
QUIET = [f"quiet-{number}" for number in range(9)]


def drained(queue: FairQueue[str]) -> list[str]:
    order = []
    while (item := queue.take()) is not None:
        order.append(item)
    return order


async def worked(pieces: list[tuple[str, float]], most: float = MOST, wait_s: float = 0.05) -> list[Batch[str]]:
    """The batches in which pieces (tenant, cost), all waiting at once behind one at work, are done."""
    batches: list[Batch[str]] = []
    begun, go = asyncio.Event(), asyncio.Event()

    async def work(batch: Batch[str]) -> list[str]:
        batches.append(batch)
        begun.set()
        await go.wait()
        return batch.pieces

    batcher = FairBatcher(work, most, wait_s)
    first = asyncio.create_task(batcher.submit("first", most, "first"))
    await begun.wait()
    waiting = [asyncio.create_task(batcher.submit(tenant, cost, tenant)) for tenant, cost in pieces]
    await asyncio.sleep(0)
    go.set()
    assert await asyncio.gather(first, *waiting) == ["first", *(tenant for tenant, _ in pieces)]
    return batches[1:]


def test_nine_tenants_with_ten_answers_are_done_long_before_one_with_a_thousand() -> None:
    pieces = [("noisy", SECONDS)] * 1000 + [(tenant, SECONDS) for tenant in QUIET for _ in range(10)]
    batches = asyncio.run(worked(pieces))
    order = [piece for batch in batches for piece in batch.pieces]
    assert len(order) == 1090
    last = max(at for at, tenant in enumerate(order) if tenant != "noisy")
    # Ten rounds of ten tenants.
    assert last < 100
    assert order[:100].count("noisy") == 10


def test_the_share_is_of_audio_seconds_not_of_answers() -> None:
    queue: FairQueue[str] = FairQueue()
    for _ in range(20):
        queue.put("long", 180, "long")
    for _ in range(120):
        queue.put("short", 30, "short")
    first = drained(queue)[:70]
    assert 9 <= first.count("long") <= 11


def test_a_tenant_that_was_away_has_saved_nothing_up() -> None:
    queue: FairQueue[str] = FairQueue()
    for _ in range(20):
        queue.put("present", 1, "present")
    for _ in range(10):
        queue.take()
    for _ in range(10):
        queue.put("back", 1, "back")
    assert drained(queue)[:10].count("back") == 5


def test_a_tenant_that_hands_in_one_at_a_time_gets_no_more_than_its_share() -> None:
    queue: FairQueue[str] = FairQueue()
    for _ in range(20):
        queue.put("waiting", 1, "waiting")
    order: list[str | None] = []
    for _ in range(20):
        if "dripping" not in order[-1:]:
            queue.put("dripping", 1, "dripping")
        order.append(queue.take())
    assert 9 <= order.count("dripping") <= 11


def test_tenants_that_are_gone_leave_nothing_behind() -> None:
    queue: FairQueue[str] = FairQueue()
    for number in range(1000):
        queue.put(f"t{number}", 1, "x")
        queue.take()
    assert len(queue) == 0
    assert queue._starts == {}


def test_a_batch_is_never_above_its_bound_and_what_was_passed_over_comes_next() -> None:
    pieces = [("a", 100.0), ("b", 100.0), ("c", 100.0), ("d", 40.0)]
    batches = asyncio.run(worked(pieces))
    assert [batch.pieces for batch in batches] == [["a", "b", "d"], ["c"]]
    assert max(batch.cost for batch in batches) <= MOST


def test_a_piece_above_the_bound_goes_alone() -> None:
    batches = asyncio.run(worked([("a", 900.0), ("b", 10.0)]))
    assert [batch.pieces for batch in batches] == [["a"], ["b"]]


def test_a_lone_piece_waits_its_time_and_no_longer() -> None:
    async def lone() -> float:
        waited = []

        async def work(batch: Batch[str]) -> list[str]:
            waited.append(batch.waited_s)
            return batch.pieces

        await FairBatcher(work, MOST, 0.05).submit("a", 1, "a")
        return waited[0]

    # The loop's clock, not the machine's speed, says when it goes.
    assert 0.04 < asyncio.run(lone()) < 0.5


def test_a_second_batch_begins_beside_the_first_when_it_is_full_and_a_third_waits() -> None:
    async def run() -> list[list[str]]:
        begun: list[list[str]] = []
        seen: list[list[str]] = []
        go = asyncio.Event()

        async def work(batch: Batch[str]) -> list[str]:
            begun.append(batch.pieces)
            await go.wait()
            return batch.pieces

        batcher = FairBatcher(work, 2, 0.01, at_once=2)
        waiting = [asyncio.create_task(batcher.submit("a", 1, name)) for name in "abc"]
        # Longer than a lone piece would wait: c finds company at work, and does not fill a batch.
        await asyncio.sleep(0.05)
        seen += begun
        waiting += [asyncio.create_task(batcher.submit("a", 1, name)) for name in "def"]
        await asyncio.sleep(0.05)
        assert begun == [*seen, ["c", "d"]]
        go.set()
        assert await asyncio.gather(*waiting) == list("abcdef")
        return begun

    assert asyncio.run(run()) == [["a", "b"], ["c", "d"], ["e", "f"]]


def test_a_full_batch_does_not_wait() -> None:
    async def full() -> float:
        waited = []

        async def work(batch: Batch[str]) -> list[str]:
            waited.append(batch.waited_s)
            return batch.pieces

        batcher = FairBatcher(work, MOST, 3600)
        await asyncio.gather(*(batcher.submit("a", 120, str(number)) for number in range(2)))
        return waited[0]

    assert asyncio.run(full()) < 60


def test_a_failure_reaches_every_caller_of_the_batch_and_the_next_batch_goes_on() -> None:
    async def run() -> tuple[list[str | BaseException], str]:
        failing = True

        async def work(batch: Batch[str]) -> list[str]:
            if failing:
                raise RuntimeError("broken")
            return batch.pieces

        batcher = FairBatcher(work, MOST, 0.01)
        outcomes = await asyncio.gather(*(batcher.submit("a", 1, "x") for _ in range(2)), return_exceptions=True)
        failing = False
        return outcomes, await batcher.submit("a", 1, "y")

    outcomes, after = asyncio.run(run())
    assert [str(outcome) for outcome in outcomes] == ["broken", "broken"]
    assert after == "y"


def test_work_that_nobody_waits_for_is_not_done() -> None:
    async def run() -> list[str]:
        done: list[str] = []

        async def work(batch: Batch[str]) -> list[str]:
            done.extend(batch.pieces)
            return batch.pieces

        batcher = FairBatcher(work, MOST, 0.05)
        given_up = asyncio.create_task(batcher.submit("a", 1, "given up"))
        kept = asyncio.create_task(batcher.submit("a", 1, "kept"))
        await asyncio.sleep(0)
        given_up.cancel()
        await kept
        return done

    assert asyncio.run(run()) == ["kept"]


def test_room_that_is_given_up_while_waiting_goes_to_the_next() -> None:
    async def run() -> int:
        room = Room(1)
        order = []

        async def hold(name: str) -> None:
            async with room.loan(name, 1):
                order.append(name)
                await asyncio.sleep(0.01)

        first, given_up, last = (asyncio.create_task(hold(name)) for name in ("first", "given up", "last"))
        await asyncio.sleep(0)
        given_up.cancel()
        await asyncio.gather(first, last)
        with pytest.raises(asyncio.CancelledError):
            await given_up
        assert order == ["first", "last"]
        return room.lent

    assert asyncio.run(run()) == 0


def test_a_large_loan_is_not_passed_by_small_ones_for_ever() -> None:
    async def run() -> list[str]:
        room = Room(10)
        order = []

        async def hold(name: str, amount: int) -> None:
            async with room.loan(name, amount):
                order.append(name)
                await asyncio.sleep(0.001)

        wishes = [("a", 4), ("b", 4), ("large", 10), *(("c", 1) for _ in range(20))]
        await asyncio.gather(*(hold(name, amount) for name, amount in wishes))
        return order

    assert asyncio.run(run()).index("large") < 5
