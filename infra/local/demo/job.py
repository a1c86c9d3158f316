"""A bundled job, set up as a recruiter's system would: questions, competency model, flow, and the approved job."""

import re
from typing import Any

from infra.local.demo.api import Api, Refused

_TITLE = {"en": "Questions", "zh": "问题"}


def open_job(api: Api, request: dict[str, Any], key: str) -> str:
    """The id of a job that candidates can be invited for. `key` makes doing it again have the same effect."""
    language = request["language"]
    asked = [
        {
            "kind": "behavioural",
            "dimensions": question["dimensions"],
            "answer_limit_s": question.get("answer_limit_s", 180),
            language: {"text": question["text"], "key_points": question["key_points"]},
        }
        for question in request["questions"]
    ]
    questions = api.post("/v1/question-batches", {"items": asked}, key=f"{key}-questions")["items"]
    model = {"name": request["title"], "dimensions": request["competency_model"]["dimensions"], "publish": True}
    stages = [
        {"key": question["key"], "title": _TITLE, "questions": [{"question_id": made["id"]}]}
        for question, made in zip(request["questions"], questions, strict=True)
    ]
    flow = {"name": request["title"], "stages": stages, "publish": True}
    job = {
        "title": request["title"],
        "description": request["description"],
        "language": language,
        "scenario": request.get("scenario", "campus"),
        "competency_model": {
            "id": api.post("/v1/competency-models", model, key=f"{key}-model")["id"],
            "version": 1,
        },
        "flow": {"id": api.post("/v1/flow-templates", flow, key=f"{key}-flow")["id"], "version": 1},
        "rules": request.get("rules", {}),
        "team": request.get("team", []),
        "approval": "approved",
    }
    return str(api.post("/v1/jobs", job, key=f"{key}-job")["id"])


def invite(api: Api, job_id: str, candidate: dict[str, Any], key: str) -> dict[str, str]:
    """Invite a candidate, who is made or found again: `candidate_id`, `interview_id`, `token` and `url`."""
    try:
        candidate_id = api.post("/v1/candidates", candidate, key=f"{key}-candidate")["id"]
    except Refused as refused:
        known = re.search(r"can[0-9a-z]{26}", refused.detail)
        if refused.code != "candidate_exists" or known is None:
            raise
        candidate_id = known[0]
    body = {"candidate_ids": [candidate_id]}
    (invited,) = api.post(f"/v1/jobs/{job_id}/invitations", body, key=f"{key}-invitation")["items"]
    if invited["problem"]:
        raise Refused(409, invited["problem"]["code"], invited["problem"]["detail"])
    return {name: invited[name] for name in ("candidate_id", "interview_id", "token", "url")}
