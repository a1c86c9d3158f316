"""What changed between two states of a competency model or of a flow template, field by field."""

from collections.abc import Iterator, Sequence
from typing import Any

from chalicelib.domain.competency import CompetencyModelDraft, ExampleAnswer, ModelDimension, PublishedModel
from chalicelib.domain.flow import FlowContent, FlowStage, StageQuestion
from chalicelib.domain.language import Language, Localized
from chalicelib.domain.model import DomainModel
from chalicelib.domain.question import BankQuestion, Scenario

_LANGUAGES: tuple[Language, Language] = ("en", "zh")
_BOOKKEEPING = {"id", "origin", "cloned_from", "archived", "created_at"}


class TextChange(DomainModel):
    """A text before and after."""

    before: str
    after: str


class NameChange(DomainModel):
    """A dimension's name before and after; none where the shipped one holds."""

    dimension: str
    before: Localized | None
    after: Localized | None


class WeightChange(DomainModel):
    """A dimension's weight before and after."""

    dimension: str
    before: float
    after: float


class AnchorChange(DomainModel):
    """What a level looks like in one language before and after; none where it was or is not described."""

    dimension: str
    level: int
    language: Language
    before: str | None
    after: str | None


class ExampleChange(DomainModel):
    """A dimension's example answers before and after."""

    dimension: str
    before: tuple[ExampleAnswer, ...]
    after: tuple[ExampleAnswer, ...]


class ModelDiff(DomainModel):
    """What changed in a competency model. `reordered`: the dimensions that stayed stand in another order."""

    name: TextChange | None = None
    description: TextChange | None = None
    added: tuple[ModelDimension, ...] = ()
    removed: tuple[ModelDimension, ...] = ()
    weights: tuple[WeightChange, ...] = ()
    names: tuple[NameChange, ...] = ()
    anchors: tuple[AnchorChange, ...] = ()
    examples: tuple[ExampleChange, ...] = ()
    reordered: bool = False


class AskingChange(DomainModel):
    """How a question of a stage is answered, before and after."""

    question_id: str
    before: StageQuestion
    after: StageQuestion


class TitleChange(DomainModel):
    """A title before and after."""

    before: Localized
    after: Localized


class ScenariosChange(DomainModel):
    """The scenarios of a stage before and after; none means all."""

    before: tuple[Scenario, ...]
    after: tuple[Scenario, ...]


class StageChange(DomainModel):
    """What changed in a stage. `reordered`: the questions that stayed stand in another order."""

    stage: str
    title: TitleChange | None = None
    scenarios: ScenariosChange | None = None
    added: tuple[StageQuestion, ...] = ()
    removed: tuple[StageQuestion, ...] = ()
    changed: tuple[AskingChange, ...] = ()
    reordered: bool = False


class FieldChange(DomainModel):
    """A field of a question's content before and after; `field` is a JSON pointer into the question."""

    field: str
    before: Any
    after: Any


class QuestionChange(DomainModel):
    """What changed in the content of a question that both states ask."""

    question_id: str
    fields: tuple[FieldChange, ...]


class FlowDiff(DomainModel):
    """What changed in a flow template. `reordered`: the stages that stayed stand in another order."""

    name: TextChange | None = None
    description: TextChange | None = None
    added: tuple[FlowStage, ...] = ()
    removed: tuple[FlowStage, ...] = ()
    stages: tuple[StageChange, ...] = ()
    questions: tuple[QuestionChange, ...] = ()
    reordered: bool = False


