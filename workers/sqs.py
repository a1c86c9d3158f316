"""The worker's end of a queue."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient

BATCH = 10
_DEFAULT_RECEIVES = 3
_VISIBLE: Final = "ApproximateNumberOfMessages"
_IN_FLIGHT: Final = "ApproximateNumberOfMessagesNotVisible"


@dataclass(frozen=True, slots=True)
class Received:
    """A message as the queue gave it; `receives` counts this time too."""

    body: str
    receipt: str
    receives: int


@dataclass(frozen=True, slots=True)
class Depth:
    """Messages that wait, and messages that somebody has received and not settled."""

    visible: int
    in_flight: int


class WorkQueue:
    """Receives and settles messages; blocking, safe for use from several threads."""

    def __init__(self, url: str, visibility_s: int, poll_s: int) -> None:
        """Messages stay invisible for `visibility_s` unless extended; an empty receive waits `poll_s`."""
        self._client: SQSClient = boto3.client(
            "sqs",
            config=Config(
                connect_timeout=3,
                read_timeout=poll_s + 10,
                retries={"mode": "standard", "total_max_attempts": 5},
                max_pool_connections=20,
            ),
        )
        self._url = url
        self._visibility_s = visibility_s
        self._poll_s = poll_s

    def max_receives(self) -> int:
        """After how many receives the queue moves a message to its dead-letter queue."""
        try:
            answer = self._client.get_queue_attributes(QueueUrl=self._url, AttributeNames=["RedrivePolicy"])
        except ClientError:
            return _DEFAULT_RECEIVES
        policy = json.loads(answer.get("Attributes", {}).get("RedrivePolicy", "{}"))
        return int(policy.get("maxReceiveCount", _DEFAULT_RECEIVES))

    def receive(self, most: int) -> list[Received]:
        """Up to `most` messages, at most ten."""
        answer = self._client.receive_message(
            QueueUrl=self._url,
            MaxNumberOfMessages=min(most, BATCH),
            WaitTimeSeconds=self._poll_s,
            VisibilityTimeout=self._visibility_s,
            MessageSystemAttributeNames=["ApproximateReceiveCount"],
        )
        return [
            Received(
                body=message["Body"],
                receipt=message["ReceiptHandle"],
                receives=int(message.get("Attributes", {}).get("ApproximateReceiveCount", "1")),
            )
            for message in answer.get("Messages", [])
        ]

    def depth(self) -> Depth:
        """How many messages there are, by the queue's own approximate count."""
        answer = self._client.get_queue_attributes(QueueUrl=self._url, AttributeNames=[_VISIBLE, _IN_FLIGHT])
        counts = answer.get("Attributes", {})
        return Depth(visible=int(counts.get(_VISIBLE, "0")), in_flight=int(counts.get(_IN_FLIGHT, "0")))

    def extend(self, receipts: Sequence[str]) -> int:
        """Keep messages invisible for another full period; says for how many that failed."""
        failed = 0
        for at in range(0, len(receipts), BATCH):
            answer = self._client.change_message_visibility_batch(
                QueueUrl=self._url,
                Entries=[
                    {"Id": str(index), "ReceiptHandle": receipt, "VisibilityTimeout": self._visibility_s}
                    for index, receipt in enumerate(receipts[at : at + BATCH])
                ],
            )
            failed += len(answer.get("Failed", []))
        return failed

    def release(self, receipt: str, after_s: int) -> None:
        """Let the message be received again in `after_s` seconds."""
        self._client.change_message_visibility(QueueUrl=self._url, ReceiptHandle=receipt, VisibilityTimeout=after_s)

    def delete(self, receipts: Sequence[str]) -> int:
        """Delete up to ten messages; says for how many that failed (they come again and change nothing)."""
        answer = self._client.delete_message_batch(
            QueueUrl=self._url,
            Entries=[{"Id": str(index), "ReceiptHandle": receipt} for index, receipt in enumerate(receipts)],
        )
        return len(answer.get("Failed", []))
