"""Queue `imports`: run an import of candidates, or go on with it, for as long as the Lambda has time."""

from functools import partial
from typing import Any

from chalice.app import Blueprint

from chalicelib.bootstrap import services_for
from chalicelib.domain.messages import ImportCandidates
from chalicelib.observability import about
from chalicelib.tasks.handler import Event, queue_consumer

task = Blueprint(__name__)


def _time_left(context: Any) -> float:
    return float("inf") if context is None else context.get_remaining_time_in_millis() / 1000


def _import(context: Any, body: str) -> None:
    message = ImportCandidates.model_validate_json(body)
    about(message.tenant)
    services = services_for(message.tenant)
    services.candidate_import_runs.run(message.candidate_import, partial(_time_left, context))


@task.lambda_function(name="import_candidates")
def import_candidates(event: Event, context: Any) -> Event:
    """Run the import of the batch's one message."""
    return queue_consumer(partial(_import, context))(event, context)
