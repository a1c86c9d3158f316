"""Whose turn it is: waiting work of many tenants, shared by what each piece of it costs."""

import math
from collections import deque
from typing import Generic, TypeVar

Item = TypeVar("Item")


class FairQueue(Generic[Item]):
    """Start-time fair queueing (Goyal, Vin and Cheng, 1996) with equal weights; first come first served in a tenant.

    A tenant's next item starts when the tenant's last one is paid for, on a clock that stands at the start of the
    item that was taken last; the earliest start is next. So tenants that wait get equal cost, however many items each
    has, and one that was away has neither saved up nor lost anything.
    """

    def __init__(self) -> None:
        self._now = 0.0
        # Tenants without items stay as long as they have had more than their share.
        self._starts: dict[str, float] = {}
        self._waiting: dict[str, deque[tuple[float, Item]]] = {}

    def __len__(self) -> int:
        return sum(map(len, self._waiting.values()))

    def put(self, tenant: str, cost: float, item: Item) -> None:
        """Let `item` wait for the tenant's turn; `cost` is in the unit that is shared."""
        if tenant not in self._waiting:
            self._waiting[tenant] = deque()
            self._starts[tenant] = max(self._now, self._starts.get(tenant, 0.0))
        self._waiting[tenant].append((cost, item))

    def first(self) -> Item | None:
        """What is next, left where it is; None when nothing waits."""
        if not self._waiting:
            return None
        return self._waiting[min(self._waiting, key=self._starts.__getitem__)][0][1]

    def take(self, most: float = math.inf) -> Item | None:
        """The first item in turn that costs at most `most`; whom it passes over stays first. None when none fits."""
        for tenant in sorted(self._waiting, key=self._starts.__getitem__):
            if self._waiting[tenant][0][0] <= most:
                return self._taken_from(tenant)
        return None

    def _taken_from(self, tenant: str) -> Item:
        cost, item = self._waiting[tenant].popleft()
        self._now = max(self._now, self._starts[tenant])
        self._starts[tenant] += cost
        if not self._waiting[tenant]:
            del self._waiting[tenant]
            if not self._waiting:
                # Nobody waits, so nobody has had too much.
                self._now = max(self._starts.values())
            self._starts = {who: at for who, at in self._starts.items() if who in self._waiting or at > self._now}
        return item
