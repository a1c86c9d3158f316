"""Writes the OpenAPI 3.1 document from the declared routes and their models: `python -m infra.openapi [--check]`.

The document lies in `chalicelib/api/openapi.json`, is served from there, and is what clients are generated from. With
`--check` nothing is written, and a document that no longer says what the code does is an error.
"""

import argparse
import json
import re
import sys
from http import HTTPStatus
from importlib import import_module
from pathlib import Path
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from chalicelib.api.endpoint import ENDPOINTS, KEY, Endpoint
from chalicelib.api.models import ProblemDocument, gated

FILE = Path(__file__).resolve().parents[1] / "chalicelib" / "api" / "openapi.json"
EXAMPLES = Path(__file__).resolve().with_name("openapi_examples.json")
"""A request body for each operation that takes one. `job_example` and the like stand for ids."""
VERSION = "1.0.0"
_TEMPLATE = "#/components/schemas/{model}"
_ID_PATTERN = r"^[A-Za-z0-9_.-]{1,160}$"
_UNKNOWN = frozenset({"public", "candidate"})
_INTRODUCTION = (
    "AI interviews with evidence for every score. Errors are RFC 9457 problem documents, in Chinese or English by "
    "Accept-Language; their `type` is stable. Lists are pages, newest first: ask for the next one with "
    "`cursor=next_cursor`. A POST that creates honours Idempotency-Key. Objects with an ETag honour If-Match. What "
    "belongs to another tenant, or to a job that you do not reach, is 404."
)


def document() -> dict[str, Any]:
    """The document; the same for the same code."""
    import_module("app")
    bodies = [(declared.body, "validation") for declared in ENDPOINTS if declared.body]
    answers = [(declared.response, "serialization") for declared in ENDPOINTS if declared.response]
    wanted = list(dict.fromkeys([*bodies, *answers, (ProblemDocument, "serialization")]))
    references, schemas = models_json_schema(wanted, ref_template=_TEMPLATE)  # type: ignore[arg-type]
    definitions: dict[str, Any] = schemas.get("$defs", {})
    for model in _models({declared.response for declared in ENDPOINTS if declared.response}):
        _mark_gated(model, definitions)
    paths: dict[str, dict[str, Any]] = {}
    examples = json.loads(EXAMPLES.read_text(encoding="utf-8"))
    for declared in sorted(ENDPOINTS, key=lambda known: (known.path, known.method)):
        paths.setdefault(declared.path, {})[declared.method.lower()] = _operation(declared, references, examples)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Candor", "version": VERSION, "description": _INTRODUCTION},
        "servers": [{"url": "/"}],
        "paths": paths,
        "components": {
            "schemas": definitions,
            "headers": _headers(),
            "responses": {"Problem": _problem(references, "A problem")},
            "securitySchemes": {
                "apiKey": {"type": "http", "scheme": "bearer", "description": "A tenant's API key"},
                "accessToken": {
                    "type": "http",
                    "scheme": "bearer",
                    "bearerFormat": "JWT",
                    "description": "An OIDC access token of an identity provider that the tenant trusts",
                },
                "session": {"type": "http", "scheme": "bearer", "description": "A candidate's session token"},
            },
        },
    }


def _operation(declared: Endpoint, references: Any, examples: dict[str, Any]) -> dict[str, Any]:
    operation: dict[str, Any] = {
        "operationId": declared.name,
        "summary": declared.summary,
        "tags": [declared.tag],
        "parameters": _parameters(declared),
        "responses": {
            str(declared.status): _success(declared, references),
            **{str(status): _problem(references, HTTPStatus(status).phrase) for status in _problems(declared)},
            "default": {"$ref": "#/components/responses/Problem"},
        },
    }
    of_pages = declared.status == HTTPStatus.OK or declared.who == "public"
    if of_pages and not declared.response and "404" in operation["responses"]:
        # A page, or a link to its PDF, says so in HTML; only what can be no address of one is a problem.
        operation["responses"]["404"]["content"]["text/html"] = {"schema": {"type": "string"}}
    if declared.description:
        operation["description"] = declared.description
    if declared.body:
        body: dict[str, Any] = {"schema": references[declared.body, "validation"]}
        if declared.name in examples:
            body["example"] = examples[declared.name]
        operation["requestBody"] = {"required": True, "content": {"application/json": body}}
    if declared.who == "candidate":
        operation["security"] = [{"session": []}]
    elif declared.who != "public":
        operation["security"] = [{"apiKey": []}, {"accessToken": []}]
        if declared.who != "signed_in":
            operation["x-permission"] = declared.who
    return operation


