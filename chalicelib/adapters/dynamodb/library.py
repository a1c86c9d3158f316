"""The preparation library of one tenant: questions and where they are listed, and drafts with their published versions.

A question that is in use is listed for the whole tenant and for each dimension that it shows. The rows of the latter
lists hold ids; one more read brings the questions. Archived questions are in a list of their own.
"""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Generic, TypeVar, cast

from chalicelib.adapters.dynamodb import keys
from chalicelib.adapters.dynamodb.collection import Collection, Journal, Kind, Listing, Versioned
from chalicelib.adapters.dynamodb.table import Indexes, Table, Write
from chalicelib.adapters.dynamodb.versions import Versions
from chalicelib.domain.competency import CompetencyModelDraft, PublishedModel
from chalicelib.domain.errors import InvalidInput, RetryableError
from chalicelib.domain.flow import FlowTemplateDraft, PublishedFlow
from chalicelib.domain.language import Localized
from chalicelib.domain.model import DomainModel
from chalicelib.domain.question import BankQuestion

Draft = TypeVar("Draft", bound=CompetencyModelDraft | FlowTemplateDraft)
Published = TypeVar("Published", bound=PublishedModel | PublishedFlow)
_NO_QUESTION = Localized(en="There is no such question.", zh="没有这个问题。")
_NO_MODEL = Localized(en="There is no such competency model.", zh="没有这个胜任力模型。")
_NO_FLOW = Localized(en="There is no such flow template.", zh="没有这个流程模板。")
_TOO_LARGE = Localized(
    en="This is too large to be kept whole. Use fewer or shorter texts.", zh="内容过大,无法完整保存。请减少或缩短文本。"
)
_BUSY = Localized(en="This is just being published; try again.", zh="正在发布中,请稍后重试。")
_MOST_IN_DRAFT = 180_000
"""Bytes. An item of the table holds 400 KB, and the audit entry of a change holds the draft before and after it."""
_MOST_IN_VERSION = 250_000
"""Bytes. The plan of a job is made from a version, and holds the job's own texts besides."""
_BOOKKEEPING = {"version", "published_at", "published_by"}
_ROW_REV = 1
"""Rows of lists are made and removed, never changed."""


class ListedQuestion(DomainModel):
    """A row of a dimension's list: which question, and where it stands in the list."""

    question: str
    place: str


class Questions:
    """The store of a tenant's own questions."""

    def __init__(self, table: Table, tenant: str, journal: Journal) -> None:
        self._table = table
        self._tenant = tenant
        kind = Kind(
            "question",
            BankQuestion,
            partial(keys.of_tenant, tenant, "QUESTION"),
            _NO_QUESTION,
            lambda question: Indexes(gsi1=(self._list(archived=question.archived), _place(question))),
        )
        self.documents = Collection(table, kind, journal)

    def listings(self, before: BankQuestion | None, after: BankQuestion | None) -> Sequence[Write]:
        """The writes that keep the lists of the dimensions in step with a change of a question."""
        question = after or before
        if question is None:
            return ()
        old, new = _listed_for(before), _listed_for(after)
        row = ListedQuestion(question=question.id, place=_place(question)).model_dump_json()
        made = [
            Write(self._row(question, dimension), row, 0, Indexes(gsi1=(self._shown(dimension), _place(question))))
            for dimension in sorted(new - old)
        ]
        return [*made, *(Write(self._row(question, dimension), None, _ROW_REV) for dimension in sorted(old - new))]

    def page(self, after: str | None, limit: int, *, archived: bool) -> Listing[BankQuestion]:
        """Questions in use or archived ones, newest first."""
        return self.documents.page(self._list(archived=archived), after, limit)

    def page_of_dimension(self, dimension: str, after: str | None, limit: int) -> Listing[BankQuestion]:
        """Questions in use that show a dimension, newest first."""
        page = self._table.page(self._shown(dimension), after, limit)
        wanted = [stored.read(ListedQuestion).question for stored in page.items]
        found = self.documents.find_many(wanted)
        return Listing(tuple(found[one] for one in wanted if one in found), page.next_after)

    def _list(self, *, archived: bool) -> str:
        return keys.list_of(self._tenant, "ARCHIVED_QUESTION" if archived else "QUESTION")

    def _shown(self, dimension: str) -> str:
        return keys.list_of(self._tenant, f"QUESTION#{dimension}")

    def _row(self, question: BankQuestion, dimension: str) -> keys.Key:
        return keys.of_tenant(self._tenant, "LISTED_QUESTION", f"{question.id}#{dimension}")