def model_diff(
    before: CompetencyModelDraft | PublishedModel, after: CompetencyModelDraft | PublishedModel
) -> ModelDiff:
    """What changed from one state of a competency model to another."""
    old = {dimension.key: dimension for dimension in before.dimensions}
    new = {dimension.key: dimension for dimension in after.dimensions}
    both = [(old[key], new[key]) for key in old if key in new]
    return ModelDiff(
        name=_text(before.name, after.name),
        description=_text(before.description, after.description),
        added=tuple(dimension for key, dimension in new.items() if key not in old),
        removed=tuple(dimension for key, dimension in old.items() if key not in new),
        weights=tuple(
            WeightChange(dimension=was.key, before=was.weight, after=now.weight)
            for was, now in both
            if was.weight != now.weight
        ),
        names=tuple(
            NameChange(dimension=was.key, before=was.name, after=now.name) for was, now in both if was.name != now.name
        ),
        anchors=tuple(change for was, now in both for change in _anchors(was, now)),
        examples=tuple(
            ExampleChange(dimension=was.key, before=was.examples, after=now.examples)
            for was, now in both
            if was.examples != now.examples
        ),
        reordered=_reordered(list(old), list(new)),
    )


def flow_diff(before: FlowContent, after: FlowContent) -> FlowDiff:
    """What changed from one state of a flow template to another, the content of its questions included."""
    old = {stage.key: stage for stage in before.stages}
    new = {stage.key: stage for stage in after.stages}
    asked = {question.id: question for question in after.questions}
    stages = (_stage(old[key], new[key]) for key in old if key in new)
    questions = (
        QuestionChange(question_id=question.id, fields=tuple(_fields(question, asked[question.id])))
        for question in before.questions
        if question.id in asked
    )
    return FlowDiff(
        name=_text(before.name, after.name),
        description=_text(before.description, after.description),
        added=tuple(stage for key, stage in new.items() if key not in old),
        removed=tuple(stage for key, stage in old.items() if key not in new),
        stages=tuple(change for change in stages if change != StageChange(stage=change.stage)),
        questions=tuple(change for change in questions if change.fields),
        reordered=_reordered(list(old), list(new)),
    )


def _text(before: str, after: str) -> TextChange | None:
    return None if before == after else TextChange(before=before, after=after)


def _reordered(before: Sequence[str], after: Sequence[str]) -> bool:
    return [key for key in before if key in after] != [key for key in after if key in before]


def _anchors(before: ModelDimension, after: ModelDimension) -> Iterator[AnchorChange]:
    old = {anchor.level: anchor for anchor in before.anchors}
    new = {anchor.level: anchor for anchor in after.anchors}
    for level in sorted({*old, *new}):
        for language in _LANGUAGES:
            was = old[level].in_language(language) if level in old else None
            now = new[level].in_language(language) if level in new else None
            if was != now:
                yield AnchorChange(dimension=before.key, level=level, language=language, before=was, after=now)


def _stage(before: FlowStage, after: FlowStage) -> StageChange:
    old = {asked.question_id: asked for asked in before.questions}
    new = {asked.question_id: asked for asked in after.questions}
    return StageChange(
        stage=before.key,
        title=None if before.title == after.title else TitleChange(before=before.title, after=after.title),
        scenarios=None
        if before.scenarios == after.scenarios
        else ScenariosChange(before=before.scenarios, after=after.scenarios),
        added=tuple(asked for question, asked in new.items() if question not in old),
        removed=tuple(asked for question, asked in old.items() if question not in new),
        changed=tuple(
            AskingChange(question_id=question, before=asked, after=new[question])
            for question, asked in old.items()
            if question in new and asked != new[question]
        ),
        reordered=_reordered(list(old), list(new)),
    )


def _fields(before: BankQuestion, after: BankQuestion) -> Iterator[FieldChange]:
    old = dict(_leaves("", before.model_dump(mode="json", exclude=_BOOKKEEPING)))
    new = dict(_leaves("", after.model_dump(mode="json", exclude=_BOOKKEEPING)))
    for field in sorted({*old, *new}):
        if old.get(field) != new.get(field):
            yield FieldChange(field=field, before=old.get(field), after=new.get(field))


def _leaves(pointer: str, value: Any) -> Iterator[tuple[str, Any]]:
    if not isinstance(value, dict):
        yield pointer, value
        return
    for name, inner in value.items():
        yield from _leaves(f"{pointer}/{name}", inner)
