"""Every minute: set going again what has stood still too long. One that cannot be helped does not keep the others."""

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from chalice.app import Blueprint

from chalicelib.adapters.dynamodb.audit import behind
from chalicelib.adapters.dynamodb.calibrations import silent_calibrations
from chalicelib.adapters.dynamodb.endpoint_health import to_look_at
from chalicelib.adapters.dynamodb.imports import silent_imports
from chalicelib.adapters.dynamodb.interviews import stalled
from chalicelib.adapters.dynamodb.job_alarms import lists_to_look_at
from chalicelib.adapters.dynamodb.notices import due_notices
from chalicelib.adapters.dynamodb.replays import unfinished_replays
from chalicelib.adapters.dynamodb.rescorings import silent_rescorings
from chalicelib.adapters.dynamodb.webhooks import overdue
from chalicelib.bootstrap import clock, services_for, table
from chalicelib.domain.messages import ChainAudit, SendNotice
from chalicelib.observability import about, count, flush, logger

task = Blueprint(__name__)
# What is not reached in time is reached by the next sweep.
_STOP_BEFORE_END_MS = 10_000
# A request has its entries chained within seconds; what a Lambda or a lost message left is chained from here.
_AUDIT_WAITS = timedelta(minutes=1)


@task.lambda_function(name="sweep")
def sweep(event: dict[str, Any], context: Any) -> dict[str, int]:  # noqa: ARG001
    """Look at deliveries, endpoints, interviews, audit logs and long tasks whose time has come; how many of each."""
    done: Counter[str] = Counter()
    for kind, tenant, interview, work in _due(clock().now()):
        if _attempt(context, tenant, interview, work):
            done[kind] += 1
    flush()
    return dict(done)


def _due(now: datetime) -> Iterator[tuple[str, str, str | None, Callable[[], object]]]:
    """What is to be looked at: its kind, tenant, interview if it is one, and how that is done."""
    yield from _webhooks_due(now)
    for tenant, interview in stalled(table(), now):
        yield "interviews", tenant, interview, partial(services_for(tenant).sweep.look_at, interview)
    for tenant, notice in due_notices(table(), now):
        send = partial(services_for(tenant).notice_queue.send_notice, SendNotice(tenant=tenant, notice=notice))
        yield "notices", tenant, None, send
    for tenant in behind(table(), now - _AUDIT_WAITS):
        ask = partial(services_for(tenant).audit_queue.send_audit, ChainAudit(tenant=tenant))
        yield "audit_logs", tenant, None, ask
    for tenant, import_id in silent_imports(table(), now):
        yield "imports", tenant, None, partial(services_for(tenant).candidate_imports.look_at, import_id)
    for tenant, job, calibration in silent_calibrations(table(), now):
        yield "calibrations", tenant, None, partial(services_for(tenant).calibrations.look_at, job, calibration)
    for tenant, job in lists_to_look_at(table(), now):
        yield "lists", tenant, None, partial(services_for(tenant).alarms.look_again, job)
    for tenant, job, rescoring in silent_rescorings(table(), now):
        yield "rescorings", tenant, None, partial(services_for(tenant).rescoring.look_at, job, rescoring)


def _webhooks_due(now: datetime) -> Iterator[tuple[str, str, str | None, Callable[[], object]]]:
    """Of the same shape: deliveries, endpoints and replays."""
    for tenant, event_id, endpoint in overdue(table(), now):
        yield "deliveries", tenant, None, partial(services_for(tenant).webhooks.due, event_id, endpoint)
    for tenant, endpoint in to_look_at(table(), now):
        yield "endpoints", tenant, None, partial(services_for(tenant).endpoint_watch.look_at, endpoint)
    for tenant, endpoint, replay in unfinished_replays(table(), now):
        yield "replays", tenant, None, partial(services_for(tenant).replays.go_on, endpoint, replay)


def _attempt(context: Any, tenant: str, interview: str | None, work: Callable[[], object]) -> bool:
    """Do one piece of work if there is time for it; whether it went well."""
    if context is not None and context.get_remaining_time_in_millis() < _STOP_BEFORE_END_MS:
        return False
    about(tenant, interview)
    try:
        work()
    except Exception:  # noqa: BLE001 - whatever it is, the others come next
        logger.exception("could not set something going again")
        count("SweepFailed")
        return False
    return True
