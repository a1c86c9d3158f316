"""Every key of the table. `TENANT#t#…` leads each partition key; the sweep index is the named exception.

item              pk                                   sk                   index
tenant            TENANT#t                             TENANT
API key           TENANT#t                             APIKEY#k
job               TENANT#t#JOB#j                       JOB                  gsi1 by tenant
interview         TENANT#t#INTERVIEW#i                 INTERVIEW            gsi1 by job, gsi2 sweep
scorecard         TENANT#t#INTERVIEW#i                 SCORECARD#0001
decision          TENANT#t#INTERVIEW#i                 DECISION#0001
notice            TENANT#t#INTERVIEW#i                 NOTICE#0001#kind
report page       TENANT#t#INTERVIEW#i                 REPORTPAGE#hash
webhook endpoint  TENANT#t#ENDPOINTS                   ENDPOINT#e
event             TENANT#t#EVENT#v                     EVENT
delivery          TENANT#t#EVENT#v                     DELIVERY#e           gsi1 by endpoint, gsi2 sweep
idempotency       TENANT#t#IDEMPOTENCY#scope#key       IDEMPOTENCY

The first index lists by time; the second, `SWEEP#…`, holds what the sweeper has to look at, by when.
"""

import hashlib
from typing import NamedTuple

SWEEP_SHARDS = 4


class Key(NamedTuple):
    """A primary key."""

    pk: str
    sk: str


def tenant(tenant_id: str) -> Key:
    """A tenant's own item."""
    return Key(f"TENANT#{tenant_id}", "TENANT")


def api_key(tenant_id: str, key_id: str) -> Key:
    """An API key."""
    return Key(f"TENANT#{tenant_id}", f"APIKEY#{key_id}")


def job(tenant_id: str, job_id: str) -> Key:
    """A job."""
    return Key(f"TENANT#{tenant_id}#JOB#{job_id}", "JOB")


def jobs_index(tenant_id: str) -> str:
    """All jobs of a tenant, by time of making."""
    return f"TENANT#{tenant_id}#JOBS"


def interview(tenant_id: str, interview_id: str) -> Key:
    """An interview with its answers."""
    return Key(f"TENANT#{tenant_id}#INTERVIEW#{interview_id}", "INTERVIEW")


def interviews_index(tenant_id: str, job_id: str) -> str:
    """All interviews of a job, by time of making."""
    return f"TENANT#{tenant_id}#JOB#{job_id}#INTERVIEWS"


def scorecard(tenant_id: str, interview_id: str, attempt: int) -> Key:
    """The scorecard of one attempt."""
    return Key(interview(tenant_id, interview_id).pk, f"SCORECARD#{attempt:04}")


def decision(tenant_id: str, interview_id: str, attempt: int) -> Key:
    """The decision on one attempt."""
    return Key(interview(tenant_id, interview_id).pk, f"DECISION#{attempt:04}")


def notice(tenant_id: str, interview_id: str, attempt: int, kind: str) -> Key:
    """A notice that was sent, or is being sent, about one attempt."""
    return Key(interview(tenant_id, interview_id).pk, f"NOTICE#{attempt:04}#{kind}")


def report_page(tenant_id: str, interview_id: str, digest: str) -> Key:
    """A link to a report page."""
    return Key(interview(tenant_id, interview_id).pk, f"REPORTPAGE#{digest}")


def endpoints(tenant_id: str) -> str:
    """The partition of a tenant's webhook endpoints."""
    return f"TENANT#{tenant_id}#ENDPOINTS"


def endpoint(tenant_id: str, endpoint_id: str) -> Key:
    """A webhook endpoint."""
    return Key(endpoints(tenant_id), f"ENDPOINT#{endpoint_id}")


def event(tenant_id: str, event_id: str) -> Key:
    """An event."""
    return Key(f"TENANT#{tenant_id}#EVENT#{event_id}", "EVENT")


def delivery(tenant_id: str, event_id: str, endpoint_id: str) -> Key:
    """One event on its way to one endpoint."""
    return Key(event(tenant_id, event_id).pk, f"DELIVERY#{endpoint_id}")


def deliveries_index(tenant_id: str, endpoint_id: str) -> str:
    """All deliveries to an endpoint, by time."""
    return f"TENANT#{tenant_id}#ENDPOINT#{endpoint_id}#DELIVERIES"


def idempotency(tenant_id: str, scope: str, key: str) -> Key:
    """A request that must have one effect. The caller's key is hashed: it may hold anything."""
    digest = hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()
    return Key(f"TENANT#{tenant_id}#IDEMPOTENCY#{scope}#{digest}", "IDEMPOTENCY")


def sweep_shard(kind: str, subject: str) -> str:
    """The sweep index's partition for `subject`: across tenants on purpose, split so that none grows hot."""
    shard = int(hashlib.sha256(subject.encode()).hexdigest(), 16) % SWEEP_SHARDS
    return f"SWEEP#{kind}#{shard}"


def sweep_shards(kind: str) -> tuple[str, ...]:
    """Every partition of the sweep index for one kind of object."""
    return tuple(f"SWEEP#{kind}#{shard}" for shard in range(SWEEP_SHARDS))
