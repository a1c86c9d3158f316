"""Sending to the queues. The tenant is the message group, so that no tenant starves another (SQS fair queues)."""

from typing import TYPE_CHECKING

from chalicelib.domain.messages import AnalyseAnswer, DeliverWebhook

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient

MAX_DELAY_S = 900


class Queues:
    """The queues that the product itself sends to."""

    def __init__(self, client: "SQSClient", analysis_url: str, deliveries_url: str) -> None:
        self._client = client
        self._analysis_url = analysis_url
        self._deliveries_url = deliveries_url

    def send_analysis(self, message: AnalyseAnswer) -> None:
        """Ask for an answer to be analysed."""
        self._client.send_message(
            QueueUrl=self._analysis_url, MessageBody=message.model_dump_json(), MessageGroupId=message.tenant
        )

    def send_delivery(self, message: DeliverWebhook, delay_s: int = 0) -> None:
        """Ask for a delivery to be tried, at most 15 minutes from now."""
        self._client.send_message(
            QueueUrl=self._deliveries_url,
            MessageBody=message.model_dump_json(),
            MessageGroupId=message.tenant,
            DelaySeconds=min(delay_s, MAX_DELAY_S),
        )
