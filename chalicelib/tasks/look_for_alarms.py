"""Step of `interview_result`: the job's pass rate and its list of the best."""

from typing import Any

from chalice.app import Blueprint

from chalicelib.bootstrap import services_for
from chalicelib.tasks.handler import Event, StepInput, step

task = Blueprint(__name__)


@step
def _work(given: StepInput, event: Event) -> None:
    del event
    services = services_for(given.tenant)
    job = services.interviews.require(given.interview).job
    services.alarms.look(job, given.interview, given.attempt)


@task.lambda_function(name="look_for_alarms")
def look_for_alarms(event: Event, context: Any) -> Event:
    """Look whether there is something to tell about the job."""
    return _work(event, context)
