"""Schemathesis sends each operation what its schema allows, and what it does not, and checks the answers every way."""

import json
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import count
from typing import Any

import hypothesis
import pytest
import schemathesis
from schemathesis.core.failures import FailureGroup
from schemathesis.generation.case import Case
from schemathesis.generation.feedback import FeedbackSources
from schemathesis.pytest._test_builder import build_operation_test
from schemathesis.schemas import APIOperation

from app import app
from chalicelib.bootstrap import Services
from chalicelib.domain.tenant import Quotas
from chalicelib.services.tenants import change_tenant
from infra.openapi import document
from tests.unit.adapters.test_oidc import Issuer, issuer
from tests.unit.api.conftest import Caller
from tests.unit.api.test_matrix import NUMBERS
from tests.unit.api.world import begun, build
from tests.unit.api.wsgi import Wsgi

__all__ = ["issuer"]
Operation = APIOperation[Any, Any, Any, Any]
Sent = Case[Any]
PARTS = 4
ALWAYS, EVERY = 30, 20
"""Of the cases that go through a schema's limits one by one, those that run: so many, then every so manieth."""
MOST = 1_000_000
LAST = ("remove_channel", "approve_job", "remove_identity_provider", "renew_link", "revoke_invitation")
_LATER = {"PATCH": 1, "DELETE": 2}
_REAL = 0.75
"""How often a path names what is there."""
# Which references there are, that weights sum to 1, which addresses and wordings are admitted: no schema can say it.
_ACCEPTED = ["2xx", "3xx", "401", "403", "404", "409", "422"]
_CHECKS = {
    "positive_data_acceptance": {"expected-statuses": _ACCEPTED},
    # An If-Match that can be no ETag of ours matches nothing: 412. What is far too long is not even read: 413.
    "negative_data_rejection": {
        "expected-statuses": ["400", "401", "403", "404", "405", "409", "412", "413", "415", "422"]
    },
}


def operations(method: str, *statuses: str) -> dict[str, Any]:
    """Operations of one method, that may also answer what is right with these."""
    accepted = {"expected-statuses": [*_ACCEPTED, *statuses]}
    return {"include-method": method, "checks": {**_CHECKS, "positive_data_acceptance": accepted}}


def config(ids: dict[str, str]) -> schemathesis.Config:
    return schemathesis.Config.from_dict(
        {
            "phases": {"stateful": {"enabled": False}},
            "generation": {"max-examples": 5, "deterministic": True, "no-shrink": True},
            "checks": _CHECKS,
            # A cursor must be one that was given out: 400. An ETag must be the one of now: 412.
            "operations": [
                operations("GET", "400"),
                {**operations("POST", "400"), "include-path": "/v1/jobs/{job_id}/notice-resends"},
                *(operations(verb, "412") for verb in ("PUT", "PATCH", "DELETE")),
            ],
            "dictionaries": {name: {"values": [value]} for name, value in ids.items()},
            "parameters": {f"path.{name}": {"dictionary": name, "probability": _REAL} for name in ids},
        }
    )


