"""The REST API as its users meet it: manners, errors, and the way of an interview."""

import base64
import json
from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from chalice.test import Client, HTTPResponse

from app import app
from chalicelib.bootstrap import Services
from tests.unit.samples import RECORDING, sha256
from tests.unit.services.test_interview_results import DIMENSION, analyse, run_machine

JOB: dict[str, Any] = {
    "title": "Operations trainee",
    "description": "Keeps things running.",
    "language": "en",
    "competency_model": {"dimensions": [{"key": "problem_solving", "weight": 0.6}, {"key": "teamwork", "weight": 0.4}]},
    "questions": [
        {"key": "q1", "text": "What broke?", "dimensions": ["problem_solving"], "key_points": ["Names the cause"]},
        {"key": "q2", "text": "Who helped?", "dimensions": ["teamwork"], "key_points": ["Names others"]},
    ],
}
INVITE = {"candidate": {"name": "Wei", "email": "wei@candidates.example", "language": "zh"}}


def encoded(text: str) -> str:
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


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
    with Client(app, stage_name="prod") as client:
        yield Caller(client, api_key)


@pytest.fixture
def job_id(call: Caller) -> str:
    return str(call("POST", "/v1/jobs", JOB).json_body["id"])


@pytest.fixture
def invited(call: Caller, job_id: str) -> Any:
    return call("POST", "/v1/interviews", {**INVITE, "job_id": job_id}).json_body


@pytest.fixture
def candidate(call: Caller, invited: Any) -> Caller:
    session = call.as_(None)("POST", f"/v1/invitations/{invited['token']}/sessions").json_body
    own = call.as_(session["session_token"])
    own("POST", "/v1/candidate/consent", {"text_version": "2026-11-1"})
    return own


def put_answer(candidate: Caller, question: str) -> HTTPResponse:
    announced = {"content_type": "audio/webm", "size": len(RECORDING), "sha256": sha256(RECORDING)}
    signed = candidate("POST", f"/v1/candidate/answers/{question}/uploads", announced).json_body
    key = signed["url"].split("?")[0].split("/media/", 1)[1]
    boto3.client("s3").put_object(Bucket="media", Key=key, Body=RECORDING)
    return candidate("POST", f"/v1/candidate/answers/{question}/uploads/{signed['upload_id']}/completion")


def test_from_job_to_report(call: Caller, job_id: str, invited: Any, candidate: Caller, services: Services) -> None:
    for question in ("q1", "q2"):
        assert put_answer(candidate, question).status_code == 200
    assert candidate("POST", "/v1/candidate/submission", {}).json_body["state"] == "submitted"
    route = f"/v1/interviews/{invited['interview']['id']}"
    assert call("GET", f"{route}/report").status_code == 409
    interview = services.interviews.require(invited["interview"]["id"])
    for question in DIMENSION:
        analyse(services, interview, question, 90)
    run_machine(services, interview.id)
    report = call("GET", f"{route}/report").json_body
    assert report["total"] == 90
    assert report["decision"]["outcome"] == "advance"
    assert report["answers"][0]["scores"][0]["evidence"][0]["quote"] == "it was the valve"
    listed = call("GET", f"/v1/interviews?job_id={job_id}").json_body["items"]
    assert [one["state"] for one in listed] == ["reported"]


@pytest.mark.parametrize(("language", "word"), [("en", "Evidence"), ("zh-CN", "问题解决")])
def test_the_report_page_is_in_the_readers_language_and_shows_the_words(
    call: Caller, invited: Any, candidate: Caller, services: Services, language: str, word: str
) -> None:
    put_answer(candidate, "q1")
    candidate("POST", "/v1/candidate/submission", {"leave_out_missing": True})
    interview = services.interviews.require(invited["interview"]["id"])
    analyse(services, interview, "q1", 90)
    run_machine(services, interview.id)
    link = call("POST", f"/v1/interviews/{interview.id}/report-pages", {}).json_body["url"]
    page = call.as_(None)("GET", link.removeprefix("https://candor.test"), Accept_Language=language)
    text = page.body.decode()
    assert page.status_code == 200
    assert "it was the valve" in text
    assert ("Problem solving" if word == "Evidence" else word) in text
    assert "<script" not in text
    style = text.split("<style>")[1].split("</style>")[0]
    assert f"style-src 'sha256-{sha256(style.encode())}'" in page.headers["Content-Security-Policy"]


