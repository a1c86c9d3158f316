"""The catalogue of events: what can happen, and what each event says about it. Ids and outcomes, nothing personal.

A type that is in the catalogue never changes its meaning, and its data only gains fields. `interview.*` events are
about one attempt of an interview; the data's `attempt` orders them, as nobody's webhooks come in order.
"""

import hashlib
from collections.abc import Collection, Mapping
from types import MappingProxyType
from typing import Literal

from pydantic import AwareDatetime, Field, JsonValue, SerializeAsAny

from chalicelib.domain.language import Localized
from chalicelib.domain.model import DomainModel


class InterviewFacts(DomainModel):
    """About an interview and how one attempt of it stands."""

    interview_id: str
    job_id: str
    candidate_id: str
    attempt: int
    rescored: bool = Field(default=False, description="Whether this attempt scored again what was reported before")
    state: str
    outcome: str | None = Field(description="advance, human_review, thank_you or retest; absent without a decision")
    total: float | None = Field(description="0 to 100; absent when nothing could be judged")
    report_url: str | None


class ReviewFacts(InterviewFacts):
    """About an interview that waits for a person's decision."""

    due_at: AwareDatetime = Field(description="When the review is overdue; nothing is decided by itself then")
    reminders: int = Field(default=0, description="How often the team has been reminded")


class DecisionFacts(InterviewFacts):
    """About a decision on an interview, the first or one that took its place."""

    number: int = Field(description="Its place in the history of the attempt, from 1")
    by: Literal["rule", "person"]
    rules_version: int
    overrides: bool = Field(description="Whether it took the place of an earlier decision with another outcome")
    talent_pool: bool = Field(description="Whether the candidate stays in the talent pool")


class Course(DomainModel):
    """A course for a dimension under the job's bound."""

    dimension: str
    score: float
    url: str


class CourseFacts(InterviewFacts):
    """About courses that were suggested."""

    courses: tuple[Course, ...]


class ConnectorFacts(DomainModel):
    """About results that a connector could not hand over."""

    connector: str
    exchange_id: str
    interview_id: str
    attempt: int
    reason: str


class NoticeFacts(DomainModel):
    """About a notice that reached nobody."""

    notice_id: str
    purpose: str
    state: Literal["failed", "unknown"]
    interview_id: str | None = None


class PassRateFacts(DomainModel):
    """About a job that fewer pass than its bound allows."""

    job_id: str
    passed: int
    of: int
    bound: float = Field(description="Share, 0 to 1")


class RankedInterview(DomainModel):
    """An interview in a list of the best."""

    interview_id: str
    candidate_id: str
    total: float


class TopFacts(DomainModel):
    """About the best interviews of a job so far."""

    job_id: str
    of: int = Field(description="Interviews with a total")
    share: float = Field(description="Share that is listed, 0 to 1")
    interviews: tuple[RankedInterview, ...] = Field(description="Best first, 100 at most")


class EndpointFacts(DomainModel):
    """About a webhook endpoint."""

    endpoint_id: str
    reason: str = ""
    since: AwareDatetime | None = None


class EventKind(DomainModel):
    """An entry of the catalogue."""

    data: type[DomainModel]
    title: Localized


def _kind(data: type[DomainModel], en: str, zh: str) -> EventKind:
    return EventKind(data=data, title=Localized(en=en, zh=zh))


CATALOGUE: Mapping[str, EventKind] = MappingProxyType(
    {
        "interview.reported": _kind(InterviewFacts, "A report is ready.", "报告已生成。"),
        "interview.needs_attention": _kind(
            InterviewFacts, "A result could not be finished by itself.", "结果未能自动完成，需要人工处理。"
        ),
        "interview.review_requested": _kind(ReviewFacts, "A person is asked to decide.", "等待人工决定。"),
        "interview.review_overdue": _kind(
            ReviewFacts, "Nobody has decided in time; the review stays open.", "人工复核已超期，仍待处理。"
        ),
        "interview.decided": _kind(DecisionFacts, "It is decided how it goes on.", "已作出决定。"),
        "interview.appealed": _kind(
            InterviewFacts, "A candidate asks a person to look at an automatic decision.", "候选人对自动决定提出申诉。"
        ),
        "interview.retest_started": _kind(InterviewFacts, "The candidate is asked to take it again.", "已安排重测。"),
        "interview.courses_suggested": _kind(CourseFacts, "Courses were suggested.", "已推荐课程。"),
        "job.pass_rate_low": _kind(PassRateFacts, "Fewer pass than the job's bound.", "通过率低于职位设定的下限。"),
        "job.top_candidates": _kind(TopFacts, "The list of the best has changed.", "最优候选人名单已更新。"),
        "connector.failed": _kind(ConnectorFacts, "Results could not be handed over.", "结果未能推送至外部系统。"),
        "notice.failed": _kind(NoticeFacts, "A notice reached nobody.", "通知未能送达。"),
        "webhook_endpoint.disabled": _kind(EndpointFacts, "An endpoint was switched off.", "Webhook 端点已停用。"),
        "webhook_endpoint.test": _kind(EndpointFacts, "A test, on request.", "测试事件。"),
    }
)
EVENT_TYPES: tuple[str, ...] = tuple(CATALOGUE)


class Envelope(DomainModel):
    """The body of a webhook: `data` is what the catalogue has for `type`."""

    type: str
    timestamp: AwareDatetime
    data: SerializeAsAny[DomainModel]


class Event(DomainModel):
    """Something that happened, as it is kept and sent. The id travels as the header `webhook-id` and never changes.

    `data` is as it was written then: what the catalogue says about the type may have gained fields since.
    """

    id: str
    type: str
    timestamp: AwareDatetime
    data: dict[str, JsonValue]

    def body(self) -> str:
        """The body as it is signed and sent, the same at every try."""
        return self.model_dump_json(include={"type", "timestamp", "data"})


def wanted(patterns: Collection[str], event_type: str) -> bool:
    """Whether `event_type` is among these types; `interview.*` are all of interviews, `*` are all there are.

    Patterns are looked at when an event happens, so that `interview.*` has the types that are added later too.
    """
    group = event_type.split(".", 1)[0]
    return not {event_type, f"{group}.*", "*"}.isdisjoint(patterns)


def unknown_types(patterns: Collection[str]) -> tuple[str, ...]:
    """Those of the patterns that match nothing in the catalogue."""
    known = {"*", *CATALOGUE, *(f"{event_type.split('.', 1)[0]}.*" for event_type in CATALOGUE)}
    return tuple(pattern for pattern in patterns if pattern not in known)


def event_id(tenant: str, about: str, event_type: str) -> str:
    """The one id that an event about this (`interview/attempt`, say) can have, so that doing it again makes no second.

    What may happen more than once to the same thing has its count or time in `about`.
    """
    digest = hashlib.sha256(f"{tenant}/{about}/{event_type}".encode()).hexdigest()
    return f"evt{digest[:32]}"
