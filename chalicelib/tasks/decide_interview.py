"""Step of `interview_result`: apply the job's rule and make the report readable."""

from typing import Any

from chalice.app import Blueprint

from chalicelib.bootstrap import services_for
from chalicelib.tasks.handler import Event, StepInput, step

task = Blueprint(__name__)


@step
def _work(given: StepInput, event: Event) -> None:
    del event
    services_for(given.tenant).interview_results.decide(given.interview, given.attempt)


@task.lambda_function(name="decide_interview")
def decide_interview(event: Event, context: Any) -> Event:
    """Decide by rule."""
    return _work(event, context)
