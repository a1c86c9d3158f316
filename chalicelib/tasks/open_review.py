"""Step of `interview_result`: ask for a person's decision."""

from typing import Any

from chalice.app import Blueprint

from chalicelib.bootstrap import services_for
from chalicelib.tasks.handler import Event, StepInput, step

task = Blueprint(__name__)


@step
def _work(given: StepInput, event: Event) -> Event:
    del event
    wait = services_for(given.tenant).reviews.open(given.interview, given.attempt)
    return {"wait_s": wait}


@task.lambda_function(name="open_review")
def open_review(event: Event, context: Any) -> Event:
    """Open the review."""
    return _work(event, context)