class Drafts(Generic[Draft, Published]):
    """Documents that are worked on as drafts and published in versions."""

    def __init__(self, documents: Collection[Draft], versions: Versions[Published], listed: str) -> None:
        self._documents = documents
        self._listed = listed
        self.versions = versions

    def require(self, subject: str) -> Versioned[Draft]:
        """The draft; raises NotFound."""
        return self._documents.require(subject)

    def create(self, draft: Draft, first: Published | None) -> Versioned[Draft]:
        """Keep a new draft, and its `first` version with it; done again with the same id, give what is there."""
        _check_size(draft, _MOST_IN_DRAFT)
        if first is None:
            return self._documents.create_or_find(draft.id, draft)
        _check_size(first, _MOST_IN_VERSION)
        return self._documents.create_or_find(draft.id, draft, [self.versions.write(draft.id, first.version, first)])

    def change(self, subject: str, change: Callable[[Draft], Draft], expected: int | None) -> Versioned[Draft]:
        """Change a draft. Raises NotFound, LostUpdate, and InvalidInput for what is too large."""

        def bounded(draft: Draft) -> Draft:
            after = change(draft)
            _check_size(after, _MOST_IN_DRAFT)
            return after

        return self._documents.change(subject, bounded, expected)

    def publish(
        self, subject: str, freeze: Callable[[Draft, int], Published], expected: int | None
    ) -> tuple[Published, int]:
        """Publish the draft as its next version, or give the last one when nothing has changed since.

        `freeze` makes the version with a number from a draft and raises what stands in its way. The draft counts up and
        the version is written in one commit, on the condition that there is no such version yet. Gives the version and
        the draft's revision.
        """
        made: list[Published] = []

        def count_up(draft: Draft) -> Draft:
            frozen = freeze(draft, draft.published + 1)
            _check_size(frozen, _MOST_IN_VERSION)
            if draft.published and _content(last := self._last(draft)) == _content(frozen):
                made[:] = [last]
                return draft
            made[:] = [frozen]
            return cast("Draft", draft.model_copy(update={"published": frozen.version}))

        def version(_before: Draft | None, _after: Draft | None) -> Sequence[Write]:
            return [self.versions.write(subject, made[0].version, made[0])]

        changed = self._documents.change(subject, count_up, expected, version)
        return made[0], changed.rev

    def page(self, after: str | None, limit: int) -> Listing[Draft]:
        """Drafts, newest first."""
        return self._documents.page(self._listed, after, limit)

    def _last(self, draft: Draft) -> Published:
        """The draft's last version. Where a store shows a commit half done, it may be missing yet: then try again."""
        if found := self.versions.find(draft.id, draft.published):
            return found
        raise RetryableError("object_busy", _BUSY)


def competency_models(
    table: Table, tenant: str, journal: Journal, versions: Versions[PublishedModel]
) -> Drafts[CompetencyModelDraft, PublishedModel]:
    """The competency models of one tenant."""
    listed = keys.list_of(tenant, "MODEL")
    kind = Kind(
        "competency_model",
        CompetencyModelDraft,
        partial(keys.competency_model, tenant),
        _NO_MODEL,
        lambda draft: Indexes(gsi1=(listed, _place(draft))),
    )
    return Drafts(Collection(table, kind, journal), versions, listed)


def flow_templates(
    table: Table, tenant: str, journal: Journal, versions: Versions[PublishedFlow]
) -> Drafts[FlowTemplateDraft, PublishedFlow]:
    """The flow templates of one tenant."""
    listed = keys.list_of(tenant, "FLOW")
    kind = Kind(
        "flow_template",
        FlowTemplateDraft,
        partial(keys.flow_template, tenant),
        _NO_FLOW,
        lambda draft: Indexes(gsi1=(listed, _place(draft))),
    )
    return Drafts(Collection(table, kind, journal), versions, listed)


def _place(listed: BankQuestion | CompetencyModelDraft | FlowTemplateDraft) -> str:
    return f"{listed.created_at.isoformat()}#{listed.id}"


def _listed_for(question: BankQuestion | None) -> set[str]:
    return set() if question is None or question.archived else set(question.dimensions)


def _content(published: PublishedModel | PublishedFlow) -> dict[str, object]:
    return published.model_dump(exclude=_BOOKKEEPING)


def _check_size(value: DomainModel, most: int) -> None:
    if len(value.model_dump_json().encode()) > most:
        raise InvalidInput("too_large", _TOO_LARGE)
