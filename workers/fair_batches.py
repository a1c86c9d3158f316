"""Batches of bounded cost across tenants: fair between them, and never waiting long for company."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from workers.fair_queue import FairQueue

Piece = TypeVar("Piece")
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Batch(Generic[Piece]):
    """Pieces that go together, in their tenants' turns; `cost` is the sum of theirs."""

    pieces: list[Piece]
    cost: float
    waited_s: float
    """How long the longest of them waited."""


@dataclass(frozen=True, slots=True, eq=False)
class _Waiting(Generic[Piece, Result]):
    piece: Piece
    cost: float
    since: float
    done: asyncio.Future[Result]


class FairBatcher(Generic[Piece, Result]):
    """Collects pieces and works on few batches at a time; for use within one event loop.

    `@serve.batch` takes pieces first come, first served, and puts the one that did not fit behind all others.
    """

    def __init__(
        self,
        work: Callable[[Batch[Piece]], Awaitable[list[Result]]],
        most: float,
        longest_wait_s: float,
        at_once: int = 1,
    ) -> None:
        """`work` gives one result for each piece, in order; a batch costs at most `most`.

        A piece that finds nothing at work waits at most `longest_wait_s` for others. Beside a batch at work others
        begin, up to `at_once` in all, when they are full.
        """
        self._work = work
        self._most = most
        self._longest_wait_s = longest_wait_s
        self._at_once = at_once
        self._queue: FairQueue[_Waiting[Piece, Result]] = FairQueue()
        # In the order of arrival; the queue's own order is another.
        self._waiting: dict[_Waiting[Piece, Result], None] = {}
        self._working: set[asyncio.Task[None]] = set()
        # A piece arrived, or a batch is done.
        self._changed = asyncio.Event()
        self._runner: asyncio.Task[None] | None = None

    async def submit(self, tenant: str, cost: float, piece: Piece) -> Result:
        """The result for one piece; raises what `work` raised. A piece above the bound counts as a full batch."""
        loop = asyncio.get_running_loop()
        waiting = _Waiting(piece, min(cost, self._most), loop.time(), loop.create_future())
        self._queue.put(tenant, waiting.cost, waiting)
        self._waiting[waiting] = None
        self._changed.set()
        if self._runner is None or self._runner.done():
            self._runner = asyncio.create_task(self._run())
        result: Result = await waiting.done
        return result

    async def _run(self) -> None:
        while self._waiting:
            await self._gather()
            if batch := self._next():
                task = asyncio.create_task(self._finish(batch))
                self._working.add(task)
                task.add_done_callback(self._done)

    def _done(self, task: asyncio.Task[None]) -> None:
        self._working.discard(task)
        self._changed.set()

    async def _gather(self) -> None:
        """Wait until the next batch may begin."""
        now = asyncio.get_running_loop().time
        oldest = next(iter(self._waiting)).since
        while not self._is_due(left := oldest + self._longest_wait_s - now()):
            self._changed.clear()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(None if self._working else left):
                    await self._changed.wait()

    def _is_due(self, left_s: float) -> bool:
        full = sum(each.cost for each in self._waiting) >= self._most
        return len(self._working) < self._at_once and (full or (not self._working and left_s <= 0))

    def _next(self) -> list[_Waiting[Piece, Result]]:
        batch: list[_Waiting[Piece, Result]] = []
        room = self._most
        while (found := self._queue.take(room)) is not None:
            del self._waiting[found]
            # Its caller may have given up meanwhile.
            if not found.done.done():
                batch.append(found)
                room -= found.cost
        return batch

    async def _finish(self, batch: list[_Waiting[Piece, Result]]) -> None:
        waited_s = asyncio.get_running_loop().time() - min(each.since for each in batch)
        cost = sum(each.cost for each in batch)
        try:
            results = await self._work(Batch([each.piece for each in batch], cost, waited_s))
            for each, result in zip(batch, results, strict=True):
                if not each.done.done():
                    each.done.set_result(result)
        except Exception as error:  # noqa: BLE001 - whatever it is, it is their callers' to handle
            for each in batch:
                if not each.done.done():
                    each.done.set_exception(error)
