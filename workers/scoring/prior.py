"""The question-independent prior: what human raters gave for coverage like this on other questions.

A linear model whose weights of coverage are at least 0. Fitted by
`load_tests/fit_prior.py` on human-scored short answers (see docs/scoring.md); its numbers lie in `prior.json`.
"""

import math
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Final

from pydantic import BaseModel, ConfigDict, Field

from workers.scoring.coverage import MEASURES, Coverage

_USUAL_LENGTH: Final = math.log1p(20)
FILE: Final = Path(__file__).with_name("prior.json")


class Prior(BaseModel):
    """Weights by measure, on the scale of 0 (nothing right) to 1 (full marks); `length` is not above 0.

    `half_width` is how far people's scores of answers to questions from elsewhere lie from the expectation at most, in
    four cases of five.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    version: str
    intercept: float
    weights: Mapping[str, float]
    length: float
    half_width: float = Field(gt=0, le=1)

    def predict(self, measured: Coverage) -> float:
        """Expected share of full marks, 0 to 1."""
        return min(max(self.at_usual_length(measured) + self.for_length(measured), 0.0), 1.0)

    def gain(self, measured: Coverage) -> float:
        """How far the expectation lies above that of an answer that covers nothing, as a share of what is to be had.

        For spoken answers, whose length has nothing to do with that of the short ones that the prior was fitted on.
        """
        return min(max(self.at_usual_length(measured) - self.intercept, 0.0) / (1 - self.intercept), 1.0)

    def at_usual_length(self, measured: Coverage) -> float:
        """The expectation for an answer of twenty words with this coverage, not cut to 0 to 1."""
        pairs = zip(MEASURES, measured.vector(), strict=True)
        return self.intercept + sum(self.weights[name] * value for name, value in pairs)

    def for_length(self, measured: Coverage) -> float:
        """What a longer answer loses, and a shorter one gains, so that length by itself does not pay."""
        return self.length * (measured.length - _USUAL_LENGTH)


@lru_cache(maxsize=1)
def shipped() -> Prior:
    """The prior that comes with the product."""
    return Prior.model_validate_json(FILE.read_text(encoding="utf-8"))
