"""Sending to the queues. The tenant is the message group, so that no tenant starves another (SQS fair queues).

Deliveries have their endpoint for a group: a slow one does not keep the tenant's others waiting.
"""

from typing import TYPE_CHECKING

from chalicelib.domain.messages import (
    AnalyseAnswer,
    ChainAudit,
    DeliverWebhook,
    ImportCandidates,
    Prepare,
    SendNotice,
)
from chalicelib.settings import Settings

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient

MAX_DELAY_S = 900
Message = AnalyseAnswer | ChainAudit | DeliverWebhook | ImportCandidates | Prepare | SendNotice


class Queues:
    """The queues that the product itself sends to."""

    def __init__(self, client: "SQSClient", settings: Settings) -> None:
        self._client = client
        self._settings = settings

    def send_analysis(self, message: AnalyseAnswer) -> None:
        """Ask for an answer to be analysed."""
        self._send(self._settings.analysis_queue_url, message)

    def send_rescoring(self, message: AnalyseAnswer) -> None:
        """Ask for an analysed answer to be scored again, behind all that are analysed for the first time."""
        self._send(self._settings.rescoring_queue_url, message)

    def send_delivery(self, message: DeliverWebhook, delay_s: int = 0) -> None:
        """Ask for a delivery to be tried, at most 15 minutes from now."""
        group = f"{message.tenant}.{message.endpoint}"
        self._send(self._settings.deliveries_queue_url, message, min(delay_s, MAX_DELAY_S), group)

    def send_preparation(self, message: Prepare) -> None:
        """Ask the worker for something about a job or a candidate."""
        self._send(self._settings.preparation_queue_url, message)

    def send_audit(self, message: ChainAudit) -> None:
        """Ask for a tenant's audit log to be chained."""
        self._send(self._settings.audit_queue_url, message)

    def send_import(self, message: ImportCandidates, delay_s: int = 0) -> None:
        """Ask for an import of candidates to be run."""
        self._send(self._settings.imports_queue_url, message, delay_s)

    def send_notice(self, message: SendNotice, delay_s: int = 0) -> None:
        """Ask for what is due about a notice to be done, at most 15 minutes from now."""
        self._send(self._settings.notices_queue_url, message, min(delay_s, MAX_DELAY_S))

    def _send(self, url: str, message: Message, delay_s: int = 0, group: str = "") -> None:
        self._client.send_message(
            QueueUrl=url,
            MessageBody=message.model_dump_json(),
            MessageGroupId=group or message.tenant,
            DelaySeconds=delay_s,
        )
