"""Step of `interview_result`: send the report to the hiring department when the candidate advances."""

from chalicelib.bootstrap import services_for
from chalicelib.tasks.handler import Event, StepInput


def _work(given: StepInput, event: Event) -> None:
    del event
    services_for(given.tenant).department_reports.send(given.interview, given.attempt)


STEP = _work
