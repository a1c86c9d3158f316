"""How exchanges with other systems are shown."""

from typing import Literal

from pydantic import AwareDatetime, Field

from chalicelib.api.models import ResponseModel
from chalicelib.domain.connection import Exchange
from chalicelib.domain.language import Language


class SaidView(ResponseModel):
    """One request and its answer, without secrets; long ones are cut off."""

    at: AwareDatetime
    method: str
    url: str
    headers: dict[str, str]
    body: str
    status: int | None
    answer_headers: dict[str, str]
    answer: str
    error: str


class ExchangeView(ResponseModel):
    """One thing that another system was told. Its id is the Idempotency-Key of each request."""

    id: str
    connection_id: str
    kind: Literal["result", "test"]
    interview_id: str | None
    attempt: int | None
    decision_number: int | None
    state: Literal["pending", "done", "failed"]
    problem: str | None = Field(description="Why it is not done, in the caller's language")
    next_try_at: AwareDatetime | None
    created_at: AwareDatetime
    tries: tuple[SaidView, ...] = Field(description="The last requests, oldest first")


def exchange_view(exchange: Exchange, language: Language) -> ExchangeView:
    """An exchange in the reader's language."""
    return ExchangeView(
        id=exchange.id,
        connection_id=exchange.connection,
        kind=exchange.kind,
        interview_id=exchange.interview,
        attempt=exchange.attempt,
        decision_number=exchange.number,
        state=exchange.state,
        problem=exchange.problem.in_language(language) if exchange.problem else None,
        next_try_at=exchange.not_before if exchange.state == "pending" else None,
        created_at=exchange.created_at,
        tries=tuple(SaidView.model_validate(said.model_dump()) for said in exchange.said),
    )
