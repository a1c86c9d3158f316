"""What candidates say in the contract of the dimensions: answers that no phrasing was written after."""

import json
from functools import cache
from pathlib import Path

from pydantic import Field

from chalicelib.domain.language import Language
from chalicelib.domain.model import DomainModel
from chalicelib.domain.plan import Question

ANSWERS = Path(__file__).parent / "answers"


class Unseen(DomainModel):
    """A question for one dimension in one language and what is answered to it."""

    question: str
    key_points: tuple[str, ...] = Field(min_length=3)
    strong: tuple[str, ...] = Field(min_length=2)
    vague: str
    behaviours: dict[str, str]
    """A sentence that shows each behaviour, by its key."""

    def asked(self, key: str) -> Question:
        """The question, as one that shows the dimension `key` alone."""
        return Question(key="q1", text=self.question, dimensions=(key,), key_points=self.key_points)


@cache
def unseen(key: str, language: Language) -> Unseen:
    """The answers for a dimension; `FileNotFoundError` names the file that is still to be written."""
    return Unseen.model_validate(json.loads((ANSWERS / f"{key}.json").read_text(encoding="utf-8"))[language])
