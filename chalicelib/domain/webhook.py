"""Events, the endpoints that want them, and the record of every delivery (Standard Webhooks)."""

import base64
import hashlib
import hmac
from datetime import datetime, timedelta
from typing import Literal

from pydantic import AwareDatetime, Field

from chalicelib.domain.model import DomainModel

EventType = Literal["interview.reported", "interview.needs_attention"]
EVENT_TYPES: tuple[EventType, ...] = ("interview.reported", "interview.needs_attention")
DeliveryState = Literal["pending", "delivered", "failed"]

# Three days in all: the schedule that Standard Webhooks recommends.
RETRY_AFTER: tuple[timedelta, ...] = tuple(
    timedelta(seconds=seconds) for seconds in (5, 300, 1800, 7200, 18000, 36000, 50400, 72000, 86400)
)


class InterviewFacts(DomainModel):
    """What an event says about an interview: ids and outcome, nothing personal."""

    interview_id: str
    job_id: str
    candidate_id: str
    attempt: int
    rescored: bool = Field(default=False, description="Whether this attempt scored again what was reported before")
    state: str
    outcome: str | None = Field(description="advance or human_review; absent without a report")
    total: float | None = Field(description="0 to 100; absent when nothing could be judged")
    report_url: str | None


class Envelope(DomainModel):
    """The body of a webhook."""

    type: EventType
    timestamp: AwareDatetime
    data: InterviewFacts


class Event(Envelope):
    """Something that happened. The id is the same however often it is sent; it travels as the header `webhook-id`."""

    id: str

    def body(self) -> str:
        """The body as it is signed and sent."""
        return Envelope(type=self.type, timestamp=self.timestamp, data=self.data).model_dump_json()


class WebhookEndpoint(DomainModel):
    """Where a tenant wants its events. The signing secret lies in Secrets Manager."""

    id: str
    url: str
    events: tuple[EventType, ...]
    created_at: AwareDatetime


class DeliveryAttempt(DomainModel):
    """One try: what came back, or why nothing did."""

    at: AwareDatetime
    status: int | None = None
    error: str | None = Field(default=None, max_length=500)


class Delivery(DomainModel):
    """One event on its way to one endpoint."""

    event: str
    event_type: EventType
    endpoint: str
    state: DeliveryState = "pending"
    begun: int = Field(default=0, description="Attempts begun; one more than `attempts` while one runs")
    attempts: tuple[DeliveryAttempt, ...] = ()
    created_at: AwareDatetime
    next_attempt_at: AwareDatetime | None = None


def event_id(tenant: str, interview: str, attempt: int, event_type: EventType) -> str:
    """The one id that this event of this attempt can have, so that doing it again never makes a second event."""
    digest = hashlib.sha256(f"{tenant}/{interview}/{attempt}/{event_type}".encode()).hexdigest()
    return f"evt{digest[:32]}"


def sign(secret: str, message_id: str, at: datetime, body: str) -> dict[str, str]:
    """The three headers of Standard Webhooks, symmetric scheme v1.

    `secret` is `whsec_` and base64; the signed content is `id.timestamp.body`.
    Source: https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
    """
    timestamp = str(int(at.timestamp()))
    key = base64.b64decode(secret.removeprefix("whsec_"))
    digest = hmac.new(key, f"{message_id}.{timestamp}.{body}".encode(), hashlib.sha256).digest()
    return {
        "webhook-id": message_id,
        "webhook-timestamp": timestamp,
        "webhook-signature": f"v1,{base64.b64encode(digest).decode()}",
    }
