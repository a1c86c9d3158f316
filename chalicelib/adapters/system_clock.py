"""The real time and the operating system's randomness."""

import os
from datetime import UTC, datetime


class SystemClock:
    """`Clock` for production."""

    def now(self) -> datetime:
        """The current time in UTC."""
        return datetime.now(UTC)

    def entropy(self, size: int) -> bytes:
        """Bytes from the operating system."""
        return os.urandom(size)
