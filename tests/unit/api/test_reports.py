"""Reports through the API: JSON by its published schema, PDF, page, the candidate's edition, department reports."""

import json
from typing import Any

import boto3
import pypdfium2
import pytest
from chalice.test import HTTPResponse
from jsonschema import Draft202012Validator

from chalicelib.bootstrap import Services
from chalicelib.domain.interview import Interview
from chalicelib.domain.job import Job
from chalicelib.domain.media_key import explanation_key
from infra.openapi import document
from tests.unit.api.conftest import Caller
from tests.unit.clock import HandClock
from tests.unit.reported import report_on

HOST = "https://candor.test"


def validate(body: Any, operation: str) -> None:
    """Check an answer against the schema that the OpenAPI document has for it."""
    whole = document()
    (found,) = [one for path in whole["paths"].values() for one in path.values() if one["operationId"] == operation]
    schema = found["responses"]["200"]["content"]["application/json"]["schema"]
    Draft202012Validator({**schema, "components": whole["components"]}).validate(body)


def share(services: Services, *hidden: str, enabled: bool = True) -> None:
    sharing = {"enabled": enabled, "hidden": hidden}

    def change(tenant: Any) -> Any:
        return type(tenant).model_validate({**tenant.model_dump(), "report_sharing": sharing})

    services.tenants.change(services.tenant, change, None)


def visit(call: Caller, url: str, **headers: str) -> HTTPResponse:
    """As somebody without an account."""
    return call.as_(None)("GET", url.removeprefix(HOST), **headers)


def pdf_at(answer: HTTPResponse) -> str:
    """The text of the PDF that an answer leads to, read from the store as its signed address would."""
    assert answer.status_code == 303
    key = answer.headers["Location"].split("?")[0].split("/media/", 1)[1]
    content = boto3.client("s3").get_object(Bucket="media", Key=key)
    assert content["ContentType"] == "application/pdf"
    pages = pypdfium2.PdfDocument(content["Body"].read())
    return "".join(page.get_textpage().get_text_range() for page in pages)


def test_a_report_is_what_its_schema_says(call: Caller, services: Services, started: Interview) -> None:
    report_on(services, started, {"q1": 90, "q2": 30})
    body = call("GET", f"/v1/interviews/{started.id}/report").json_body
    validate(body, "read_report")
    assert [each["dimension"] for each in body["explanation"]["strengths"]] == ["problem_solving"]
    assert [each["dimension"] for each in body["explanation"]["gaps"]] == ["teamwork"]
    assert body["explanation"]["levels"][1]["not_next"]["en"].startswith("Level 3 begins at 40 points, 10.0 more.")
    assert [each["number"] for each in body["history"]] == [1]
    assert body["comments"] == []


def test_an_old_report_gets_its_explanation_when_it_is_read(
    call: Caller, services: Services, started: Interview
) -> None:
    report_on(services, started, {"q1": 90})
    key = explanation_key(services.tenant, started.id, 1)
    boto3.client("s3").delete_object(Bucket="media", Key=key)
    body = call("GET", f"/v1/interviews/{started.id}/report").json_body["explanation"]
    assert [each["code"] for each in body["abstentions"]] == ["no_answer"]
    assert json.loads(boto3.client("s3").get_object(Bucket="media", Key=key)["Body"].read()) == body


@pytest.mark.parametrize(("language", "words"), [("en", "Interview report"), ("zh", "面试报告")])
def test_the_pdf_is_behind_a_redirect_in_the_language_asked_for(
    call: Caller, services: Services, started: Interview, language: str, words: str
) -> None:
    report_on(services, started, {"q1": 90})
    route = f"/v1/interviews/{started.id}/report.pdf?lang={language}"
    first, second = call("GET", route), call("GET", route)
    text = pdf_at(first)
    assert words in text
    assert "it was the valve" in text
    assert first.headers["Location"].split("?")[0] == second.headers["Location"].split("?")[0]
    stored = boto3.client("s3").list_objects_v2(Bucket="media", Prefix=f"t/{services.tenant}/reports/")["Contents"]
    assert sum(each["Key"].endswith(".pdf") for each in stored) == 1


def test_the_page_leads_to_its_pdf_and_plays_quotes_where_they_were_said(
    call: Caller, services: Services, started: Interview
) -> None:
    report_on(services, started, {"q1": 90})
    url = call("POST", f"/v1/interviews/{started.id}/report-pages", {}).json_body["url"]
    shown = visit(call, url).body.decode()
    assert '#t=0.00,0.90"' in shown
    assert 'data-player="recording-q1"' in shown
    assert '<audio id="recording-q1"' in shown
    link = shown.split('<p class="links"><a href="')[1].split('"')[0]
    assert "Interview report" in pdf_at(visit(call, f"{url.rsplit('/', 1)[0]}/{link}"))


def test_no_pdf_for_a_report_that_is_not_there(call: Caller, started: Interview, other_tenant: Caller) -> None:
    route = f"/v1/interviews/{started.id}/report.pdf"
    assert call("GET", route).status_code == 409
    assert other_tenant("GET", route).status_code == 404
    for kind in ("report-pages", "candidate-reports"):
        assert visit(call, f"/v1/{kind}/rp.acme.int1.{'a' * 32}/report.pdf").status_code == 404


