"""Calibrations by REST: rated blind, fitted, activated; what is refused, and to whom."""

import json
from typing import Any

import pytest

from chalicelib.api.endpoint import ENDPOINTS
from chalicelib.bootstrap import Services
from chalicelib.domain.calibration import (
    Agreement,
    AgreementReport,
    Bias,
    DimensionAgreement,
)
from chalicelib.domain.job import Job
from chalicelib.domain.messages import Prepare
from chalicelib.domain.plan import InterviewPlan
from infra.openapi import document
from tests.unit.api.conftest import Caller
from tests.unit.api.people import key_with
from tests.unit.api.test_examples import faults
from tests.unit.rated_answers import a_fit, answered, picked
from tests.unit.services.test_cvs import queued

JOB = "job1"
ASKED = {"question": "q1", "answers": 5}
LEVELS = {"levels": {"problem_solving": 4}, "comment": "Names the valve."}
AGREEMENT = Agreement(
    answers=5, r=None, qwk=0.4, icc=0.5, kappa=0.2, mean_error=8, mean_absolute_error=11, with_interval=0.8
)
REPORT = AgreementReport(
    question="q1",
    rated=5,
    raters=1,
    dimensions=(
        DimensionAgreement(
            dimension="problem_solving",
            before=AGREEMENT,
            after=AGREEMENT,
            bias_before=Bias(length=None, languages={"en": 8}),
            bias_after=Bias(length=0.1, languages={"en": 1}),
        ),
    ),
)


@pytest.fixture
def described() -> Any:
    return json.loads(json.dumps(document()))


@pytest.fixture
def rating(call: Caller, services: Services, job: Job, plan: InterviewPlan) -> str:
    """The path of a calibration whose answers people may rate."""
    for number in range(1, 6):
        answered(services, plan, number)
    made = call("POST", f"/v1/jobs/{job.id}/calibrations", ASKED).json_body["id"]
    picked(services, Prepare(tenant="acme", task="pick_answers", subject=job.id, id=made))
    return f"/v1/jobs/{job.id}/calibrations/{made}"


def rate_five(call: Caller, path: str) -> None:
    for number in range(1, 6):
        assert call("PUT", f"{path}/answers/{number}/rating", LEVELS).status_code == 200


def fitted(services: Services, path: str) -> None:
    """As the worker does it."""
    message = Prepare(tenant="acme", task="fit_scoring", subject=JOB, id=path.rpartition("/")[2])
    begun = services.calibrations.begin(message)
    assert begun is not None
    assert services.scoring_versions.keep_fit(begun[0], a_fit(), REPORT) is not None


def test_a_calibration_from_asking_to_activation_and_back(
    call: Caller, services: Services, rating: str, described: Any
) -> None:
    known = {declared.name: declared for declared in ENDPOINTS}
    job = rating.partition("/calibrations")[0]
    answer = call("GET", f"{rating}/answers/1")
    assert not faults(described, known["read_answer_to_rate"], answer)
    given = call("PUT", f"{rating}/answers/1/rating", LEVELS)
    assert not faults(described, known["rate_answer"], given)
    assert given.json_body["rater"] == "key1"
    assert call("GET", rating).json_body["rated_by_you"] == [1]
    rate_five(call, rating)
    fit = call("POST", f"{rating}/fit")
    assert not faults(described, known["fit_calibration"], fit)
    assert fit.json_body["state"] == "fitting"
    fitted(services, rating)
    assert call("GET", rating).json_body["scoring_version"] == 1
    version = call("GET", f"{job}/scoring/versions/1")
    assert not faults(described, known["read_scoring_version"], version)
    assert version.json_body["questions"][0]["agreement"]["dimensions"][0]["before"]["mean_error"] == 8
    (listed,) = call("GET", f"{job}/scoring/versions").json_body["items"]
    assert listed["questions"] == [{"question": "q1", "language": "en", "calibration_id": rating.rpartition("/")[2]}]
    read = call("GET", f"{job}/scoring")
    assert (read.json_body["active"], read.json_body["latest"]) == (0, 1)
    used = call("PUT", f"{job}/scoring", {"version": 1}, If_Match=read.headers["ETag"])
    assert (used.status_code, used.json_body["active"], used.json_body["activated_by"]) == (200, 1, "key1")
    lost = call("PUT", f"{job}/scoring", {"version": 0}, If_Match=read.headers["ETag"])
    assert lost.status_code == 412
    assert call("PUT", f"{job}/scoring", {"version": 0}).json_body["active"] == 0


