"""Step of `interview_result`: note that everything is done."""

from chalicelib.bootstrap import services_for
from chalicelib.tasks.handler import Event, StepInput


def _work(given: StepInput, event: Event) -> None:
    del event
    services_for(given.tenant).interview_results.close(given.interview, given.attempt)


STEP = _work
