"""How many requests a tenant or a key may still make in this minute, counted across all processes.

A process takes some of the minute's requests at once from the counter in the table and hands them out itself, so that
most requests cost no write. The bound is never exceeded; what a process has taken and does not use lapses with the
minute.
"""

import threading
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from chalicelib.adapters.dynamodb import keys
from chalicelib.adapters.dynamodb.table import Table

WINDOW_S = 60
_SHARES = 20


@dataclass(frozen=True)
class Allowance:
    """What is left of a quota: `remaining` requests until `reset_s` seconds from now."""

    granted: bool
    limit: int
    remaining: int
    reset_s: int


@dataclass
class _Lease:
    window: int
    left: int
    used: int
    taken: int = 0


class Rates:
    """The leases of this process; safe for use from several threads."""

    def __init__(self) -> None:
        self._leases: dict[tuple[str, str], _Lease] = {}
        self._lock = threading.Lock()

    def take(self, table: Table, tenant: str, scope: str, limit: int, now: datetime) -> Allowance:
        """One request of `limit` a minute for `scope` of a tenant."""
        seconds = int(now.timestamp())
        window, reset = seconds // WINDOW_S, WINDOW_S - seconds % WINDOW_S
        with self._lock:
            lease = self._leases.get((tenant, scope))
            if lease is None or lease.window != window:
                lease = self._leases[tenant, scope] = _Lease(window, 0, 0)
            if lease.left == 0:
                self._renew(table, tenant, scope, limit, lease)
            if lease.left == 0:
                return Allowance(granted=False, limit=limit, remaining=0, reset_s=reset)
            lease.left -= 1
            remaining = max(limit - lease.used, 0) + lease.left
            return Allowance(granted=True, limit=limit, remaining=remaining, reset_s=reset)

    def _renew(self, table: Table, tenant: str, scope: str, limit: int, lease: _Lease) -> None:
        key = keys.rate(tenant, scope, lease.window)
        expires = datetime.fromtimestamp((lease.window + 2) * WINDOW_S, UTC) + timedelta(seconds=WINDOW_S)
        # What a process takes grows with what it has handed out: a hundred that are asked once each take one each.
        share = max(1, min(lease.taken, limit // _SHARES))
        while share:
            used = table.count_up(key, share, limit, expires)
            if used is not None:
                lease.left, lease.used, lease.taken = share, used, lease.taken + share
                return
            # The rest may be smaller than a whole share.
            share //= 2
