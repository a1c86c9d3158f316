"""Queue `mail_events`: what SES reports about mail that was sent."""

from typing import Any

from chalice.app import Blueprint

from chalicelib.bootstrap import services_for
from chalicelib.observability import about
from chalicelib.services.mail_events import read_mail_event
from chalicelib.tasks.handler import Event, queue_consumer

task = Blueprint(__name__)


def _take(body: str) -> None:
    event = read_mail_event(body)
    if event is None:
        return
    about(event.tenant)
    services_for(event.tenant).notice_delivery.came_back(
        event.notice, event.key, event.state, event.detail, suppress=event.suppress
    )


_consume = queue_consumer(_take)


@task.lambda_function(name="take_mail_event")
def take_mail_event(event: Event, context: Any) -> Event:
    """Note what happened to each mail of the batch."""
    return _consume(event, context)
