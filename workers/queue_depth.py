"""The depth of a queue, kept at hand for those who must not wait for the network."""

import threading
import time
from collections.abc import Callable

from botocore.exceptions import BotoCoreError, ClientError

from chalicelib.observability import logger
from workers.sqs import Depth

_READ_EVERY_S = 2.0
# A count this old says nothing.
_STALE_S = 30.0


class QueueDepth:
    """The latest count of a queue, read by a thread of its own so that who asks never waits for the network."""

    def __init__(self, read: Callable[[], Depth], every_s: float = _READ_EVERY_S) -> None:
        """Reading begins at once and goes on as long as the process."""
        self._read = read
        self._every_s = every_s
        self._latest: tuple[float, Depth] | None = None
        threading.Thread(target=self._follow, daemon=True, name="queue-depth").start()

    def latest(self) -> Depth | None:
        """The count, or None when there is none or it is out of date."""
        if self._latest is None or time.monotonic() - self._latest[0] > _STALE_S:
            return None
        return self._latest[1]

    def _follow(self) -> None:
        while True:
            try:
                self._latest = (time.monotonic(), self._read())
            except (BotoCoreError, ClientError):
                logger.exception("the queue's depth cannot be read")
            time.sleep(self._every_s)
