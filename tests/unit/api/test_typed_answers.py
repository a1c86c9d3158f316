"""Typed answers through the REST API, from the question to the report, with the worker's own code in between."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import boto3
import pytest

from chalicelib.adapters.s3 import Media
from chalicelib.bootstrap import Services
from chalicelib.domain.code_task import CodeTask
from chalicelib.domain.errors import PermanentError
from chalicelib.domain.flow import PublishedFlow, StageQuestion
from chalicelib.domain.interview import Answer
from chalicelib.domain.job import Job
from chalicelib.domain.language import Localized
from chalicelib.domain.messages import AnalyseAnswer
from chalicelib.domain.question import BankQuestion
from tests.unit.api.conftest import Caller, begin, put_answer
from tests.unit.conftest import EVERYTHING
from tests.unit.samples import RECORDING, a_flow, a_job, a_model, a_result, queued, sha256
from tests.unit.services.test_interview_results import run_machine
from workers.code.answer import analyse_code
from workers.typed import transcript_of

TEXT = "The valve stuck. 我们先停机，再检查。"
CODE = 'def twice(x):\n    print("<script>alert(1)</script>")\n    return x + x\n'
TESTS = {
    "starter": {"python": "def twice(x):\n    ..."},
    "tests": [
        {"name": "small", "call": "twice(1)", "expected": "2"},
        {"name": "text", "call": "twice('a')", "expected": '"aa"', "hidden": True},
        {"name": "wrong", "call": "twice(2)", "expected": "5", "weight": 2, "hidden": True},
    ],
}
PATH = "/v1/candidate/answers"


def written_flow() -> PublishedFlow:
    first, second = a_flow().questions
    coding = BankQuestion.model_validate(
        {**second.model_dump(), "kind": "coding", "code_languages": ("python",), "code": TESTS}
    )
    kinds = ("text", "code")
    stages = tuple(
        stage.model_copy(update={"questions": (StageQuestion(question_id=question.id, answer_kind=kind),)})  # type: ignore[arg-type]
        for stage, question, kind in zip(a_flow().stages, (first, coding), kinds, strict=True)
    )
    return a_flow().model_copy(update={"stages": stages, "questions": (first, coding)})


@pytest.fixture
def job(services: Services) -> Job:
    """An approved job whose first question is answered in writing and whose second by code."""
    model, flow = a_model(), written_flow()
    services.table.commit(
        [
            services.model_versions.write(model.id, model.version, model),
            services.flow_versions.write(flow.id, flow.version, flow),
        ]
    )
    return services.jobs.create(a_job(), EVERYTHING).value


def messages(services: Services) -> list[AnalyseAnswer]:
    return [AnalyseAnswer.model_validate_json(body) for body in queued(services.settings.analysis_queue_url)]


def answer_of(services: Services, interview: str, question: str) -> Answer:
    answer = services.interviews.require(interview).answer(question)
    assert answer is not None
    return answer


def work(services: Services) -> None:
    """What the worker does, less its queue and its encoder."""
    for message in messages(services):
        task = services.analysis.begin(message)
        assert task is not None
        text = services.media.read(message.key, 1_000_000).decode()
        if task.question.answer_kind == "code":
            services.analysis.record(message, *analyse_code(text, message.content_type, task.plan, task.question))
        else:
            services.analysis.record(message, transcript_of(text), a_result("q1", "problem_solving", 80))


def test_from_questions_to_report(call: Caller, invited: Any, interviewee: Caller, services: Services) -> None:
    shown = interviewee("GET", "/v1/candidate/interview").json_body["questions"]
    assert [question["answer_kind"] for question in shown] == ["text", "code"]
    assert shown[0]["code"] is None
    assert shown[1]["code"]["hidden_tests"] == 2
    assert [test["name"] for test in shown[1]["code"]["tests"]] == ["small"]
    assert "wrong" not in str(shown)
    assert interviewee("PUT", f"{PATH}/q1/text", {"text": TEXT}).json_body["answers"][0]["state"] == "received"
    assert interviewee("PUT", f"{PATH}/q2/text", {"text": CODE, "language": "python"}).status_code == 200
    assert interviewee("POST", "/v1/candidate/submission", {}).json_body["state"] == "submitted"
    work(services)
    interview = invited["interview_id"]
    run_machine(services, interview)
    report = call("GET", f"/v1/interviews/{interview}/report").json_body
    written, coded = report["answers"]
    assert [clause["text"] for clause in written["transcript"]["clauses"]] == [
        "The valve stuck.", "我们先停机，", "再检查。",
    ]  # fmt: skip
    assert (coded["answer_kind"], coded["scores"][0]["score"], coded["code"]["source"]) == ("code", 50, CODE)
    assert [test["outcome"] for test in coded["code"]["tests"]] == ["passed", "passed", "failed"]
    token = call("POST", f"/v1/interviews/{interview}/report-pages", {}).json_body["token"]
    for language, word in (("en", "other output"), ("zh", "结果不符")):
        page = call.as_(None)("GET", f"/v1/report-pages/{token}?lang={language}").body.decode()
        assert "<script" not in page
        assert "&lt;script&gt;" in page
        assert word in page
        assert "<audio" not in page
        assert "0:00–0:00" not in page


def test_the_same_again_changes_nothing_and_another_is_refused(
    interviewee: Caller, invited: Any, services: Services
) -> None:
    first = interviewee("PUT", f"{PATH}/q1/text", {"text": TEXT})
    with ThreadPoolExecutor(8) as pool:
        again = list(pool.map(lambda _: interviewee("PUT", f"{PATH}/q1/text", {"text": TEXT}), range(16)))
    assert {answer.status_code for answer in again} == {200}
    assert again[-1].json_body == first.json_body
    assert len(messages(services)) == 1
    other = interviewee("PUT", f"{PATH}/q1/text", {"text": "Something else."})
    assert (other.status_code, other.json_body["type"].rsplit(":", 1)[-1]) == (409, "answer_final")
    answer = answer_of(services, invited["interview_id"], "q1")
    assert len(answer.uploads) == 1
    assert answer.upload
    assert services.media.read(answer.upload.key, 1000) == TEXT.encode()
    interviewee("POST", "/v1/candidate/submission", {"leave_out_missing": True})
    assert interviewee("PUT", f"{PATH}/q1/text", {"text": TEXT}).status_code == 200
    assert interviewee("PUT", f"{PATH}/q2/text", {"text": CODE, "language": "python"}).status_code == 409


@pytest.mark.parametrize("lost", ["before", "after"])
def test_what_broke_off_goes_on_where_it_was(
    lost: str, interviewee: Caller, invited: Any, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep = Media.write_answer

    def break_off(media: Media, upload: Any, content: bytes) -> None:
        if lost == "after":
            keep(media, upload, content)
        raise ConnectionError

    with monkeypatch.context() as patched:
        patched.setattr(Media, "write_answer", break_off)
        with pytest.raises(ConnectionError):
            services.typed_answers.submit(invited["interview_id"], "q1", TEXT, None)
    assert answer_of(services, invited["interview_id"], "q1").state == "uploading"
    if lost == "after":
        # Handing in admits what has arrived, as it does for recordings.
        assert interviewee("POST", "/v1/candidate/submission", {"leave_out_missing": True}).status_code == 200
    else:
        assert interviewee("PUT", f"{PATH}/q1/text", {"text": TEXT}).status_code == 200
    assert [message.question for message in messages(services)] == ["q1"]
    assert len(answer_of(services, invited["interview_id"], "q1").uploads) == 1


def test_a_text_that_was_refused_may_be_sent_again(interviewee: Caller, invited: Any, services: Services) -> None:
    interviewee("PUT", f"{PATH}/q1/text", {"text": TEXT})
    (message,) = messages(services)
    problem = Localized(en="Failed.", zh="失败。")
    services.analysis.reject(message, PermanentError("analysis_failed", problem))
    assert answer_of(services, invited["interview_id"], "q1").state == "rejected"
    again = interviewee("PUT", f"{PATH}/q1/text", {"text": TEXT})
    assert again.json_body["answers"][0]["state"] == "received"
    assert len(messages(services)) == 1


@pytest.mark.parametrize(
    ("question", "body", "status", "code"),
    [
        ("q1", {"text": ""}, 422, "invalid_fields"),
        ("q1", {"text": " \n"}, 422, "answer_empty"),
        ("q1", {"text": "a\u0000b"}, 422, "answer_has_controls"),
        ("q1", {"text": "a\ud800"}, 422, None),
        ("q1", {"text": "字" * 30_000}, 422, "answer_too_long"),
        ("q1", {"text": "x" * 64_001}, 422, "invalid_fields"),
        ("q1", {"text": "x", "language": "python"}, 422, "language_unexpected"),
        ("q1", {"text": 1}, 422, "invalid_fields"),
        ("q1", {"text": "x", "question": "q2"}, 422, "invalid_fields"),
        ("q2", {"text": "x"}, 422, "language_required"),
        ("q2", {"text": "x", "language": "java"}, 422, "language_required"),
        ("q2", {"text": "x", "language": "cobol"}, 422, "invalid_fields"),
        ("q3", {"text": "x"}, 404, "question_not_found"),
        ("..%2fq1", {"text": "x"}, 404, None),
    ],
)
def test_what_cannot_be_taken_is_refused_and_leaves_no_trace(
    question: str, body: Any, status: int, code: str | None, interviewee: Caller, services: Services
) -> None:
    answer = interviewee("PUT", f"{PATH}/{question}/text", body)
    assert answer.status_code in ({status} if code else {400, 404, 422})
    if code:
        assert answer.json_body["type"].rsplit(":", 1)[-1] == code
    assert messages(services) == []
    assert "Contents" not in boto3.client("s3").list_objects_v2(Bucket="media")


def test_a_recording_for_a_written_question_is_refused(interviewee: Caller, services: Services) -> None:
    for question in ("q1", "q2"):
        announced = {"content_type": "audio/webm", "size": len(RECORDING), "sha256": sha256(RECORDING)}
        answer = interviewee("POST", f"{PATH}/{question}/uploads", announced)
        assert (answer.status_code, answer.json_body["type"].rsplit(":", 1)[-1]) == (409, "writing_expected")
    assert messages(services) == []


def test_a_text_for_a_recorded_question_is_refused(call: Caller, services: Services) -> None:
    model, flow = a_model(), a_flow()
    services.table.commit(
        [
            services.model_versions.write(model.id, model.version, model),
            services.flow_versions.write(flow.id, flow.version, flow),
        ]
    )
    spoken = services.jobs.create(a_job(), EVERYTHING).value
    candidate = {"name": "Wei", "email": "wei.li@candidates.example", "language": "zh"}
    candidate_id = call("POST", "/v1/candidates", candidate).json_body["id"]
    invited = call("POST", f"/v1/jobs/{spoken.id}/invitations", {"candidate_ids": [candidate_id]})
    own = begin(call, invited.json_body["items"][0])
    answer = own("PUT", f"{PATH}/q1/text", {"text": TEXT})
    assert (answer.status_code, answer.json_body["type"].rsplit(":", 1)[-1]) == (409, "recording_expected")
    assert put_answer(own, "q1").status_code == 200


def test_without_consent_nothing_is_taken(services: Services, call: Caller, invited: Any) -> None:
    body = {"device_key": "a-device-key-of-some-length"}
    opened = call.as_(None)("POST", f"/v1/invitations/{invited['token']}/sessions", body)
    own = call.as_(opened.json_body["session_token"])
    answer = own("PUT", f"{PATH}/q1/text", {"text": TEXT})
    assert (answer.status_code, answer.json_body["type"].rsplit(":", 1)[-1]) == (409, "consent_missing")
    assert messages(services) == []


def test_the_starter_and_tests_of_a_question_are_kept_and_changed(call: Caller) -> None:
    question = {
        "kind": "coding", "dimensions": ["logic"], "code_languages": ["python"], "code": TESTS,
        "en": {"text": "Double it.", "key_points": ["doubles"]},
    }  # fmt: skip
    made = call("POST", "/v1/questions", question).json_body
    assert CodeTask.model_validate(made["code"]) == CodeTask.model_validate(TESTS)
    path = f"/v1/questions/{made['id']}"
    assert call("PATCH", path, {"code_languages": ["python", "sql"]}).status_code == 422
    tests = [{"name": "one", "setup": "CREATE TABLE t (x)", "expected": "1"}]
    assert call("PATCH", path, {"code": {"tests": tests}, "code_languages": ["python"]}).status_code == 422
    assert call("PATCH", path, {"code": None, "code_languages": ["python"]}).json_body["code"] is None
