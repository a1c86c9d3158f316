"""Step of `interview_result`: remind of a review, or say that it is overdue."""

from typing import Any

from chalice.app import Blueprint

from chalicelib.bootstrap import services_for
from chalicelib.tasks.handler import Event, StepInput, step

task = Blueprint(__name__)


@step
def _work(given: StepInput, event: Event) -> Event:
    del event
    wait = services_for(given.tenant).reviews.remind(given.interview, given.attempt)
    return {"wait_s": wait}


@task.lambda_function(name="remind_reviewers")
def remind_reviewers(event: Event, context: Any) -> Event:
    """Remind the team."""
    return _work(event, context)
