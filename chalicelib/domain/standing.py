"""Where an interview stands now: its total and its current decision, as lists of a job and of a tenant show it."""

from typing import Final

from pydantic import AwareDatetime, Field

from chalicelib.domain.decision import Outcome
from chalicelib.domain.model import DomainModel

COUNTS_FOR_PASS_RATE: Final[frozenset[Outcome]] = frozenset({"advance", "thank_you"})
"""Who waits for a person, or is to take the interview again, has neither passed nor failed."""


class Standing(DomainModel):
    """The decision that holds for the last attempt that has one. Ids and figures, nothing personal."""

    interview: str
    job: str
    candidate: str
    attempt: int = Field(ge=1)
    number: int = Field(ge=1, description="Of the decision, in the attempt's history")
    outcome: Outcome
    total: float | None
    talent_pool: bool = False
    decided_at: AwareDatetime


class RankedTotal(DomainModel):
    """A row of a job's ranking."""

    interview: str
    candidate: str
    total: float


class Pooled(DomainModel):
    """A row of the talent pool."""

    interview: str
    job: str
    candidate: str
    total: float | None
    since: AwareDatetime


class CountedTotals(DomainModel):
    """How many interviews of a job have a total; kept in parts that add up."""

    count: int = Field(default=0, ge=0)
