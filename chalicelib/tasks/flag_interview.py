"""Step of `interview_result`: make it visible that a person has to look."""

from typing import Any

from chalice.app import Blueprint

from chalicelib.bootstrap import services_for
from chalicelib.tasks.handler import Event, StepInput, step

task = Blueprint(__name__)


@step
def _work(given: StepInput, event: Event) -> None:
    cause = str(event.get("cause", "unknown"))
    services_for(given.tenant).interview_results.flag(given.interview, given.attempt, cause)


@task.lambda_function(name="flag_interview")
def flag_interview(event: Event, context: Any) -> Event:
    """Flag the interview."""
    return _work(event, context)
