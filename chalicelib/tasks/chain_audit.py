"""Queue `audit`: chain what was recorded in a tenant's audit log, and sign where the chain then ends."""

from functools import partial
from typing import Any

from chalice.app import Blueprint

from chalicelib.bootstrap import services_for
from chalicelib.domain.messages import ChainAudit
from chalicelib.observability import about, count
from chalicelib.tasks.handler import Event, queue_consumer

task = Blueprint(__name__)


def _chain(done: set[str], body: str) -> None:
    message = ChainAudit.model_validate_json(body)
    if message.tenant in done:
        return
    about(message.tenant)
    count("AuditEntriesChained", services_for(message.tenant).audit.chain())
    done.add(message.tenant)


@task.lambda_function(name="chain_audit")
def chain_audit(event: Event, context: Any) -> Event:
    """Chain the audit log of every tenant of the batch, each once: all its messages were sent before this began."""
    return queue_consumer(partial(_chain, set()))(event, context)
