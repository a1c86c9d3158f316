"""/v1/openapi.json: the OpenAPI 3.1 document, written by `python -m infra.openapi` and kept beside this file."""

from functools import cache
from pathlib import Path

from chalice.app import Blueprint, Response

from chalicelib.api.endpoint import endpoint
from chalicelib.api.models import Headers
from chalicelib.api.request import PublicRequest

routes = Blueprint(__name__)


@endpoint(routes, "GET", "/v1/openapi.json", summary="This document", who="public")
def read_openapi(request: PublicRequest) -> Response:  # noqa: ARG001  (the same for everybody)
    """The OpenAPI document of this API."""
    headers: Headers = {"Content-Type": "application/json; charset=utf-8", "Cache-Control": "max-age=300"}
    return Response(_document(), headers=headers)


@cache
def _document() -> str:
    return Path(__file__).with_name("openapi.json").read_text(encoding="utf-8")
