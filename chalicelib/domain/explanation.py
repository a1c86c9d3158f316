"""What a scorecard means, in words: strengths, gaps, requirements, levels, what to ask next, what nobody could judge.

Everything here stands on the scorecard, its evidence, the plan and the match of the application: nothing is made up.
"""

from typing import Literal

from pydantic import AwareDatetime, Field

from chalicelib.domain.language import Localized
from chalicelib.domain.model import DomainModel
from chalicelib.domain.scorecard import AbstainReason, Evidence

METHOD = "1"
"""Changes whenever the same scorecard, plan and match would be explained in other words."""
Cause = Literal["abstained", "low", "uncertain"]


class Finding(DomainModel):
    """A strength or a gap: a dimension, what it stands on, and the key points that were not met."""

    dimension: str
    score: float = Field(ge=0, le=100)
    text: Localized
    evidence: tuple[Evidence, ...] = Field(description="Of a strength what met something; of a gap what came closest")
    missed: tuple[str, ...] = Field(default=(), description="Key points that no answer met, in the job's words")


class LevelReason(DomainModel):
    """Why a dimension is at this level and not at the next one up."""

    dimension: str
    score: float = Field(ge=0, le=100)
    level: int = Field(ge=1, le=5)
    why: Localized
    not_next: Localized | None = Field(description="Null at the highest level")


class RequirementMatch(DomainModel):
    """One requirement of the job: stated for it, or a key point that a strong answer covers."""

    kind: Literal["stated", "key_point"]
    name: Localized
    essential: bool = False
    outcome: Literal["met", "unmet", "unknown"]
    reason: Localized
    quote: str = Field(default="", description="What it rests on, verbatim: of the CV, or of the answer")
    question: str | None = Field(default=None, description="Key of the question, for a key point")
    start_ms: int | None = None
    end_ms: int | None = None


class NextQuestion(DomainModel):
    """What to ask in the next round about a dimension, and why."""

    dimension: str
    cause: Cause
    question: Localized
    why: Localized
    listen_for: tuple[str, ...] = Field(default=(), description="Key points that were not met, in the job's words")
    source: str = Field(default="", description="The question of the bank; empty where the key points made it")


class Abstention(DomainModel):
    """A dimension of an answer that was not judged, and what a person should look at."""

    question: str
    dimension: str
    code: AbstainReason
    reason: Localized
    look_at: Localized


class VersionEntry(DomainModel):
    """One thing that had a part in the result, and its version."""

    key: str
    name: Localized
    value: str


class Explanation(DomainModel):
    """The explanation of one attempt. Like the report that it lies beside, it does not change any more."""

    interview: str
    attempt: int
    strengths: tuple[Finding, ...]
    gaps: tuple[Finding, ...]
    levels: tuple[LevelReason, ...]
    requirements: tuple[RequirementMatch, ...]
    next_round: tuple[NextQuestion, ...]
    abstentions: tuple[Abstention, ...]
    versions: tuple[VersionEntry, ...]
    made_at: AwareDatetime
