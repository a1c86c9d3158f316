"""Vendors' access tokens, kept by the process that asked for them and renewed before they end."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

EARLY = timedelta(minutes=5)
MOST_KEPT = 1000


@dataclass(frozen=True)
class TokenKey:
    """Whose token it is: never another tenant's, even where the app is the same."""

    tenant: str
    channel: str
    app: str


@dataclass(frozen=True)
class Token:
    """An access token until it ends."""

    value: str
    ends_at: datetime


class VendorTokens:
    """Tokens by whose they are. One thread asks for a token, the others wait for what it gets."""

    def __init__(self) -> None:
        self._kept: dict[TokenKey, Token] = {}
        self._locks: dict[TokenKey, threading.Lock] = {}
        self._own = threading.Lock()

    def get(self, key: TokenKey, now: datetime, ask: Callable[[], Token]) -> str:
        """The token; `ask` is called when there is none that holds five minutes more, and may raise."""
        with self._lock(key):
            kept = self._kept.get(key)
            if kept is None or kept.ends_at - EARLY <= now:
                if len(self._kept) >= MOST_KEPT:
                    self._kept.clear()
                kept = self._kept[key] = ask()
            return kept.value

    def forget(self, key: TokenKey, value: str) -> None:
        """A vendor takes this token no more; another one that came in its place meanwhile stays."""
        with self._lock(key):
            kept = self._kept.get(key)
            if kept and kept.value == value:
                del self._kept[key]

    def _lock(self, key: TokenKey) -> threading.Lock:
        with self._own:
            return self._locks.setdefault(key, threading.Lock())
