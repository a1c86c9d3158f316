"""Notices: what people are told, through which channel, and how far each message has come."""

import hashlib
from datetime import datetime
from typing import Literal, get_args

from pydantic import AwareDatetime, Field

from chalicelib.domain.language import Language
from chalicelib.domain.model import DomainModel

Purpose = Literal[
    "report_ready",
    "review_requested",
    "review_reminder",
    "review_overdue",
    "next_round",
    "under_review",
    "thank_you",
    "retest",
    "department_report",
    "course",
    "pass_rate_low",
    "top_candidates",
    "connector_failed",
    "endpoint_disabled",
    "appeal_received",
    "needs_attention",
    "test",
]
PURPOSES: tuple[Purpose, ...] = get_args(Purpose)
TO_CANDIDATES: frozenset[Purpose] = frozenset({"next_round", "under_review", "thank_you", "retest", "course"})
Audience = Literal["candidate", "team", "hiring_managers", "tenant"]
"""Who a notice is for: the candidate; the job's owners and recruiters; its hiring managers; the tenant's contact. The
tenant's contact stands in for a team of which nobody can be reached."""
NoticeState = Literal["queued", "held", "sending", "accepted", "delivered", "read", "failed", "unknown", "suppressed"]
"""`held` waits for the end of quiet hours. `accepted` is all that some channels ever say. `unknown` may or may not have
gone out and is not tried again by itself. `suppressed` was not sent because its address is on the suppression list."""


SETTLED: frozenset[NoticeState] = frozenset({"accepted", "delivered", "read", "failed", "unknown", "suppressed"})
"""States in which nothing more is tried by itself; word of what became of it may still come."""


class Attempt(DomainModel):
    """One try through one channel."""

    channel: str
    address: str
    state: NoticeState
    provider_id: str | None = None
    at: AwareDatetime
    detail: str = Field(default="", max_length=500, description="What the vendor said, without secrets")
    key: str = Field(default="", description="Our own id of the message, which a vendor may tell repeats by")
    asked: int = Field(default=0, ge=0, description="How often the vendor was asked what became of it")


class Address(DomainModel):
    """Where a channel reaches somebody."""

    channel: str
    address: str = Field(min_length=1, max_length=320)


class Notice(DomainModel):
    """One message to one person, whatever channel it takes."""

    id: str
    purpose: Purpose
    about: str = Field(description="What it is about, for example `interview/1`; the same again is the same notice")
    interview: str | None = None
    job: str | None = None
    recipient_kind: Literal["candidate", "user", "tenant"]
    recipient: str
    language: Language
    subject: str
    text: str
    state: NoticeState = "queued"
    tried: tuple[Attempt, ...] = ()
    created_at: AwareDatetime
    next_at: AwareDatetime | None = None
    begun: int = Field(default=0, description="Tries that were begun, over all channels and resends")
    resends: int = 0
    candidate: str | None = None
    short: str = Field(default="", description="What channels for short messages show in place of `text`")
    facts: dict[str, str] = Field(
        default_factory=dict, description="What its text was made of; SMS vendors make theirs of these"
    )
    sealed_url: str | None = Field(
        default=None, description="A link that opens something by itself, encrypted; texts have its place only"
    )
    pinned: Address | None = Field(default=None, description="The one channel and address of a test")
    reason: str = Field(default="", max_length=500, description="Why it reached nobody")
    round_from: int = Field(default=0, description="Where in `tried` the tries since the last resend begin")
    resend: str | None = Field(default=None, description="Names the last resend, so that it can be asked for again")

    @property
    def this_round(self) -> tuple[Attempt, ...]:
        """The tries since it was last sent again."""
        return self.tried[self.round_from :]

    def with_last(self, **changed: object) -> "Notice":
        """With the last try changed."""
        last = self.tried[-1].model_copy(update=changed)
        return self.model_copy(update={"tried": (*self.tried[:-1], last)})

    def due(self, now: datetime) -> bool:
        """Whether something is to be done about it."""
        return self.next_at is not None and self.next_at <= now


def notice_id(tenant: str, purpose: Purpose, about: str, recipient: str) -> str:
    """The one id that this notice to this recipient can have."""
    digest = hashlib.sha256(f"{tenant}/{purpose}/{about}/{recipient}".encode()).hexdigest()
    return f"ntc{digest[:32]}"
