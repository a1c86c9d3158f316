"""Every key of the table. `TENANT#t#…` leads each partition key; the sweep index is the named exception.

item              pk                                   sk                   index
tenant            TENANT#t                             TENANT               gsi1 of all tenants
API key           TENANT#t                             APIKEY#k             gsi1 by tenant
branch            TENANT#t                             BRANCH#b             gsi1 by tenant
user              TENANT#t                             USER#u               gsi1 by tenant
user's identity   TENANT#t                             IDENTITY#hash
identity provider TENANT#t                             PROVIDER#p           gsi1 by tenant
issuer (global)   ISSUER#hash                          ISSUER
question          TENANT#t                             QUESTION#q           gsi1 by tenant
its listings      TENANT#t                             LISTED_QUESTION#q#d  gsi1 by dimension
competency model  TENANT#t#MODEL#m                     MODEL                gsi1 by tenant
its versions      TENANT#t#MODEL#m                     VERSION#0001
flow template     TENANT#t#FLOW#f                      FLOW                 gsi1 by tenant
its versions      TENANT#t#FLOW#f                      VERSION#0001
job               TENANT#t#JOB#j                       JOB                  gsi1 by tenant
job's listings    TENANT#t#JOB#j                       LISTED#…             gsi1 by branch or user
interview plan    TENANT#t#JOB#j                       PLAN#hash
proposal          TENANT#t#JOB#j                       PROPOSAL#p
application       TENANT#t#JOB#j                       APPLICATION#c        gsi1 by job
its rank          TENANT#t#JOB#j#RANK#meets            score#c
candidate         TENANT#t#CANDIDATE#c                 CANDIDATE            gsi1 by tenant
its applications  TENANT#t#CANDIDATE#c                 APPLIED#j
its aliases       TENANT#t#ALIAS#hash                  ALIAS
candidate import  TENANT#t                             IMPORT#i             gsi1 by tenant, gsi2 sweep
match run         TENANT#t#JOB#j                       MATCHRUN#m
calibration       TENANT#t#JOB#j                       CALIBRATION#c        gsi2 sweep
rescoring         TENANT#t#JOB#j                       RESCORING#r          gsi2 sweep
rating            TENANT#t#JOB#j                       RATING#c#01#rater
job's scoring     TENANT#t#JOB#j                       SCORING
its versions      TENANT#t#JOB#j                       VERSION#0001
interview         TENANT#t#INTERVIEW#i                 INTERVIEW            gsi1 by job, gsi2 sweep
scorecard         TENANT#t#INTERVIEW#i                 SCORECARD#0001
decision          TENANT#t#INTERVIEW#i                 DECISION#0001
later decisions   TENANT#t#INTERVIEW#i                 DECISION#0001#0002
standing          TENANT#t#INTERVIEW#i                 STANDING             gsi1 by job, decided ones
its rank          TENANT#t#JOB#j#TOTALS                RANK#070.500#i
count of totals   TENANT#t#JOB#j                       TOTALS#0
its place in pool TENANT#t#TALENTPOOL                  POOLED#time#i        gsi1 by job
comment           TENANT#t#INTERVIEW#i                 COMMENT#c
appeal link       TENANT#t#INTERVIEW#i                 APPEALLINK#hash
appeal            TENANT#t#INTERVIEW#i                 APPEAL#0001
job's rules       TENANT#t#JOB#j                       RULES#0001
job's alarms      TENANT#t#JOB#j                       ALARMS#0             gsi2 sweep
notice            TENANT#t#NOTICE#n                    NOTICE               gsi1 by tenant, gsi2 sweep
its lists         of interview, candidate, job         TOLD#time#n
no notices to     TENANT#t#SUPPRESSED#hash             SUPPRESSED           gsi1 by tenant
channel           TENANT#t                             CHANNEL#c
notice's text     TENANT#t                             NOTICETEXT#purpose.language
notice settings   TENANT#t                             NOTICESETTINGS#own
chat addresses    TENANT#t#CHAT#kind.id                CHAT
review            TENANT#t#INTERVIEW#i                 REVIEW#0001          gsi1 of those that are open
connection        TENANT#t                             CONNECTION#c         gsi1 by tenant
exchange          TENANT#t#EXCHANGE#x                  EXCHANGE             gsi1 by connection
report page       TENANT#t#INTERVIEW#i                 REPORTPAGE#hash
department report TENANT#t#JOB#j                       REPORTPAGE#hash
answer's mark     TENANT#t#INTERVIEW#i                 COUNTED#0001#question
histogram         TENANT#t#HISTOGRAM#language          PART#0
code fingerprints TENANT#t#JOB#j#CODE#question#python ANSWER#time#i
webhook endpoint  TENANT#t#ENDPOINTS                   ENDPOINT#e
its health        TENANT#t#ENDPOINTS                   HEALTH#e             gsi2 sweep
its slots         TENANT#t#ENDPOINTS                   SLOT#e#0
its rotation      TENANT#t#ENDPOINTS                   ROTATION#e
its replays       TENANT#t#ENDPOINTS                   REPLAY#e#r           gsi2 sweep
event             TENANT#t#EVENT#v                     EVENT                gsi1 by day
delivery          TENANT#t#EVENT#v                     DELIVERY#e           gsi1 by endpoint, gsi2 sweep or waiting
its tries         TENANT#t#EVENT#v                     TRY#e#0001
idempotency       TENANT#t#IDEMPOTENCY#scope#key       IDEMPOTENCY
rate              TENANT#t#RATE#scope#window           RATE
audit entry       TENANT#t#AUDIT                       ENTRY#000000000001
audit, unchained  TENANT#t#AUDIT                       PENDING#time#id      gsi2 sweep
audit chain       TENANT#t#AUDIT                       CHAIN

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


def of_tenant(tenant_id: str, kind: str, subject: str) -> Key:
    """Something of which a tenant has a few hundred at most, beside the tenant itself."""
    return Key(f"TENANT#{tenant_id}", f"{kind}#{subject}")


def list_of(tenant_id: str, kind: str) -> str:
    """All of one kind that a tenant has, by time of making: the first index's partition."""
    return f"TENANT#{tenant_id}#LIST#{kind}"


