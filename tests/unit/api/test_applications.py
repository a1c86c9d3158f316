"""Applications by REST: considered once, listed by time and by match, never by what somebody is."""

from typing import Any
from urllib.parse import quote

import pytest

from chalicelib.bootstrap import Services
from chalicelib.domain.job import Job
from chalicelib.domain.language import Localized
from chalicelib.domain.match import Match, RequirementResult, TermMatch
from chalicelib.domain.requirement import OneOfRequirement
from tests.unit.adapters.test_oidc import issuer
from tests.unit.api.conftest import Caller
from tests.unit.api.people import key_like
from tests.unit.api.test_candidates import loopback, made, recruiter

__all__ = ["issuer", "loopback", "recruiter"]


def people(call: Caller, count: int) -> list[str]:
    return [
        str(made(call, name=f"P{number}", email=f"p{number}@mail.example", phone=None, external_id=None)["id"])
        for number in range(count)
    ]


def path(job: Job) -> str:
    return f"/v1/jobs/{job.id}/applications"


@pytest.fixture
def applied(call: Caller, job: Job) -> list[str]:
    who = people(call, 6)
    assert call("POST", path(job), {"candidate_ids": who}).status_code == 201
    return who


def listed(call: Caller, job: Job, query: str = "") -> list[str]:
    """Everybody in the list, page by page."""
    found: list[str] = []
    cursor = ""
    while True:
        answer = call("GET", f"{path(job)}?limit=2{query}{cursor}")
        assert answer.status_code == 200, answer.body
        found += [item["candidate_id"] for item in answer.json_body["items"]]
        if not answer.json_body["next_cursor"]:
            return found
        cursor = f"&cursor={answer.json_body['next_cursor']}"


def match(score: float, meets: Any = "unknown") -> Match:
    return Match(score=score, meets=meets)


def test_candidates_are_considered_once_and_one_problem_keeps_nobody_else(call: Caller, job: Job) -> None:
    who = people(call, 2)
    first = call("POST", path(job), {"candidate_ids": [who[0], "nobody", who[1], who[0]]})
    assert first.status_code == 201
    assert [item["candidate_id"] for item in first.json_body["items"]] == [who[0], "nobody", who[1]]
    assert first.json_body["items"][1]["problem"]["code"] == "candidate_not_found"
    again = call("POST", path(job), {"candidate_ids": who}).json_body["items"]
    assert [item["created_at"] for item in again] == [first.json_body["items"][0]["created_at"]] * 2
    assert sorted(listed(call, job)) == sorted(who)


def test_a_list_by_match_is_ordered_by_score_over_all_three_answers(
    call: Caller, services: Services, job: Job, applied: list[str]
) -> None:
    scores = {applied[0]: match(100, "yes"), applied[1]: match(9.5, "yes"), applied[2]: match(70, "no"),
              applied[3]: match(70.25), applied[4]: match(0)}  # fmt: skip
    services.applications.keep_matches(job.id, list(scores.items()))
    order = [applied[0], applied[3], applied[2], applied[1], applied[4]]
    assert listed(call, job, "&order=match") == order
    assert listed(call, job, "&order=match&meets=yes") == [applied[0], applied[1]]
    assert listed(call, job, "&order=match&meets=no") == [applied[2]]
    assert listed(call, job, "&order=match&meets=unknown") == [applied[3], applied[4]]
    assert sorted(listed(call, job)) == sorted(applied)
    (best,) = call("GET", f"{path(job)}?order=match&limit=1").json_body["items"]
    assert (best["name"], best["match"]) == ("P0", {"score": 100, "meets": "yes"})


def test_a_new_match_takes_the_place_of_the_old_one(
    call: Caller, services: Services, job: Job, applied: list[str]
) -> None:
    for kept in (match(80, "yes"), match(20, "no"), match(20, "no"), match(30, "no")):
        services.applications.keep_match(job.id, applied[0], kept)
    services.applications.keep_match(job.id, "nobody", match(99, "yes"))
    assert listed(call, job, "&order=match") == [applied[0]]
    assert listed(call, job, "&order=match&meets=yes") == []
    ranks = [
        item for item in services.clients.dynamodb.scan(TableName="candor")["Items"] if "#RANK#" in item["pk"]["S"]
    ]
    assert [item["sk"]["S"] for item in ranks] == [f"030.00#{applied[0]}"]


