"""Step of `interview_result`: suggest courses for dimensions under the job's bound."""

from typing import Any

from chalice.app import Blueprint

from chalicelib.bootstrap import services_for
from chalicelib.tasks.handler import Event, StepInput, step

task = Blueprint(__name__)


@step
def _work(given: StepInput, event: Event) -> None:
    del event
    services_for(given.tenant).courses.suggest(given.interview, given.attempt)


@task.lambda_function(name="suggest_courses")
def suggest_courses(event: Event, context: Any) -> Event:
    """Suggest courses."""
    return _work(event, context)
