"""Branches: hung into the tenant's tree, renamed, and taken away when nothing needs them any more."""

from collections.abc import Sequence
from datetime import datetime

from chalicelib.adapters.dynamodb.collection import Listing, Versioned
from chalicelib.adapters.dynamodb.people import Branches
from chalicelib.adapters.dynamodb.table import Write
from chalicelib.domain.errors import Conflict, InvalidInput, RetryableError
from chalicelib.domain.language import Localized
from chalicelib.domain.people import Branch, BranchKind

MAX_DEPTH = 8
_TRIES = 12
_NO_PARENT = Localized(en="There is no such branch.", zh="没有这个分支机构。")
_TOO_DEEP = Localized(en=f"Branches go {MAX_DEPTH} levels deep at most.", zh=f"分支机构最多 {MAX_DEPTH} 级。")
_IN_USE = Localized(
    en="Branches or jobs belong to this branch; remove or move them first.",
    zh="该分支机构下仍有下级机构或职位,请先移除或迁移。",
)
_BUSY = Localized(
    en="The branch above is being changed by many at once; try again.", zh="上级机构正被同时修改,请稍后重试。"
)


class BranchService:
    """The tree of one tenant."""

    def __init__(self, branches: Branches) -> None:
        self._branches = branches

    def create(
        self, branch_id: str, name: str, kind: BranchKind, parent: str | None, at: datetime
    ) -> Versioned[Branch]:
        """A new branch below `parent`; done again with the same id, the one that is there.

        Raises InvalidInput for a parent that there is not, or below which there is no more room.
        """
        for _ in range(_TRIES):
            branch = Branch(id=branch_id, name=name, kind=kind, path=(*self._path(parent), branch_id), created_at=at)
            hung = self._branches.hang(branch)
            made = self._branches.documents.create(branch_id, branch, hung) if hung is not None else None
            if made := made or self._branches.documents.find(branch_id):
                return made
        raise RetryableError("object_busy", _BUSY)

    def change(
        self, branch_id: str, name: str | None, kind: BranchKind | None, expected: int | None
    ) -> Versioned[Branch]:
        """Another name or kind; its place stays. Raises NotFound, LostUpdate."""
        update = {field: value for field, value in (("name", name), ("kind", kind)) if value is not None}
        return self._branches.documents.change(branch_id, lambda branch: branch.model_copy(update=update), expected)

    def remove(self, branch_id: str, expected: int | None) -> None:
        """Take a branch away. Raises NotFound, LostUpdate, Conflict while branches or jobs belong to it."""

        def also(before: Branch | None, _after: Branch | None) -> Sequence[Write]:
            writes = self._branches.take_away(before) if before else ()
            if writes is None or self._branches.has_jobs(branch_id):
                raise Conflict("branch_in_use", _IN_USE)
            return writes

        self._branches.documents.remove(branch_id, expected, also)

    def find(self, branch_id: str) -> Versioned[Branch] | None:
        """The branch, if there is one."""
        return self._branches.documents.find(branch_id)

    def require(self, branch_id: str) -> Versioned[Branch]:
        """The branch; raises NotFound."""
        return self._branches.documents.require(branch_id)

    def find_many(self, branch_ids: Sequence[str]) -> dict[str, Versioned[Branch]]:
        """Those of the branches that exist."""
        return self._branches.documents.find_many(branch_ids)

    def page(self, parent: str | None, after: str | None, limit: int) -> Listing[Branch]:
        """Branches right below one, or those that nothing is above. Raises NotFound."""
        if parent is not None:
            self.require(parent)
        return self._branches.page(parent, after, limit)

    def _path(self, parent: str | None) -> tuple[str, ...]:
        if parent is None:
            return ()
        found = self.find(parent)
        if found is None:
            raise InvalidInput("unknown_reference", _NO_PARENT, (("/parent_id", _NO_PARENT),))
        if len(found.value.path) >= MAX_DEPTH:
            raise InvalidInput("branch_too_deep", _TOO_DEEP, (("/parent_id", _TOO_DEEP),))
        return found.value.path
