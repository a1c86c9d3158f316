"""Step of `interview_result`: the connections that results go to."""

from chalicelib.bootstrap import services_for
from chalicelib.tasks.handler import Event, StepInput


def _work(given: StepInput, event: Event) -> Event:
    del event
    return {"connections": list(services_for(given.tenant).connectors.wanted())}


STEP = _work
