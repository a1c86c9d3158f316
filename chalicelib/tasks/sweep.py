"""Every minute: set going again what has stood still too long. One that cannot be helped does not keep the others."""

from typing import Any

from botocore.exceptions import BotoCoreError, ClientError
from chalice.app import Blueprint

from chalicelib.adapters.dynamodb.interviews import stalled
from chalicelib.adapters.dynamodb.webhooks import overdue
from chalicelib.bootstrap import clock, services_for, table
from chalicelib.domain.errors import CandorError
from chalicelib.observability import about, flush, logger

task = Blueprint(__name__)


@task.lambda_function(name="sweep")
def sweep(event: dict[str, Any], context: Any) -> dict[str, int]:  # noqa: ARG001
    """Look at interviews and deliveries whose time has come."""
    now = clock().now()
    interviews = stalled(table(), now)
    deliveries = overdue(table(), now)
    for tenant, interview in interviews:
        about(tenant, interview)
        try:
            services_for(tenant).sweep.look_at(interview)
        except (CandorError, ClientError, BotoCoreError):
            logger.exception("could not set an interview going again")
    for tenant, delivery in deliveries:
        about(tenant)
        try:
            services_for(tenant).webhooks.queue(delivery)
        except (CandorError, ClientError, BotoCoreError):
            logger.exception("could not queue a delivery again")
    flush()
    return {"interviews": len(interviews), "deliveries": len(deliveries)}
