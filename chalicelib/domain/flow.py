"""A flow template: ordered, timed stages with their questions, drafted, then published in versions."""

from pydantic import AwareDatetime, Field, field_validator

from chalicelib.domain.language import fault
from chalicelib.domain.model import DomainModel
from chalicelib.domain.plan import AnswerKind
from chalicelib.domain.question import BankQuestion, Scenario, Title

STAGE_KEY = r"^[a-z][a-z0-9_]{0,36}$"


class StageQuestion(DomainModel):
    """A question in a stage and how it is to be answered; times that are left out are the question's own."""

    question_id: str = Field(min_length=1, max_length=80)
    answer_kind: AnswerKind = "voice"
    thinking_s: int | None = Field(default=None, ge=0, le=600)
    answer_limit_s: int | None = Field(default=None, ge=10, le=600)
    retakes: int = Field(default=1, ge=0, le=10)


class FlowStage(DomainModel):
    """One stage. With `scenarios` it is there only for jobs of these: an internship stage for campus, say."""

    key: str = Field(pattern=STAGE_KEY)
    title: Title
    scenarios: tuple[Scenario, ...] = Field(default=(), max_length=3)
    questions: tuple[StageQuestion, ...] = Field(min_length=1, max_length=10)

    @field_validator("questions")
    @classmethod
    def _each_question_once(cls, questions: tuple[StageQuestion, ...]) -> tuple[StageQuestion, ...]:
        if len({asked.question_id for asked in questions}) != len(questions):
            raise fault("A question appears twice.", "问题重复。")
        return questions

    def serves(self, scenario: Scenario) -> bool:
        """Whether jobs of this scenario have the stage."""
        return not self.scenarios or scenario in self.scenarios

    @property
    def question_keys(self) -> tuple[str, ...]:
        """What the stage's questions are called in an interview: like the stage itself where there is only one."""
        if len(self.questions) == 1:
            return (self.key,)
        return tuple(f"{self.key}_{number}" for number in range(1, len(self.questions) + 1))


class FlowTemplateDraft(DomainModel):
    """A flow template as it is worked on, and how far it is published: `published` versions so far."""

    id: str
    name: str = Field(min_length=1, max_length=200)
    description: str = Field(default="", max_length=2000)
    stages: tuple[FlowStage, ...] = Field(default=(), max_length=20)
    published: int = Field(default=0, ge=0)
    cloned_from: str | None = None
    created_at: AwareDatetime

    @field_validator("stages")
    @classmethod
    def _each_stage_once(cls, stages: tuple[FlowStage, ...]) -> tuple[FlowStage, ...]:
        keys = [key for stage in stages for key in stage.question_keys]
        if len(set(keys)) != len(keys):
            raise fault("A stage appears twice.", "环节重复。")
        return stages


class PublishedFlow(DomainModel):
    """A published version with the questions as they were then. It never changes."""

    id: str
    version: int = Field(ge=1)
    name: str
    description: str = ""
    stages: tuple[FlowStage, ...] = Field(min_length=1)
    questions: tuple[BankQuestion, ...] = Field(min_length=1)
    published_at: AwareDatetime
    published_by: str

    @property
    def content(self) -> "FlowContent":
        """What the version says, without when it was published and by whom."""
        return FlowContent(name=self.name, description=self.description, stages=self.stages, questions=self.questions)


class FlowContent(DomainModel):
    """What a flow template says, as a draft or in a version; a draft may name questions that there are not."""

    name: str
    description: str
    stages: tuple[FlowStage, ...]
    questions: tuple[BankQuestion, ...]
