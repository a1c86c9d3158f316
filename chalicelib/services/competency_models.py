"""Competency models: drafted, published in versions that never change, compared and cloned."""

from collections.abc import Callable, Iterator

from chalicelib import starter
from chalicelib.adapters.dynamodb.collection import Listing
from chalicelib.adapters.dynamodb.library import Drafts
from chalicelib.domain.clock import Clock
from chalicelib.domain.competency import LEVELS, CompetencyModelDraft, ModelDimension, PublishedModel
from chalicelib.domain.errors import Conflict, InvalidInput
from chalicelib.domain.language import Language, Localized
from chalicelib.domain.library_diff import ModelDiff, model_diff

Fault = tuple[str, Localized]
Revised = tuple[CompetencyModelDraft, int | None]
"""A draft and its revision, which a shipped one does not have."""
_SHARED = Localized(
    en="This competency model is shipped for everybody and cannot be changed or published. Clone it, to publish too.",
    zh="这是系统自带的共享胜任力模型,不能修改或发布。请先复制(可同时发布副本)。",
)
_INCOMPLETE = Localized(en="The competency model cannot be published as it is.", zh="该胜任力模型尚不完整,无法发布。")
_EMPTY = Localized(en="A competency model needs at least one dimension.", zh="胜任力模型至少需要一个维度。")
_NO_LEVELS = Localized(
    en="Describe each of the levels 1 to 5; a shipped dimension without any anchors brings its own.",
    zh="请描述第 1 至 5 级;系统自带维度如不填写任何等级描述,则使用自带描述。",
)
_LANGUAGES: tuple[Language, Language] = ("en", "zh")
_LANGUAGE_NAMES: dict[Language, Localized] = {
    "en": Localized(en="English", zh="英文"),
    "zh": Localized(en="Chinese", zh="中文"),
}


class CompetencyModelService:
    """The competency models of one tenant, and the shipped ones. `actor` is who publishes."""

    def __init__(self, models: Drafts[CompetencyModelDraft, PublishedModel], clock: Clock, actor: str) -> None:
        self._models = models
        self._clock = clock
        self._actor = actor

    def create(self, draft: CompetencyModelDraft, *, publish: bool) -> Revised:
        """Keep a new draft, published as version 1 at once if wanted. Raises InvalidInput when it cannot be."""
        first = self._freeze(draft, 1) if publish else None
        made = self._models.create(draft.model_copy(update={"published": int(publish)}), first)
        return made.value, made.rev

    def clone(
        self, model_id: str, version: int | None, new_id: str, name: str | None, language: Language, *, publish: bool
    ) -> Revised:
        """A model of its own with the content of a draft or a version. Raises NotFound, InvalidInput."""
        source = self._content(model_id, version, language)
        draft = CompetencyModelDraft(
            id=new_id,
            name=name or source.name,
            description=source.description,
            dimensions=source.dimensions,
            cloned_from=model_id if version is None else f"{model_id}@{version}",
            created_at=self._clock.now(),
        )
        return self.create(draft, publish=publish)

    def require(self, model_id: str, language: Language) -> Revised:
        """A draft; `language` is that of a shipped one's name. Raises NotFound."""
        if shipped := starter.models(language).get(model_id):
            return shipped, None
        found = self._models.require(model_id)
        return found.value, found.rev

    def change(
        self, model_id: str, change: Callable[[CompetencyModelDraft], CompetencyModelDraft], expected: int | None
    ) -> Revised:
        """Change a draft; its versions stay as they are. Raises NotFound, LostUpdate, Conflict, InvalidInput."""
        _check_own(model_id)
        changed = self._models.change(model_id, change, expected)
        return changed.value, changed.rev

    def publish(self, model_id: str, expected: int | None) -> tuple[PublishedModel, int]:
        """Publish the draft, or give the last version when nothing has changed since; with the draft's revision.

        Raises NotFound, LostUpdate, Conflict, and InvalidInput with pointers to what is missing in the draft.
        """
        _check_own(model_id)
        return self._models.publish(model_id, self._freeze, expected)

    def page(self, after: str | None, limit: int) -> Listing[CompetencyModelDraft]:
        """The tenant's own drafts, newest first."""
        return self._models.page(after, limit)

    def versions(self, model_id: str, after: str | None, limit: int) -> tuple[tuple[PublishedModel, ...], str | None]:
        """Published versions, newest first; a shipped model has none. Raises NotFound."""
        self.require(model_id, "en")
        return self._models.versions.page(model_id, after, limit)

    def version(self, model_id: str, number: int) -> PublishedModel:
        """A published version. Raises NotFound."""
        return self._models.versions.require(model_id, number)

    def diff(self, model_id: str, before: int, after: int | None) -> ModelDiff:
        """What changed from one version to another, or to the draft. Raises NotFound."""
        return model_diff(self.version(model_id, before), self._content(model_id, after, "en"))

    def _content(self, model_id: str, version: int | None, language: Language) -> CompetencyModelDraft | PublishedModel:
        return self.require(model_id, language)[0] if version is None else self.version(model_id, version)

    def _freeze(self, draft: CompetencyModelDraft, number: int) -> PublishedModel:
        if faults := tuple(_faults(draft)):
            raise InvalidInput("model_incomplete", _INCOMPLETE, faults)
        return PublishedModel(
            id=draft.id,
            version=number,
            name=draft.name,
            description=draft.description,
            dimensions=draft.dimensions,
            published_at=self._clock.now(),
            published_by=self._actor,
        )


def _check_own(model_id: str) -> None:
    if model_id in starter.models("en"):
        raise Conflict("starter_is_shared", _SHARED)


def _faults(draft: CompetencyModelDraft) -> Iterator[Fault]:
    """What keeps a draft from being published, with pointers into it."""
    if not draft.dimensions:
        yield "/dimensions", _EMPTY
    elif (total := draft.total_weight) != 1:
        yield (
            "/dimensions",
            Localized(
                en=f"The weights must sum to exactly 1; they sum to {total}.", zh=f"权重之和须恰为 1,目前为 {total}。"
            ),
        )
    for place, dimension in enumerate(draft.dimensions):
        yield from _dimension_faults(f"/dimensions/{place}", dimension)


def _dimension_faults(pointer: str, dimension: ModelDimension) -> Iterator[Fault]:
    own = dimension.key not in starter.dimensions()
    if own and dimension.name is None:
        yield (
            f"{pointer}/name",
            Localized(
                en=f"{dimension.key} is no shipped dimension and needs a name in both languages.",
                zh=f"{dimension.key} 不是系统自带维度,须填写中英文名称。",
            ),
        )
    if not dimension.anchors and not own:
        return
    described: dict[Language, set[int]] = {
        language: {anchor.level for anchor in dimension.anchors if anchor.in_language(language)}
        for language in _LANGUAGES
    }
    if not any(described.values()):
        yield f"{pointer}/anchors", _NO_LEVELS
    for language, levels in described.items():
        if levels and (missing := [str(level) for level in LEVELS if level not in levels]):
            listed = ", ".join(missing)
            name = _LANGUAGE_NAMES[language]
            yield (
                f"{pointer}/anchors",
                Localized(
                    en=f"These levels are not described in {name.en}: {listed}.",
                    zh=f"以下等级缺少{name.zh}描述:{listed}。",
                ),
            )
