"""People who work for a tenant: added, given roles, suspended, removed, by who may do at least as much."""

from collections.abc import Callable, Sequence

from chalicelib.adapters.dynamodb.collection import Listing, Versioned
from chalicelib.adapters.dynamodb.people import Users
from chalicelib.adapters.dynamodb.table import Write
from chalicelib.domain.access import Access, RoleAssignment
from chalicelib.domain.errors import Conflict, RetryableError
from chalicelib.domain.language import Localized
from chalicelib.domain.people import User
from chalicelib.services.people import AssignmentRules, check_everything

_TRIES = 5
_OWN_ACCOUNT = Localized(
    en="Nobody can suspend or remove their own account; ask a colleague.",
    zh="不能停用或删除自己的账号,请联系同事处理。",
)
_BUSY = Localized(en="The user is being changed by many at once; try again.", zh="该用户正被同时修改,请稍后重试。")
_OPEN = frozenset({"name", "language"})
_IDENTIFYING = frozenset({"email", "provider", "subject"})
"""Fields by whose change nobody gets, or loses, a way in."""


class UserService:
    """The people of one tenant."""

    def __init__(self, users: Users, rules: AssignmentRules) -> None:
        self._users = users
        self._rules = rules

    def create(self, user: User, access: Access) -> Versioned[User]:
        """A new user; done again with the same id, the one that is there.

        Raises InvalidInput for unknown branches and jobs, Forbidden for a role beyond the caller's own, Conflict for an
        email address or identity that is another user's.
        """
        self._check_new(user.assignments, access)
        for _ in range(_TRIES):
            made = self._users.documents.create(user.id, user, self._users.names(None, user))
            if made := made or self._users.documents.find(user.id):
                return made
        raise RetryableError("object_busy", _BUSY)

    def change(
        self, user_id: str, change: Callable[[User], User], access: Access, expected: int | None
    ) -> Versioned[User]:
        """Change a user. Raises NotFound, LostUpdate, what `create` raises, and Conflict for suspending oneself."""

        def checked(before: User) -> User:
            after = change(before)
            touched = {field for field in User.model_fields if getattr(before, field) != getattr(after, field)}
            if touched <= _OPEN:
                return after
            if after.state == "suspended":
                _check_other(user_id, access)
            self._rules.check_held(before.assignments, access)
            if before.provider or touched & _IDENTIFYING:
                # What somebody may do by their provider's claims is not on record, and may be everything.
                check_everything(access)
            if "assignments" in touched:
                self._check_new(after.assignments, access)
            return after

        return self._users.documents.change(user_id, checked, expected, self._users.names)

    def remove(self, user_id: str, access: Access, expected: int | None) -> None:
        """Remove a user. Raises NotFound, LostUpdate, Forbidden, Conflict for removing oneself."""
        _check_other(user_id, access)

        def also(before: User | None, after: User | None) -> Sequence[Write]:
            self._rules.check_held(before.assignments if before else (), access)
            if before and before.provider:
                check_everything(access)
            return self._users.names(before, after)

        self._users.documents.remove(user_id, expected, also)

    def find(self, user_id: str) -> Versioned[User] | None:
        """The user, if there is one."""
        return self._users.documents.find(user_id)

    def require(self, user_id: str) -> Versioned[User]:
        """The user; raises NotFound."""
        return self._users.documents.require(user_id)

    def find_many(self, user_ids: Sequence[str]) -> dict[str, Versioned[User]]:
        """Those of the users that exist."""
        return self._users.documents.find_many(user_ids)

    def page(self, after: str | None, limit: int) -> Listing[User]:
        """People, newest first."""
        return self._users.page(after, limit)

    def _check_new(self, assignments: Sequence[RoleAssignment], access: Access) -> None:
        placed = [(f"/assignments/{number}", assignment) for number, assignment in enumerate(assignments)]
        self._rules.check_new(placed, access)


def _check_other(user_id: str, access: Access) -> None:
    if access.actor.kind == "user" and access.actor.id == user_id:
        raise Conflict("own_account", _OWN_ACCOUNT)
