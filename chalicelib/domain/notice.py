"""Notices: what people are told, through which channel, and how far each message has come."""

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
]
PURPOSES: tuple[Purpose, ...] = get_args(Purpose)
TO_CANDIDATES: frozenset[Purpose] = frozenset({"next_round", "under_review", "thank_you", "retest", "course"})
Audience = Literal["candidate", "team", "hiring_managers", "tenant"]
"""Who a notice is for: the candidate; the job's owners and recruiters; its hiring managers; the tenant's contact. The
tenant's contact stands in for a team of which nobody can be reached."""
NoticeState = Literal["queued", "held", "sending", "accepted", "delivered", "read", "failed", "unknown", "suppressed"]
"""`held` waits for the end of quiet hours. `accepted` is all that some channels ever say. `unknown` may or may not have
gone out and is not tried again by itself. `suppressed` was not sent because its address is on the suppression list."""


class Attempt(DomainModel):
    """One try through one channel."""

    channel: str
    address: str
    state: NoticeState
    provider_id: str | None = None
    at: AwareDatetime
    detail: str = Field(default="", max_length=500, description="What the vendor said, without secrets")


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
    begun: int = 0
    resends: int = 0