def test_a_report_page_escapes_what_candidates_say(call: Caller, job_id: str, services: Services) -> None:
    invited = call("POST", "/v1/interviews", {
        "job_id": job_id,
        "candidate": {"name": "<script>alert(1)</script>", "email": "x@candidates.example", "language": "en"},
    }).json_body  # fmt: skip
    session = call.as_(None)("POST", f"/v1/invitations/{invited['token']}/sessions").json_body
    own = call.as_(session["session_token"])
    own("POST", "/v1/candidate/consent", {"text_version": "2026-11-1"})
    own("POST", "/v1/candidate/submission", {"leave_out_missing": True})
    run_machine(services, invited["interview"]["id"])
    link = call("POST", f"/v1/interviews/{invited['interview']['id']}/report-pages", {}).json_body["url"]
    page = call.as_(None)("GET", link.removeprefix("https://candor.test")).body.decode()
    assert "<script>" not in page
    assert "&lt;script&gt;" in page


@pytest.mark.parametrize("token", ["x", "rp.acme.int1." + "a" * 32, "rp.nobody.int1." + "a" * 32, "../../etc"])
def test_a_report_page_that_is_none_is_a_plain_404(call: Caller, token: str) -> None:
    assert call.as_(None)("GET", f"/v1/report-pages/{token}").status_code in {403, 404}


def test_the_same_key_and_body_have_one_effect_and_one_answer(call: Caller) -> None:
    first = call("POST", "/v1/jobs", JOB, Idempotency_Key="k1")
    again = call("POST", "/v1/jobs", JOB, Idempotency_Key="k1")
    assert again.json_body == first.json_body
    assert again.status_code == 201
    assert len(call("GET", "/v1/jobs").json_body["items"]) == 1


def test_the_same_key_with_another_body_is_refused(call: Caller) -> None:
    call("POST", "/v1/jobs", JOB, Idempotency_Key="k1")
    other = call("POST", "/v1/jobs", {**JOB, "title": "Other"}, Idempotency_Key="k1")
    assert other.status_code == 422
    assert other.json_body["type"] == "urn:candor:problem:idempotency_key_reused"


def test_a_repeated_invitation_answers_with_the_same_link_which_is_not_stored_in_the_clear(
    call: Caller, job_id: str, services: Services
) -> None:
    body = {**INVITE, "job_id": job_id}
    first = call("POST", "/v1/interviews", body, Idempotency_Key="k1").json_body
    assert call("POST", "/v1/interviews", body, Idempotency_Key="k1").json_body == first
    stored = json.dumps(services.clients.dynamodb.scan(TableName="candor")["Items"])
    assert first["token"].rpartition(".")[2] not in stored


def test_a_failed_request_leaves_its_key_free(call: Caller, job_id: str) -> None:
    body = {**INVITE, "job_id": "job9"}
    assert call("POST", "/v1/interviews", body, Idempotency_Key="k1").status_code == 404
    assert call("POST", "/v1/interviews", {**body, "job_id": job_id}, Idempotency_Key="k1").status_code == 201


@pytest.mark.parametrize(
    ("body", "status", "pointer"),
    [
        (b"{", 400, None),
        (b'{"title": "a", "title": "b"}', 400, None),
        (b'{"title": NaN}', 400, None),
        (b"[" * 10_000, 400, None),
        (b"\xff\xfe", 400, None),
        (b" " * 1_000_001, 413, None),
        ({**JOB, "title": ""}, 422, "/title"),
        ({**JOB, "tenant_id": "other"}, 422, "/tenant_id"),
        ({**JOB, "questions": [{**JOB["questions"][0], "key": "../x"}]}, 422, "/questions/0/key"),
        ({**JOB, "competency_model": {"dimensions": [{"key": "teamwork", "weight": 0.5}]}}, 422, "/competency_model"),
        ({**JOB, "questions": [JOB["questions"][0]]}, 422, ""),
        ([], 422, ""),
    ],
)  # fmt: skip
def test_bad_bodies_are_refused_with_a_pointer(call: Caller, body: Any, status: int, pointer: str | None) -> None:
    answer = call("POST", "/v1/jobs", body)
    assert answer.status_code == status, answer.body
    assert answer.headers["Content-Type"] == "application/problem+json"
    if pointer is not None:
        assert any(error["pointer"].startswith(pointer) for error in answer.json_body["errors"])


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
def test_unusable_uploads_are_refused_before_they_begin(candidate: Caller, announced: Any) -> None:
    assert candidate("POST", "/v1/candidate/answers/q1/uploads", announced).status_code == 422


