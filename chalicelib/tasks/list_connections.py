"""Step of `interview_result`: the connections that results go to."""

from typing import Any

from chalice.app import Blueprint

from chalicelib.bootstrap import services_for
from chalicelib.tasks.handler import Event, StepInput, step

task = Blueprint(__name__)


@step
def _work(given: StepInput, event: Event) -> Event:
    del event
    return {"connections": list(services_for(given.tenant).connectors.wanted())}


@task.lambda_function(name="list_connections")
def list_connections(event: Event, context: Any) -> Event:
    """List the connections."""
    return _work(event, context)
