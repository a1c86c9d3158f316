"""Step of `interview_result`: apply the job's rule and make the report readable."""

from chalicelib.bootstrap import services_for
from chalicelib.tasks.handler import Event, StepInput


def _work(given: StepInput, event: Event) -> None:
    del event
    services_for(given.tenant).interview_results.decide(given.interview, given.attempt)


STEP = _work
