"""The OpenAPI document says what the API does."""

import json
from typing import Any

from app import app
from chalicelib.api.endpoint import ENDPOINTS
from infra.openapi import FILE, document


def test_every_route_is_in_the_document_and_nothing_else() -> None:
    routes = {(path, method.lower()) for path, methods in app.routes.items() for method in methods}
    described = {(path, method) for path, methods in document()["paths"].items() for method in methods}
    assert routes == described


def test_the_committed_document_is_what_the_code_says() -> None:
    assert json.loads(FILE.read_text(encoding="utf-8")) == document(), "run `python -m infra.openapi`"


def test_every_reference_in_the_document_leads_somewhere() -> None:
    whole = document()

    def references(node: object) -> set[str]:
        if isinstance(node, dict):
            own = {node["$ref"]} if isinstance(node.get("$ref"), str) else set()
            return own.union(*(references(value) for value in node.values()))
        if isinstance(node, list):
            return set().union(*(references(value) for value in node))
        return set()

    for reference in references(whole):
        place: Any = whole
        for step in reference.removeprefix("#/").split("/"):
            place = place[step]


def test_every_route_that_creates_something_takes_an_idempotency_key_or_is_naturally_one_effect() -> None:
    without = {declared.name for declared in ENDPOINTS if declared.method == "POST" and not declared.creates}
    # Opening a session replaces the last one; the others set a state that setting again does not change; an upload
    # that is asked for twice is two signed addresses for one answer, of which the first to arrive is taken. An
    # interview has one appeal, whose text is changed by another; a preview keeps nothing.
    assert without == {
        "open_invitation", "record_consent", "ask_upload", "complete_upload", "submit_interview", "revoke_invitation",
        "approve_job", "note_sending", "complete_cv_upload", "start_candidate_import", "make_appeal",
        "preview_notice_template",
    }  # fmt: skip
