"""Step of `interview_result`: the outcome that holds now, by the rule or by a person."""

from typing import Any

from chalice.app import Blueprint

from chalicelib.bootstrap import services_for
from chalicelib.tasks.handler import Event, StepInput, step

task = Blueprint(__name__)


@step
def _work(given: StepInput, event: Event) -> Event:
    del event
    outcome = services_for(given.tenant).outcomes.current(given.interview, given.attempt)
    return {"outcome": outcome}


@task.lambda_function(name="current_decision")
def current_decision(event: Event, context: Any) -> Event:
    """Read the outcome."""
    return _work(event, context)
