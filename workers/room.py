"""A bounded amount of memory, lent to tenants in turn."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from workers.fair_queue import FairQueue


class Loan:
    """Room that somebody holds."""

    def __init__(self, room: "Room", amount: int) -> None:
        self._room = room
        self.amount = amount

    def reduce(self, amount: int) -> None:
        """Give back what is above `amount`."""
        if amount < self.amount:
            self._room.give_back(self.amount - amount)
            self.amount = amount


class Room:
    """Lends at most `size` at once, in whole units; a wish for more than that is met when nothing else is lent.

    The tenant whose turn it is waits until there is room for it: the small ones of others do not go before it for ever.
    """

    def __init__(self, size: int) -> None:
        self.size = size
        self.lent = 0
        self._waiting: FairQueue[tuple[int, asyncio.Future[None]]] = FairQueue()

    @asynccontextmanager
    async def loan(self, tenant: str, amount: int) -> AsyncIterator[Loan]:
        """Hold `amount` of the room, once it is the tenant's turn and there is enough."""
        granted: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.put(tenant, amount, (amount, granted))
        self._grant()
        try:
            await granted
        except asyncio.CancelledError:
            # It was granted in the same moment, or others wait behind it.
            self.give_back(0 if granted.cancelled() else amount)
            raise
        loan = Loan(self, amount)
        try:
            yield loan
        finally:
            self.give_back(loan.amount)

    def give_back(self, amount: int) -> None:
        """Let others have `amount`; for `Loan`."""
        self.lent -= amount
        self._grant()

    def _grant(self) -> None:
        while (first := self._waiting.first()) is not None:
            amount, granted = first
            if not granted.done():
                if self.lent > 0 and self.lent + amount > self.size:
                    return
                self.lent += amount
                granted.set_result(None)
            self._waiting.take()
