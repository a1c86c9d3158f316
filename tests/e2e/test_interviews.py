"""The bundled interviews, from the candidate's link to the report."""

import json
from collections import Counter
from typing import Any

import httpx
import pytest

from infra.local.demo.api import Api
from tests.e2e.stack import LocalStack

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(600)]


@pytest.fixture(scope="module")
def reports(tenant: Api, stack: LocalStack) -> dict[str, Any]:
    """The report of each bundled interview."""
    memory = json.loads((stack.home / "demo.json").read_text())
    return {
        key: tenant.get(f"/v1/interviews/{known['interview_id']}/report")
        for key, known in memory.items()
        if "interview_id" in known
    }


def test_every_bundled_interview_has_a_report(reports: dict[str, Any], bundle: dict[str, Any]) -> None:
    assert set(reports) == {entry["key"] for entry in bundle["interviews"]}


@pytest.mark.parametrize("language", ["en", "zh"])
def test_good_is_better_than_middling_and_middling_than_poor_in_every_dimension(
    reports: dict[str, Any], language: str
) -> None:
    good, middling, poor = (reports[f"{language}-{quality}"] for quality in ("good", "middling", "poor"))
    assert good["total"] > middling["total"] > poor["total"]
    for best, middle, least in zip(good["dimensions"], middling["dimensions"], poor["dimensions"], strict=True):
        assert best["score"] > middle["score"] > least["score"], best["dimension"]


@pytest.mark.parametrize(("key", "reasons"), [("zh-silent", {"silence", "no_speech"}), ("en-off-topic", {"off_topic"})])
def test_what_cannot_be_judged_abstains_and_asks_for_a_person(
    reports: dict[str, Any], key: str, reasons: set[str]
) -> None:
    report = reports[key]
    assert report["total"] is None
    assert {score["abstained"] for answer in report["answers"] for score in answer["scores"]} <= reasons
    assert report["decision"]["outcome"] == "human_review"


def test_every_score_quotes_what_was_said_where_it_was_said(reports: dict[str, Any]) -> None:
    quotes = 0
    for report in reports.values():
        for answer in report["answers"]:
            for score in answer["scores"]:
                assert (score["score"] is None) == (not score["evidence"])
                for evidence in score["evidence"]:
                    quotes += 1
                    covered = [
                        clause
                        for clause in answer["transcript"]["clauses"]
                        if clause["start_ms"] < evidence["end_ms"] and clause["end_ms"] > evidence["start_ms"]
                    ]
                    said = "".join(clause["text"] for clause in covered).replace(" ", "")
                    assert evidence["quote"].replace(" ", "") in said
    assert quotes > 30


def test_each_report_was_told_of_once(stack: LocalStack, reports: dict[str, Any]) -> None:
    told = [json.loads(line) for line in (stack.home / "webhooks.jsonl").read_text().splitlines()]
    once = {line["id"]: line for line in told if line["type"] == "interview.reported"}
    bundled = {report["interview_id"] for report in reports.values()}
    interviews = [line["data"]["interview_id"] for line in once.values()]
    assert Counter(interview for interview in interviews if interview in bundled) == dict.fromkeys(bundled, 1)


def test_team_and_candidate_were_told_once_each_through_their_channels(tenant: Api, reports: dict[str, Any]) -> None:
    for report in reports.values():
        notices = tenant.get(f"/v1/interviews/{report['interview_id']}/notices")["items"]
        to_team = [notice for notice in notices if notice["purpose"] == "report_ready"]
        assert to_team
        assert len({notice["recipient_id"] for notice in to_team}) == len(to_team)
        (to_candidate,) = [notice for notice in notices if notice["recipient_kind"] == "candidate"]
        advances = report["decision"]["outcome"] == "advance"
        assert to_candidate["purpose"] == ("next_round" if advances else "under_review")
        assert {notice["state"] for notice in notices} <= {"accepted", "delivered", "read"}
        assert {len(notice["tried"]) for notice in notices} == {1}


@pytest.mark.parametrize(("language", "words"), [("en", "Interview report"), ("zh", "面试报告")])
def test_the_report_page_opens_from_the_link_that_the_demo_prints(stack: LocalStack, language: str, words: str) -> None:
    link = next(line.split()[1] for line in stack.output.splitlines() if line.startswith("en-good "))
    page = httpx.get(link, params={"lang": language}, trust_env=False)
    assert page.status_code == 200
    assert words in page.text


def test_the_openapi_document_is_where_run_json_says(stack: LocalStack) -> None:
    document = httpx.get(stack.run_file["openapi"], trust_env=False).json()
    assert document["openapi"] == "3.1.0"
    assert "/v1/interviews" in document["paths"]
