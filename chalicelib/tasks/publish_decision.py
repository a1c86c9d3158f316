"""Step of `interview_result`: publish the decision to the tenant's webhook endpoints."""

from typing import Any

from chalice.app import Blueprint

from chalicelib.bootstrap import services_for
from chalicelib.tasks.handler import Event, StepInput, step

task = Blueprint(__name__)


@step
def _work(given: StepInput, event: Event) -> None:
    del event
    services_for(given.tenant).outcomes.publish(given.interview, given.attempt)


@task.lambda_function(name="publish_decision")
def publish_decision(event: Event, context: Any) -> Event:
    """Publish the decision."""
    return _work(event, context)
