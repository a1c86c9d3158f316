"""What was said, with its times."""

from typing import Literal

from pydantic import Field

from chalicelib.domain.language import Language
from chalicelib.domain.model import DomainModel

# A choice, not a measurement: few words of clear speech fall below it, many of those that were guessed do.
DOUBTFUL_BELOW = 0.4

EmptyReason = Literal["silence", "no_speech", "unintelligible"]


class Word(DomainModel):
    """One word (a character or a short run of them in Chinese) with its place in the recording."""

    text: str
    start_ms: int = Field(ge=0)
    end_ms: int = Field(ge=0)
    probability: float | None = Field(ge=0, le=1, description="Null where the recogniser does not tell")

    @property
    def doubtful(self) -> bool:
        """Whether a reader should listen before believing it."""
        return self.probability is not None and self.probability < DOUBTFUL_BELOW


class Clause(DomainModel):
    """A stretch of speech between two pauses or marks: the unit that evidence quotes verbatim."""

    text: str
    start_ms: int = Field(ge=0)
    end_ms: int = Field(ge=0)
    language: Language
    probability: float | None = Field(
        ge=0, le=1, description="Mean probability of its words; null where the recogniser does not tell"
    )


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

    def pieces(self, clause: Clause) -> list[tuple[str, bool]]:
        """The clause's text in pieces, each with whether it is a doubtful word."""
        pieces: list[tuple[str, bool]] = []
        shown = at = 0
        for word in self.words:
            if word.start_ms < clause.start_ms or word.end_ms > clause.end_ms:
                continue
            begin = clause.text.find(word.text, at)
            if begin < 0:
                continue
            at = begin + len(word.text)
            if word.doubtful:
                pieces += [(clause.text[shown:begin], False), (word.text, True)]
                shown = at
        return [piece for piece in (*pieces, (clause.text[shown:], False)) if piece[0]]
