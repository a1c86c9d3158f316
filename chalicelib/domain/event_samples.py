"""The body of each type of event as JSON Schema, and an example of it, for those who are about to receive them."""

from datetime import UTC, datetime
from functools import cache
from typing import Annotated, Any

from pydantic import AwareDatetime, Field, create_model

from chalicelib.domain.event import (
    CATALOGUE,
    ConnectorFacts,
    Course,
    CourseFacts,
    DecisionFacts,
    EndpointFacts,
    Envelope,
    InterviewFacts,
    NoticeFacts,
    PassRateFacts,
    RankedInterview,
    ReviewFacts,
    TopFacts,
)
from chalicelib.domain.model import DomainModel

_AT = datetime(2026, 11, 17, 14, 31, 12, 480000, tzinfo=UTC)
_DUE = datetime(2026, 11, 19, 14, 31, 12, tzinfo=UTC)
_INTERVIEW = "int01kjnq4sbz8d3mvv0x5kq7t9ea"
_JOB = "job01kjnpz1c7w8r2h4f6t9y0q3ms"
_CANDIDATE = "can01kjnq3y5e8g1j4n7p0s2v6xzb"
_ENDPOINT = "whe01kjnq0a1b2c3d4e5f6g7h8j9k"
_FACTS: dict[str, Any] = {
    "interview_id": _INTERVIEW,
    "job_id": _JOB,
    "candidate_id": _CANDIDATE,
    "attempt": 1,
    "state": "reported",
    "outcome": "advance",
    "total": 78.4,
    "report_url": f"https://candor.example/v1/interviews/{_INTERVIEW}/report",
}
_UNDECIDED = _FACTS | {"state": "needs_attention", "outcome": None, "total": None, "report_url": None}
_REVIEWED = _FACTS | {"outcome": "human_review", "total": 63.1, "due_at": _DUE}
_RANKED = RankedInterview(interview_id=_INTERVIEW, candidate_id=_CANDIDATE, total=78.4)
_DATA: dict[str, DomainModel] = {
    "interview.reported": InterviewFacts(**_FACTS),
    "interview.needs_attention": InterviewFacts(**_UNDECIDED),
    "interview.review_requested": ReviewFacts(**_REVIEWED),
    "interview.review_overdue": ReviewFacts(**_REVIEWED, reminders=3),
    "interview.decided": DecisionFacts(**_FACTS, number=2, by="person", rules_version=3, overrides=True,
                                       talent_pool=False),
    "interview.appealed": InterviewFacts(**_FACTS | {"outcome": "thank_you", "total": 31.7}),
    "interview.retest_started": InterviewFacts(**_UNDECIDED | {"state": "invited", "attempt": 2}),
    "interview.courses_suggested": CourseFacts(
        **_FACTS, courses=(Course(dimension="teamwork", score=41.5, url="https://learn.example/teamwork"),)
    ),
    "job.pass_rate_low": PassRateFacts(job_id=_JOB, passed=21, of=50, bound=0.5),
    "job.top_candidates": TopFacts(job_id=_JOB, of=5, share=0.2, interviews=(_RANKED,)),
    "connector.failed": ConnectorFacts(connector="greenhouse", exchange_id="exc01kjnq5f2h4k6m8p0r2t4v6xz",
                                       interview_id=_INTERVIEW, attempt=1, reason="500 Internal Server Error"),
    "notice.failed": NoticeFacts(notice_id="ntc01kjnq5h7j9m1p3r5t7v9x1zb", purpose="next_round", state="failed",
                                 interview_id=_INTERVIEW),
    "webhook_endpoint.disabled": EndpointFacts(endpoint_id=_ENDPOINT, reason="failing", since=_AT),
    "webhook_endpoint.test": EndpointFacts(endpoint_id=_ENDPOINT),
}  # fmt: skip
SAMPLES: dict[str, dict[str, Any]] = {
    name: Envelope(type=name, timestamp=_AT, data=data).model_dump(mode="json") for name, data in _DATA.items()
}
"""The body of an event of each type."""


@cache
def body_of(event_type: str) -> type[DomainModel]:
    """The model of the body of this type's events."""
    kind: Any = (Annotated[str, Field(json_schema_extra={"const": event_type})], ...)
    return create_model(
        "Event",
        __base__=DomainModel,
        __doc__=CATALOGUE[event_type].title.en,
        type=kind,
        timestamp=(AwareDatetime, ...),
        data=(CATALOGUE[event_type].data, ...),
    )


@cache
def schema_of(event_type: str) -> dict[str, Any]:
    """The JSON Schema of the body; fields that are added later are none of its business."""
    opened: dict[str, Any] = _open(body_of(event_type).model_json_schema())
    return opened


def _open(schema: Any) -> Any:
    if isinstance(schema, dict):
        return {
            name: _open(value) for name, value in schema.items() if (name, value) != ("additionalProperties", False)
        }
    return [_open(each) for each in schema] if isinstance(schema, list) else schema