def tenants_list() -> str:
    """Across tenants: all of them, for the operator."""
    return "TENANTS"


def issuer(address: str, audience: str) -> Key:
    """Across tenants: whose sign-in an issuer's tokens for an audience are."""
    digest = hashlib.sha256(f"{address}\0{audience}".encode()).hexdigest()
    return Key(f"ISSUER#{digest}", "ISSUER")


def identity(tenant_id: str, provider: str, subject: str) -> Key:
    """Which user a subject of an identity provider is."""
    digest = hashlib.sha256(f"{provider}\0{subject}".encode()).hexdigest()
    return Key(f"TENANT#{tenant_id}", f"IDENTITY#{digest}")


def competency_model(tenant_id: str, model_id: str) -> Key:
    """A competency model: its draft and how far it is published."""
    return Key(f"TENANT#{tenant_id}#MODEL#{model_id}", "MODEL")


def flow_template(tenant_id: str, flow_id: str) -> Key:
    """A flow template: its draft and how far it is published."""
    return Key(f"TENANT#{tenant_id}#FLOW#{flow_id}", "FLOW")


def version(head: Key, number: int) -> Key:
    """A published version, beside what it is a version of."""
    return Key(head.pk, f"VERSION#{number:04}")


def of_job(tenant_id: str, job_id: str, kind: str, subject: str) -> Key:
    """Something that belongs to a job."""
    return Key(job(tenant_id, job_id).pk, f"{kind}#{subject}")


def jobs_of(tenant_id: str, holder: str, holder_id: str) -> str:
    """The jobs of a branch (with those below it) or of a user (on whose team they are), by time of making."""
    return f"TENANT#{tenant_id}#{holder}#{holder_id}#JOBS"


