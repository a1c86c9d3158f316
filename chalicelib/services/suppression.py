"""Addresses that a tenant's notices are not sent to: mail that bounced, complaints, numbers that are none."""

import hmac
from collections.abc import Callable
from hashlib import sha256
from typing import Literal

from chalicelib.adapters.dynamodb.notices import SuppressedAddresses
from chalicelib.domain.channel import Suppressed, hint, normal
from chalicelib.domain.clock import Clock
from chalicelib.domain.errors import NotFound
from chalicelib.domain.language import Localized

_MISSING = Localized(en="This address is not on the list.", zh="该地址不在名单中。")


class SuppressionService:
    """The suppression list of one tenant. Addresses are compared by keyed digests and not kept."""

    def __init__(self, store: SuppressedAddresses, digest_key: Callable[[], bytes], clock: Clock) -> None:
        self._store = store
        self._digest_key = digest_key
        self._clock = clock

    def holds(self, address: str) -> bool:
        """Whether nothing is to be sent there."""
        return self._store.has(self._digest(address))

    def add(self, address: str, reason: Literal["bounce", "complaint", "by_hand"]) -> Suppressed:
        """Send nothing there any more; the entry that is there already stays as it is."""
        entry = Suppressed(digest=self._digest(address), hint=hint(address), reason=reason, at=self._clock.now())
        return self._store.add(entry)

    def remove(self, digest: str) -> None:
        """Let an address be sent to again. Raises NotFound."""
        if not self._store.remove(digest):
            raise NotFound("address_not_suppressed", _MISSING)

    def page(self, after: str | None, limit: int) -> tuple[tuple[Suppressed, ...], str | None]:
        """The list, newest first."""
        return self._store.page(after, limit)

    def _digest(self, address: str) -> str:
        return hmac.new(self._digest_key(), normal(address).encode(), sha256).hexdigest()