def test_more_than_a_batch_of_matches_is_kept(call: Caller, services: Services, job: Job) -> None:
    who = people(call, 60)
    call("POST", path(job), {"candidate_ids": who})
    services.applications.keep_matches(job.id, [(one, match(number)) for number, one in enumerate(who)])
    answer = call("GET", f"{path(job)}?order=match&limit=100").json_body
    assert [item["candidate_id"] for item in answer["items"]] == who[::-1]


def test_an_application_shows_the_match_with_its_reasons(
    call: Caller, services: Services, job: Job, applied: list[str]
) -> None:
    requirement = OneOfRequirement(kind="skill", any_of=("Java",))
    reason = Localized(en="The CV names Java.", zh="简历中提到 Java。")
    result = RequirementResult(requirement=requirement, outcome="met", quote="5 years of Java", reason=reason)
    term = TermMatch(term="java", weight=1, similarity=0.9)
    kept = Match(score=88, meets="yes", requirements=(result,), terms=(term,), versions={"matcher": "1"})
    services.applications.keep_match(job.id, applied[0], kept)
    where = f"{path(job)}/{applied[0]}"
    shown = call("GET", where, Accept_Language="zh-CN").json_body
    assert shown["match"]["requirements"][0]["reason"] == "简历中提到 Java。"
    assert shown["match"]["terms"][0]["term"] == "java"
    assert shown["profile"]["skills"] == ["Java"]
    for role in ("interviewer", "auditor"):
        seen = call.as_(key_like(services, role))("GET", where).json_body
        assert set(shown) - set(seen) == {"email", "phone"}
        assert seen["match"]["score"] == 88


@pytest.mark.parametrize(
    "name",
    [
        "age",
        "sex",
        "gender",
        "ethnicity",
        "marital_status",
        "native_place",
        "min_age",
        "年龄",
        "性别",
        "民族",
        "婚姻",
        "籍贯",
    ],
)
@pytest.mark.parametrize(("language", "word"), [("en", "about"), ("zh", "涉及")])
def test_nobody_is_filtered_by_what_they_are(call: Caller, job: Job, name: str, language: str, word: str) -> None:
    answer = call("GET", f"{path(job)}?{quote(name)}=x", Accept_Language=language)
    assert answer.status_code == 422
    assert answer.json_body["type"] == "urn:candor:problem:protected_attribute"
    assert word in answer.json_body["detail"]


@pytest.mark.parametrize("query", ["favourite=x", "meets=yes", "order=match&meets=maybe", "order=oldest"])
def test_the_parameters_of_the_list_are_few(call: Caller, job: Job, query: str) -> None:
    answer = call("GET", f"{path(job)}?{query}")
    assert (answer.status_code, answer.json_body["type"]) == (422, "urn:candor:problem:invalid_fields")


def test_a_recruiter_lists_and_adds_to_their_own_job_alone(call: Caller, recruiter: Caller, job: Job) -> None:
    (of_others,) = people(call, 1)
    other = call("POST", f"/v1/jobs/{job.id}/clones", {"title": "Elsewhere"}).json_body
    assert call("PATCH", f"/v1/jobs/{other['id']}", {"team": []}).status_code == 200
    named = recruiter("POST", path(job), {"candidate_ids": [of_others]}).json_body["items"]
    assert named[0]["problem"]["code"] == "candidate_not_found"
    own = {"name": "Own", "external_id": "own", "language": "en"}
    who = [recruiter("POST", "/v1/candidates", own).json_body["id"]]
    assert recruiter("POST", path(job), {"candidate_ids": who}).status_code == 201
    assert [item["candidate_id"] for item in recruiter("GET", path(job)).json_body["items"]] == who
    elsewhere = f"/v1/jobs/{other['id']}/applications"
    call("POST", elsewhere, {"candidate_ids": who})
    for method, where, body in (
        ("GET", elsewhere, None),
        ("GET", f"{elsewhere}/{who[0]}", None),
        ("POST", elsewhere, {"candidate_ids": who}),
    ):
        assert recruiter(method, where, body).status_code == 404


def test_another_tenants_applications_are_not_there(
    call: Caller, other_tenant: Caller, job: Job, applied: list[str]
) -> None:
    for method, where, body in (
        ("GET", path(job), None),
        ("GET", f"{path(job)}/{applied[0]}", None),
        ("POST", path(job), {"candidate_ids": applied}),
    ):
        assert other_tenant(method, where, body).status_code == 404
    assert call("GET", f"{path(job)}/nobody").status_code == 404
