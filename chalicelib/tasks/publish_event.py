"""Step of `interview_result`: publish what happened to the tenant's webhook endpoints."""

from typing import Any

from chalice.app import Blueprint

from chalicelib.bootstrap import services_for
from chalicelib.tasks.handler import Event, StepInput, step

task = Blueprint(__name__)


@step
def _work(given: StepInput, event: Event) -> None:
    services = services_for(given.tenant)
    services.events.publish_about(given.interview, given.attempt, str(event.get("event_type", "")))


@task.lambda_function(name="publish_event")
def publish_event(event: Event, context: Any) -> Event:
    """Publish the event."""
    return _work(event, context)
