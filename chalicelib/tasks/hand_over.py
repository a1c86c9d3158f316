"""Step of `interview_result`: try to hand the result over to one other system."""

from datetime import timedelta
from typing import Any

from chalice.app import Blueprint

from chalicelib.bootstrap import services_for
from chalicelib.tasks.handler import Event, StepInput, step

task = Blueprint(__name__)
_LONG_S = 30


@step
def _work(given: StepInput, event: Event) -> Event:
    services = services_for(given.tenant)
    wait = services.connectors.hand_over(str(event["connection"]), given.interview, given.attempt)
    if wait > _LONG_S:
        # The execution is not lost, it waits: the sweeper need not look before.
        services.interviews.touch(given.interview, services.clock.now() + timedelta(seconds=wait))
    return {"wait_s": wait}


@task.lambda_function(name="hand_over")
def hand_over(event: Event, context: Any) -> Event:
    """Hand the result over."""
    return _work(event, context)
