"""What a job description suggests: key terms, dimensions and questions, each with the words that led to it."""

from typing import Literal

from pydantic import AwareDatetime, Field

from chalicelib.domain.model import DomainModel


class Passage(DomainModel):
    """Words of the job description, verbatim; `start` and `end` are character offsets in it."""

    text: str
    start: int = Field(ge=0)
    end: int = Field(ge=0)


class KeyTerm(DomainModel):
    """A term that matters in the job description."""

    term: str
    weight: float = Field(ge=0, le=1)
    passages: tuple[Passage, ...] = Field(min_length=1)


class ProposedDimension(DomainModel):
    """A dimension with the weight that the description suggests; the weights of all proposed ones sum to 1."""

    key: str
    weight: float = Field(gt=0, le=1)
    strength: float = Field(ge=0, le=1)
    because: tuple[Passage, ...] = Field(min_length=1)


class ProposedQuestion(DomainModel):
    """A question of the bank that fits the description."""

    question_id: str
    dimensions: tuple[str, ...]
    strength: float = Field(ge=0, le=1)
    because: tuple[Passage, ...] = Field(min_length=1)


class Suggestions(DomainModel):
    """All that was found in one description."""

    key_terms: tuple[KeyTerm, ...]
    dimensions: tuple[ProposedDimension, ...]
    questions: tuple[ProposedQuestion, ...]
    versions: dict[str, str] = Field(default_factory=dict)


class Proposal(DomainModel):
    """Suggestions asked for by a tenant for one job, and how far they are."""

    id: str
    job: str
    state: Literal["pending", "ready", "failed"] = "pending"
    suggestions: Suggestions | None = None
    problem: str | None = None
    created_at: AwareDatetime
