"""A competency model: weighted dimensions with behaviourally anchored levels, drafted, then published in versions."""

from decimal import Decimal
from typing import Annotated

from pydantic import AwareDatetime, Field, StringConstraints, field_validator

from chalicelib.domain.language import Language, fault
from chalicelib.domain.model import DomainModel
from chalicelib.domain.question import DIMENSION_KEY, Title

LEVELS = (1, 2, 3, 4, 5)
_AnchorText = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]
_ExampleText = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=5000)]


class LevelAnchor(DomainModel):
    """What a level looks like in an answer, in one language or both; levels run from 1 to 5."""

    level: int = Field(ge=1, le=5)
    en: _AnchorText | None = None
    zh: _AnchorText | None = None

    def in_language(self, language: Language) -> str | None:
        """The text in `language`, if there is one."""
        return self.zh if language == "zh" else self.en


class ExampleAnswer(DomainModel):
    """An answer that shows a level."""

    level: int = Field(ge=1, le=5)
    language: Language
    text: _ExampleText


class ModelDimension(DomainModel):
    """A dimension with its share of the total. Without anchors, a shipped dimension brings its own."""

    key: str = Field(pattern=DIMENSION_KEY)
    name: Title | None = None
    weight: float = Field(gt=0, le=1)
    anchors: tuple[LevelAnchor, ...] = Field(default=(), max_length=5)
    examples: tuple[ExampleAnswer, ...] = Field(default=(), max_length=20)

    @field_validator("anchors")
    @classmethod
    def _each_level_once(cls, anchors: tuple[LevelAnchor, ...]) -> tuple[LevelAnchor, ...]:
        levels = [anchor.level for anchor in anchors]
        if len(set(levels)) != len(levels):
            raise fault("A level appears twice.", "等级重复。")
        return anchors


class CompetencyModelDraft(DomainModel):
    """A competency model as it is worked on, and how far it is published: `published` versions so far."""

    id: str
    name: str = Field(min_length=1, max_length=200)
    description: str = Field(default="", max_length=2000)
    dimensions: tuple[ModelDimension, ...] = Field(default=(), max_length=12)
    published: int = Field(default=0, ge=0)
    cloned_from: str | None = None
    created_at: AwareDatetime

    @field_validator("dimensions")
    @classmethod
    def _each_dimension_once(cls, dimensions: tuple[ModelDimension, ...]) -> tuple[ModelDimension, ...]:
        keys = [dimension.key for dimension in dimensions]
        if len(set(keys)) != len(keys):
            raise fault("A dimension appears twice.", "维度重复。")
        return dimensions

    @property
    def total_weight(self) -> Decimal:
        """The sum of the weights, exactly as they are written; a model is published with 1."""
        return sum((Decimal(str(dimension.weight)) for dimension in self.dimensions), Decimal(0))


class PublishedModel(DomainModel):
    """A published version. It never changes."""

    id: str
    version: int = Field(ge=1)
    name: str
    description: str = ""
    dimensions: tuple[ModelDimension, ...] = Field(min_length=1)
    published_at: AwareDatetime
    published_by: str
