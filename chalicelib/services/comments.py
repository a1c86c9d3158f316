"""People's comments on interviews."""

from functools import partial

from chalicelib.adapters.dynamodb import keys
from chalicelib.adapters.dynamodb.collection import Collection, Journal, Kind
from chalicelib.adapters.dynamodb.table import Table
from chalicelib.domain.comment import Comment
from chalicelib.domain.language import Localized

_PREFIX = "COMMENT"
_MISSING = Localized(en="There is no such comment.", zh="没有这条评论。")


class CommentService:
    """Comments of one tenant's people. They are added, never changed."""

    def __init__(self, table: Table, tenant: str, journal: Journal) -> None:
        self._table = table
        self._tenant = tenant
        self._journal = journal

    def add(self, comment: Comment) -> Comment:
        """Keep a comment; done again with the same id, give the one that is there."""
        return self._of(comment.interview).create_or_find(comment.id, comment).value

    def page(self, interview_id: str, after: str | None, limit: int) -> tuple[tuple[Comment, ...], str | None]:
        """Comments on an interview, newest first, and the sort key after which the next page starts."""
        page = self._table.page_of(keys.interview(self._tenant, interview_id).pk, f"{_PREFIX}#", after, limit)
        return tuple(stored.read(Comment) for stored in page.items), page.next_after

    def _of(self, interview_id: str) -> Collection[Comment]:
        key = partial(keys.of_interview, self._tenant, interview_id, _PREFIX)
        return Collection(
            self._table, Kind("comment", Comment, key, _MISSING, personal=frozenset({"text"})), self._journal
        )
