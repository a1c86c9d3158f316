"""Endpoints that want events, how they are signed for (Standard Webhooks), and the record of every delivery."""

import base64
import hashlib
import hmac
from collections.abc import Sequence
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Literal

from pydantic import AwareDatetime, Field

from chalicelib.domain.model import DomainModel

DeliveryState = Literal["pending", "waiting", "delivered", "failed"]
"""`waiting`: until the endpoint answers again, or is switched on again."""
DisabledReason = Literal["by_tenant", "gone", "failing"]

# Three days in all: the schedule that Standard Webhooks recommends.
RETRY_AFTER: tuple[timedelta, ...] = tuple(
    timedelta(seconds=seconds) for seconds in (5, 300, 1800, 7200, 18000, 36000, 50400, 72000, 86400)
)
LONGEST_WAIT = timedelta(days=1)
KEPT_FOR = timedelta(days=30)
_JITTER = 0.2
_ATTEMPTS_LISTED = 20


class WebhookEndpoint(DomainModel):
    """Where a tenant wants its events. The signing secrets lie in Secrets Manager."""

    id: str
    url: str
    events: tuple[str, ...] = Field(description="Types of events; `interview.*` are all of interviews, `*` all")
    description: str = Field(default="", max_length=500)
    stripe_signature: bool = Field(default=False, description="Whether a signature in Stripe's manner is sent too")
    enabled: bool = True
    disabled_reason: DisabledReason | None = None
    disabled_at: AwareDatetime | None = None
    created_at: AwareDatetime


class OldSecret(DomainModel):
    """A secret that was replaced and still signs until then."""

    secret: str
    until: AwareDatetime


class SigningSecrets(DomainModel):
    """What an endpoint's deliveries are signed with: the newest secret and those whose overlap is not over."""

    current: str
    previous: tuple[OldSecret, ...] = ()
    rotation: str | None = Field(default=None, description="Names the last rotation, so that it can be done again")

    def good(self, now: datetime) -> tuple[str, ...]:
        """Every secret to sign with, the newest first."""
        return (self.current, *(old.secret for old in self.previous if now < old.until))

    def pruned(self, now: datetime) -> "SigningSecrets":
        """Without those whose overlap is over."""
        return self.model_copy(update={"previous": tuple(old for old in self.previous if now < old.until)})

    def rotated(self, secret: str, rotation: str, now: datetime, overlap: timedelta) -> "SigningSecrets":
        """With a new secret; a rotation done again replaces only what nobody has seen."""
        if self.rotation == rotation:
            return self.model_copy(update={"current": secret})
        replaced = OldSecret(secret=self.current, until=now + overlap)
        return SigningSecrets(current=secret, previous=(replaced, *self.previous), rotation=rotation).pruned(now)


class DeliveryAttempt(DomainModel):
    """One try: what came back, or why nothing did."""

    at: AwareDatetime
    number: int = 0
    status: int | None = None
    latency_ms: int | None = None
    error: str | None = Field(default=None, max_length=500)


class DeliveryLog(DomainModel):
    """What one try sent and what came back. The body that was sent is the event's."""

    attempt: DeliveryAttempt
    url: str
    request_headers: dict[str, str]
    response_headers: dict[str, str] = Field(default_factory=dict)
    response_body: str = Field(default="", description="Its first 2,000 characters")


class Delivery(DomainModel):
    """One event on its way to one endpoint."""

    event: str
    event_type: str
    endpoint: str
    state: DeliveryState = "pending"
    begun: int = Field(default=0, description="Tries begun, those that were cut off included")
    noted: int = Field(default=0, description="Tries that came to an end")
    step: int = Field(
        default=0, description="How far along the schedule it is; tries that test an endpoint do not count"
    )
    attempts: tuple[DeliveryAttempt, ...] = Field(default=(), description="The last tries")
    created_at: AwareDatetime
    next_attempt_at: AwareDatetime | None = None
    waiting_since: AwareDatetime | None = None

    def tried(self, attempt: DeliveryAttempt) -> "Delivery":
        """With one more try on record."""
        listed = (*self.attempts, attempt)[-_ATTEMPTS_LISTED:]
        return self.model_copy(update={"attempts": listed, "noted": self.noted + 1, "next_attempt_at": None})


def share(*names: str) -> float:
    """A number from 0 to 1 made of names: spreads what would come at once, and the same way in every run."""
    return int.from_bytes(hashlib.sha256("/".join(names).encode()).digest()[:4], "big") / 2**32


def next_wait(event: str, endpoint: str, step: int, asked: timedelta | None) -> timedelta:
    """How long to wait after a try that failed: the schedule and up to a fifth, or what the receiver asked for."""
    planned = RETRY_AFTER[step] * (1 + _JITTER * share(event, endpoint, str(step)))
    return max(planned, asked) if asked else planned


def asked_wait(retry_after: str | None, now: datetime) -> timedelta | None:
    """What a `Retry-After` header asks for, in seconds or as a date, up to a day; None where it says nothing."""
    text = (retry_after or "").strip()
    if text.isascii() and text.isdigit():
        return timedelta(seconds=min(int(text[:9]), int(LONGEST_WAIT.total_seconds())))
    try:
        wait = parsedate_to_datetime(text) - now
    except (ValueError, TypeError):
        return None
    return min(max(wait, timedelta()), LONGEST_WAIT)


def sign(secrets: Sequence[str], message_id: str, at: datetime, body: str) -> dict[str, str]:
    """The three headers of Standard Webhooks, symmetric scheme v1, with a signature by each secret.

    A secret is `whsec_` and base64; the signed content is `id.timestamp.body`.
    Source: https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
    """
    timestamp = str(int(at.timestamp()))
    content = f"{message_id}.{timestamp}.{body}".encode()
    digests = [hmac.digest(base64.b64decode(one.removeprefix("whsec_")), content, hashlib.sha256) for one in secrets]
    return {
        "webhook-id": message_id,
        "webhook-timestamp": timestamp,
        "webhook-signature": " ".join(f"v1,{base64.b64encode(digest).decode()}" for digest in digests),
    }


def sign_as_stripe(secrets: Sequence[str], at: datetime, body: str) -> dict[str, str]:
    """A header that Stripe's libraries verify, with a signature by each secret, whose text is the key.

    Source: https://docs.stripe.com/webhooks#verify-manually
    """
    timestamp = str(int(at.timestamp()))
    content = f"{timestamp}.{body}".encode()
    signatures = [f"v1={hmac.new(secret.encode(), content, hashlib.sha256).hexdigest()}" for secret in secrets]
    return {"Candor-Signature": ",".join((f"t={timestamp}", *signatures))}
