"""Step of `interview_result`: tell that results could not be handed over to one system."""

from chalicelib.bootstrap import services_for
from chalicelib.tasks.handler import Event, StepInput


def _work(given: StepInput, event: Event) -> None:
    services = services_for(given.tenant)
    services.connectors.failed(str(event["connection"]), given.interview, given.attempt)


STEP = _work
