"""Step of `interview_result`: publish what happened to the tenant's webhook endpoints."""

from chalicelib.bootstrap import services_for
from chalicelib.tasks.handler import Event, StepInput


def _work(given: StepInput, event: Event) -> None:
    services = services_for(given.tenant)
    services.events.publish_about(given.interview, given.attempt, str(event.get("event_type", "")))


STEP = _work
