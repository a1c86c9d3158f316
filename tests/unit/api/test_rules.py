"""A job's rules are versioned by the server, and fit its competency model."""

from typing import Any

import pytest

from chalicelib.domain.job import Job
from tests.unit.api.conftest import JOB, Caller


def change(call: Caller, rules: dict[str, Any]) -> Any:
    return call("PATCH", "/v1/jobs/job1", {"rules": rules})


def test_each_change_is_a_version_with_its_author(call: Caller, job: Job) -> None:
    assert change(call, {"advance_at": 80, "must_have": ["teamwork"]}).json_body["rules"]["version"] == 2
    assert change(call, {"advance_at": 80, "must_have": ["teamwork"], "version": 7}).json_body["rules"]["version"] == 2
    assert change(call, {"advance_at": 60, "version": 7}).json_body["rules"]["version"] == 3
    items = call("GET", f"/v1/jobs/{job.id}/rules").json_body["items"]
    assert [(item["version"], item["rules"]["advance_at"]) for item in items] == [(3, 60), (2, 80), (1, 70)]
    assert {item["by"]["name"] for item in items[:2]} == {"Everything"}


def test_versions_come_in_pages(call: Caller, job: Job) -> None:
    for bound in (10, 20, 30):
        change(call, {"advance_at": bound})
    first = call("GET", f"/v1/jobs/{job.id}/rules?limit=3").json_body
    rest = call("GET", f"/v1/jobs/{job.id}/rules?limit=3&cursor={first['next_cursor']}").json_body
    assert [item["version"] for item in (*first["items"], *rest["items"])] == [4, 3, 2, 1]


def test_a_new_job_and_a_copy_begin_with_the_first_version(call: Caller, job: Job) -> None:
    made = call("POST", "/v1/jobs", {**JOB, "rules": {"advance_at": 55, "version": 9}}).json_body
    assert made["rules"]["version"] == 1
    change(call, {"advance_at": 80})
    copy = call("POST", f"/v1/jobs/{job.id}/clones", {"title": "Copy"}).json_body
    assert (copy["rules"]["version"], copy["rules"]["advance_at"]) == (1, 80)
    assert len(call("GET", f"/v1/jobs/{copy['id']}/rules").json_body["items"]) == 1


@pytest.mark.parametrize(
    ("rules", "pointer"),
    [
        ({"must_have": ["charm"]}, "/rules/must_have/0"),
        ({"dimensions_at": {"charm": 50}}, "/rules/dimensions_at/charm"),
        ({"advance_at": 50, "thank_below": 60}, "/rules/thank_below"),
        ({"dimensions_at": {"teamwork": 101}}, "/rules/dimensions_at/teamwork"),
    ],
)
def test_rules_that_cannot_be_meant_are_refused(call: Caller, job: Job, rules: Any, pointer: str) -> None:
    answer = change(call, rules)
    assert answer.status_code == 422
    assert [error["pointer"] for error in answer.json_body["errors"]] == [pointer]
    assert call("GET", f"/v1/jobs/{job.id}").json_body["rules"]["version"] == 1


def test_a_model_without_what_the_rules_name_is_refused(call: Caller, job: Job) -> None:
    change(call, {"must_have": ["teamwork"]})
    model = {"name": "Other", "dimensions": [{"key": "logic", "weight": 1}], "publish": True}
    other = {"id": call("POST", "/v1/competency-models", model).json_body["id"], "version": 1}
    assert call("PATCH", f"/v1/jobs/{job.id}", {"competency_model": other}).status_code == 422
    both = {"competency_model": other, "rules": {"must_have": ["logic"]}}
    assert call("PATCH", f"/v1/jobs/{job.id}", both).status_code == 200


def test_without_a_model_rules_may_name_any_dimension(call: Caller) -> None:
    made = call("POST", "/v1/jobs", {**JOB, "rules": {"must_have": ["charm"]}})
    assert made.status_code == 201
