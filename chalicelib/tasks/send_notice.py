"""Queue `notices`: send a notice through one channel, or ask what became of it."""

from typing import Any

from chalice.app import Blueprint

from chalicelib.bootstrap import services_for
from chalicelib.domain.messages import SendNotice
from chalicelib.observability import about
from chalicelib.tasks.handler import Event, queue_consumer

task = Blueprint(__name__)


def _send(body: str) -> None:
    message = SendNotice.model_validate_json(body)
    about(message.tenant)
    services_for(message.tenant).notices.run_due(message.notice)


_consume = queue_consumer(_send)


@task.lambda_function(name="send_notice")
def send_notice(event: Event, context: Any) -> Event:
    """Do what is due about every notice of the batch."""
    return _consume(event, context)
