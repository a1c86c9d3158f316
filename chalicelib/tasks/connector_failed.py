"""Step of `interview_result`: tell that results could not be handed over to one system."""

from typing import Any

from chalice.app import Blueprint

from chalicelib.bootstrap import services_for
from chalicelib.tasks.handler import Event, StepInput, step

task = Blueprint(__name__)


@step
def _work(given: StepInput, event: Event) -> None:
    services = services_for(given.tenant)
    services.connectors.failed(str(event["connection"]), given.interview, given.attempt)


@task.lambda_function(name="connector_failed")
def connector_failed(event: Event, context: Any) -> Event:
    """Tell that it failed."""
    return _work(event, context)
