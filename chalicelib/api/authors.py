"""Who did something, as responses show it."""

from collections.abc import Iterable

from chalicelib.api.models import ResponseModel
from chalicelib.api.request import Request


class Author(ResponseModel):
    """A user, or a system by its API key; without a name where the account is gone."""

    id: str
    name: str | None


def authors(request: Request, ids: Iterable[str | None]) -> dict[str, Author]:
    """The authors with these ids."""
    return {author: Author(id=author, name=name) for author, name in request.services.authors.names(ids).items()}
