"""Versioned payloads of the queues. Their JSON Schemas are generated into `events/schemas/`."""

from typing import Literal

from pydantic import Field

from chalicelib.domain.model import DomainModel


class AnalyseAnswer(DomainModel):
    """Queues `analysis` and `rescoring`: one admitted answer to transcribe and score. Group: the tenant.

    Whether it is scored again from an earlier transcript stands with the answer: either queue leads to the same.
    """

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


class ChainAudit(DomainModel):
    """Queue `audit`: something was recorded in a tenant's audit log and is to be chained. Group: the tenant."""

    type: Literal["chain_audit"] = "chain_audit"
    version: Literal[1] = 1
    tenant: str


class DeliverWebhook(DomainModel):
    """Queue `deliveries`: one try to deliver one event to one endpoint. Group: tenant and endpoint.

    `test` marks the one delivery that finds out whether an endpoint answers again. `turned_away` counts how often this
    try came while the endpoint had as many at once as it may.
    """

    type: Literal["deliver_webhook"] = "deliver_webhook"
    version: Literal[1] = 1
    tenant: str
    event: str
    endpoint: str
    attempt: int = Field(ge=1)
    test: bool = False
    turned_away: int = Field(0, ge=0)


class ImportCandidates(DomainModel):
    """Queue `imports`: an import of candidates to run, or to go on with. Group: the tenant."""

    type: Literal["import_candidates"] = "import_candidates"
    version: Literal[1] = 1
    tenant: str
    candidate_import: str


class SendNotice(DomainModel):
    """Queue `notices`: something is due about a notice: to send it, or to ask what became of it. Group: the tenant."""

    type: Literal["send_notice"] = "send_notice"
    version: Literal[1] = 1
    tenant: str
    notice: str


class Prepare(DomainModel):
    """Queue `preparation`: something about jobs and candidates that needs the worker. Group: the tenant.

    `proposal` suggests dimensions and questions for the job `subject`; `cv` reads the CV of the candidate `subject`;
    `match` compares the candidates for the job `subject` with it; `pick_answers` picks answers of that job for people
    to rate, and `fit_scoring` makes a scoring version of their ratings; `rescore` has the reported interviews of that
    job scored again. `id` names the proposal, upload, run, calibration or rescoring.
    """

    type: Literal["prepare"] = "prepare"
    version: Literal[1] = 1
    tenant: str
    task: Literal["proposal", "cv", "match", "pick_answers", "fit_scoring", "rescore"]
    subject: str
    id: str