@pytest.fixture(autouse=True)
def loopback(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOOPBACK_WEBHOOKS", "true")


@pytest.fixture
def schema(call: Caller, issuer: Issuer, services: Services) -> Any:
    """The document, with ids of a world as examples of what paths name, and the keys to it."""
    world = build(call, issuer, "acme")
    quotas = Quotas(requests_per_minute=MOST, key_requests_per_minute=MOST, interviews_per_day=MOST)
    change_tenant(services.tenants, "acme", lambda tenant: tenant.model_copy(update={"quotas": quotas}), None)
    described = json.loads(json.dumps(document()))
    # The questions of an interview have keys, those of the bank ids.
    known = {f"{name}_id": value for name, value in world.ids.items()}
    known |= {"token": world.tokens["invitation"], "question": "q", **NUMBERS}
    ids: dict[str, str] = {}
    for operation in (each for methods in described["paths"].values() for each in methods.values()):
        for parameter in operation["parameters"]:
            if (name := parameter["name"]) in known and parameter["in"] in {"path", "query"}:
                parameter["example"] = known[name]
                ids[name] = known[name]
            elif name == "If-Match":
                parameter["example"] = "*"  # else it is `0` in nearly every case, and nothing is ever changed
    loaded = schemathesis.openapi.from_dict(described, config=config(ids))
    loaded.app = Wsgi(app)
    tokens = {"candidate": begun(call, world)._token, "tenant": call._token}

    @loaded.auth(refresh_interval=None)
    class Auth:
        def get(self, _case: Sent, context: Any) -> str | None:
            return tokens["candidate" if context.operation.path.startswith("/v1/candidate/") else "tenant"]

        def set(self, case: Sent, data: str, _context: Any) -> None:
            case.headers["Authorization"] = f"Bearer {data}"

    return loaded


def in_order(schema: Any) -> Iterator[Operation]:
    """What changes things comes after what makes them, and what takes them away last."""

    def late(operation: Operation) -> tuple[bool, int]:
        name = operation.definition.raw["operationId"]
        return name in LAST, _LATER.get(operation.method.upper(), 0)

    yield from sorted((found.ok() for found in schema.get_all_operations()), key=late)


NOT_READY = {
    "GET /v1/interviews/{interview_id}/report",
    "POST /v1/interviews/{interview_id}/report-pages",
    "GET /v1/interviews/{interview_id}/report.pdf",
    "GET /v1/report-pages/{token}",
    "GET /v1/report-pages/{token}/report.pdf",
    "POST /v1/interviews/{interview_id}/candidate-report-links",
    "GET /v1/candidate-reports/{token}",
    "GET /v1/candidate-reports/{token}/report.json",
    "GET /v1/candidate-reports/{token}/report.pdf",
    "GET /v1/department-report-pages/{token}",
    "POST /v1/interviews/{interview_id}/decisions",
    "POST /v1/interviews/{interview_id}/retests",
    "GET /v1/appeals/{token}",
    "POST /v1/appeals/{token}",
    "GET /v1/appeals/{token}/page",
    "POST /v1/notices/{notice_id}/resends",
    "POST /v1/exchanges/{exchange_id}/retries",
    "GET /v1/candidates/{candidate_id}/cv",
    "POST /v1/candidates/{candidate_id}/cv-uploads/{upload_id}/completion",
    "POST /v1/candidate/answers/{question}/uploads/{upload_id}/completion",
    "PUT /v1/candidate/answers/{question}/text",
    "POST /v1/candidate-imports/{import_id}/start",
    "GET /v1/audit-entries/{sequence}",
    "POST /v1/invitations/{token}/sessions",
    "GET /v1/jobs/{job_id}/calibrations/{calibration_id}/answers/{number}",
    "PUT /v1/jobs/{job_id}/calibrations/{calibration_id}/answers/{number}/rating",
    "POST /v1/jobs/{job_id}/calibrations/{calibration_id}/fit",
    "GET /v1/jobs/{job_id}/scoring/versions/{number}",
}
"""Operations on what takes an upload, a report, the audit log's own Lambda, a device or question of its own, or answers
that the worker picks and fits."""


class Findings:
    """What was found wrong, all of it, each kind once an operation; and how each operation answered."""

    def __init__(self) -> None:
        self.wrong: dict[str, str] = {}
        self.answered: dict[str, Counter[int]] = {}

    def checking(self, operation: Operation) -> Callable[[Sent], None]:
        """The test of one operation."""
        counts = self.answered.setdefault(operation.label, Counter())
        limits = count()

        def check(case: Sent) -> None:
            about_limits = case.meta is not None and case.meta.phase.name.value == "coverage"
            if about_limits and (number := next(limits)) > ALWAYS and number % EVERY:
                return
            answer = case.call()
            counts[answer.status_code] += 1
            try:
                case.validate_response(answer)
            except FailureGroup as group:
                for failure in group.exceptions:
                    text = f"{failure}\n{case.as_curl_command()}\n{answer.status_code} {answer.text[:300]}"
                    self.wrong.setdefault(f"{operation.label}: {type(failure).__name__}", text)

        settings = hypothesis.settings(deadline=None, suppress_health_check=list(hypothesis.HealthCheck))
        return settings(check)


@pytest.mark.timeout(300)
@pytest.mark.parametrize("part", range(PARTS))
def test_every_operation_is_what_the_document_says(part: int, schema: Any) -> None:
    findings = Findings()
    for operation in list(in_order(schema))[part::PARTS]:
        build_operation_test(
            config=schema.config,
            operation=operation,
            test_func=findings.checking(operation),
            given_kwargs={},
            feedback=FeedbackSources(),
        )()
    assert not findings.wrong, "\n\n".join(f"{where}\n{text}" for where, text in findings.wrong.items())
    fruitless = {label for label, counts in findings.answered.items() if all(status >= 300 for status in counts)}
    assert fruitless <= NOT_READY