def test_candidates_get_a_link_only_where_the_tenant_shares(
    call: Caller, services: Services, started: Interview
) -> None:
    report_on(services, started, {"q1": 90})
    route = f"/v1/interviews/{started.id}/candidate-report-links"
    refused = call("POST", route, {})
    assert (refused.status_code, refused.json_body["type"].rsplit(":", 1)[-1]) == (409, "reports_not_shared")
    share(services)
    assert call("POST", route, {}).status_code == 201


def test_the_candidates_edition_is_page_json_and_pdf_without_what_is_hidden(
    call: Caller, services: Services, started: Interview
) -> None:
    report_on(services, started, {"q1": 90, "q2": 30})
    share(services, "scores", "next_round")
    url = call("POST", f"/v1/interviews/{started.id}/candidate-report-links", {}).json_body["url"]
    body = visit(call, f"{url}/report.json").json_body
    validate(body, "read_candidate_report")
    assert body["total"] is None
    assert body["next_round"] == []
    shown = visit(call, url, Accept_Language="zh").body.decode()
    text = pdf_at(visit(call, f"{url}/report.pdf"))
    assert "您的面试报告" in shown
    assert "Your interview report" in text
    for form in (json.dumps(body), shown.split("</style>")[1], text):
        assert "it was the valve" in form
        assert [word for word in ("66.0", "90.0", "human_review", "threshold", "复核") if word in form] == []


def test_a_candidates_link_ends_with_its_time_and_with_the_sharing(
    call: Caller, services: Services, started: Interview, clock: HandClock
) -> None:
    report_on(services, started, {"q1": 90})
    share(services)
    route = f"/v1/interviews/{started.id}/candidate-report-links"
    url = call("POST", route, {"valid_for_hours": 1}).json_body["url"]
    assert visit(call, url).status_code == 200
    share(services, enabled=False)
    assert [visit(call, f"{url}{end}").status_code for end in ("", "/report.json", "/report.pdf")] == [404] * 3
    share(services)
    clock.move(hours=2)
    assert [visit(call, f"{url}{end}").status_code for end in ("", "/report.json", "/report.pdf")] == [404] * 3


def test_one_kind_of_link_does_not_open_another(call: Caller, services: Services, started: Interview) -> None:
    report_on(services, started, {"q1": 90})
    share(services)
    made = call("POST", f"/v1/interviews/{started.id}/candidate-report-links", {}).json_body
    assert visit(call, f"/v1/report-pages/{made['token']}").status_code == 404
    assert visit(call, f"/v1/report-pages/{made['token'].replace('cr.', 'rp.', 1)}").status_code == 404
    assert visit(call, f"/v1/department-report-pages/{made['token'].replace('cr.', 'dr.', 1)}").status_code == 404


def test_a_department_sees_counts_spread_and_the_best(
    call: Caller, services: Services, started: Interview, job: Job, other_tenant: Caller
) -> None:
    report_on(services, started, {"q1": 90, "q2": 30})
    route = f"/v1/jobs/{job.id}/department-report"
    body = call("GET", route).json_body
    validate(body, "read_department_report")
    assert body["counts"] == {"invited": 0, "in_analysis": 0, "reported": 1}
    assert body["outcomes"] == {"human_review": 1}
    assert [each["low"] for each in body["spread"] if each["interviews"]] == [60]
    assert [(each["candidate_name"], each["total"]) for each in body["best"]] == [("Wei Chen", 66)]
    assert {each["dimension"]: each["mean"] for each in body["dimensions"]} == {"problem_solving": 90, "teamwork": 30}
    assert other_tenant("GET", route).status_code == 404


@pytest.mark.parametrize(("language", "words"), [("en", "Spread of totals"), ("zh", "总分分布")])
def test_a_departments_page_shows_the_spread_as_a_picture(
    call: Caller, services: Services, started: Interview, job: Job, clock: HandClock, language: str, words: str
) -> None:
    report_on(services, started, {"q1": 90, "q2": 30})
    url = call("POST", f"/v1/jobs/{job.id}/department-report-pages", {"valid_for_hours": 2}).json_body["url"]
    shown = visit(call, url, Accept_Language=language)
    assert shown.status_code == 200
    text = shown.body.decode()
    assert words in text
    assert text.count('class="column"') == 10
    assert "Wei Chen" in text
    clock.move(hours=3)
    assert visit(call, url).status_code == 404


def test_a_job_without_interviews_has_an_empty_department_report(call: Caller, job: Job) -> None:
    body = call("GET", f"/v1/jobs/{job.id}/department-report").json_body
    assert (body["judged"], body["mean_total"], body["spread"], body["best"]) == (0, None, [], [])
    url = call("POST", f"/v1/jobs/{job.id}/department-report-pages", {}).json_body["url"]
    assert "There is nothing to show yet." in visit(call, url).body.decode()
