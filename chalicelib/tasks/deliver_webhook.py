"""Queue `deliveries`: one try to deliver one event to one endpoint."""

from typing import Any

from chalice.app import Blueprint

from chalicelib.bootstrap import services_for
from chalicelib.domain.messages import DeliverWebhook
from chalicelib.observability import about
from chalicelib.tasks.handler import Event, queue_consumer

task = Blueprint(__name__)


def _deliver(body: str) -> None:
    message = DeliverWebhook.model_validate_json(body)
    about(message.tenant)
    services_for(message.tenant).webhook_deliveries.deliver(message)


_consume = queue_consumer(_deliver)


@task.lambda_function(name="deliver_webhook")
def deliver_webhook(event: Event, context: Any) -> Event:
    """Try every delivery of the batch."""
    return _consume(event, context)
