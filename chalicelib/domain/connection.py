"""A connection: one tenant's way into one other system; and every exchange that went over it."""

from typing import Literal

from pydantic import AwareDatetime, Field

from chalicelib.domain.language import Localized
from chalicelib.domain.model import DomainModel

MOST_CONNECTIONS = 20
MOST_TRIES_KEPT = 20
MOST_TEXT = 4000


class Connection(DomainModel):
    """Where a tenant's results go. The secret lies in Secrets Manager.

    Only what was tested as it now is can be enabled; a change of the settings has it tested again.
    """

    id: str
    name: str = Field(min_length=1, max_length=200)
    connector: str
    settings: dict[str, str]
    enabled: bool = False
    tested_at: AwareDatetime | None = Field(default=None, description="When the last test of these settings went well")
    created_at: AwareDatetime


class Said(DomainModel):
    """One call and what came of it, bounded, without secrets."""

    at: AwareDatetime
    method: str
    url: str = Field(description="Without its query")
    headers: dict[str, str]
    body: str
    status: int | None = None
    answer_headers: dict[str, str] = Field(default_factory=dict)
    answer: str = ""
    error: str = Field(default="", max_length=500, description="Why there was no answer")


class Exchange(DomainModel):
    """One thing that the other system is told, however many tries it takes. Its id is the key that each try carries."""

    id: str
    connection: str
    kind: Literal["result", "test"]
    interview: str | None = None
    attempt: int | None = None
    number: int | None = Field(default=None, description="Of the decision")
    state: Literal["pending", "done", "failed"] = "pending"
    tries: int = Field(default=0, description="Tries of the present run; a retry by hand begins a new one")
    failures: int = Field(default=0, description="How often it was given up")
    said: tuple[Said, ...] = Field(default=(), description="The last calls, oldest first")
    problem: Localized | None = None
    busy_until: AwareDatetime | None = None
    not_before: AwareDatetime | None = None
    created_at: AwareDatetime
