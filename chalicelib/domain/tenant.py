"""A company that uses the product, and the keys that its systems call with."""

from typing import Literal

from pydantic import AwareDatetime, EmailStr

from chalicelib.domain.language import Language
from chalicelib.domain.model import DomainModel

Scope = Literal["jobs", "interviews", "reports", "webhooks"]
ALL_SCOPES: tuple[Scope, ...] = ("jobs", "interviews", "reports", "webhooks")


class Tenant(DomainModel):
    """One company. Everything it owns lies under its id."""

    id: str
    name: str
    language: Language
    contact_email: EmailStr
    created_at: AwareDatetime


class ApiKey(DomainModel):
    """An API key as it is stored: its hash, never the key."""

    id: str
    digest: str
    scopes: tuple[Scope, ...]
    created_at: AwareDatetime