def applications_index(tenant_id: str, job_id: str) -> str:
    """All applications for a job, by time of making."""
    return f"TENANT#{tenant_id}#JOB#{job_id}#APPLICATIONS"


def ranks(tenant_id: str, job_id: str, meets: str) -> str:
    """The applications for a job by how well they match."""
    return f"TENANT#{tenant_id}#JOB#{job_id}#RANK#{meets}"


def candidate(tenant_id: str, candidate_id: str) -> Key:
    """A candidate."""
    return Key(f"TENANT#{tenant_id}#CANDIDATE#{candidate_id}", "CANDIDATE")


def alias(tenant_id: str, digest: str) -> Key:
    """Another way in which a candidate may be named."""
    return Key(f"TENANT#{tenant_id}#ALIAS#{digest}", "ALIAS")


def rate(tenant_id: str, scope: str, window: int) -> Key:
    """How much of a quota is used in a window of time."""
    return Key(f"TENANT#{tenant_id}#RATE#{scope}#{window}", "RATE")


def audit(tenant_id: str) -> str:
    """The partition of a tenant's audit log."""
    return f"TENANT#{tenant_id}#AUDIT"


def audit_entry(tenant_id: str, sequence: int) -> Key:
    """A chained entry of the audit log."""
    return Key(audit(tenant_id), f"ENTRY#{sequence:012}")


def audit_pending(tenant_id: str, at_and_id: str) -> Key:
    """An entry of the audit log that is not chained yet."""
    return Key(audit(tenant_id), f"PENDING#{at_and_id}")


def audit_chain(tenant_id: str) -> Key:
    """How far the chain is: number and hash of its last entry."""
    return Key(audit(tenant_id), "CHAIN")


def job(tenant_id: str, job_id: str) -> Key:
    """A job."""
    return Key(f"TENANT#{tenant_id}#JOB#{job_id}", "JOB")


def job_scoring(tenant_id: str, job_id: str) -> Key:
    """Which scoring version a job has; the versions lie beside it."""
    return Key(job(tenant_id, job_id).pk, "SCORING")


def rating(tenant_id: str, job_id: str, calibration_id: str, answer: int, rater: str) -> Key:
    """What one person gave one answer of a calibration."""
    return of_job(tenant_id, job_id, "RATING", f"{calibration_id}#{answer:02}#{rater}")


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


def later_decision(tenant_id: str, interview_id: str, attempt: int, number: int) -> Key:
    """A decision that took the place of the one before it; the first one's key has no number."""
    first = decision(tenant_id, interview_id, attempt)
    return Key(first.pk, f"{first.sk}#{number:04}")


def standing(tenant_id: str, interview_id: str) -> Key:
    """Where an interview stands now."""
    return Key(interview(tenant_id, interview_id).pk, "STANDING")


def decided_index(tenant_id: str, job_id: str) -> str:
    """The interviews of a job that advanced or were declined, by the time of the decision."""
    return f"TENANT#{tenant_id}#JOB#{job_id}#DECIDED"


def totals(tenant_id: str, job_id: str) -> str:
    """The interviews of a job by their totals."""
    return f"TENANT#{tenant_id}#JOB#{job_id}#TOTALS"


def talent_pool(tenant_id: str) -> str:
    """The candidates who stay in a tenant's talent pool, by time."""
    return f"TENANT#{tenant_id}#TALENTPOOL"


def talent_pool_of(tenant_id: str, job_id: str) -> str:
    """Those of one job."""
    return f"TENANT#{tenant_id}#JOB#{job_id}#TALENTPOOL"


def of_interview(tenant_id: str, interview_id: str, kind: str, subject: str) -> Key:
    """Something that belongs to an interview."""
    return Key(interview(tenant_id, interview_id).pk, f"{kind}#{subject}")