def test_an_answer_is_shown_without_name_and_score(call: Caller, rating: str) -> None:
    shown = call("GET", f"{rating}/answers/1")
    body = shown.json_body
    assert "Wei" not in shown.body.decode()
    assert "score" not in shown.body.decode()
    assert (body["number"], body["of"], body["question_text"]) == (1, 5, "What broke?")
    assert [clause["text"] for clause in body["transcript"]] == ["it was the valve"]
    assert "/media/" in body["recording_url"]
    (dimension,) = body["dimensions"]
    assert dimension["key"] == "problem_solving"
    assert [level["level"] for level in dimension["levels"]] == [1, 2, 3, 4, 5]
    assert all(level["text"]["en"] != level["text"]["zh"] for level in dimension["levels"])


def test_others_ratings_are_shown_once_it_is_fitted_and_not_before(
    call: Caller, services: Services, rating: str
) -> None:
    other = call.as_(key_with(services, "jobs:read", "ratings:write"))
    rate_five(call, rating)
    assert other("PUT", f"{rating}/answers/1/rating", {"levels": {"problem_solving": 1}}).status_code == 200
    for caller in (call, other):
        assert caller("GET", f"{rating}/answers/1").json_body["ratings"] == []
    assert other("GET", rating).json_body["rated_by_you"] == [1]
    call("POST", f"{rating}/fit")
    fitted(services, rating)
    shown = call("GET", f"{rating}/answers/1").json_body
    assert sorted(one["levels"]["problem_solving"] for one in shown["ratings"]) == [1, 4]
    assert shown["own_rating"]["levels"] == {"problem_solving": 4}


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"levels": {"problem_solving": 6}}, "/levels/problem_solving"),
        ({"levels": {"problem_solving": 0}}, "/levels/problem_solving"),
        ({"levels": {"problem_solving": 3.5}}, "/levels/problem_solving"),
        ({"levels": {"problem_solving": "3"}}, "/levels/problem_solving"),
        ({"levels": {"teamwork": 3}}, "/levels/teamwork"),
        ({"levels": {}}, "/levels"),
        ({"levels": {"problem_solving": 3}, "rater": "usr9"}, "/rater"),
    ],
)
def test_ratings_that_cannot_be_are_refused_with_a_pointer(call: Caller, rating: str, body: Any, pointer: str) -> None:
    answer = call("PUT", f"{rating}/answers/1/rating", body, Accept_Language="zh")
    assert answer.status_code == 422, answer.body
    assert pointer in {error["pointer"] for error in answer.json_body["errors"]}
    assert call("GET", rating).json_body["rated"] == []


@pytest.mark.parametrize("number", ["0", "6", "01", "x", "999"])
def test_an_answer_that_is_not_there_is_not_found(call: Caller, rating: str, number: str) -> None:
    assert call("GET", f"{rating}/answers/{number}").status_code == 404
    assert call("PUT", f"{rating}/answers/{number}/rating", LEVELS).status_code == 404


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"question": "q9"}, 422),
        ({"question": "q1", "answers": 4}, 422),
        ({"question": "q1", "answers": 51}, 422),
        ({"question": "q1", "language": "fr"}, 422),
        ({"question": "Q 1"}, 422),
    ],
)
def test_calibrations_that_cannot_be_are_refused(call: Caller, job: Job, body: Any, status: int) -> None:
    assert call("POST", f"/v1/jobs/{job.id}/calibrations", body).status_code == status
    assert call("GET", f"/v1/jobs/{job.id}/calibrations").json_body["items"] == []


