"""Step of `interview_result`: keep the task token with which a person's decision lets the execution go on."""

from chalicelib.bootstrap import services_for
from chalicelib.tasks.handler import Event, StepInput


def _work(given: StepInput, event: Event) -> None:
    services_for(given.tenant).reviews.request(given.interview, given.attempt, str(event["token"]))


STEP = _work
