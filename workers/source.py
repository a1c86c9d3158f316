"""A queue that intake takes from, and what it holds of it: kept while work goes on, let go of only when it is done."""

import asyncio
from collections.abc import Callable, Sequence
from typing import Protocol

from botocore.exceptions import BotoCoreError, ClientError

from chalicelib.observability import logger
from workers.sqs import BATCH, Received

_DELETE_WAIT_S = 0.1
_RECEIVE_ERROR_PAUSE_S = 2.0


class Queue(Protocol):
    """What intake needs of a queue."""

    def max_receives(self) -> int:
        """After how many receives a message goes to the dead-letter queue."""

    def receive(self, most: int) -> list[Received]:
        """Up to `most` messages; blocks for the length of a long poll."""

    def extend(self, receipts: Sequence[str]) -> int:
        """Keep messages for another visibility period; how many were lost."""

    def release(self, receipt: str, after_s: int) -> None:
        """Let a message be received again in `after_s` seconds."""

    def delete(self, receipts: Sequence[str]) -> int:
        """Delete at most ten messages; how many were not."""


class Source:
    """One queue. Of its messages at most `most` are held at once."""

    def __init__(self, queue: Queue, most: int, visibility_s: float) -> None:
        """Nothing starts before `prepare` and `keep_house`."""
        self.held: dict[str, asyncio.Task[None]] = {}
        self._queue = queue
        self._most = most
        self._visibility_s = visibility_s
        self._done: asyncio.Queue[str] = asyncio.Queue()
        self._max_receives = 0

    async def prepare(self) -> None:
        """Learn after how many receives the queue gives up."""
        self._max_receives = await asyncio.to_thread(self._queue.max_receives)

    @property
    def has_room(self) -> bool:
        """Whether more can be held."""
        return len(self.held) < self._most

    async def receive(self) -> list[Received] | None:
        """As many messages as there is room for, or None when the queue cannot be read, after a pause."""
        try:
            return await asyncio.to_thread(self._queue.receive, self._most - len(self.held))
        except (BotoCoreError, ClientError):
            logger.exception("the queue cannot be read")
            await asyncio.sleep(_RECEIVE_ERROR_PAUSE_S)
            return None

    def is_last_try(self, received: Received) -> bool:
        """Whether to give up when it fails. Receives that a killed worker used up count too, so half are kept back."""
        return received.receives >= max(1, self._max_receives // 2)

    async def release(self, received: Received, after_s: int) -> None:
        """Leave a message to be received again in `after_s` seconds."""
        await asyncio.to_thread(self._queue.release, received.receipt, after_s)

    async def let_go(self, received: Received) -> None:
        """Have a message deleted, that is done."""
        await self._done.put(received.receipt)

    async def hand_back(self) -> None:
        """Leave all that is held to be received again at once."""
        for receipt in list(self.held):
            await asyncio.to_thread(self._queue.release, receipt, 0)

    async def all_deleted(self) -> None:
        """Wait until everything that is done is deleted."""
        await self._done.join()

    def keep_house(self) -> tuple[asyncio.Task[None], ...]:
        """Begin to keep hold of what is held, and to delete what is done; until the tasks are cancelled."""
        return asyncio.create_task(self._keep_hold()), asyncio.create_task(self._delete())

    async def _keep_hold(self) -> None:
        """Visibility heartbeat, three to a period, so that one lost call does no harm."""
        while True:
            await asyncio.sleep(self._visibility_s / 3)
            if held := list(self.held):
                await _settle_many(self._queue.extend, held, "visibility was not extended")

    async def _delete(self) -> None:
        """Delete what is done, up to ten at a time."""
        while True:
            receipts = [await self._done.get()]
            await asyncio.sleep(_DELETE_WAIT_S)
            while len(receipts) < BATCH and not self._done.empty():
                receipts.append(self._done.get_nowait())
            await _settle_many(self._queue.delete, receipts, "messages were not deleted; they come again")
            for _ in receipts:
                self._done.task_done()


async def _settle_many(call: Callable[[Sequence[str]], int], receipts: Sequence[str], trouble: str) -> None:
    try:
        failed = await asyncio.to_thread(call, receipts)
    except Exception:  # noqa: BLE001 - housekeeping goes on; what it missed, visibility makes good
        logger.exception(trouble)
    else:
        if failed:
            logger.warning(trouble, extra={"messages": failed})
