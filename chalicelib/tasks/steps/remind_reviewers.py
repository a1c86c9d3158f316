"""Step of `interview_result`: remind of a review, or say that it is overdue."""

from chalicelib.bootstrap import services_for
from chalicelib.tasks.handler import Event, StepInput


def _work(given: StepInput, event: Event) -> Event:
    del event
    wait = services_for(given.tenant).reviews.remind(given.interview, given.attempt)
    return {"wait_s": wait}


STEP = _work
