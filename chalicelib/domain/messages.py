"""Versioned payloads of the queues. Their JSON Schemas are generated into `events/schemas/`."""

from typing import Literal

from pydantic import Field

from chalicelib.domain.model import DomainModel


class AnalyseAnswer(DomainModel):
    """Queue `analysis`: one admitted answer to transcribe and score. Group: the tenant."""

    type: Literal["analyse_answer"] = "analyse_answer"
    version: Literal[1] = 1
    tenant: str
    interview: str
    attempt: int = Field(ge=1)
    question: str
    upload: str
    key: str = Field(description="Object key of the recording in the media bucket")
    size: int = Field(ge=1, description="Bytes")
    content_type: str


class DeliverWebhook(DomainModel):
    """Queue `deliveries`: one try to deliver one event to one endpoint."""

    type: Literal["deliver_webhook"] = "deliver_webhook"
    version: Literal[1] = 1
    tenant: str
    event: str
    endpoint: str
    attempt: int = Field(ge=1)
