"""What a tenant of any size has, as writes of the table: every list of the API with `count` rows, made by the adapters.

The rows of one kind are alike and their ids are equally long, so that reads of two tenants can be compared.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from chalicelib.adapters.dynamodb import keys
from chalicelib.adapters.dynamodb.candidates import (
    application_collection,
    applied_row,
    candidate_collection,
    rank_write,
)
from chalicelib.adapters.dynamodb.collection import Collection
from chalicelib.adapters.dynamodb.imports import import_collection
from chalicelib.adapters.dynamodb.interviews import Interviews
from chalicelib.adapters.dynamodb.jobs import Jobs
from chalicelib.adapters.dynamodb.journal import NoJournal
from chalicelib.adapters.dynamodb.library import Questions, competency_models, flow_templates
from chalicelib.adapters.dynamodb.people import Branches, IdentityProviders, Users
from chalicelib.adapters.dynamodb.preparation import match_run_collection, proposal_collection
from chalicelib.adapters.dynamodb.table import Write
from chalicelib.adapters.dynamodb.tenants import api_key_collection
from chalicelib.adapters.dynamodb.webhooks import Webhooks
from chalicelib.bootstrap import Services
from chalicelib.domain.access import Actor
from chalicelib.domain.application import Application
from chalicelib.domain.audit import GENESIS, AuditEntry, ChainHead, Origin, chain
from chalicelib.domain.candidate import Candidate, Cv
from chalicelib.domain.candidate_import import CandidateImport
from chalicelib.domain.competency import CompetencyModelDraft, ModelDimension, PublishedModel
from chalicelib.domain.flow import FlowStage, FlowTemplateDraft, PublishedFlow, StageQuestion
from chalicelib.domain.interview import Answer, Interview, Invitation, Invitee
from chalicelib.domain.job import Job, VersionRef
from chalicelib.domain.language import Localized
from chalicelib.domain.match import Match
from chalicelib.domain.match_run import MatchRun
from chalicelib.domain.media_key import cv_key
from chalicelib.domain.model import DomainModel
from chalicelib.domain.people import Branch, IdentityProvider, User
from chalicelib.domain.proposal import Proposal
from chalicelib.domain.question import BankQuestion, QuestionText
from chalicelib.domain.tenant import ApiKey
from chalicelib.domain.webhook import Delivery, WebhookEndpoint

Model = TypeVar("Model", bound=DomainModel)
AT = datetime(2026, 3, 1, tzinfo=UTC)
DIMENSION = "problem_solving"
ACTOR = Actor(kind="system", id="bench")
QUIET = NoJournal()


def numbered(prefix: str, number: int = 0) -> str:
    """The id of the `number`th of a kind."""
    return f"{prefix}{number:07}"


def _later(number: int) -> datetime:
    return AT + timedelta(seconds=number)


def _row(collection: Collection[Model], subject: str, value: Model) -> Write:
    kind = collection._kind
    return Write(kind.key(subject), value.model_dump_json(), 0, kind.indexes(value))


def jobs(services: Services, count: int) -> Iterator[Write]:
    """Jobs, all in one branch and with one person on their teams, and the rows that list them there."""
    store = Jobs(services.table, services.tenant, QUIET)
    for number in range(count):
        job = a_job(number)
        yield _row(store.documents, job.id, job)
        yield from store.listings(None, job)


def a_job(number: int = 0) -> Job:
    """A job."""
    return Job(
        id=numbered("job", number),
        title="Operations trainee",
        description="Keeps things running.",
        language="en",
        scenario="campus",
        branch_path=(numbered("brn"),),
        competency_model=VersionRef(id=numbered("mod"), version=1),
        flow=VersionRef(id=numbered("flw"), version=1),
        approval="approved",
        created_at=_later(number),
    )


def candidates(services: Services, count: int) -> Iterator[Write]:
    """Candidates who all have a CV."""
    collection = candidate_collection(services.table, services.tenant, QUIET)
    for number in range(count):
        candidate = a_candidate(services.tenant, number)
        yield _row(collection, candidate.id, candidate)


def a_candidate(tenant: str, number: int = 0) -> Candidate:
    """A candidate."""
    known = numbered("can", number)
    key = cv_key(tenant, known, "upload")
    cv = Cv(id="upload", key=key, content_type="application/pdf", size=1, sha256="x", state="parsed", parsed_at=AT)
    return Candidate(id=known, name="Wei Chen", external_id=known, language="en", cv=cv, created_at=_later(number))


def applications(services: Services, count: int) -> Iterator[Write]:
    """Applications for one job, a third of each `meets`, with their places in its ranking."""
    job = numbered("job")
    collection = application_collection(services.table, services.tenant, job, QUIET)
    for number in range(count):
        meets = ("yes", "unknown", "no")[number % 3]
        match = Match.model_validate({"score": number % 90 + 10.5, "meets": meets, "at": AT})
        who = numbered("can", number)
        application = Application(job=job, candidate=who, match=match, created_at=_later(number))
        yield _row(collection, who, application)
        yield rank_write(services.tenant, job, who, match)
    yield from applied_row(services.tenant, Application(job=job, candidate=numbered("can"), created_at=AT))


def interviews(services: Services, count: int, first: Interview) -> Iterator[Write]:
    """Interviews for one job, that of the first candidate given whole."""
    store = Interviews(services.table, services.tenant, timedelta(minutes=15), QUIET)
    for number in range(count):
        who = Invitee(id=numbered("can", number), name="Wei Chen", language="en")
        update = {"id": numbered("int", number), "candidate": who, "created_at": _later(number)}
        interview = first.model_copy(update=update)
        key = keys.interview(services.tenant, interview.id)
        yield Write(key, interview.model_dump_json(), 0, store._indexes(interview, AT))


def an_interview(plan: str, questions: tuple[str, ...], link: str, session: str) -> Interview:
    """An interview that is under way; `link` and `session` are the digests of tokens."""
    invitation = Invitation(digest=link, session_digest=session, expires_at=datetime(2999, 1, 1, tzinfo=UTC))
    return Interview(
        id=numbered("int"),
        job=numbered("job"),
        plan=plan,
        candidate=Invitee(id=numbered("can"), name="Wei Chen", language="en"),
        invitation=invitation,
        answers=tuple(Answer(question=question) for question in questions),
        created_at=AT,
    )


def audit_entries(services: Services, count: int) -> Iterator[Write]:
    """A chain of entries and its head."""
    last = GENESIS
    for number in range(1, count + 1):
        entry = AuditEntry(id=numbered("aud", number), at=_later(number), actor=ACTOR, origin=Origin(), kind="job",
                           subject=numbered("job", number), verb="created")  # fmt: skip
        chained = chain(last, number, entry.model_dump(mode="json"))
        last = chained.hash
        yield Write(keys.audit_entry(services.tenant, number), chained.model_dump_json())
    head = ChainHead(sequence=count, hash=last, at=AT)
    yield Write(keys.audit_chain(services.tenant), head.model_dump_json())


def deliveries(services: Services, count: int) -> Iterator[Write]:
    """A webhook endpoint and the deliveries to it."""
    store = Webhooks(services.table, services.tenant, services.journal)
    endpoint = WebhookEndpoint(
        id=numbered("whe"), url="https://hooks.example/", events=("interview.reported",), created_at=AT
    )
    yield Write(keys.endpoint(services.tenant, endpoint.id), endpoint.model_dump_json())
    for number in range(count):
        delivery = Delivery(
            event=numbered("evt", number),
            event_type="interview.reported",
            endpoint=endpoint.id,
            state="delivered",
            created_at=_later(number),
        )
        key = keys.delivery(services.tenant, delivery.event, endpoint.id)
        yield Write(key, delivery.model_dump_json(), 0, store._indexes(delivery))


def questions(services: Services, count: int) -> Iterator[Write]:
    """Questions in use and archived ones, half of each."""
    store = Questions(services.table, services.tenant, QUIET)
    for number in range(count):
        question = a_question(number, archived=number % 2 == 1)
        yield _row(store.documents, question.id, question)
        yield from store.listings(None, question)


def a_question(number: int = 0, *, archived: bool = False) -> BankQuestion:
    """A question that shows the one dimension."""
    return BankQuestion(
        id=numbered("qst", number),
        kind="behavioural",
        dimensions=(DIMENSION,),
        en=QuestionText(text="What broke?", key_points=("Names the cause",)),
        archived=archived,
        created_at=_later(number),
    )


def models(services: Services, count: int) -> Iterator[Write]:
    """Competency models, and the versions of the first one."""
    drafts = competency_models(services.table, services.tenant, QUIET, services.model_versions)
    for number in range(count):
        draft = CompetencyModelDraft(id=numbered("mod", number), name="Operations", dimensions=_DIMENSIONS,
                                     published=count, created_at=_later(number))  # fmt: skip
        yield _row(drafts._documents, draft.id, draft)
    for version in range(1, count + 1):
        yield drafts.versions.write(numbered("mod"), version, a_model(version))


_DIMENSIONS = (ModelDimension(key=DIMENSION, weight=1),)


def a_model(version: int = 1) -> PublishedModel:
    """A published version."""
    return PublishedModel(id=numbered("mod"), version=version, name="Operations", dimensions=_DIMENSIONS,
                          published_at=AT, published_by=ACTOR.id)  # fmt: skip


def flows(services: Services, count: int) -> Iterator[Write]:
    """Flow templates, and the versions of the first one."""
    drafts = flow_templates(services.table, services.tenant, QUIET, services.flow_versions)
    for number in range(count):
        draft = FlowTemplateDraft(id=numbered("flw", number), name="Operations", stages=_STAGES, published=count,
                                  created_at=_later(number))  # fmt: skip
        yield _row(drafts._documents, draft.id, draft)
    for version in range(1, count + 1):
        yield drafts.versions.write(numbered("flw"), version, a_flow(version))


_STAGES = (
    FlowStage(
        key="q1", title=Localized(en="Experience", zh="经历"), questions=(StageQuestion(question_id=numbered("qst")),)
    ),
)


def a_flow(version: int = 1) -> PublishedFlow:
    """A published version."""
    return PublishedFlow(id=numbered("flw"), version=version, name="Operations", stages=_STAGES,
                         questions=(a_question(),), published_at=AT, published_by=ACTOR.id)  # fmt: skip


def people(services: Services, count: int) -> Iterator[Write]:
    """Branches below the first one, users, identity providers and API keys."""
    table, tenant = services.table, services.tenant
    branches, users = Branches(table, tenant, QUIET), Users(table, tenant, QUIET)
    providers, api_keys = IdentityProviders(table, tenant, QUIET), api_key_collection(table, tenant, QUIET)
    for number in range(count):
        at = _later(number)
        path = (numbered("brn"),) if number % 2 == 0 else (numbered("brn"), numbered("brn", number))
        branch = Branch(id=numbered("brn", number), name="Branch", path=path, created_at=at)
        yield _row(branches.documents, branch.id, branch)
        user = User(id=numbered("usr", number), name="Somebody", language="en", created_at=at)
        yield _row(users.documents, user.id, user)
        provider = IdentityProvider(id=numbered("idp", number), name="Sign-in", issuer="https://id.example/",
                                    audience=numbered("", number), created_at=at)  # fmt: skip
        yield _row(providers.documents, provider.id, provider)
        key = ApiKey(id=numbered("key", number), digest="x", created_at=at)
        yield _row(api_keys, key.id, key)


def preparation(services: Services, count: int) -> Iterator[Write]:
    """Imports of candidates; match runs and proposals of one job."""
    table, tenant, job = services.table, services.tenant, numbered("job")
    imports = import_collection(table, tenant, QUIET)
    runs, proposals = match_run_collection(table, tenant, job, QUIET), proposal_collection(table, tenant, job, QUIET)
    for number in range(count):
        at = _later(number)
        one = CandidateImport(id=numbered("imp", number), format="csv", size=1, sha256="x", language="en",
                              changes_all=True, by=ACTOR, state="done", created_at=at, active_at=at)  # fmt: skip
        yield _row(imports, one.id, one)
        run = MatchRun(id=numbered("mtr", number), job=job, state="done", created_at=at)
        yield _row(runs, run.id, run)
        proposal = Proposal(id=numbered("prp", number), job=job, created_at=at)
        yield _row(proposals, proposal.id, proposal)
