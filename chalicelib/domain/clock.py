"""Where time and randomness come from, so that a run can be repeated."""

from datetime import datetime
from typing import Protocol

from chalicelib.domain.ids import make_id


class Clock(Protocol):
    """The product asks nothing else for the time or for random bytes."""

    def now(self) -> datetime:
        """The current time, in UTC, with its zone."""

    def entropy(self, size: int) -> bytes:
        """`size` unpredictable bytes."""


def new_id(clock: Clock, prefix: str) -> str:
    """A fresh id that sorts by the time of its making."""
    return make_id(prefix, int(clock.now().timestamp() * 1000), clock.entropy(10))
