"""How an endpoint has answered lately, and when it is left in peace: one that hangs must not keep the others waiting.

After five failures in a row, two time-outs in a row, or a `Retry-After` of more than a minute, nothing is sent there
but one delivery at a time as a test, at growing intervals. Everything else waits, without using up its tries, and
goes out when a test has succeeded. An endpoint that has failed for three days without one success is switched off.
"""

from datetime import datetime, timedelta

from pydantic import AwareDatetime

from chalicelib.domain.model import DomainModel
from chalicelib.domain.webhook import share

FAILING_FOR = timedelta(hours=72)
FAILURES = 5
TIMEOUTS = 2
SLOTS = 8
SLOTS_IN_DOUBT = 2
_TESTED_AFTER = tuple(timedelta(minutes=minutes) for minutes in (1, 2, 5, 15, 30, 60))
_JITTER = 0.1
_SHORT = timedelta(minutes=1)


class EndpointHealth(DomainModel):
    """What is known of an endpoint that is not simply well; there is none of most."""

    endpoint: str
    failures: int = 0
    timeouts: int = 0
    failing_since: AwareDatetime | None = None
    open_until: AwareDatetime | None = None
    opened: int = 0
    waiting_at: AwareDatetime | None = None
    look_at: AwareDatetime | None = None

    @property
    def closed(self) -> bool:
        """Whether deliveries go out as they come."""
        return self.open_until is None

    @property
    def slots(self) -> int:
        """How many tries may be on their way to it at once."""
        if not self.closed:
            return 1
        return SLOTS_IN_DOUBT if self.failures else SLOTS

    @property
    def well(self) -> bool:
        """Whether there is nothing to remember about its answers."""
        return self.failures == 0 and self.closed

    def recovered(self, now: datetime) -> "EndpointHealth":
        """After a success, or a change by the tenant: what waits may go out, from now on."""
        look_at = now if self.waiting_at else None
        return EndpointHealth(endpoint=self.endpoint, waiting_at=self.waiting_at, look_at=look_at)

    def failed(self, now: datetime, asked: timedelta | None, *, timed_out: bool) -> "EndpointHealth":
        """After a failure; `asked` is what the receiver asked to wait."""
        failures, timeouts = self.failures + 1, self.timeouts + 1 if timed_out else 0
        update: dict[str, object] = {
            "failures": failures,
            "timeouts": timeouts,
            "failing_since": self.failing_since or now,
        }
        long_wait = asked if asked and asked > _SHORT else None
        if not self.closed or failures >= FAILURES or timeouts >= TIMEOUTS or long_wait:
            # Tries that were on their way together and fail together are one reason to wait longer, not several.
            stays = self.open_until is not None and now < self.open_until
            opened = self.opened if stays else self.opened + 1
            planned = _TESTED_AFTER[min(opened, len(_TESTED_AFTER)) - 1]
            planned *= 1 - _JITTER * share(self.endpoint, str(opened))
            until = now + max(planned, long_wait or planned)
            until = max(until, self.open_until) if self.open_until and stays else until
            update |= {"opened": opened, "open_until": until, "look_at": until}
        return self.model_copy(update=update)

    def holds_back(self, now: datetime) -> "EndpointHealth":
        """With a delivery that waits from now on."""
        return self.model_copy(update={"waiting_at": now, "look_at": self.look_at or now + _SHORT})

    def hopeless(self, now: datetime) -> bool:
        """Whether it has failed for so long that it is switched off."""
        return self.failing_since is not None and now - self.failing_since >= FAILING_FOR
