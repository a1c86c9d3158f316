"""Reviews of a tenant's interviews; those that are open are listed by when they were asked for."""

from collections.abc import Callable

from chalicelib.adapters.dynamodb import keys
from chalicelib.adapters.dynamodb.table import Indexes, Table
from chalicelib.domain.errors import RetryableError
from chalicelib.domain.language import Localized
from chalicelib.domain.review import Review

_TRIES = 8
_BUSY = Localized(en="The review is being changed by many at once; try again.", zh="该复核正被同时修改，请稍后重试。")


class Reviews:
    """The store of reviews."""

    def __init__(self, table: Table, tenant: str) -> None:
        self._table = table
        self._tenant = tenant

    def find(self, interview: str, attempt: int) -> Review | None:
        """The review of an attempt, if a person was asked."""
        stored = self._table.get(keys.review(self._tenant, interview, attempt))
        return stored.read(Review) if stored else None

    def create(self, review: Review) -> bool:
        """Keep a new review; False if there is one of this attempt."""
        key = keys.review(self._tenant, review.interview, review.attempt)
        return self._table.create(key, review.model_dump_json(), self._indexes(review))

    def change(self, interview: str, attempt: int, change: Callable[[Review], Review]) -> tuple[Review | None, bool]:
        """Apply `change` to the review as it is now; the review after it, and whether anything changed.

        Raises RetryableError when others keep being faster.
        """
        for _ in range(_TRIES):
            stored = self._table.get(keys.review(self._tenant, interview, attempt))
            if stored is None:
                return None, False
            before = stored.read(Review)
            after = change(before)
            if after == before:
                return before, False
            if self._table.replace(stored, after.model_dump_json(), self._indexes(after)):
                return after, True
        raise RetryableError("review_busy", _BUSY)

    def open(self, after: str | None, limit: int) -> tuple[tuple[Review, ...], str | None]:
        """Open reviews, newest first, and the sort key after which the next page starts."""
        page = self._table.page(keys.open_reviews(self._tenant), after, limit)
        return tuple(stored.read(Review) for stored in page.items), page.next_after

    @staticmethod
    def place(review: Review) -> str:
        """The sort key of a review in the list of the open ones."""
        return f"{review.requested_at.isoformat()}#{review.interview}#{review.attempt:04}"

    def _indexes(self, review: Review) -> Indexes:
        listed = (keys.open_reviews(self._tenant), self.place(review))
        return Indexes(gsi1=listed if review.state == "open" else None)
