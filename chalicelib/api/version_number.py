"""Numbers of published versions in paths and queries."""

import re

from pydantic import Field

from chalicelib.api.models import RequestModel
from chalicelib.domain.errors import NotFound
from chalicelib.domain.language import Localized

_MISSING = Localized(en="There is no such published version.", zh="没有这个已发布的版本。")
_NUMBER = re.compile(r"[1-9][0-9]{0,3}")
_HIGHEST = 9999


class DiffQuery(RequestModel):
    """The version to compare from, and the one to compare to, or `draft`."""

    before: int = Field(alias="from", ge=1, le=_HIGHEST)
    to: str = Field(default="draft", pattern=r"^(draft|[1-9][0-9]{0,3})$", description="A version's number, or `draft`")

    @property
    def after(self) -> int | None:
        """The version to compare to; None for the draft."""
        return None if self.to == "draft" else int(self.to)


def version_number(text: str) -> int:
    """The number in a path. Raises NotFound for what can be none."""
    if _NUMBER.fullmatch(text):
        return int(text)
    raise NotFound("version_not_found", _MISSING)