def notice(tenant_id: str, notice_id: str) -> Key:
    """A notice."""
    return Key(f"TENANT#{tenant_id}#NOTICE#{notice_id}", "NOTICE")


def suppressed(tenant_id: str, digest: str) -> Key:
    """An address that nothing is sent to."""
    return Key(f"TENANT#{tenant_id}#SUPPRESSED#{digest}", "SUPPRESSED")


def chat_addresses(tenant_id: str, whose: str) -> Key:
    """Where chat tools reach a user or a candidate."""
    return Key(f"TENANT#{tenant_id}#CHAT#{whose}", "CHAT")


def review(tenant_id: str, interview_id: str, attempt: int) -> Key:
    """A person's look at one attempt."""
    return Key(interview(tenant_id, interview_id).pk, f"REVIEW#{attempt:04}")


def open_reviews(tenant_id: str) -> str:
    """All reviews that wait for a person, by when they were asked for."""
    return f"TENANT#{tenant_id}#REVIEWS"


def exchange(tenant_id: str, exchange_id: str) -> Key:
    """What was said to and by another system about one thing."""
    return Key(f"TENANT#{tenant_id}#EXCHANGE#{exchange_id}", "EXCHANGE")


def exchanges_index(tenant_id: str, connection_id: str) -> str:
    """All exchanges through a connection, by time."""
    return f"TENANT#{tenant_id}#CONNECTION#{connection_id}#EXCHANGES"


def report_page(tenant_id: str, interview_id: str, digest: str) -> Key:
    """A link to a report page."""
    return Key(interview(tenant_id, interview_id).pk, f"REPORTPAGE#{digest}")


def counted(tenant_id: str, interview_id: str, attempt: int, question: str) -> Key:
    """That the measurements of an answer are in the tenant's histogram."""
    return Key(interview(tenant_id, interview_id).pk, f"COUNTED#{attempt:04}#{question}")


def histogram_part(tenant_id: str, language: str, part: int) -> Key:
    """One of the documents in which it is counted how a tenant's answers in a language are spread."""
    return Key(f"TENANT#{tenant_id}#HISTOGRAM#{language}", f"PART#{part}")


def code_answers(tenant_id: str, job_id: str, question: str, language: str) -> str:
    """The partition of what is kept to compare the code answers to a question, by time."""
    return f"TENANT#{tenant_id}#JOB#{job_id}#CODE#{question}#{language}"


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


def delivery_try(tenant_id: str, event_id: str, endpoint_id: str, number: int) -> Key:
    """What one try to deliver sent and got."""
    return Key(event(tenant_id, event_id).pk, f"TRY#{endpoint_id}#{number:04}")


def events_of_day(tenant_id: str, day: str) -> str:
    """All events of a day, as they were recorded."""
    return f"TENANT#{tenant_id}#EVENTS#{day}"


def waiting_deliveries(tenant_id: str, endpoint_id: str) -> str:
    """The deliveries that wait for an endpoint: a partition of the second index that no sweep reads."""
    return f"TENANT#{tenant_id}#ENDPOINT#{endpoint_id}#WAITING"


def endpoint_health(tenant_id: str, endpoint_id: str) -> Key:
    """How an endpoint has answered lately."""
    return Key(endpoints(tenant_id), f"HEALTH#{endpoint_id}")


def endpoint_slot(tenant_id: str, endpoint_id: str, number: int) -> Key:
    """One of the tries that may be on their way to an endpoint at once."""
    return Key(endpoints(tenant_id), f"SLOT#{endpoint_id}#{number}")


def endpoint_rotation(tenant_id: str, endpoint_id: str) -> Key:
    """Who is about to change an endpoint's secrets."""
    return Key(endpoints(tenant_id), f"ROTATION#{endpoint_id}")


def replay(tenant_id: str, endpoint_id: str, replay_id: str) -> Key:
    """A time range of events that is sent again to an endpoint."""
    return Key(endpoints(tenant_id), f"REPLAY#{endpoint_id}#{replay_id}")


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
