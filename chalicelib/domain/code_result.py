"""What came of running a code answer against its question's tests."""

from typing import Literal

from pydantic import Field

from chalicelib.domain.code_task import CodeLanguage
from chalicelib.domain.language import Localized
from chalicelib.domain.model import DomainModel

CodeOutcome = Literal["passed", "failed", "timed_out", "crashed", "refused"]


class CodeTestResult(DomainModel):
    """One test. `failed`: another output than expected; `refused`: it tried what an answer may not do."""

    name: str
    outcome: CodeOutcome
    weight: float
    hidden: bool
    expected: str = Field(default="", description="Shortened; only where the output was another")
    got: str = Field(default="", description="Shortened; the output, or the error that ended the run")


class CodeSimilarity(DomainModel):
    """The most similar of the other answers to the question. A hint for people, never part of a score.

    Short tasks look alike: two honest answers may share much. What the question gives, and what most answers have,
    does not count.
    """

    interview: str = Field(description="The interview whose answer it is")
    share: float = Field(ge=0, le=1, description="Share of the shorter answer's code fragments that both have")
    compared: int = Field(ge=1, description="How many other answers were compared, the newest")


class CodeResult(DomainModel):
    """A code answer with its tests. `tests` is empty exactly when `not_run` says why nothing could be run."""

    language: CodeLanguage
    runtime: str = Field(description="Language and version that ran it; empty where nothing did")
    runner: str = Field(description="Version of the rules by which it was run")
    source: str = Field(description="The answer, verbatim")
    tests: tuple[CodeTestResult, ...] = ()
    not_run: Localized | None = None
    similar: CodeSimilarity | None = Field(
        default=None, description="Null where no other answer is similar, and for an answer that came first"
    )

    @property
    def passed(self) -> tuple[CodeTestResult, ...]:
        """The tests that were passed, in their order."""
        return tuple(test for test in self.tests if test.outcome == "passed")
