"""How a candidate's profile matches a job, with the reason for every part of it."""

from typing import Literal

from pydantic import AwareDatetime, Field

from chalicelib.domain.language import Localized
from chalicelib.domain.model import DomainModel
from chalicelib.domain.requirement import Requirement


class RequirementResult(DomainModel):
    """One stated requirement against one profile. `unknown`: the profile says nothing of it, a person should ask."""

    requirement: Requirement
    outcome: Literal["met", "unmet", "unknown"]
    quote: str = Field(default="", max_length=300, description="What in the profile or CV it rests on, verbatim")
    reason: Localized


class TermMatch(DomainModel):
    """One key term of the job and where the candidate's text has it, or what comes closest to it."""

    term: str
    weight: float = Field(ge=0, le=1)
    similarity: float = Field(ge=0, le=1)
    quote: str = Field(default="", max_length=300)


class Match(DomainModel):
    """A candidate against a job: 0 to 100, what it is made of, and the versions that made it.

    `meets`: `yes` when every essential requirement is met, `no` when one is unmet, `unknown` otherwise. It orders and
    filters lists; nothing is ever decided by it alone.
    """

    score: float = Field(ge=0, le=100)
    meets: Literal["yes", "no", "unknown"]
    requirements: tuple[RequirementResult, ...] = ()
    terms: tuple[TermMatch, ...] = ()
    versions: dict[str, str] = Field(default_factory=dict)
    at: AwareDatetime | None = None
