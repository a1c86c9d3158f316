"""Imports by REST: announced, uploaded as signed, started, followed; seen by those whose candidates they bring."""

import csv
import io
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs, urlsplit

import boto3
import pytest

from chalicelib.bootstrap import Services
from chalicelib.domain.job import Job
from tests.unit.adapters.test_oidc import issuer
from tests.unit.api.conftest import Caller
from tests.unit.api.people import key_like, key_with
from tests.unit.api.test_candidates import loopback, recruiter
from tests.unit.clock import HandClock
from tests.unit.samples import queued, sha256

__all__ = ["issuer", "loopback", "recruiter"]
PATH = "/v1/candidate-imports"
CONTENT = "姓名,邮箱,性别,爱好\nLi Na,li@mail.example,女,篮球\nNobody,,男,足球\n".encode()
ANNOUNCED: dict[str, Any] = {"format": "csv", "size": len(CONTENT), "sha256": sha256(CONTENT)}


def uploaded(call: Caller, **more: Any) -> str:
    """An import whose file was put where its address says."""
    answer = call("POST", PATH, {**ANNOUNCED, **more})
    assert answer.status_code == 201, answer.body
    key = urlsplit(answer.json_body["upload"]["url"]).path.removeprefix("/media/")
    boto3.client("s3").put_object(Bucket="media", Key=key, Body=CONTENT, ChecksumSHA256=sha256(CONTENT))
    return str(answer.json_body["id"])


def run(services: Services, import_id: str) -> None:
    services.candidate_import_runs.run(import_id, lambda: float("inf"))


def test_an_import_goes_from_announcement_to_candidates(call: Caller, services: Services) -> None:
    announced = call("POST", PATH, ANNOUNCED).json_body
    assert announced["state"] == "waiting"
    headers = announced["upload"]["headers"]
    assert headers["x-amz-checksum-sha256"] == sha256(CONTENT)
    assert headers["Content-Length"] == str(len(CONTENT))
    address = urlsplit(announced["upload"]["url"])
    assert address.path == f"/media/t/acme/imports/{announced['id']}/source"
    assert parse_qs(address.query)["X-Amz-Expires"] == ["900"]
    where = f"{PATH}/{announced['id']}"
    early = call("POST", f"{where}/start")
    assert (early.status_code, early.json_body["type"]) == (409, "urn:candor:problem:upload_missing")
    boto3.client("s3").put_object(
        Bucket="media", Key=address.path.removeprefix("/media/"), Body=CONTENT, ChecksumSHA256=sha256(CONTENT)
    )
    assert call("POST", f"{where}/start").json_body["state"] == "queued"
    assert len(queued(services.settings.imports_queue_url)) == 1
    run(services, announced["id"])
    assert call("POST", f"{where}/start").json_body["state"] == "done"
    assert queued(services.settings.imports_queue_url) == []
    done = call("GET", where, Accept_Language="zh").json_body
    assert done["progress"] == {
        "rows_read": 2,
        "created": 1,
        "updated": 0,
        "unchanged": 0,
        "failed": 1,
        "rows_total": 2,
        "bytes_read": len(CONTENT),
        "bytes_total": len(CONTENT),
    }
    assert done["ignored_columns"] == ["爱好"]
    assert done["refused_columns"][0]["column"] == "性别"
    assert "性别" in done["refused_columns"][0]["reason"]
    query = parse_qs(urlsplit(done["errors_url"]).query)
    assert query["X-Amz-Expires"] == ["900"]
    key = urlsplit(done["errors_url"]).path.removeprefix("/media/")
    kept = boto3.client("s3").get_object(Bucket="media", Key=key)["Body"].read().decode("utf-8-sig")
    assert [line[:3] for line in csv.reader(io.StringIO(kept))][1:] == [["3", "", "identity_missing"]]
    assert [one["name"] for one in call("GET", "/v1/candidates").json_body["items"]] == ["Li Na"]


