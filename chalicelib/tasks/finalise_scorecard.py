"""Step of `interview_result`: put the answers' scores together."""

from typing import Any

from chalice.app import Blueprint

from chalicelib.bootstrap import services_for
from chalicelib.tasks.handler import Event, StepInput, step

task = Blueprint(__name__)


@step
def _work(given: StepInput, event: Event) -> None:
    del event
    services_for(given.tenant).interview_results.finalise(given.interview, given.attempt)


@task.lambda_function(name="finalise_scorecard")
def finalise_scorecard(event: Event, context: Any) -> Event:
    """Make the scorecard and the report."""
    return _work(event, context)
