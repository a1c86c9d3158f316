"""What every Lambda task does around its work: logs, metrics, and errors by the names the state machine knows."""

import functools
from collections.abc import Callable
from typing import Any

from aws_lambda_powertools.utilities.batch import BatchProcessor, EventType, process_partial_response
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord
from botocore.exceptions import BotoCoreError, ClientError
from pydantic import Field

from chalicelib.domain.errors import RetryableError
from chalicelib.domain.language import Localized
from chalicelib.domain.model import DomainModel
from chalicelib.observability import about, flush, logger

Event = dict[str, Any]
Handler = Callable[[Event, Any], Event]


class StepInput(DomainModel):
    """What the state machine hands to each of its steps: ids only."""

    tenant: str
    interview: str
    attempt: int = Field(ge=1)


def step(work: Callable[[StepInput, Event], Event | None]) -> Handler:
    """A step of the state machine. It returns ids, a word or seconds at most: an execution's history holds no more.

    A store that does not answer becomes a RetryableError.
    """

    @functools.wraps(work)
    def handler(event: Event, context: Any) -> Event:  # noqa: ARG001  (Lambda's own shapes)
        given = StepInput.model_validate({name: event.get(name) for name in StepInput.model_fields})
        about(given.tenant, given.interview)
        try:
            return work(given, event) or {}
        except (ClientError, BotoCoreError) as error:
            logger.exception("a store or queue did not answer")
            text = Localized(en="Something we depend on did not answer.", zh="依赖的服务暂无响应。")
            raise RetryableError("unavailable", text) from error
        finally:
            flush()

    return handler


def queue_consumer(work: Callable[[str], None]) -> Handler:
    """A consumer of an SQS queue, which answers with the messages that failed; the others are done."""

    def one(record: SQSRecord) -> None:
        try:
            work(record.body)
        except Exception:
            logger.exception("a message failed", extra={"message_id": record.message_id})
            raise

    @functools.wraps(work)
    def handler(event: Event, context: Any) -> Event:
        processor = BatchProcessor(EventType.SQS, raise_on_entire_batch_failure=False)
        try:
            return dict(process_partial_response(event, one, processor, context))
        finally:
            flush()

    return handler
