"""Who did something, by name, for people to read."""

from collections.abc import Iterable

from chalicelib.api.models import ResponseModel
from chalicelib.api.request import Request
from chalicelib.domain.errors import NotFound

_KEY = "key"
"""What ids of API keys begin with; all others are users'."""


class Author(ResponseModel):
    """A user, or a system by its API key; without a name where the account is gone."""

    id: str
    name: str | None


def authors(request: Request, ids: Iterable[str | None]) -> dict[str, Author]:
    """The authors with these ids."""
    wanted = sorted({author for author in ids if author})
    users = request.services.users.find_many([author for author in wanted if not author.startswith(_KEY)])
    found = {user_id: Author(id=user_id, name=user.value.name) for user_id, user in users.items()}
    for author in wanted:
        if author not in found:
            found[author] = Author(id=author, name=_key_name(request, author) if author.startswith(_KEY) else None)
    return found


def _key_name(request: Request, key_id: str) -> str | None:
    try:
        return request.services.api_keys.require(key_id).value.name or None
    except NotFound:
        return None
