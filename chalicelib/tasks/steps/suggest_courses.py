"""Step of `interview_result`: suggest courses for dimensions under the job's bound."""

from chalicelib.bootstrap import services_for
from chalicelib.tasks.handler import Event, StepInput


def _work(given: StepInput, event: Event) -> None:
    del event
    services_for(given.tenant).courses.suggest(given.interview, given.attempt)


STEP = _work
