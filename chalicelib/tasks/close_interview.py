"""Step of `interview_result`: note that everything is done."""

from typing import Any

from chalice.app import Blueprint

from chalicelib.bootstrap import services_for
from chalicelib.tasks.handler import Event, StepInput, step

task = Blueprint(__name__)


@step
def _work(given: StepInput, event: Event) -> None:
    del event
    services_for(given.tenant).interview_results.close(given.interview, given.attempt)


@task.lambda_function(name="close_interview")
def close_interview(event: Event, context: Any) -> Event:
    """Close the interview."""
    return _work(event, context)
