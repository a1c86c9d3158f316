"""Published versions of a document: written once, read by number, never changed."""

from collections.abc import Callable
from typing import Generic, TypeVar

from chalicelib.adapters.dynamodb import keys
from chalicelib.adapters.dynamodb.table import Table, Write
from chalicelib.domain.errors import NotFound
from chalicelib.domain.language import Localized
from chalicelib.domain.model import DomainModel

Model = TypeVar("Model", bound=DomainModel)
_MISSING = Localized(en="There is no such published version.", zh="没有这个已发布的版本。")
_NUMBER = "VERSION#"


class Versions(Generic[Model]):
    """The versions of one kind of document; `head` says where the document itself lies."""

    def __init__(self, table: Table, model: type[Model], head: Callable[[str], keys.Key]) -> None:
        self._table = table
        self._model = model
        self._head = head

    def find(self, subject: str, number: int) -> Model | None:
        """A version, if it is published."""
        stored = self._table.get(keys.version(self._head(subject), number))
        return stored.read(self._model) if stored else None

    def require(self, subject: str, number: int) -> Model:
        """A version; raises NotFound."""
        if found := self.find(subject, number):
            return found
        raise NotFound("version_not_found", _MISSING)

    def write(self, subject: str, number: int, value: Model) -> Write:
        """The write that publishes a version, to be committed with the document's own change."""
        return Write(keys.version(self._head(subject), number), value.model_dump_json())

    def page(self, subject: str, after: str | None, limit: int) -> tuple[tuple[Model, ...], str | None]:
        """Versions, newest first, and the sort key after which the next page starts."""
        page = self._table.page_of(self._head(subject).pk, _NUMBER, after, limit)
        return tuple(stored.read(self._model) for stored in page.items), page.next_after