@pytest.mark.parametrize(
    "other",
    [
        {"format": "xls"},
        {"size": 0},
        {"size": 100_000_001},
        {"sha256": "abc"},
        {"columns": {"别名": "nickname"}},
        {"columns": {"性别": "source"}},
        {"columns": {f"h{number}": "name" for number in range(201)}},
        {"tenant": "globex"},
    ],
)
def test_what_cannot_be_imported_is_refused(call: Caller, other: dict[str, Any]) -> None:
    assert call("POST", PATH, {**ANNOUNCED, **other}).status_code == 422


def test_a_faulty_mapping_is_pointed_at(call: Caller) -> None:
    answer = call("POST", PATH, {**ANNOUNCED, "columns": {"Age": "source", "Nick": "name"}})
    assert [one["pointer"] for one in answer.json_body["errors"]] == ["/columns/Age"]


def test_a_tenants_own_columns_are_read(call: Caller, services: Services) -> None:
    made = uploaded(call, columns={"爱好": "skills"})
    call("POST", f"{PATH}/{made}/start")
    run(services, made)
    (only,) = call("GET", "/v1/candidates").json_body["items"]
    assert only["profile"]["skills"] == ["篮球"]


def test_the_same_announcement_again_is_the_same_import(call: Caller) -> None:
    first = call("POST", PATH, ANNOUNCED, Idempotency_Key="k1").json_body
    assert call("POST", PATH, ANNOUNCED, Idempotency_Key="k1").json_body == first
    assert len(call("GET", PATH).json_body["items"]) == 1


def test_a_recruiter_imports_for_their_own_jobs_and_sees_those_imports(
    call: Caller, recruiter: Caller, services: Services, clock: HandClock, job: Job
) -> None:
    everywhere = uploaded(call)
    clock.move(seconds=1)
    refused = recruiter("POST", PATH, ANNOUNCED)
    assert (refused.status_code, refused.json_body["type"]) == (403, "urn:candor:problem:import_needs_job")
    own = uploaded(recruiter, job_id=job.id)
    assert recruiter("POST", f"{PATH}/{own}/start").status_code == 200
    run(services, own)
    assert [one["id"] for one in recruiter("GET", PATH).json_body["items"]] == [own]
    assert [one["id"] for one in call("GET", PATH).json_body["items"]] == [own, everywhere]
    assert recruiter("GET", f"{PATH}/{own}").json_body["errors_url"]
    assert recruiter("GET", f"{PATH}/{everywhere}").status_code == 404
    assert recruiter("POST", f"{PATH}/{everywhere}/start").status_code == 404
    assert len(recruiter("GET", f"/v1/jobs/{job.id}/applications").json_body["items"]) == 1
    other = call("POST", f"/v1/jobs/{job.id}/clones", {"title": "Elsewhere"}).json_body
    call("PATCH", f"/v1/jobs/{other['id']}", {"team": []})
    assert recruiter("POST", PATH, {**ANNOUNCED, "job_id": other["id"]}).status_code == 404


def test_the_errors_are_for_those_who_may_see_contacts(call: Caller, services: Services) -> None:
    made = uploaded(call)
    call("POST", f"{PATH}/{made}/start")
    run(services, made)
    assert "errors_url" not in call.as_(key_like(services, "auditor"))("GET", f"{PATH}/{made}").json_body
    assert call.as_(key_with(services, "jobs:read"))("GET", f"{PATH}/{made}").status_code == 403
    assert call.as_(key_with(services, "candidates:read"))("POST", f"{PATH}/{made}/start").status_code == 403


def test_another_tenants_import_is_not_there(call: Caller, other_tenant: Caller, services: Services, job: Job) -> None:
    made = uploaded(call)
    assert other_tenant("GET", f"{PATH}/{made}").status_code == 404
    assert other_tenant("POST", f"{PATH}/{made}/start").status_code == 404
    assert other_tenant("GET", PATH).json_body["items"] == []
    assert other_tenant("POST", PATH, {**ANNOUNCED, "job_id": job.id}).status_code == 404
    call("POST", f"{PATH}/{made}/start")
    run(replace(services, tenant="globex"), made)
    assert call("GET", f"{PATH}/{made}").json_body["state"] == "queued"
