"""Flow templates: drafted, published with the questions as they are then, compared, cloned and looked at beforehand."""

from collections.abc import Callable, Iterator, Mapping
from typing import get_args

from chalicelib import starter
from chalicelib.adapters.dynamodb.collection import Listing
from chalicelib.adapters.dynamodb.library import Drafts
from chalicelib.domain.clock import Clock
from chalicelib.domain.errors import Conflict, InvalidInput
from chalicelib.domain.flow import FlowContent, FlowStage, FlowTemplateDraft, PublishedFlow, StageQuestion
from chalicelib.domain.language import Language, Localized
from chalicelib.domain.library_diff import FlowDiff, flow_diff
from chalicelib.domain.question import BankQuestion, Scenario
from chalicelib.services.questions import QuestionService

Fault = tuple[str, Localized]
Revised = tuple[FlowTemplateDraft, int | None]
"""A draft and its revision, which a shipped one does not have."""
NO_QUESTION = Localized(en="There is no such question.", zh="没有这个问题。")
ARCHIVED = Localized(en="This question is archived.", zh="该问题已归档。")
_SHARED = Localized(
    en="This flow template is shipped for everybody and cannot be changed or published. Clone it, to publish too.",
    zh="这是系统自带的共享流程模板,不能修改或发布。请先复制(可同时发布副本)。",
)
_INCOMPLETE = Localized(en="The flow template cannot be published as it is.", zh="该流程模板尚不完整,无法发布。")
_EMPTY = Localized(en="A flow template needs at least one stage.", zh="流程模板至少需要一个环节。")
_ASKED_TWICE = Localized(
    en="Another stage that the same candidates go through asks this question.",
    zh="同一候选人还会在另一环节被问到该问题。",
)
_CODE = Localized(
    en="A coding question is answered by code, and only such a one.", zh="编程题须以代码作答,其他题不可。"
)
_SCENARIOS: tuple[Scenario, ...] = get_args(Scenario)
_LANGUAGES: tuple[Language, Language] = ("en", "zh")


class FlowTemplateService:
    """The flow templates of one tenant, and the shipped ones. `actor` is who publishes."""

    def __init__(
        self, flows: Drafts[FlowTemplateDraft, PublishedFlow], questions: QuestionService, clock: Clock, actor: str
    ) -> None:
        self._flows = flows
        self._questions = questions
        self._clock = clock
        self._actor = actor

    def create(self, draft: FlowTemplateDraft, *, publish: bool) -> Revised:
        """Keep a new draft, published as version 1 at once if wanted. Raises InvalidInput when it cannot be."""
        first = self._freeze(draft, 1) if publish else None
        made = self._flows.create(draft.model_copy(update={"published": int(publish)}), first)
        return made.value, made.rev

    def clone(
        self, flow_id: str, version: int | None, new_id: str, name: str | None, language: Language, *, publish: bool
    ) -> Revised:
        """A template of its own with the stages of a draft or a version. Raises NotFound, InvalidInput.

        The questions are named, not copied: the clone of an old version asks them as they are in the bank today.
        """
        source = self.require(flow_id, language)[0] if version is None else self.version(flow_id, version)
        draft = FlowTemplateDraft(
            id=new_id,
            name=name or source.name,
            description=source.description,
            stages=source.stages,
            cloned_from=flow_id if version is None else f"{flow_id}@{version}",
            created_at=self._clock.now(),
        )
        return self.create(draft, publish=publish)

    def require(self, flow_id: str, language: Language) -> Revised:
        """A draft; `language` is that of a shipped one's name. Raises NotFound."""
        if shipped := starter.flows(language).get(flow_id):
            return shipped, None
        found = self._flows.require(flow_id)
        return found.value, found.rev

    def change(
        self, flow_id: str, change: Callable[[FlowTemplateDraft], FlowTemplateDraft], expected: int | None
    ) -> Revised:
        """Change a draft; its versions stay as they are. Raises NotFound, LostUpdate, Conflict, InvalidInput."""
        _check_own(flow_id)
        changed = self._flows.change(flow_id, change, expected)
        return changed.value, changed.rev

    def publish(self, flow_id: str, expected: int | None) -> tuple[PublishedFlow, int]:
        """Publish the draft with its questions as they are now, or give the last version when that is the same.

        Gives the draft's revision too. Raises NotFound, LostUpdate, Conflict, and InvalidInput with pointers to what is
        wrong in the draft.
        """
        _check_own(flow_id)
        return self._flows.publish(flow_id, self._freeze, expected)

    def page(self, after: str | None, limit: int) -> Listing[FlowTemplateDraft]:
        """The tenant's own drafts, newest first."""
        return self._flows.page(after, limit)

    def versions(self, flow_id: str, after: str | None, limit: int) -> tuple[tuple[PublishedFlow, ...], str | None]:
        """Published versions, newest first; a shipped template has none. Raises NotFound."""
        self.require(flow_id, "en")
        return self._flows.versions.page(flow_id, after, limit)

    def version(self, flow_id: str, number: int) -> PublishedFlow:
        """A published version. Raises NotFound."""
        return self._flows.versions.require(flow_id, number)

    def content(self, flow_id: str, version: int | None, language: Language) -> FlowContent:
        """What a version says, or the draft with its questions as they are now. Raises NotFound."""
        if version is not None:
            return self.version(flow_id, version).content
        draft, _ = self.require(flow_id, language)
        found = self._questions_of(draft)
        return FlowContent(
            name=draft.name, description=draft.description, stages=draft.stages, questions=tuple(found.values())
        )

    def diff(self, flow_id: str, before: int, after: int | None) -> FlowDiff:
        """What changed from one version to another, or to the draft. Raises NotFound."""
        return flow_diff(self.content(flow_id, before, "en"), self.content(flow_id, after, "en"))

    def _freeze(self, draft: FlowTemplateDraft, number: int) -> PublishedFlow:
        known = self._questions_of(draft)
        if faults := tuple(_faults(draft, known)):
            raise InvalidInput("flow_incomplete", _INCOMPLETE, faults)
        return PublishedFlow(
            id=draft.id,
            version=number,
            name=draft.name,
            description=draft.description,
            stages=draft.stages,
            questions=tuple(known.values()),
            published_at=self._clock.now(),
            published_by=self._actor,
        )

    def _questions_of(self, draft: FlowTemplateDraft) -> dict[str, BankQuestion]:
        """The draft's questions that there are, in the order in which they are first asked."""
        wanted = tuple(dict.fromkeys(asked.question_id for stage in draft.stages for asked in stage.questions))
        found = self._questions.find_many(wanted)
        return {one: found[one] for one in wanted if one in found}


