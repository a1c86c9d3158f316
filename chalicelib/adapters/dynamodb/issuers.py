"""Across tenants: whose sign-in an issuer's tokens are. The one way from a token to a tenant, kept for a minute."""

import threading
from collections import OrderedDict
from collections.abc import Sequence
from datetime import datetime, timedelta

from chalicelib.adapters.dynamodb import keys
from chalicelib.adapters.dynamodb.table import Table
from chalicelib.domain.model import DomainModel

FRESH = timedelta(seconds=60)
MOST_KEPT = 512
_Asked = tuple[str, tuple[str, ...]]


class IssuerOwner(DomainModel):
    """A tenant and that provider of its which accepts an issuer's tokens for an audience."""

    tenant: str
    provider: str


class Issuers:
    """What this process knows of issuers; safe for use from several threads.

    Only what is there is kept: anybody can name issuers that are not.
    """

    def __init__(self) -> None:
        self._known: OrderedDict[_Asked, tuple[datetime, tuple[IssuerOwner, ...]]] = OrderedDict()
        self._lock = threading.Lock()

    def owners(self, table: Table, issuer: str, audiences: Sequence[str], now: datetime) -> tuple[IssuerOwner, ...]:
        """Who accepts tokens of `issuer` for one of `audiences`, in their order."""
        asked = issuer, tuple(audiences)
        with self._lock:
            at, owners = self._known.get(asked, (now, ()))
            if owners and now - at < FRESH:
                return owners
        rows = [keys.issuer(issuer, audience) for audience in dict.fromkeys(audiences)]
        found = table.get_many(rows)
        owners = tuple(found[row].read(IssuerOwner) for row in rows if row in found)
        with self._lock:
            self._known.pop(asked, None)
            if owners:
                self._known[asked] = now, owners
            while len(self._known) > MOST_KEPT:
                self._known.popitem(last=False)
        return owners

    def forget(self, issuer: str, audiences: Sequence[str]) -> None:
        """Read it anew the next time: what was known turned out to be past."""
        with self._lock:
            self._known.pop((issuer, tuple(audiences)), None)
