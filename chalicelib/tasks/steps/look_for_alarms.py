"""Step of `interview_result`: the job's pass rate and its list of the best."""

from chalicelib.bootstrap import services_for
from chalicelib.tasks.handler import Event, StepInput


def _work(given: StepInput, event: Event) -> None:
    del event
    services = services_for(given.tenant)
    job = services.interviews.require(given.interview).job
    services.alarms.look(job, given.interview, given.attempt)


STEP = _work
