"""Step of `interview_result`: make it visible that a person has to look."""

from chalicelib.bootstrap import services_for
from chalicelib.tasks.handler import Event, StepInput


def _work(given: StepInput, event: Event) -> None:
    cause = str(event.get("cause", "unknown"))
    services_for(given.tenant).interview_results.flag(given.interview, given.attempt, cause)


STEP = _work
