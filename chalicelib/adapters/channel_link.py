"""What every channel is, what it gets to work with, and what the answers of vendors have in common."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from http import HTTPStatus
from typing import Protocol

from pydantic import JsonValue

from chalicelib.adapters.email import Mailer
from chalicelib.adapters.vendor_http import NoAnswer, NotSent, VendorAnswer, VendorHttp
from chalicelib.adapters.vendor_tokens import Token, TokenKey, VendorTokens
from chalicelib.domain.channel import Contact, Message, Outcome, Sent, Shown, Verdict
from chalicelib.domain.clock import Clock
from chalicelib.domain.language import Localized
from chalicelib.domain.model import DomainModel

_BUSY = frozenset({HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE})
_LONGEST_WAIT_S = 24 * 3600


class Declined(Exception):
    """A step before the message itself came to an end: nothing was sent, and this is why."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__(outcome.detail)
        self.outcome = outcome


@dataclass(frozen=True)
class Link:
    """A tenant's way to a vendor."""

    tenant: str
    setting: Mapping[str, JsonValue]
    credentials: Mapping[str, str]
    http: VendorHttp
    tokens: VendorTokens
    clock: Clock
    mailer: Mailer


class Channel(Protocol):
    """One way to reach people."""

    @property
    def name(self) -> Localized:
        """What people call it."""

    @property
    def setting(self) -> type[DomainModel]:
        """What a tenant sets for it, besides credentials."""

    @property
    def credentials(self) -> tuple[str, ...]:
        """The names of its credentials."""

    @property
    def follows(self) -> timedelta:
        """For how long the vendor can be asked what became of a message; zero where it cannot."""

    @property
    def tells_read(self) -> bool:
        """Whether the vendor says that a message was read."""

    @property
    def finds(self) -> bool:
        """Whether the vendor finds a message by our own key, when its answer was lost."""

    @property
    def repeats(self) -> timedelta:
        """For how long the vendor drops a message with the same key as one before; zero where it never does."""

    def address(self, contact: Contact) -> str | None:
        """Where somebody is reached, if they are."""

    def shown(self, message: Message) -> Shown:
        """The message as its recipient sees it."""

    def send(self, message: Message, link: Link) -> Outcome:
        """Send once. Raises Declined, NotSent, NoAnswer."""

    def look_up(self, sent: Sent, link: Link) -> Outcome | None:
        """What became of a message; None when the vendor has nothing new to say. Raises as `send` does."""


def with_token(
    link: Link,
    key: TokenKey,
    ask: Callable[[], Token],
    call: Callable[[str], VendorAnswer],
    is_spent: Callable[[VendorAnswer], bool],
) -> VendorAnswer:
    """A call with an access token; where the vendor takes the token no more, once again with a new one."""

    def asked() -> Token:
        try:
            return ask()
        except NoAnswer as error:
            raise NotSent(f"no access token: {error}") from error

    token = link.tokens.get(key, link.clock.now(), asked)
    answer = call(token)
    if is_spent(answer):
        link.tokens.forget(key, token)
        answer = call(link.tokens.get(key, link.clock.now(), asked))
    return answer


def by_status(answer: VendorAnswer) -> Outcome | None:
    """What an answer means by its status alone; None where its body has to be read."""
    detail = f"HTTP {answer.status}"
    if answer.status in _BUSY:
        return Outcome(state="later", detail=detail, retry_after=retry_after(answer))
    if answer.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return Outcome(state="unsure", detail=detail)
    if not answer.readable:
        unsure = answer.status < HTTPStatus.BAD_REQUEST
        return Outcome(state="unsure" if unsure else "refused", detail=f"{detail}, no JSON object")
    return None


def retry_after(answer: VendorAnswer, otherwise: float = 60) -> float:
    """How many seconds the vendor asks to wait."""
    for name in ("retry-after", "x-ogw-ratelimit-reset"):
        text = answer.headers.get(name, "")
        if text.isascii() and text.isdigit():
            return min(float(text), _LONGEST_WAIT_S)
    return otherwise


def by_verdict(verdict: Verdict, detail: str, wait: float = 60) -> Outcome:
    """The outcome that a verdict comes to. What was dropped as a repeat goes out once more, with another end."""
    detail = detail[:500]
    if verdict in {"later", "duplicate"}:
        return Outcome(state="later", detail=detail, retry_after=wait)
    if verdict == "unsure":
        return Outcome(state="unsure", detail=detail)
    return Outcome(state="refused", detail=detail)
