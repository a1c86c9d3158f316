"""What the stand-ins for vendors have in common: what was sent, tokens, and faults that somebody has planned."""

import secrets
import threading
import time
from collections import defaultdict, deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

TOKEN_S = 7200


@dataclass
class Kept:
    """One message that a vendor has taken. `dropped` says why its recipient never gets it."""

    id: str
    vendor: str
    recipient: str
    subject: str
    text: str
    own_id: str = ""
    url: str = ""
    at: float = field(default_factory=time.time)
    dropped: str = ""
    read: bool = False
    raw: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Call:
    """A request to a vendor; `path` is below the vendor's own prefix."""

    method: str
    url: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    raw: bytes
    body: Mapping[str, Any]


@dataclass(frozen=True)
class Reply:
    """What a vendor answers; a text is sent as it stands."""

    body: Mapping[str, Any] | str
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Fault:
    """What is to go wrong with the next call whose path holds `path`.

    `carried_out`: the vendor does what it was asked for all the same. `hang_s`: how long it keeps silent first.
    """

    reply: Reply | None = None
    path: str = ""
    carried_out: bool = False
    hang_s: float = 0.0


class Desk:
    """The memory of all stand-ins. `secrets` are those of the SMS accounts by their ids."""

    def __init__(self) -> None:
        self.lock = threading.RLock()
        self.kept: list[Kept] = []
        self.calls: list[tuple[str, Call]] = []
        self.secrets = {"demo": "demo-secret"}
        self._faults: dict[str, deque[Fault]] = defaultdict(deque)
        self._tokens: dict[str, float] = {}
        self._numbers = 1000

    def number(self) -> int:
        """A number that nothing else has."""
        with self.lock:
            self._numbers += 1
            return self._numbers

    def keep(self, kept: Kept) -> Kept:
        """Take a message."""
        with self.lock:
            self.kept.append(kept)
            return kept

    def of(self, vendor: str) -> list[Kept]:
        """What a vendor has taken, in order."""
        with self.lock:
            return [kept for kept in self.kept if kept.vendor == vendor]

    def find(self, vendor: str, kept_id: str) -> Kept | None:
        """One message of a vendor."""
        return next((kept for kept in self.of(vendor) if kept.id == kept_id), None)

    def sent_calls(self, vendor: str, path: str = "") -> list[Call]:
        """The calls to a vendor whose path holds `path`."""
        with self.lock:
            return [call for name, call in self.calls if name == vendor and path in call.path]

    def plan(self, vendor: str, *faults: Fault) -> None:
        """Let the vendor's next calls go wrong like this."""
        with self.lock:
            self._faults[vendor].extend(faults)

    def fault(self, vendor: str, path: str) -> Fault | None:
        """What is to go wrong with this call."""
        with self.lock:
            planned = self._faults[vendor]
            if planned and planned[0].path in path:
                return planned.popleft()
            return None

    def token(self) -> str:
        """A new access token."""
        with self.lock:
            made = secrets.token_urlsafe(24)
            self._tokens[made] = time.monotonic() + TOKEN_S
            return made

    def knows(self, token: str) -> bool:
        """Whether a token is one of ours and has not ended."""
        return self._tokens.get(token, 0.0) > time.monotonic()

    def end_tokens(self) -> None:
        """Take no token any more that was given so far."""
        with self.lock:
            self._tokens.clear()