def test_the_same_key_makes_one_calibration(call: Caller, services: Services, job: Job) -> None:
    path = f"/v1/jobs/{job.id}/calibrations"
    first = call("POST", path, ASKED, Idempotency_Key="k1")
    again = call("POST", path, ASKED, Idempotency_Key="k1")
    assert first.status_code == again.status_code == 202
    assert first.json_body == again.json_body
    assert call("POST", path, {**ASKED, "answers": 6}, Idempotency_Key="k1").status_code == 422
    assert [item["id"] for item in call("GET", path).json_body["items"]] == [first.json_body["id"]]
    assert [message.id for message in queued(services)] == [first.json_body["id"]]


def test_it_goes_in_order_and_says_why_it_does_not(call: Caller, services: Services, rating: str, job: Job) -> None:
    early = call("POST", f"{rating}/fit", Accept_Language="zh")
    assert (early.status_code, early.json_body["type"]) == (409, "urn:candor:problem:too_few_ratings")
    assert "目前已评定 0 个答案" in early.json_body["detail"]
    rate_five(call, rating)
    assert call("POST", f"{rating}/fit").status_code == 202
    assert call("POST", f"{rating}/fit").status_code == 202
    late = call("PUT", f"{rating}/answers/1/rating", LEVELS)
    assert (late.status_code, late.json_body["type"]) == (409, "urn:candor:problem:not_rating")
    fitted(services, rating)
    assert call("POST", f"{rating}/fit").status_code == 409
    assert call("PUT", f"{rating}/answers/1/rating", LEVELS).status_code == 409
    assert call("PUT", f"/v1/jobs/{job.id}/scoring", {"version": 2}).json_body["errors"][0]["pointer"] == "/version"
    waiting = call("POST", f"/v1/jobs/{job.id}/calibrations", ASKED).json_body["id"]
    path = f"/v1/jobs/{job.id}/calibrations/{waiting}"
    for answer in (
        call("POST", f"{path}/fit"),
        call("GET", f"{path}/answers/1"),
        call("PUT", f"{path}/answers/1/rating", LEVELS),
    ):
        assert (answer.status_code, answer.json_body["type"]) == (409, "urn:candor:problem:still_picking")


def test_another_tenants_job_is_not_there(call: Caller, other_tenant: Caller, rating: str) -> None:
    job = rating.partition("/calibrations")[0]
    for method, path, body in (
        ("POST", f"{job}/calibrations", ASKED),
        ("GET", f"{job}/calibrations", None),
        ("GET", rating, None),
        ("GET", f"{rating}/answers/1", None),
        ("PUT", f"{rating}/answers/1/rating", LEVELS),
        ("POST", f"{rating}/fit", None),
        ("GET", f"{job}/scoring", None),
        ("PUT", f"{job}/scoring", {"version": 0}),
        ("GET", f"{job}/scoring/versions", None),
        ("GET", f"{job}/scoring/versions/1", None),
    ):
        assert other_tenant(method, path, body).status_code == 404, (method, path)
    assert call("GET", rating).json_body["rated"] == []


def test_who_rates_neither_starts_nor_fits_nor_activates(call: Caller, services: Services, rating: str) -> None:
    job = rating.partition("/calibrations")[0]
    rater = call.as_(key_with(services, "jobs:read", "ratings:write"))
    reader = call.as_(key_with(services, "jobs:read", "reports:read"))
    assert rater("PUT", f"{rating}/answers/1/rating", LEVELS).status_code == 200
    for method, path, body in (
        ("POST", f"{job}/calibrations", ASKED),
        ("POST", f"{rating}/fit", None),
        ("PUT", f"{job}/scoring", {"version": 0}),
    ):
        assert rater(method, path, body).status_code == 403
    assert reader("GET", f"{rating}/answers/1").status_code == 403
    assert reader("PUT", f"{rating}/answers/1/rating", LEVELS).status_code == 403
    assert reader("GET", rating).json_body["rated_by_you"] == []
