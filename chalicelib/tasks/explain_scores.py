"""Step of `interview_result`: say what the scores mean against the job's requirements."""

from typing import Any

from chalice.app import Blueprint

from chalicelib.bootstrap import services_for
from chalicelib.tasks.handler import Event, StepInput, step

task = Blueprint(__name__)


@step
def _work(given: StepInput, event: Event) -> None:
    del event
    services = services_for(given.tenant)
    # Without a scorecard a later attempt has taken over, and there is nothing to explain.
    if services.results.scorecard(given.interview, given.attempt):
        services.explanations.explain(given.interview, given.attempt)


@task.lambda_function(name="explain_scores")
def explain_scores(event: Event, context: Any) -> Event:
    """Explain the scores."""
    return _work(event, context)
