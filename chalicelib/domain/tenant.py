"""A company that uses the product, its quotas, and the keys that its systems call with."""

import hashlib
import hmac
from datetime import datetime
from typing import Annotated, Literal

from pydantic import AwareDatetime, EmailStr, Field, StringConstraints

from chalicelib.domain.access import PERMISSIONS, Access, Actor, Grant, Permission
from chalicelib.domain.judge import JudgeSetting
from chalicelib.domain.language import Language
from chalicelib.domain.model import DomainModel
from chalicelib.domain.question import DimensionKey

Plan = Literal["trial", "standard", "enterprise"]
TenantState = Literal["active", "suspended"]
Region = Literal["cn", "eu", "us", "ap"]
RecogniserKey = Annotated[str, StringConstraints(pattern=r"^[a-z0-9_]{1,40}$")]


RULES_MAY_DECLINE: frozenset[Region] = frozenset({"cn", "us", "ap"})
"""Regions where a rule may decline at all, with notice and an appeal to a person. In the EU nobody is declined by
software alone (GDPR article 22); China's PIPL, article 24, asks for the way to a person that the appeal is."""


class Quotas(DomainModel):
    """What a tenant may use; a request beyond it is refused with 429."""

    requests_per_minute: int = Field(default=3000, ge=1, le=1_000_000)
    key_requests_per_minute: int = Field(default=1200, ge=1, le=1_000_000)
    interviews_per_day: int = Field(default=12_000, ge=0, le=1_000_000)
    candidates_per_import: int = Field(default=100_000, ge=1, le=100_000)


PLAN_QUOTAS: dict[Plan, Quotas] = {
    "trial": Quotas(
        requests_per_minute=300, key_requests_per_minute=300, interviews_per_day=50, candidates_per_import=1000
    ),
    "standard": Quotas(),
    "enterprise": Quotas(requests_per_minute=12_000, key_requests_per_minute=6000, interviews_per_day=50_000),
}


class Retention(DomainModel):
    """How long things are kept, in days. Media can go long before the records of decisions."""

    media_days: int = Field(default=180, ge=1, le=3650)
    record_days: int = Field(default=1095, ge=30, le=3650)


class Course(DomainModel):
    """Where a tenant's people learn what a dimension is about."""

    dimension: DimensionKey
    title: str = Field(min_length=1, max_length=200)
    url: str = Field(pattern=r"^https://\S+$", max_length=2000)


class ReportSharing(DomainModel):
    """What candidates are shown of their own report. Off unless the tenant wants it."""

    enabled: bool = False
    hidden: tuple[
        Literal["scores", "intervals", "evidence", "transcript", "measurements", "gaps", "next_round"], ...
    ] = ()


class Tenant(DomainModel):
    """One company. Everything it owns lies under its id."""

    id: str
    name: str = Field(min_length=1, max_length=200)
    language: Language
    contact_email: EmailStr
    plan: Plan = "standard"
    region: Region = "cn"
    retention: Retention = Retention()
    quotas: Quotas = Quotas()
    state: TenantState = "active"
    recognisers: dict[Language, RecogniserKey] = Field(
        default_factory=dict, description="What transcribes a language; the installation's choice where it is missing"
    )
    judge: JudgeSetting | None = Field(default=None, description="A language model as second judge; off unless set")
    automatic_thanks: bool = Field(
        default=False, description="Whether a rule alone may decline, with notice and appeal, where the region allows"
    )
    courses: tuple[Course, ...] = Field(default=(), max_length=50)
    report_sharing: ReportSharing = ReportSharing()
    secret: str = Field(description="Hex; what the tenant's own keys are derived from")
    created_at: AwareDatetime

    @property
    def cursor_key(self) -> bytes:
        """Signs page cursors."""
        return self._derived("cursors")

    @property
    def digest_key(self) -> bytes:
        """Digests personal values in the audit log, so that nobody finds a phone number by trying them all."""
        return self._derived("personal values")

    @property
    def link_key(self) -> bytes:
        """Makes links that come out the same when a step is done again."""
        return self._derived("links")

    def _derived(self, purpose: str) -> bytes:
        return hmac.digest(bytes.fromhex(self.secret), purpose.encode(), hashlib.sha256)


class ApiKey(DomainModel):
    """An API key as it is stored: hashes, never the key.

    A rotated key keeps its id and scopes; the secret before it stays good until `previous_until`.
    """

    id: str
    name: str = Field(default="", max_length=200)
    digest: str
    previous_digest: str | None = None
    previous_until: AwareDatetime | None = None
    scopes: tuple[Permission, ...] = PERMISSIONS
    expires_at: AwareDatetime | None = None
    revoked: bool = False
    rotated_at: AwareDatetime | None = None
    rotation: str | None = Field(default=None, description="Names the last rotation, so that it can be done again")
    created_at: AwareDatetime

    @property
    def access(self) -> Access:
        """What the key may do: its scopes, everywhere."""
        actor = Actor(kind="api_key", id=self.id, name=self.name)
        return Access(actor=actor, grants=(Grant(permissions=frozenset(self.scopes), everywhere=True),))

    def state(self, now: datetime) -> Literal["active", "expired", "revoked"]:
        """Whether the key still opens anything."""
        if self.revoked:
            return "revoked"
        return "expired" if self.expires_at and now >= self.expires_at else "active"


class ApiKeyUse(DomainModel):
    """When a key was last used, to some minutes. Apart from the key, whose revision a mere use must not change."""

    key: str
    at: AwareDatetime
