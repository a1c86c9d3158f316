"""The talent pool, and the best of a job, for who may see them."""

from chalicelib.bootstrap import Services
from chalicelib.domain.interview import Interview
from chalicelib.domain.job import Job
from tests.unit.api.conftest import Caller
from tests.unit.api.people import key_with
from tests.unit.decided import decided, stand


def test_the_pool_follows_the_decision_that_holds(call: Caller, services: Services, started: Interview) -> None:
    decided(services, started, 40)
    path = "/v1/interviews/int1/decisions"
    call("POST", path, {"outcome": "thank_you", "comment": "Later.", "talent_pool": True, "number": 1})
    (row,) = call("GET", "/v1/talent-pool").json_body["items"]
    assert (row["candidate_id"], row["candidate_name"], row["interview_id"]) == ("can1", "Wei Chen", "int1")
    assert (row["job_id"], row["total"]) == ("job1", 40)
    call("POST", path, {"outcome": "advance", "comment": "After all.", "number": 2})
    assert call("GET", "/v1/talent-pool").json_body["items"] == []


def test_the_pool_comes_in_pages_newest_first(call: Caller, services: Services, job: Job) -> None:
    for number in range(5):
        stand(services, f"int{number}", "thank_you", number, pool=True)
        services.clock.move(minutes=1)  # type: ignore[attr-defined]
    for path in ("/v1/talent-pool?limit=3", f"/v1/talent-pool?job_id={job.id}&limit=3"):
        first = call("GET", path).json_body
        rest = call("GET", f"{path}&cursor={first['next_cursor']}").json_body
        shown = [row["interview_id"] for row in (*first["items"], *rest["items"])]
        assert shown == ["int4", "int3", "int2", "int1", "int0"]
    assert call("GET", "/v1/talent-pool?job_id=nothing").status_code == 404


def test_the_pool_is_for_who_sees_candidates(call: Caller, services: Services) -> None:
    assert call.as_(key_with(services, "jobs:read"))("GET", "/v1/talent-pool").status_code == 403
    assert call.as_(key_with(services, "candidates:read"))("GET", "/v1/talent-pool").status_code == 200


def test_the_best_of_a_job_are_listed_best_first(call: Caller, services: Services, job: Job) -> None:
    for number in range(10):
        stand(services, f"int{number}", "human_review", 10 * number)
    stand(services, "none", "human_review", None)
    best = call("GET", f"/v1/jobs/{job.id}/top-interviews").json_body
    assert (best["of"], best["share"]) == (10, 0.2)
    assert [(row["place"], row["interview_id"], row["total"]) for row in best["items"]] == [
        (1, "int9", 90),
        (2, "int8", 80),
    ]
    assert len(call("GET", f"/v1/jobs/{job.id}/top-interviews?share=1").json_body["items"]) == 10
    assert call("GET", f"/v1/jobs/{job.id}/top-interviews?share=0").status_code == 422
    assert call("GET", "/v1/jobs/nothing/top-interviews").status_code == 404
