"""Step of `interview_result`: keep the task token with which a person's decision lets the execution go on."""

from typing import Any

from chalice.app import Blueprint

from chalicelib.bootstrap import services_for
from chalicelib.tasks.handler import Event, StepInput, step

task = Blueprint(__name__)


@step
def _work(given: StepInput, event: Event) -> None:
    services_for(given.tenant).reviews.request(given.interview, given.attempt, str(event["token"]))


@task.lambda_function(name="await_review")
def await_review(event: Event, context: Any) -> Event:
    """Keep the token."""
    return _work(event, context)
