"""A clock that tests move by hand, with randomness that repeats."""

import hashlib
import itertools
from datetime import UTC, datetime, timedelta


class HandClock:
    """`Clock` for tests: time stands still until it is moved."""

    def __init__(self) -> None:
        self._now = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
        self._draws = itertools.count(1)

    def now(self) -> datetime:
        return self._now

    def entropy(self, size: int) -> bytes:
        return hashlib.shake_256(str(next(self._draws)).encode()).digest(size)

    def move(self, **parts: float) -> None:
        self._now += timedelta(**parts)
