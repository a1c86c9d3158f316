"""What was said, with its times."""

from typing import Literal

from pydantic import Field

from chalicelib.domain.language import Language
from chalicelib.domain.model import DomainModel

EmptyReason = Literal["silence", "no_speech", "unintelligible"]


class Word(DomainModel):
    """One word (a character or a short run of them in Chinese) with its place in the recording."""

    text: str
    start_ms: int = Field(ge=0)
    end_ms: int = Field(ge=0)
    probability: float = Field(ge=0, le=1)


class Clause(DomainModel):
    """A stretch of speech between two pauses or marks: the unit that evidence quotes verbatim."""

    text: str
    start_ms: int = Field(ge=0)
    end_ms: int = Field(ge=0)
    language: Language
    probability: float = Field(ge=0, le=1, description="Mean probability of its tokens")


class Transcript(DomainModel):
    """The transcript of one answer. `clauses` is empty exactly when `empty_reason` is set."""

    language: Language
    duration_ms: int = Field(ge=0, description="Length of the recording")
    speech_ms: int = Field(ge=0, description="Length of the speech in it")
    clauses: tuple[Clause, ...] = ()
    words: tuple[Word, ...] = ()
    empty_reason: EmptyReason | None = None
    cut_short: bool = Field(default=False, description="The recording breaks off; this is what could be read of it")
    recogniser: str = Field(description="Name and version of what made it")

    @property
    def text(self) -> str:
        """All clauses joined as one would read them."""
        joiner = "" if self.language == "zh" else " "
        return joiner.join(clause.text for clause in self.clauses)
