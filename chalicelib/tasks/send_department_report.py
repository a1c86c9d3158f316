"""Step of `interview_result`: send the report to the hiring department when the candidate advances."""

from typing import Any

from chalice.app import Blueprint

from chalicelib.bootstrap import services_for
from chalicelib.tasks.handler import Event, StepInput, step

task = Blueprint(__name__)


@step
def _work(given: StepInput, event: Event) -> None:
    del event
    services_for(given.tenant).department_reports.send(given.interview, given.attempt)


@task.lambda_function(name="send_department_report")
def send_department_report(event: Event, context: Any) -> Event:
    """Send the report."""
    return _work(event, context)
