"""The OpenAPI 3.1 document, made from the declared routes and their models."""

import json
import re
from functools import cache
from typing import Any

from chalice.app import Blueprint, Response
from pydantic.json_schema import models_json_schema

from chalicelib.api.endpoint import ENDPOINTS, Endpoint, endpoint
from chalicelib.api.models import Headers, ProblemDocument
from chalicelib.api.request import PublicRequest

routes = Blueprint(__name__)
_TEMPLATE = "#/components/schemas/{model}"
_TITLE = "Candor"
_VERSION = "1.0.0"


@endpoint(routes, "GET", "/v1/openapi.json", summary="This document", who="public")
def read_openapi(request: PublicRequest) -> Response:  # noqa: ARG001  (the same for everybody)
    """The OpenAPI document of this API."""
    headers: Headers = {"Content-Type": "application/json; charset=utf-8", "Cache-Control": "max-age=300"}
    return Response(json.dumps(document(), ensure_ascii=False), headers=headers)


@cache
def document() -> dict[str, Any]:
    """The document; the same for the same code."""
    bodies = [(declared.body, "validation") for declared in ENDPOINTS if declared.body]
    answers = [(declared.response, "serialization") for declared in ENDPOINTS if declared.response]
    wanted = list(dict.fromkeys([*bodies, *answers, (ProblemDocument, "serialization")]))
    references, schemas = models_json_schema(wanted, ref_template=_TEMPLATE)  # type: ignore[arg-type]
    paths: dict[str, dict[str, Any]] = {}
    for declared in sorted(ENDPOINTS, key=lambda known: (known.path, known.method)):
        paths.setdefault(declared.path, {})[declared.method.lower()] = _operation(declared, references)
    return {
        "openapi": "3.1.0",
        "info": {"title": _TITLE, "version": _VERSION, "description": "AI interviews with evidence for every score."},
        "servers": [{"url": "/"}],
        "paths": paths,
        "components": {
            "schemas": schemas.get("$defs", {}),
            "securitySchemes": {
                "apiKey": {"type": "http", "scheme": "bearer", "description": "A tenant's API key"},
                "session": {"type": "http", "scheme": "bearer", "description": "A candidate's session token"},
            },
        },
    }


def _operation(declared: Endpoint, references: Any) -> dict[str, Any]:
    success: dict[str, Any] = {"description": "Success"}
    if declared.response:
        success["content"] = {"application/json": {"schema": references[declared.response, "serialization"]}}
    elif declared.status == 200:  # noqa: PLR2004
        kind = "application/json" if declared.path.endswith(".json") else "text/html"
        success["content"] = {kind: {"schema": {"type": "object" if kind.endswith("json") else "string"}}}
    problem = {"schema": references[ProblemDocument, "serialization"]}
    operation: dict[str, Any] = {
        "operationId": declared.name,
        "summary": declared.summary,
        "tags": [declared.tag],
        "parameters": _parameters(declared),
        "responses": {
            str(declared.status): success,
            "default": {"description": "A problem", "content": {"application/problem+json": problem}},
        },
    }
    if declared.body:
        body = {"schema": references[declared.body, "validation"]}
        operation["requestBody"] = {"required": True, "content": {"application/json": body}}
    if declared.who != "public":
        operation["security"] = [{"session" if declared.who == "candidate" else "apiKey": []}]
    return operation


def _parameters(declared: Endpoint) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
        for name in re.findall(r"\{(\w+)\}", declared.path)
    ]
    if declared.query:
        schema = declared.query.model_json_schema(ref_template=_TEMPLATE)
        required = set(schema.get("required", ()))
        found += [
            {"name": name, "in": "query", "required": name in required, "schema": field}
            for name, field in schema["properties"].items()
        ]
    if declared.creates:
        found.append(
            {
                "name": "Idempotency-Key",
                "in": "header",
                "required": False,
                "description": "The same key with the same body has one effect, for 48 hours",
                "schema": {"type": "string", "minLength": 1, "maxLength": 255},
            }
        )
    return found
