"""The way of an interview through the REST API."""

from typing import Any

import pytest

from chalicelib.bootstrap import Services
from chalicelib.domain.job import Job
from tests.unit.api.conftest import CANDIDATE, Caller, begin, put_answer
from tests.unit.samples import sha256
from tests.unit.services.test_interview_results import DIMENSION, analyse, run_machine


def test_from_job_to_report(call: Caller, job: Job, invited: Any, interviewee: Caller, services: Services) -> None:
    for question in ("q1", "q2"):
        assert put_answer(interviewee, question).status_code == 200
    assert interviewee("POST", "/v1/candidate/submission", {}).json_body["state"] == "submitted"
    route = f"/v1/interviews/{invited['interview_id']}"
    assert call("GET", f"{route}/report").status_code == 409
    interview = services.interviews.require(invited["interview_id"])
    for question in DIMENSION:
        analyse(services, interview, question, 90)
    run_machine(services, interview.id)
    report = call("GET", f"{route}/report").json_body
    assert report["total"] == 90
    assert report["decision"]["outcome"] == "advance"
    assert report["answers"][0]["scores"][0]["evidence"][0]["quote"] == "it was the valve"
    listed = call("GET", f"/v1/interviews?job_id={job.id}").json_body["items"]
    assert [one["state"] for one in listed] == ["reported"]


@pytest.mark.parametrize(("language", "word"), [("en", "Evidence"), ("zh-CN", "问题解决")])
def test_the_report_page_is_in_the_readers_language_and_shows_the_words(
    call: Caller, invited: Any, interviewee: Caller, services: Services, language: str, word: str
) -> None:
    put_answer(interviewee, "q1")
    interviewee("POST", "/v1/candidate/submission", {"leave_out_missing": True})
    interview = services.interviews.require(invited["interview_id"])
    analyse(services, interview, "q1", 90)
    run_machine(services, interview.id)
    link = call("POST", f"/v1/interviews/{interview.id}/report-pages", {}).json_body["url"]
    page = call.as_(None)("GET", link.removeprefix("https://candor.test"), Accept_Language=language)
    text = page.body.decode()
    assert page.status_code == 200
    assert "it was the valve" in text
    assert ("Problem solving" if word == "Evidence" else word) in text
    script = text.split('<script type="module">')[1].split("</script>")[0]
    assert text.count("<script") == 1
    assert f"script-src 'sha256-{sha256(script.encode())}'" in page.headers["Content-Security-Policy"]
    style = text.split("<style>")[1].split("</style>")[0]
    assert f"style-src 'sha256-{sha256(style.encode())}'" in page.headers["Content-Security-Policy"]


def test_a_report_page_escapes_what_candidates_say(call: Caller, job: Job, services: Services) -> None:
    named = {**CANDIDATE, "name": "<script>alert(1)</script>", "email": "x@candidates.example"}
    candidate_id = call("POST", "/v1/candidates", named).json_body["id"]
    (invited,) = call("POST", f"/v1/jobs/{job.id}/invitations", {"candidate_ids": [candidate_id]}).json_body["items"]
    own = begin(call, invited)
    own("POST", "/v1/candidate/submission", {"leave_out_missing": True})
    run_machine(services, invited["interview_id"])
    link = call("POST", f"/v1/interviews/{invited['interview_id']}/report-pages", {}).json_body["url"]
    page = call.as_(None)("GET", link.removeprefix("https://candor.test")).body.decode()
    assert "<script>" not in page
    assert "&lt;script&gt;" in page


@pytest.mark.parametrize("token", ["x", "rp.acme.int1." + "a" * 32, "rp.nobody.int1." + "a" * 32, "../../etc"])
def test_a_report_page_that_is_none_is_a_plain_404(call: Caller, token: str) -> None:
    assert call.as_(None)("GET", f"/v1/report-pages/{token}").status_code in {403, 404}


@pytest.mark.parametrize(
    "announced",
    [
        {"content_type": "text/html", "size": 5, "sha256": sha256(b"12345")},
        {"content_type": "audio/webm", "size": -1, "sha256": sha256(b"12345")},
        {"content_type": "audio/webm", "size": 10**12, "sha256": sha256(b"12345")},
        {"content_type": "audio/webm", "size": 5, "sha256": "abc"},
        {"content_type": "audio/webm", "size": "NaN", "sha256": sha256(b"12345")},
    ],
)
def test_unusable_uploads_are_refused_before_they_begin(interviewee: Caller, announced: Any) -> None:
    assert interviewee("POST", "/v1/candidate/answers/q1/uploads", announced).status_code == 422


def test_webhook_secrets_are_shown_once(call: Caller) -> None:
    added = call("POST", "/v1/webhook-endpoints", {"url": "https://hooks.example/x"}).json_body
    assert added["secret"].startswith("whsec_")
    (listed,) = call("GET", "/v1/webhook-endpoints").json_body["items"]
    assert "secret" not in listed
    assert call("DELETE", f"/v1/webhook-endpoints/{added['id']}").status_code == 204
    assert call("GET", "/v1/webhook-endpoints").json_body["items"] == []


def test_plain_http_is_no_address_for_webhooks(call: Caller) -> None:
    assert call("POST", "/v1/webhook-endpoints", {"url": "http://hooks.example/x"}).status_code == 422