def _success(declared: Endpoint, references: Any) -> dict[str, Any]:
    success: dict[str, Any] = {"description": HTTPStatus(declared.status).phrase}
    if declared.response:
        success["content"] = {"application/json": {"schema": references[declared.response, "serialization"]}}
    elif declared.status == HTTPStatus.OK:
        kind = "application/json" if declared.path.endswith(".json") else "text/html"
        success["content"] = {kind: {"schema": {"type": "object" if kind.endswith("json") else "string"}}}
    wanted = [] if declared.who in _UNKNOWN else ["RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset"]
    if declared.versioned and declared.response:
        wanted.append("ETag")
    if wanted:
        success["headers"] = {name: {"$ref": f"#/components/headers/{name}"} for name in wanted}
    return success


def _problems(declared: Endpoint) -> list[int]:
    """The statuses of the problems that the route is known to answer with."""
    found = set()
    if declared.who != "public":
        found |= {401, 403}
    if declared.who not in _UNKNOWN:
        found.add(429)
    if declared.body or declared.query:
        found |= {400, 422}
    if "{" in declared.path:
        found.add(404)
    if declared.method != "GET":
        found.add(409)
    if declared.creates:
        found.add(422)
    if declared.versioned and declared.method in {"PATCH", "PUT", "DELETE", "POST"} and not declared.creates:
        found.add(412)
    return sorted(found)


def _problem(references: Any, description: str) -> dict[str, Any]:
    schema = references[ProblemDocument, "serialization"]
    return {"description": description, "content": {"application/problem+json": {"schema": schema}}}


def _headers() -> dict[str, Any]:
    number = {"type": "integer", "minimum": 0}
    return {
        "ETag": {"description": "The revision; send it as If-Match to change just this", "schema": {"type": "string"}},
        "RateLimit-Limit": {"description": "Requests a minute, of the tightest quota", "schema": number},
        "RateLimit-Remaining": {"description": "What is left of them", "schema": number},
        "RateLimit-Reset": {"description": "Seconds until there are new ones", "schema": number},
    }


def _parameters(declared: Endpoint) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string", "pattern": _ID_PATTERN}}
        for name in re.findall(r"\{(\w+)\}", declared.path)
    ]
    if declared.query:
        schema = declared.query.model_json_schema(ref_template=_TEMPLATE)
        required = set(schema.get("required", ()))
        found += [
            {"name": name, "in": "query", "required": name in required, "schema": _plain(field)}
            for name, field in schema["properties"].items()
        ]
    if declared.creates:
        key = {"type": "string", "pattern": KEY}
        text = "The same key with the same body has one effect, for 48 hours"
        found.append({"name": "Idempotency-Key", "in": "header", "required": False, "description": text, "schema": key})
    if declared.versioned and declared.method in {"PATCH", "PUT", "DELETE"}:
        tag = {"type": "string", "pattern": r'^("\d{1,12}"|\*)$'}
        text = "The ETag of the object as it was read; 412 when it was changed since"
        found.append({"name": "If-Match", "in": "header", "required": False, "description": text, "schema": tag})
    return found


def _plain(field: dict[str, Any]) -> dict[str, Any]:
    """A query parameter that may be left out is left out; it is never `null`."""
    options = [option for option in field.get("anyOf", ()) if option != {"type": "null"}]
    if len(options) == 1:
        field = {**{name: value for name, value in field.items() if name != "anyOf"}, **options[0]}
    if field.get("default", ...) is None:
        field = {name: value for name, value in field.items() if name != "default"}
    return field


def _models(roots: set[type[BaseModel]]) -> list[type[BaseModel]]:
    """These models and all that they hold."""
    found: dict[type[BaseModel], None] = {}
    todo: list[Any] = sorted(roots, key=lambda model: model.__name__)
    while todo:
        each = todo.pop()
        if isinstance(each, type) and issubclass(each, BaseModel):
            if each not in found:
                found[each] = None
                todo += [field.annotation for field in each.model_fields.values()]
        else:
            todo += list(getattr(each, "__args__", ()))
    return list(found)


def _mark_gated(model: type[BaseModel], definitions: dict[str, Any]) -> None:
    """Fields that need a permission may be absent; say so."""
    for name, permission in gated(model).items():
        for title, schema in definitions.items():
            if title in {model.__name__, f"{model.__name__}-Output"}:
                schema["required"] = [field for field in schema.get("required", ()) if field != name]
                schema["properties"][name]["description"] = f"Only for callers with `{permission}`"


def main() -> int:
    """Write the document, or check the one that is there."""
    parser = argparse.ArgumentParser(prog="python -m infra.openapi", description="Write the OpenAPI document.")
    parser.add_argument("--check", action="store_true", help="fail when the committed document is out of date")
    options = parser.parse_args()
    text = json.dumps(document(), indent=1, ensure_ascii=False) + "\n"
    if options.check:
        if not FILE.exists() or FILE.read_text(encoding="utf-8") != text:
            sys.stderr.write("chalicelib/api/openapi.json is out of date; run `python -m infra.openapi`.\n")
            return 1
        return 0
    FILE.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
