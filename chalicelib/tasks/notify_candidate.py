"""Step of `interview_result`: tell the candidate how it goes on."""

from typing import Any

from chalice.app import Blueprint

from chalicelib.bootstrap import services_for
from chalicelib.tasks.handler import Event, StepInput, step

task = Blueprint(__name__)


@step
def _work(given: StepInput, event: Event) -> None:
    del event
    services_for(given.tenant).outcomes.tell_candidate(given.interview, given.attempt)


@task.lambda_function(name="notify_candidate")
def notify_candidate(event: Event, context: Any) -> Event:
    """Tell the candidate."""
    return _work(event, context)
