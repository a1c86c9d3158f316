"""What a connector is: how results get into another company system, in one file of `chalicelib/connectors` each.

A connector says what to send and what the answer means. Addresses, time-outs, repeats, and the record of every call
are not its affair: it calls `line.send`, and raises RetryableError for what may pass and PermanentError for what will
not. Whatever it sends more than once carries `line.key`, so that the other side has the effect once.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from pydantic import AwareDatetime, Field

from chalicelib.domain.decision import Outcome
from chalicelib.domain.errors import PermanentError, RetryableError
from chalicelib.domain.language import Localized
from chalicelib.domain.model import DomainModel
from chalicelib.domain.webhook import asked_wait

_OK = range(200, 300)
_ELSEWHERE = range(300, 400)
_LATER = frozenset({408, 425, 429, *range(500, 600)})


class DimensionTotal(DomainModel):
    """A dimension's score; null where it could not be judged."""

    dimension: str
    score: float | None


class Result(DomainModel):
    """What another system is told of a decision on an interview: ids and figures, nothing personal."""

    tenant: str
    interview_id: str
    attempt: int
    decision_number: int
    rescored: bool
    job_id: str
    job_external_id: str | None
    candidate_id: str
    candidate_external_id: str | None
    outcome: Outcome
    decided_by_rule: bool
    decided_at: AwareDatetime
    total: float | None = Field(description="0 to 100; null when nothing could be judged")
    dimensions: tuple[DimensionTotal, ...]
    report_url: str


class Call(DomainModel):
    """A request to another system."""

    method: str
    url: str
    headers: dict[str, str] = Field(default_factory=dict)
    body: str = ""


class Reply(DomainModel):
    """What came back. Names of headers are in lower case."""

    status: int
    headers: dict[str, str] = Field(default_factory=dict)
    text: str = ""


@dataclass(frozen=True)
class Line:
    """The way to one system: settings and secret of the connection, the key of what is sent, and how to send it."""

    settings: Mapping[str, str]
    secret: str
    key: str
    now: datetime
    send: Callable[[Call], Reply]


class Connector(Protocol):
    """One kind of system. The stem of its file is its key."""

    @property
    def key(self) -> str:
        """What connections name it by."""

    @property
    def title(self) -> Localized:
        """What people call it."""

    @property
    def settings(self) -> type[DomainModel]:
        """What a connection to it has to say."""

    def hand_over(self, line: Line, result: Result) -> None:
        """Bring a result into the system. Raises RetryableError, PermanentError."""

    def test(self, line: Line) -> None:
        """Find out whether the system can be reached and knows the secret; changes nothing there. Raises as above."""


def check(reply: Reply, now: datetime) -> Any:
    """The reply's JSON, None where it has no body. Raises RetryableError or PermanentError for what is no success.

    A success that cannot be read may have been cut off on its way, after the other side had done its part: it is asked
    again, under the same key.
    """
    if reply.status in _LATER:
        text = Localized(en=f"It answered {reply.status}.", zh=f"对方返回 {reply.status}。")
        asked = asked_wait(reply.headers.get("retry-after"), now)
        raise RetryableError("try_later", text, retry_after=asked.total_seconds() if asked else 0)
    if reply.status in _ELSEWHERE:
        text = Localized(en="It answered with a redirect, which is not followed.", zh="对方返回重定向，系统不会跟随。")
        raise PermanentError("redirected", text)
    if reply.status not in _OK:
        text = Localized(en=f"It refused with {reply.status}.", zh=f"对方以 {reply.status} 拒绝。")
        raise PermanentError("refused", text)
    if not reply.text.strip():
        return None
    try:
        return json.loads(reply.text)
    except (ValueError, RecursionError) as error:
        text = Localized(en="Its answer cannot be read as JSON.", zh="对方的应答不是有效的 JSON。")
        raise RetryableError("unreadable_answer", text, retry_after=0) from error
