"""Step of `interview_result`: put the answers' scores together."""

from typing import Any

from chalice.app import Blueprint

from chalicelib.bootstrap import services_for
from chalicelib.tasks.handler import Event, StepInput, step

task = Blueprint(__name__)


@step
def _work(given: StepInput, event: Event) -> Event | None:
    del event
    scorecard = services_for(given.tenant).interview_results.finalise(given.interview, given.attempt)
    return {"total": scorecard.total}


@task.lambda_function(name="finalise_scorecard")
def finalise_scorecard(event: Event, context: Any) -> Event:
    """Make the scorecard and the report."""
    return _work(event, context)
