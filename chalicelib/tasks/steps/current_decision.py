"""Step of `interview_result`: the outcome that holds now, by the rule or by a person."""

from chalicelib.bootstrap import services_for
from chalicelib.tasks.handler import Event, StepInput


def _work(given: StepInput, event: Event) -> Event:
    del event
    outcome = services_for(given.tenant).outcomes.current(given.interview, given.attempt)
    return {"outcome": outcome}


STEP = _work
