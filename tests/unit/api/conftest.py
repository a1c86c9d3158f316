"""The REST API called in process, as a tenant's system, as a candidate and as nobody."""

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import boto3
import pytest
from chalice.test import Client, HTTPResponse

from app import app
from chalicelib.bootstrap import Services
from chalicelib.domain.job import Job
from chalicelib.services.tenants import create_tenant
from tests.unit.clock import HandClock
from tests.unit.conftest import DEVICE
from tests.unit.samples import RECORDING, sha256

JOB: dict[str, Any] = {
    "title": "Operations trainee",
    "description": "Keeps things running.",
    "language": "en",
}
CANDIDATE: dict[str, Any] = {"name": "Wei", "email": "wei.li@candidates.example", "language": "zh"}


class Caller:
    """Calls the API in process with a token."""

    def __init__(self, client: Client, token: str | None = None) -> None:
        self._client = client
        self._token = token

    def __call__(self, method: str, path: str, body: Any = None, **headers: str) -> HTTPResponse:
        sent = {
            "Content-Type": "application/json",
            **{name.replace("_", "-"): value for name, value in headers.items()},
        }
        if self._token:
            sent["Authorization"] = f"Bearer {self._token}"
        raw = b"" if body is None else body if isinstance(body, bytes) else json.dumps(body).encode()
        return self._client.http.request(method, path, headers=sent, body=raw)

    def as_(self, token: str | None) -> "Caller":
        return Caller(self._client, token)


@pytest.fixture
def call(api_key: str) -> Iterator[Caller]:
    """The tenant's system, which may do everything."""
    with Client(app, stage_name="prod") as client:
        yield Caller(client, api_key)


@pytest.fixture
def other_tenant(call: Caller, services: Services, clock: HandClock) -> Caller:
    """Another company on the same service."""
    globex = replace(services, tenant="globex")
    create_tenant(globex.tenants, clock, "globex", "Globex", "en", "hr@globex.example")
    return call.as_(str(globex.api_keys.create("key1", "Everything")[1]))


@pytest.fixture
def invited(call: Caller, job: Job) -> Any:
    """An invitation of a new candidate for the approved job."""
    candidate_id = call("POST", "/v1/candidates", CANDIDATE).json_body["id"]
    answer = call("POST", f"/v1/jobs/{job.id}/invitations", {"candidate_ids": [candidate_id]})
    return answer.json_body["items"][0]


@pytest.fixture
def interviewee(call: Caller, invited: Any) -> Caller:
    """The invited candidate, with consent given."""
    return begin(call, invited)


def begin(call: Caller, invited: Any) -> Caller:
    """Open an invitation and consent."""
    opened = call.as_(None)("POST", f"/v1/invitations/{invited['token']}/sessions", {"device_key": DEVICE})
    own = call.as_(opened.json_body["session_token"])
    own("POST", "/v1/candidate/consent", {"text_version": "2026-11-1"})
    return own


def put_answer(candidate: Caller, question: str) -> HTTPResponse:
    announced = {"content_type": "audio/webm", "size": len(RECORDING), "sha256": sha256(RECORDING)}
    signed = candidate("POST", f"/v1/candidate/answers/{question}/uploads", announced).json_body
    key = signed["url"].split("?")[0].split("/media/", 1)[1]
    boto3.client("s3").put_object(Bucket="media", Key=key, Body=RECORDING)
    return candidate("POST", f"/v1/candidate/answers/{question}/uploads/{signed['upload_id']}/completion")
