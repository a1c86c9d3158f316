"""A job (requisition), its competency model and its questions."""

from decimal import Decimal
from typing import Annotated, Literal, Self

from pydantic import AwareDatetime, Field, model_validator

from chalicelib.domain.language import Language
from chalicelib.domain.model import DomainModel

Scenario = Literal["campus", "social", "internal"]
_KEY = r"^[a-z][a-z0-9_]{0,39}$"
_Key = Annotated[str, Field(pattern=_KEY)]
_KeyPoint = Annotated[str, Field(min_length=1, max_length=300)]


class Anchor(DomainModel):
    """What a level of a dimension looks like in an answer; levels run from 1 to 5."""

    level: int = Field(ge=1, le=5)
    text: str = Field(min_length=1, max_length=500)


class WeightedDimension(DomainModel):
    """A dimension with its share of the total and, where the job has its own, its anchors."""

    key: str = Field(pattern=_KEY)
    weight: float = Field(gt=0, le=1)
    anchors: tuple[Anchor, ...] = Field(default=(), max_length=5)


def check_dimensions(dimensions: tuple[WeightedDimension, ...]) -> None:
    """Each dimension once, and weights that sum to exactly 1; raises ValueError."""
    keys = [dimension.key for dimension in dimensions]
    if len(set(keys)) != len(keys):
        msg = "a dimension appears twice"
        raise ValueError(msg)
    if sum(Decimal(str(dimension.weight)) for dimension in dimensions) != 1:
        msg = "the weights of a competency model must sum to 1"
        raise ValueError(msg)


class CompetencyModel(DomainModel):
    """A published version never changes; a new version is a new object."""

    version: int = Field(default=1, ge=1)
    dimensions: tuple[WeightedDimension, ...] = Field(min_length=1, max_length=12)

    @model_validator(mode="after")
    def _dimensions_make_a_model(self) -> Self:
        check_dimensions(self.dimensions)
        return self


class Question(DomainModel):
    """A structured question, the dimensions it shows and what a strong answer covers."""

    key: str = Field(pattern=_KEY)
    text: str = Field(min_length=1, max_length=2000)
    dimensions: tuple[_Key, ...] = Field(min_length=1, max_length=6)
    key_points: tuple[_KeyPoint, ...] = Field(min_length=1, max_length=12)
    answer_limit_s: int = Field(default=180, ge=10, le=600, description="Longest answer that is asked for, in seconds")


class RoutingRules(DomainModel):
    """From which total on an interview advances by itself; everything else goes to a person."""

    advance_at: float = Field(default=70, ge=0, le=100)


class Job(DomainModel):
    """What candidates are interviewed for."""

    id: str
    title: str
    description: str
    language: Language
    scenario: Scenario
    competency_model: CompetencyModel
    questions: tuple[Question, ...]
    rules: RoutingRules
    created_at: AwareDatetime

    @model_validator(mode="after")
    def _questions_show_known_dimensions(self) -> Self:
        known = {dimension.key for dimension in self.competency_model.dimensions}
        keys = [question.key for question in self.questions]
        if len(set(keys)) != len(keys):
            msg = "a question key appears twice"
            raise ValueError(msg)
        shown = {dimension for question in self.questions for dimension in question.dimensions}
        if unknown := shown - known:
            msg = f"questions name dimensions that the competency model lacks: {', '.join(sorted(unknown))}"
            raise ValueError(msg)
        if unseen := known - shown:
            msg = f"no question shows these dimensions: {', '.join(sorted(unseen))}"
            raise ValueError(msg)
        return self

    def question(self, key: str) -> Question | None:
        """The question with this key, if the job has it."""
        return next((question for question in self.questions if question.key == key), None)