def test_problems_speak_the_callers_language(call: Caller) -> None:
    assert call("GET", "/v1/jobs/none", Accept_Language="zh-CN,en;q=0.5").json_body["detail"] == "没有这个职位。"
    assert call("GET", "/v1/jobs/none", Accept_Language="fr, en").json_body["detail"] == "There is no such job."


@pytest.mark.parametrize("token", [None, "", "nonsense", "ck.acme.key1." + "a" * 32, "ck.nobody.key1." + "a" * 32])
def test_without_a_valid_key_there_is_nothing(call: Caller, token: str | None) -> None:
    answer = call.as_(token)("GET", "/v1/jobs")
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"] == "Bearer"


def test_a_candidates_session_is_no_api_key_and_the_other_way_round(call: Caller, candidate: Caller) -> None:
    assert candidate("GET", "/v1/jobs").status_code == 401
    assert call("GET", "/v1/candidate/interview").status_code == 401


@pytest.mark.parametrize(
    "cursor",
    ["x", "e30", "WzEsMiwzXQ", "W10", "%00", encoded("[" * 1480), encoded('["","TENANT#acme#",""]'),
     encoded('["a","TENANT#acme#' + "x" * 400 + '","JOB"]'), encoded('["a","TENANT#other#JOB#j","JOB"]')],
)  # fmt: skip
def test_a_forged_cursor_is_refused(call: Caller, cursor: str) -> None:
    assert call("GET", f"/v1/jobs?cursor={cursor}").status_code == 400


@pytest.mark.parametrize("limit", ["0", "101", "1000000000", "x"])
def test_a_page_has_a_bounded_size(call: Caller, limit: str) -> None:
    assert call("GET", f"/v1/jobs?limit={limit}").status_code == 422


def test_pages_go_through_everything_once(call: Caller) -> None:
    made = {call("POST", "/v1/jobs", JOB).json_body["id"] for _ in range(5)}
    seen: list[str] = []
    cursor: str | None = ""
    while cursor is not None:
        page = call("GET", "/v1/jobs?limit=2" + (f"&cursor={cursor}" if cursor else "")).json_body
        seen += [job["id"] for job in page["items"]]
        cursor = page["next_cursor"]
    assert len(seen) == 5
    assert set(seen) == made


def test_webhook_secrets_are_shown_once(call: Caller) -> None:
    added = call("POST", "/v1/webhook-endpoints", {"url": "https://hooks.example/x"}).json_body
    assert added["secret"].startswith("whsec_")
    (listed,) = call("GET", "/v1/webhook-endpoints").json_body["items"]
    assert "secret" not in listed
    assert call("DELETE", f"/v1/webhook-endpoints/{added['id']}").status_code == 204
    assert call("GET", "/v1/webhook-endpoints").json_body["items"] == []


def test_plain_http_is_no_address_for_webhooks(call: Caller) -> None:
    assert call("POST", "/v1/webhook-endpoints", {"url": "http://hooks.example/x"}).status_code == 422


@pytest.mark.parametrize("name", ["a" * 2100, "%E4%B8%AD", "a%20b", "a%00b", "..%2F..%2Fx", "'", "<b>"])
@pytest.mark.parametrize("route", ["/v1/jobs/{}", "/v1/interviews/{}", "/v1/interviews/{}/report"])
def test_names_that_no_object_can_have_are_not_found(call: Caller, route: str, name: str) -> None:
    assert call("GET", route.format(name)).status_code in {403, 404}
