"""Lets a second judge rest that only fails, so that its answers do not hold the worker's places for nothing."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final

FAILURES: Final = 3
REST_S: Final = 60.0


class Rest:
    """How each tenant's judge has done lately, in this process."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        """`now` gives seconds of a clock that only goes forward."""
        self._now = now
        self._failed: dict[str, int] = {}
        self._until: dict[str, float] = {}

    def is_resting(self, tenant: str) -> bool:
        """Whether the tenant's judge is not to be asked yet."""
        return self._now() < self._until.get(tenant, 0.0)

    def note(self, tenant: str, *, answered: bool) -> None:
        """Notes how one answer went. After a rest the first failure begins the next one."""
        if answered:
            self._failed.pop(tenant, None)
            self._until.pop(tenant, None)
            return
        self._failed[tenant] = self._failed.get(tenant, 0) + 1
        if self._failed[tenant] >= FAILURES:
            self._until[tenant] = self._now() + REST_S
