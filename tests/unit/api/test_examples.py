"""The OpenAPI document's examples work as they stand, and what is answered is what its schemas say."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from chalicelib.api.endpoint import ENDPOINTS, Endpoint
from infra.openapi import EXAMPLES, document
from tests.unit.adapters.test_oidc import Issuer, issuer
from tests.unit.api.conftest import Caller
from tests.unit.api.test_matrix import NUMBERS, OF_CANDIDATES, ROUTES, asked, kind, parameters, send
from tests.unit.api.world import World, begun, build

__all__ = ["issuer"]
_PLACEHOLDER = re.compile(r"\b([a-z]+)_example\b")
NEEDS_MORE = {
    "make_report_page", "read_report", "read_cv", "read_audit_entry", "read_answer_to_rate", "rate_answer",
    "read_scoring_version", "read_report_pdf", "decide", "start_retest", "make_candidate_report_link",
    "change_connection", "resend_notice",
}  # fmt: skip
"""What these show is made elsewhere: a report, a CV, answers to rate and scoring versions by their workers, an entry's
number when it is chained. A connection is switched on once a test has reached its system, a notice sent again
once it has come to its end."""


@pytest.fixture(autouse=True)
def loopback(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOOPBACK_WEBHOOKS", "true")


@pytest.fixture
def acme(call: Caller, issuer: Issuer) -> World:
    return build(call, issuer, "acme")


@pytest.fixture(scope="module")
def described() -> Any:
    return json.loads(json.dumps(document()))


def faults(described: Any, declared: Endpoint, answer: Any) -> list[str]:
    """What is wrong with an answer: not the declared status, or a body that is not as described."""
    if answer.status_code != declared.status:
        return [f"{declared.name}: {answer.status_code} {answer.body[:300]!r}"]
    success = described["paths"][declared.path][declared.method.lower()]["responses"][str(declared.status)]
    schema = success.get("content", {}).get("application/json", {}).get("schema")
    if schema is None:
        return []
    # References lead into the document, so the schema is looked at as a part of it.
    validator = Draft202012Validator(
        {"components": described["components"], "allOf": [schema]}, format_checker=Draft202012Validator.FORMAT_CHECKER
    )
    return [
        f"{declared.name}: {error.message} at {error.json_path}" for error in validator.iter_errors(answer.json_body)
    ]


def example(described: Any, declared: Endpoint) -> Any:
    return described["paths"][declared.path][declared.method.lower()]["requestBody"]["content"]["application/json"].get(
        "example"
    )


def filled(value: Any, world: World) -> Any:
    """An example with the world's ids where it has placeholders."""
    return json.loads(_PLACEHOLDER.sub(lambda match: world.ids[match[1]], json.dumps(value, ensure_ascii=False)))


def with_bodies() -> Iterator[Endpoint]:
    yield from (declared for declared in asked() if declared.body)
    yield from (declared for declared in ENDPOINTS if declared.body and declared.name not in ROUTES)


def test_every_body_has_an_example_and_each_is_what_its_schema_says(described: Any) -> None:
    wrong = []
    for declared in with_bodies():
        operation = described["paths"][declared.path][declared.method.lower()]
        schema = operation["requestBody"]["content"]["application/json"]["schema"]
        shown = example(described, declared)
        if shown is None:
            wrong.append(f"{declared.name}: no example")
            continue
        validator = Draft202012Validator({"components": described["components"], "allOf": [schema]})
        wrong += [f"{declared.name}: {error.message}" for error in validator.iter_errors(shown)]
    assert not wrong


def test_every_example_is_of_an_operation() -> None:
    assert set(json.loads(EXAMPLES.read_text(encoding="utf-8"))) == {declared.name for declared in with_bodies()}


def test_examples_work_as_they_stand(call: Caller, acme: World, described: Any) -> None:
    wrong = []
    for declared in asked():
        if not declared.body or declared.name in NEEDS_MORE:
            continue
        path = declared.path
        for parameter in parameters(declared):
            path = path.replace(f"{{{parameter}}}", NUMBERS.get(parameter) or acme.ids[kind(parameter)])
        wrong += faults(described, declared, call(declared.method, path, filled(example(described, declared), acme)))
    assert not wrong


def test_examples_of_candidates_work_as_they_stand(call: Caller, acme: World, described: Any) -> None:
    routes = {declared.name: declared for declared in ENDPOINTS}
    opening = routes["open_invitation"]
    path = opening.path.replace("{token}", acme.tokens["invitation"])
    answer = call.as_(None)("POST", path, example(described, opening))
    assert not faults(described, opening, answer)
    own, wrong = call.as_(answer.json_body["session_token"]), []
    asked_in_turn = {"record_consent": "", "ask_upload": "q", "submit_typed_answer": "w", "submit_interview": ""}
    for name, question in asked_in_turn.items():
        declared = routes[name]
        path = declared.path.replace("{question}", question)
        wrong += faults(described, declared, own(declared.method, path, example(described, declared)))
    assert not wrong
    assert {name for name in OF_CANDIDATES if routes[name].body} == set(asked_in_turn)


def test_every_read_answers_what_its_schema_says(call: Caller, acme: World, described: Any) -> None:
    wrong = []
    for declared in asked():
        if declared.method == "GET" and declared.name not in NEEDS_MORE:
            wrong += faults(described, declared, send(call, declared, acme, {}))
    own = begun(call, acme)
    reading = next(declared for declared in ENDPOINTS if declared.name == "read_own_interview")
    wrong += faults(described, reading, own("GET", reading.path))
    assert not wrong
