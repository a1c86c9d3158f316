"""What every endpoint of a second judge does: take one prompt, give one sample."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol

if TYPE_CHECKING:
    from chalicelib.domain.judge import Discard
    from workers.judging.prompt import Prompt

TEMPERATURE: Final = 0.7
"""At 0 all samples would be one; what they disagree about is what is wanted."""
LONGEST_OUTPUT: Final = 1500
"""Tokens of one sample; room for a model that thinks a little first."""
MOST_TOKENS: Final = 10_000_000
"""A count above it is no count: no model reads so much at once."""


class SampleFailed(Exception):
    """An endpoint gave no sample. Carries nothing of what it said: that may repeat the key or the transcript."""

    def __init__(self, why: Discard) -> None:
        super().__init__(why)
        self.why: Discard = why


class NoKey(Exception):
    """The endpoint's key cannot be had, or is none."""


@dataclass(frozen=True, slots=True)
class Sample:
    """What the model wrote, and the tokens that it took; None where the endpoint did not tell or cannot be believed."""

    text: str
    tokens_in: int | None
    tokens_out: int | None


class Endpoint(Protocol):
    """A model that can be asked."""

    def ask(self, prompt: Prompt, seed: int, within_s: float) -> Sample:
        """One sample, in at most `within_s` seconds. Raises SampleFailed."""


def tokens(count: object) -> int | None:
    """A count of tokens out of somebody else's JSON."""
    return count if type(count) is int and 0 <= count <= MOST_TOKENS else None
