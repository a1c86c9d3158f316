"""Who did something, by name, for people to read."""

from collections.abc import Iterable

from chalicelib.domain.errors import NotFound
from chalicelib.services.api_keys import ApiKeyService
from chalicelib.services.users import UserService

_USER = "usr"
"""What ids of users begin with; all others are those of API keys."""


class AuthorService:
    """The names of one tenant's users and of its systems' API keys."""

    def __init__(self, users: UserService, api_keys: ApiKeyService) -> None:
        self._users = users
        self._api_keys = api_keys

    def names(self, ids: Iterable[str | None]) -> dict[str, str | None]:
        """The names by id; None where the account is gone."""
        wanted = sorted({author for author in ids if author})
        users = self._users.find_many([author for author in wanted if author.startswith(_USER)])
        names = {user_id: user.value.name for user_id, user in users.items()}
        return {author: names.get(author) if author.startswith(_USER) else self._key_name(author) for author in wanted}

    def _key_name(self, key_id: str) -> str | None:
        try:
            return self._api_keys.require(key_id).value.name or None
        except NotFound:
            return None