def _check_own(flow_id: str) -> None:
    if flow_id in starter.flows("en"):
        raise Conflict("starter_is_shared", _SHARED)


def _faults(draft: FlowTemplateDraft, known: Mapping[str, BankQuestion]) -> Iterator[Fault]:
    """What keeps a draft from being published, with pointers into it."""
    if not draft.stages:
        yield "/stages", _EMPTY
    for place, stage in enumerate(draft.stages):
        for number, asked in enumerate(stage.questions):
            pointer = f"/stages/{place}/questions/{number}"
            yield from _question_faults(pointer, asked, known.get(asked.question_id))
            if any(_meets(stage, earlier) and _asks(earlier, asked) for earlier in draft.stages[:place]):
                yield f"{pointer}/question_id", _ASKED_TWICE
    yield from _language_faults(draft, known)


def _question_faults(pointer: str, asked: StageQuestion, question: BankQuestion | None) -> Iterator[Fault]:
    if question is None:
        yield f"{pointer}/question_id", NO_QUESTION
        return
    if question.archived:
        yield f"{pointer}/question_id", ARCHIVED
    if (question.kind == "coding") != (asked.answer_kind == "code"):
        yield f"{pointer}/answer_kind", _CODE


def _language_faults(draft: FlowTemplateDraft, known: Mapping[str, BankQuestion]) -> Iterator[Fault]:
    """Scenarios for which nobody could be interviewed, because no language has all the questions."""
    for scenario in _SCENARIOS:
        asked = [
            known[one.question_id]
            for stage in draft.stages
            if stage.serves(scenario)
            for one in stage.questions
            if one.question_id in known
        ]
        if not any(all(question.in_language(language) for question in asked) for language in _LANGUAGES):
            yield (
                "/stages",
                Localized(
                    en=f"For {scenario} jobs, some questions are in English only and others in Chinese only.",
                    zh=f"对于 {scenario} 职位,部分问题只有英文,另一部分只有中文。",
                ),
            )


def _meets(stage: FlowStage, other: FlowStage) -> bool:
    return any(stage.serves(scenario) and other.serves(scenario) for scenario in _SCENARIOS)


def _asks(stage: FlowStage, asked: StageQuestion) -> bool:
    return any(one.question_id == asked.question_id for one in stage.questions)
