"""What an interview runs on: the job's competency model, questions and rules as they were when it was invited for.

A plan never changes and is named by its content, so that a score can always be traced to what it was made with.
"""

import hashlib
from decimal import Decimal
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from chalicelib.domain.code_task import CodeLanguage, CodeTask
from chalicelib.domain.language import Language, Localized, fault
from chalicelib.domain.model import DomainModel
from chalicelib.domain.question import DIMENSION_KEY, DimensionKey, KeyPoint, Scenario

AnswerKind = Literal["voice", "video", "text", "code"]


class Anchor(DomainModel):
    """What a level of a dimension looks like in an answer; levels run from 1 to 5."""

    level: int = Field(ge=1, le=5)
    text: str = Field(min_length=1, max_length=500)


class WeightedDimension(DomainModel):
    """A dimension with its share of the total and, where the job has its own, its anchors."""

    key: str = Field(pattern=DIMENSION_KEY)
    weight: float = Field(gt=0, le=1)
    anchors: tuple[Anchor, ...] = Field(default=(), max_length=5)
    name: Localized | None = Field(default=None, description="Null in plans from before names were kept")


def check_dimensions(dimensions: tuple[WeightedDimension, ...]) -> None:
    """Each dimension once, and weights that sum to exactly 1; raises what pydantic takes for an invalid value."""
    keys = [dimension.key for dimension in dimensions]
    if len(set(keys)) != len(keys):
        raise fault("A dimension appears twice.", "维度重复。")
    if sum(Decimal(str(dimension.weight)) for dimension in dimensions) != 1:
        raise fault("The weights of a competency model must sum to 1.", "胜任力模型各维度的权重之和须为 1。")


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

    key: str = Field(pattern=DIMENSION_KEY)
    text: str = Field(min_length=1, max_length=2000)
    dimensions: tuple[DimensionKey, ...] = Field(min_length=1, max_length=6)
    key_points: tuple[KeyPoint, ...] = Field(min_length=1, max_length=12)
    answer_limit_s: int = Field(default=180, ge=10, le=600, description="Longest answer that is asked for, in seconds")
    thinking_s: int = Field(default=0, ge=0, le=600, description="Time to think before the answer, in seconds")
    retakes: int = Field(default=0, ge=0, le=10, description="How often the answer may be recorded again")
    answer_kind: AnswerKind = "voice"
    code_languages: tuple[CodeLanguage, ...] = Field(default=(), max_length=3)
    code: CodeTask | None = None
    stage: str = Field(default="", max_length=200, description="Title of the stage that the question belongs to")
    source: str = Field(default="", description="The question of the bank that it was made from")

    @property
    def version(self) -> str:
        """The question's key and a digest of all that it says."""
        # What is at its default is left out: a field that a later version adds must not change what was asked.
        said = self.model_dump_json(exclude_defaults=True)
        return f"{self.key}@{hashlib.sha256(said.encode()).hexdigest()[:12]}"

    @property
    def is_written(self) -> bool:
        """Whether it is answered in writing, by text or code, and not by a recording."""
        return self.answer_kind in {"text", "code"}


class RoutingRules(DomainModel):
    """When an interview advances by itself; everything else goes to a person. A change makes a new version."""

    version: int = Field(
        default=1,
        ge=1,
        description="Counted up by the job when the rules change; what a request says of it is passed over",
    )
    advance_at: float = Field(default=70, ge=0, le=100, description="Least total")
    dimensions_at: dict[DimensionKey, Annotated[float, Field(ge=0, le=100)]] = Field(
        default_factory=dict, max_length=12, description="Least score of dimensions, 0 to 100"
    )
    must_have: tuple[DimensionKey, ...] = Field(
        default=(), max_length=12, description="Dimensions whose least score no total makes up for; 60 without one"
    )
    top_n: int | None = Field(
        default=None, ge=1, le=10_000, description="Advance only while among the best so many of the job so far"
    )
    thank_below: float | None = Field(
        default=None,
        ge=0,
        le=100,
        description="Total under which the rule itself thanks and declines, where tenant and region allow that at all",
    )
    review_hours: int = Field(default=120, ge=1, le=24 * 60, description="After which a review is overdue")
    reminder_hours: int = Field(default=24, ge=1, le=24 * 30, description="Between reminders of a review")
    pass_rate_below: float = Field(default=0.5, ge=0, le=1, description="Share of passes under which there is an alarm")
    pass_rate_over: int = Field(default=50, ge=5, le=1000, description="Over how many of the last interviews")
    top_share: float = Field(default=0.2, gt=0, le=1, description="Share of the job's interviews listed as the best")
    course_below: float | None = Field(
        default=70, ge=0, le=100, description="Score of a dimension under which the tenant's course is suggested"
    )


class InterviewPlan(DomainModel):
    """What candidates are interviewed on. `id` is a digest of all the rest."""

    id: str
    job: str
    title: str
    description: str
    language: Language
    scenario: Scenario
    competency_model: CompetencyModel
    questions: tuple[Question, ...]
    rules: RoutingRules
    flow: str = Field(default="", description="The flow template and its version, as `id@version`")

    @model_validator(mode="after")
    def _questions_show_known_dimensions(self) -> Self:
        known = {dimension.key for dimension in self.competency_model.dimensions}
        keys = [question.key for question in self.questions]
        if len(set(keys)) != len(keys):
            raise fault("A question key appears twice.", "问题的 key 重复。")
        shown = {dimension for question in self.questions for dimension in question.dimensions}
        if unknown := shown - known:
            listed = ", ".join(sorted(unknown))
            raise fault(
                f"Questions name dimensions that the competency model lacks: {listed}.",
                f"问题引用了胜任力模型中没有的维度:{listed}。",
            )
        if unseen := known - shown:
            listed = ", ".join(sorted(unseen))
            raise fault(f"No question shows these dimensions: {listed}.", f"没有问题考察以下维度:{listed}。")
        return self

    def question(self, key: str) -> Question | None:
        """The question with this key, if the plan has it."""
        return next((question for question in self.questions if question.key == key), None)
