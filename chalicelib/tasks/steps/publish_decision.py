"""Step of `interview_result`: publish the decision to the tenant's webhook endpoints."""

from chalicelib.bootstrap import services_for
from chalicelib.tasks.handler import Event, StepInput


def _work(given: StepInput, event: Event) -> None:
    del event
    services_for(given.tenant).outcomes.publish(given.interview, given.attempt)


STEP = _work
