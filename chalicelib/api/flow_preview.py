"""A flow as candidates of one scenario and language would meet it, before anybody is invited."""

from chalicelib.api.models import ResponseModel
from chalicelib.domain.flow import FlowContent, FlowStage, StageQuestion
from chalicelib.domain.language import Language, Localized
from chalicelib.domain.plan import AnswerKind
from chalicelib.domain.question import BankQuestion, Scenario
from chalicelib.services.flow_templates import ARCHIVED, NO_QUESTION

_NO_TEXT = Localized(en="This question has no text in the candidate's language.", zh="该问题没有候选人所用语言的文本。")


class PreviewedQuestion(ResponseModel):
    """A question as it is asked, or what keeps it from being asked. Times are in seconds."""

    question_id: str
    text: str | None
    answer_kind: AnswerKind
    thinking_s: int | None
    answer_limit_s: int | None
    retakes: int
    problem: str | None


class PreviewedStage(ResponseModel):
    """A stage."""

    key: str
    title: str
    questions: tuple[PreviewedQuestion, ...]


class FlowPreview(ResponseModel):
    """Stages in their order. `total_s`: thinking and answering at most, each answer once; with every retake besides."""

    scenario: Scenario
    language: Language
    stages: tuple[PreviewedStage, ...]
    total_s: int
    total_with_retakes_s: int


def flow_preview(content: FlowContent, scenario: Scenario, language: Language, reader: Language) -> FlowPreview:
    """What candidates of `scenario` meet in `language`; problems are told in the language of the `reader`."""
    known = {question.id: question for question in content.questions}
    stages = tuple(_stage(stage, known, language, reader) for stage in content.stages if stage.serves(scenario))
    asked = [question for stage in stages for question in stage.questions]
    seconds = [(question.thinking_s or 0) + (question.answer_limit_s or 0) for question in asked]
    return FlowPreview(
        scenario=scenario,
        language=language,
        stages=stages,
        total_s=sum(seconds),
        total_with_retakes_s=sum(once * (1 + question.retakes) for once, question in zip(seconds, asked, strict=True)),
    )


def _stage(stage: FlowStage, known: dict[str, BankQuestion], language: Language, reader: Language) -> PreviewedStage:
    return PreviewedStage(
        key=stage.key,
        title=stage.title.in_language(language),
        questions=tuple(_question(asked, known.get(asked.question_id), language, reader) for asked in stage.questions),
    )


def _question(
    asked: StageQuestion, question: BankQuestion | None, language: Language, reader: Language
) -> PreviewedQuestion:
    text = question.in_language(language) if question else None
    problem = NO_QUESTION if question is None else _NO_TEXT if text is None else ARCHIVED if question.archived else None
    # A stage's own time goes before the question's; no time to think is a time of its own.
    thinking_s = asked.thinking_s if asked.thinking_s is not None else question.thinking_s if question else None
    return PreviewedQuestion(
        question_id=asked.question_id,
        text=text.text if text else None,
        answer_kind=asked.answer_kind,
        thinking_s=thinking_s,
        answer_limit_s=asked.answer_limit_s or (question.answer_limit_s if question else None),
        retakes=asked.retakes,
        problem=problem.in_language(reader) if problem else None,
    )
