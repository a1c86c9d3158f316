"""Step of `interview_result`: tell the hiring team that the report is ready."""

from typing import Any

from chalice.app import Blueprint

from chalicelib.bootstrap import services_for
from chalicelib.tasks.handler import Event, StepInput, step

task = Blueprint(__name__)


@step
def _work(given: StepInput, event: Event) -> None:
    del event
    services = services_for(given.tenant)
    interview = services.interviews.require(given.interview)
    decision = services.results.decision(given.interview, given.attempt)
    outcome = decision.outcome if decision else "human_review"
    services.notices.report_ready(interview, given.attempt, outcome)


@task.lambda_function(name="notify_team")
def notify_team(event: Event, context: Any) -> Event:
    """Send the notice."""
    return _work(event, context)
