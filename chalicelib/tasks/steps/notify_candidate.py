"""Step of `interview_result`: tell the candidate how it goes on."""

from chalicelib.bootstrap import services_for
from chalicelib.tasks.handler import Event, StepInput


def _work(given: StepInput, event: Event) -> None:
    del event
    services_for(given.tenant).outcomes.tell_candidate(given.interview, given.attempt)


STEP = _work
