"""Step of `interview_result`: put the answers' scores together."""

from chalicelib.bootstrap import services_for
from chalicelib.tasks.handler import Event, StepInput


def _work(given: StepInput, event: Event) -> None:
    del event
    services_for(given.tenant).interview_results.finalise(given.interview, given.attempt)


STEP = _work
