"""/v1/dimensions: what can be assessed out of the box, with what each level of it looks like."""

from chalice.app import Blueprint

from chalicelib import starter
from chalicelib.api.endpoint import endpoint
from chalicelib.api.models import ResponseModel
from chalicelib.api.request import Request
from chalicelib.domain.language import Localized

routes = Blueprint(__name__)


class LevelView(ResponseModel):
    """What a level looks like in an answer; levels run from 1 to 5."""

    level: int
    text: Localized


class DimensionView(ResponseModel):
    """A shipped dimension. A competency model that names its `key` without anchors of its own uses these levels."""

    key: str
    name: Localized
    description: Localized
    levels: tuple[LevelView, ...]


class DimensionList(ResponseModel):
    """All of them."""

    items: tuple[DimensionView, ...]


@endpoint(routes, "GET", "/v1/dimensions", summary="List the shipped dimensions", who="library:read",
          response=DimensionList)  # fmt: skip
def list_dimensions(request: Request) -> DimensionList:  # noqa: ARG001  (the same for everybody)
    """Every shipped dimension with its name, description and levels in both languages."""
    return DimensionList(
        items=tuple(
            DimensionView(
                key=dimension.key,
                name=dimension.name,
                description=dimension.description,
                levels=tuple(LevelView(level=level.level, text=level.text) for level in dimension.levels),
            )
            for dimension in starter.dimensions().values()
        )
    )
