"""Step of `interview_result`: say what the scores mean against the job's requirements."""

from chalicelib.bootstrap import services_for
from chalicelib.tasks.handler import Event, StepInput


def _work(given: StepInput, event: Event) -> None:
    del event
    services = services_for(given.tenant)
    # Without a scorecard a later attempt has taken over, and there is nothing to explain.
    if services.results.scorecard(given.interview, given.attempt):
        services.explanations.explain(given.interview, given.attempt)


STEP = _work
