"""From settings to adapters to services, for one tenant."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cache, partial
from typing import TYPE_CHECKING

import boto3
from botocore.config import Config

from chalicelib import starter
from chalicelib.adapters.channel_secrets import ChannelSecrets
from chalicelib.adapters.connection_secrets import ConnectionSecrets
from chalicelib.adapters.dynamodb import keys
from chalicelib.adapters.dynamodb.appeals import Appeals
from chalicelib.adapters.dynamodb.audit import AuditLog
from chalicelib.adapters.dynamodb.calibrations import Calibrations
from chalicelib.adapters.dynamodb.candidates import application_collection, candidate_collection
from chalicelib.adapters.dynamodb.code_fingerprints import CodeFingerprints
from chalicelib.adapters.dynamodb.collection import Collection
from chalicelib.adapters.dynamodb.connections import Connections, Exchanges
from chalicelib.adapters.dynamodb.endpoint_health import HealthStore
from chalicelib.adapters.dynamodb.events import Events
from chalicelib.adapters.dynamodb.idempotency import Idempotency
from chalicelib.adapters.dynamodb.interviews import Interviews
from chalicelib.adapters.dynamodb.issuers import Issuers
from chalicelib.adapters.dynamodb.job_alarms import JobAlarmStates
from chalicelib.adapters.dynamodb.jobs import Jobs
from chalicelib.adapters.dynamodb.journal import AuditJournal, NoJournal, Trace
from chalicelib.adapters.dynamodb.library import Questions, competency_models, flow_templates
from chalicelib.adapters.dynamodb.notices import (
    Notices,
    SuppressedAddresses,
    channel_collection,
    chat_address_collection,
    notice_settings_collection,
    template_collection,
)
from chalicelib.adapters.dynamodb.people import Branches, IdentityProviders, Users
from chalicelib.adapters.dynamodb.percentiles import Histograms
from chalicelib.adapters.dynamodb.preparation import match_run_collection, proposal_collection
from chalicelib.adapters.dynamodb.rates import Rates
from chalicelib.adapters.dynamodb.replays import Replays
from chalicelib.adapters.dynamodb.report_links import JobReportLinks
from chalicelib.adapters.dynamodb.rescorings import Rescorings
from chalicelib.adapters.dynamodb.results import Results
from chalicelib.adapters.dynamodb.reviews import Reviews
from chalicelib.adapters.dynamodb.standings import Standings
from chalicelib.adapters.dynamodb.table import Table
from chalicelib.adapters.dynamodb.tenants import ApiKeyUses, api_key_collection, tenant_collection
from chalicelib.adapters.dynamodb.versions import Versions
from chalicelib.adapters.dynamodb.webhooks import Webhooks
from chalicelib.adapters.email import Mailer
from chalicelib.adapters.guarded_http import GuardedHttp
from chalicelib.adapters.kms import MacKey, Sealer
from chalicelib.adapters.oidc import TokenVerifier
from chalicelib.adapters.s3 import Media
from chalicelib.adapters.secrets import WebhookSecrets
from chalicelib.adapters.signed_heads import SignedHeads
from chalicelib.adapters.sqs import Queues
from chalicelib.adapters.stepfunctions import ResultMachine
from chalicelib.adapters.system_clock import SystemClock
from chalicelib.adapters.vendor_http import VendorHttp
from chalicelib.adapters.vendor_tokens import VendorTokens
from chalicelib.domain.access import Actor
from chalicelib.domain.audit import Origin
from chalicelib.domain.candidate import Candidate
from chalicelib.domain.clock import Clock
from chalicelib.domain.competency import PublishedModel
from chalicelib.domain.flow import PublishedFlow
from chalicelib.domain.question import BankQuestion
from chalicelib.domain.tenant import Tenant
from chalicelib.services.admission import AdmissionService
from chalicelib.services.alarms import AlarmService
from chalicelib.services.analysis import AnalysisService
from chalicelib.services.answer_pool import AnswerPool
from chalicelib.services.api_keys import ApiKeyService
from chalicelib.services.appeals import AppealService
from chalicelib.services.applications import ApplicationService
from chalicelib.services.audit import AuditService
from chalicelib.services.authors import AuthorService
from chalicelib.services.branches import BranchService
from chalicelib.services.calibrations import CalibrationService
from chalicelib.services.candidate import CandidateService
from chalicelib.services.candidate_import_run import ImportRunService
from chalicelib.services.candidate_imports import CandidateImportService
from chalicelib.services.candidates import CandidateRegister
from chalicelib.services.channels import ChannelService
from chalicelib.services.code_similarity import CodeSimilarityService
from chalicelib.services.comments import CommentService
from chalicelib.services.competency_models import CompetencyModelService
from chalicelib.services.connections import ConnectionService
from chalicelib.services.connectors import ConnectorService
from chalicelib.services.courses import CourseService
from chalicelib.services.cvs import CvService
from chalicelib.services.decisions import DecisionService
from chalicelib.services.department_reports import DepartmentReportService
from chalicelib.services.endpoint_watch import EndpointWatch
from chalicelib.services.events import EventService
from chalicelib.services.explanations import ExplanationService
from chalicelib.services.flow_templates import FlowTemplateService
from chalicelib.services.handed_results import HandedResults
from chalicelib.services.identity_providers import IdentityProviderService
from chalicelib.services.interview_results import InterviewResultService
from chalicelib.services.invitations import InvitationService
from chalicelib.services.jobs import JobService
from chalicelib.services.matching import MatchService
from chalicelib.services.notice_delivery import NoticeDelivery
from chalicelib.services.notice_recipients import NoticeRecipients
from chalicelib.services.notice_templates import NoticeTemplateService
from chalicelib.services.notice_ways import NoticeWays
from chalicelib.services.notices import NoticeService
from chalicelib.services.outcomes import OutcomeService
from chalicelib.services.people import AssignmentRules
from chalicelib.services.plans import PlanService
from chalicelib.services.proposals import ProposalService
from chalicelib.services.questions import QuestionService
from chalicelib.services.replays import ReplayService
from chalicelib.services.reports import ReportService
from chalicelib.services.rescoring import RescoringService
from chalicelib.services.result_start import ResultStart
from chalicelib.services.retests import RetestService
from chalicelib.services.reviews import ReviewService
from chalicelib.services.rule_decisions import RuleDecisions
from chalicelib.services.scoring_versions import KeptFits, ScoringVersionService
from chalicelib.services.sign_in import SignInService
from chalicelib.services.suppression import SuppressionService
from chalicelib.services.sweep import SweepService
from chalicelib.services.typed_answers import TypedAnswerService
from chalicelib.services.users import UserService
from chalicelib.services.webhook_deliveries import DeliveryService
from chalicelib.services.webhooks import WebhookService
from chalicelib.settings import Settings, settings

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_kms import KMSClient
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_secretsmanager import SecretsManagerClient
    from mypy_boto3_sesv2 import SESV2Client
    from mypy_boto3_sqs import SQSClient
    from mypy_boto3_stepfunctions import SFNClient

_CONFIG = Config(
    retries={"mode": "adaptive", "total_max_attempts": 6},
    connect_timeout=3,
    read_timeout=30,
    max_pool_connections=50,
)
# Signed uploads must hold just the checksum that the candidate promised, path-style so that one host serves them all.
_S3_CONFIG = _CONFIG.merge(
    Config(signature_version="s3v4", request_checksum_calculation="when_required", s3={"addressing_style": "path"})
)


_IN_PASSING = Config(connect_timeout=1, read_timeout=1, retries={"mode": "standard", "total_max_attempts": 2})
_OWN_QUESTIONS = 200
_SYSTEM = Actor(kind="system", id="candor")
_NOWHERE = Origin()


class Clients:
    """The process's AWS clients, each made on first use and kept: making one costs more than most calls."""

    @property
    @cache  # noqa: B019  (one instance lives as long as the process)
    def dynamodb(self) -> "DynamoDBClient":
        """DynamoDB."""
        return boto3.client("dynamodb", config=_CONFIG)

    @property
    @cache  # noqa: B019
    def dynamodb_in_bulk(self) -> "DynamoDBClient":
        """DynamoDB for very many items that the code itself has made: looking each of them over takes half the time."""
        return boto3.client("dynamodb", config=_CONFIG.merge(Config(parameter_validation=False)))

    @property
    @cache  # noqa: B019
    def kms(self) -> "KMSClient":
        """KMS."""
        return boto3.client("kms", config=_CONFIG)

    @property
    @cache  # noqa: B019
    def s3(self) -> "S3Client":
        """S3."""
        return boto3.client("s3", config=_S3_CONFIG)

    @property
    @cache  # noqa: B019
    def sqs(self) -> "SQSClient":
        """SQS."""
        return boto3.client("sqs", config=_CONFIG)

    @property
    @cache  # noqa: B019
    def sqs_in_passing(self) -> "SQSClient":
        """SQS for messages that nobody should be kept waiting for: what cannot be sent is seen to by the sweeper."""
        return boto3.client("sqs", config=_CONFIG.merge(_IN_PASSING))

    @property
    @cache  # noqa: B019
    def stepfunctions(self) -> "SFNClient":
        """Step Functions."""
        return boto3.client("stepfunctions", config=_CONFIG)

    @property
    @cache  # noqa: B019
    def secretsmanager(self) -> "SecretsManagerClient":
        """Secrets Manager."""
        return boto3.client("secretsmanager", config=_CONFIG)

    @property
    @cache  # noqa: B019
    def sesv2(self) -> "SESV2Client":
        """SES. Nothing is repeated blindly: a mail cannot be called back."""
        return boto3.client("sesv2", config=_CONFIG.merge(Config(retries={"total_max_attempts": 1})))


@cache
def _clients() -> Clients:
    return Clients()


@cache
def _http(*, loopback: bool) -> GuardedHttp:
    return GuardedHttp(loopback=loopback)


class _Process:
    clock: Clock = SystemClock()


def clock() -> Clock:
    """The process's clock."""
    return _Process.clock


def use_clock(other: Clock) -> None:
    """Let the process keep another time than the system's, in a replay or a test."""
    _Process.clock = other


@cache
def table() -> Table:
    """The one table, for the few uses that go across tenants."""
    return Table(_clients().dynamodb, settings().table_name)


@cache
def rates() -> Rates:
    """This process's share of the quotas."""
    return Rates()


@cache
def kept_fits() -> KeptFits:
    """The fits of scoring versions that this process has read."""
    return KeptFits()


@cache
def _vendor_tokens() -> VendorTokens:
    return VendorTokens()


@cache
def _digest_key(tenant: str) -> bytes:
    return tenant_collection(table(), NoJournal()).require(tenant).value.digest_key


@cache
def _issuers() -> Issuers:
    return Issuers()


class _WhicheverClock:
    """The process's clock at the moment of asking, for what outlives a change of it."""

    def now(self) -> datetime:
        return clock().now()

    def entropy(self, size: int) -> bytes:
        return clock().entropy(size)


@cache
def _verifier(*, loopback: bool) -> TokenVerifier:
    return TokenVerifier(_http(loopback=loopback), _WhicheverClock())


def sign_in() -> SignInService:
    """Who a bearer token belongs to."""
    verifier = _verifier(loopback=settings().loopback_webhooks)
    return SignInService(table(), clock(), verifier, _issuers())


@dataclass(frozen=True)
class Services:
    """Everything that one tenant's requests may need, wired on demand."""

    tenant: str
    settings: Settings
    clients: Clients
    clock: Clock
    actor: Actor = _SYSTEM
    origin: Origin = _NOWHERE
    trace: Trace = field(default_factory=Trace, compare=False)

    def acting(self, actor: Actor, origin: Origin) -> "Services":
        """The same services, with what is done put down to `actor`."""
        return replace(self, actor=actor, origin=origin, trace=Trace())

    @property
    def journal(self) -> AuditJournal:
        """What records changes in the audit log."""
        return AuditJournal(
            self.tenant, self.clock, self.actor, self.origin, partial(_digest_key, self.tenant), self.trace
        )

    @property
    def audit_log(self) -> AuditLog:
        """What was recorded."""
        return AuditLog(self.table, self.tenant)

    @property
    def audit(self) -> AuditService:
        """Chaining and signing of the audit log."""
        heads = SignedHeads(self.clients.s3, self.settings.audit_bucket)
        key = MacKey(self.clients.kms, self.settings.audit_key_id)
        return AuditService(self.audit_log, heads, key, self.clock, self.tenant)

    @property
    def audit_queue(self) -> Queues:
        """Where to ask, in passing, for the audit log to be chained."""
        return Queues(self.clients.sqs_in_passing, self.settings)

    @property
    def tenants(self) -> Collection[Tenant]:
        """The tenant's own item."""
        return tenant_collection(self.table, self.journal)

    @property
    def branches(self) -> BranchService:
        """Branches."""
        return BranchService(self._branch_store)

    @property
    def users(self) -> UserService:
        """People."""
        return UserService(Users(self.table, self.tenant, self.journal), self._assignment_rules)

    @property
    def identity_providers(self) -> IdentityProviderService:
        """Where people sign in."""
        providers = IdentityProviders(self.table, self.tenant, self.journal)
        return IdentityProviderService(providers, self._assignment_rules)

    @property
    def api_keys(self) -> ApiKeyService:
        """API keys."""
        api_keys = api_key_collection(self.table, self.tenant, self.journal)
        return ApiKeyService(api_keys, ApiKeyUses(self.table, self.tenant), self.clock, self.tenant)

    @property
    def authors(self) -> AuthorService:
        """Who did something."""
        return AuthorService(self.users, self.api_keys)

    @property
    def idempotency(self) -> Idempotency:
        """Requests that have one effect."""
        return Idempotency(self.table, self.tenant)

    @property
    def sealer(self) -> Sealer:
        """Sealing of answers that hold a secret."""
        return Sealer(self.clients.kms, self.settings.data_key_id, self.tenant)

    @property
    def interviews(self) -> Interviews:
        """The store of interviews."""
        return Interviews(self.table, self.tenant, timedelta(seconds=self.settings.stall_seconds), self.journal)

    @property
    def results(self) -> Results:
        """Scorecards, decisions, notices."""
        return Results(self.table, self.tenant, self.journal)

    @property
    def histograms(self) -> Histograms:
        """How measurements of speech are spread over the tenant's answers."""
        return Histograms(self.table, self.tenant)

    @property
    def media(self) -> Media:
        """The media bucket."""
        return Media(self.clients.s3, self.settings.media_bucket)

    @property
    def jobs(self) -> JobService:
        """Jobs."""
        return JobService(self._job_store, self.clock)

    @property
    def plans(self) -> PlanService:
        """What interviews run on."""
        return PlanService(self._job_store, self.model_versions, self.flow_versions)

    @property
    def questions(self) -> QuestionService:
        """The question bank."""
        return QuestionService(Questions(self.table, self.tenant, self.journal), self.clock)

    @property
    def competency_models(self) -> CompetencyModelService:
        """Competency models."""
        models = competency_models(self.table, self.tenant, self.journal, self.model_versions)
        return CompetencyModelService(models, self.clock, self.actor.id)

    @property
    def flow_templates(self) -> FlowTemplateService:
        """Flow templates."""
        flows = flow_templates(self.table, self.tenant, self.journal, self.flow_versions)
        return FlowTemplateService(flows, self.questions, self.clock, self.actor.id)

    @property
    def model_versions(self) -> Versions[PublishedModel]:
        """Published competency models."""
        return Versions(self.table, PublishedModel, partial(keys.competency_model, self.tenant))

    @property
    def flow_versions(self) -> Versions[PublishedFlow]:
        """Published flow templates."""
        return Versions(self.table, PublishedFlow, partial(keys.flow_template, self.tenant))

    @property
    def candidates(self) -> Collection[Candidate]:
        """Candidates."""
        return candidate_collection(self.table, self.tenant, self.journal)

    @property
    def cvs(self) -> CvService:
        """CVs."""
        expiry = timedelta(seconds=self.settings.upload_expiry_s)
        return CvService(self.candidates, self.media, self._queues, self.clock, self.tenant, expiry)

    @property
    def proposals(self) -> ProposalService:
        """What job descriptions suggest."""
        stored = partial(proposal_collection, self.table, self.tenant, journal=self.journal)
        return ProposalService(stored, self._job_store.documents, self._bank, self._queues, self.tenant)

    @property
    def matching(self) -> MatchService:
        """Candidates compared with jobs."""
        return MatchService(
            self.table,
            partial(match_run_collection, self.table, self.tenant, journal=NoJournal()),
            self._job_store.documents,
            partial(application_collection, self.table, self.tenant, journal=NoJournal()),
            self.candidates,
            self.applications.keep_matches,
            self._queues,
            self.clock,
            self.tenant,
        )

    @property
    def calibrations(self) -> CalibrationService:
        """Answers that people rate."""
        return CalibrationService(
            self._calibration_store, self.answer_pool, self._job_store, self._queues, self.clock, self.tenant
        )

    @property
    def answer_pool(self) -> AnswerPool:
        """The analysed answers to a question."""
        return AnswerPool(self.interviews, self._job_store, self.media)

    @property
    def scoring_versions(self) -> ScoringVersionService:
        """What jobs are scored with."""
        return ScoringVersionService(self._calibration_store, self.media, kept_fits(), self.clock, self.tenant)

    @property
    def candidate_register(self) -> CandidateRegister:
        """Who is on record, without duplicates."""
        return CandidateRegister(self.table, self.candidates, self._job_store.documents, self.tenant)

    @property
    def candidate_imports(self) -> CandidateImportService:
        """Imports of candidates."""
        return CandidateImportService(
            self.table,
            self.journal,
            self.media,
            self._queues,
            self._job_store.documents,
            self.clock,
            self.tenant,
        )

    @property
    def candidate_import_runs(self) -> ImportRunService:
        """The import Lambda's side."""
        return ImportRunService(
            Table(self.clients.dynamodb_in_bulk, self.settings.table_name),
            self.media,
            self._queues,
            self._job_store.documents,
            self.tenants,
            self.clock,
            self.tenant,
        )

    @property
    def applications(self) -> ApplicationService:
        """Who is considered for which job, and how well they match."""
        documents = partial(application_collection, self.table, self.tenant, journal=self.journal)
        return ApplicationService(self.table, documents, self.candidates, self.clock, self.tenant)

    @property
    def invitations(self) -> InvitationService:
        """Invitations and candidates' sessions."""
        return InvitationService(self.table, self.interviews, self.clock, self.tenant)

    @property
    def candidate(self) -> CandidateService:
        """What candidates do."""
        return CandidateService(
            self.interviews,
            self._job_store,
            self.media,
            self.admission,
            self._result_start,
            self.clock,
            self.tenant,
            upload_expiry=timedelta(seconds=self.settings.upload_expiry_s),
            max_upload_bytes=self.settings.max_upload_bytes,
        )

    @property
    def typed_answers(self) -> TypedAnswerService:
        """What candidates write."""
        return TypedAnswerService(
            self.interviews,
            self._job_store,
            self.media,
            self.admission,
            self.clock,
            self.tenant,
            expiry=timedelta(seconds=self.settings.upload_expiry_s),
        )

    @property
    def admission(self) -> AdmissionService:
        """Admission of uploads."""
        return AdmissionService(self.interviews, self.media, self._queues, self._result_start, self.clock, self.tenant)

    @property
    def analysis(self) -> AnalysisService:
        """The worker's side."""
        return AnalysisService(
            self.interviews,
            self._job_store,
            self.media,
            self.admission,
            self._result_start,
            self.tenants,
            self.histograms,
            self.scoring_versions,
            self.code_similarity,
            self.clock,
            self.tenant,
        )

    @property
    def code_similarity(self) -> CodeSimilarityService:
        """Code answers beside one another."""
        store = CodeFingerprints(self.table, self.tenant)
        return CodeSimilarityService(store, self.interviews, self._job_store)

    @property
    def interview_results(self) -> InterviewResultService:
        """The steps of the state machine."""
        return InterviewResultService(
            self.interviews,
            self._job_store,
            self.results,
            self.media,
            self.histograms,
            self._rescorings,
            RuleDecisions(self.results, self.standings, self.tenants, self.clock, self.tenant),
            self.clock,
            self.tenant,
        )

    @property
    def standings(self) -> Standings:
        """Where interviews stand."""
        return Standings(self.table, self.tenant)

    @property
    def decisions(self) -> DecisionService:
        """What people decide."""
        return DecisionService(
            self.interviews,
            self.results,
            self.standings,
            self.reviews,
            self.retests,
            self.outcomes,
            self._result_start,
            self.alarms,
            self.clock,
        )

    @property
    def retests(self) -> RetestService:
        """Interviews that are taken again."""
        return RetestService(
            self.interviews,
            self.invitations,
            self._rescorings,
            self.events,
            self.notices,
            self.clock,
            self.tenant,
            self.settings.public_url,
        )

    @property
    def appeals(self) -> AppealService:
        """Appeals against automatic decisions."""
        return AppealService(
            self.interviews,
            self.results,
            self.standings,
            Appeals(self.table, self.tenant, self.journal),
            self.events,
            self.notices,
            self._result_start,
            self.clock,
            self.tenant,
            self.settings.public_url,
        )

    @property
    def comments(self) -> CommentService:
        """What people say about interviews."""
        return CommentService(self.table, self.tenant, self.journal)

    @property
    def alarms(self) -> AlarmService:
        """What a job's team is told of."""
        return AlarmService(
            self._job_store.documents,
            self.standings,
            JobAlarmStates(self.table, self.tenant),
            self.events,
            self.notices,
            self.clock,
            self.settings.public_url,
        )

    @property
    def rescoring(self) -> RescoringService:
        """Interviews scored again."""
        return RescoringService(
            self._rescorings,
            self.journal,
            self.interviews,
            self._job_store,
            self.admission,
            lambda job: self._calibration_store.scoring(job).value.active,
            self._queues,
            self.clock,
            self.tenant,
        )

    @property
    def notices(self) -> NoticeService:
        """What people are told."""
        return NoticeService(
            self._notices,
            self._notice_recipients,
            self.notice_templates,
            self.channels,
            self.notice_delivery,
            self._queues,
            self.sealer,
            self.clock,
            self.tenant,
        )

    @property
    def notice_delivery(self) -> NoticeDelivery:
        """Notices on their way."""
        return NoticeDelivery(
            self._notices,
            self.channels,
            self.suppression,
            self.notice_ways,
            # Made only when there is something to tell: what events are made of may send notices of its own.
            lambda event_type, subject, facts: self.events.publish(event_type, subject, facts),  # noqa: PLW0108
            self._queues,
            self.sealer,
            self.clock,
            self.tenant,
        )

    @property
    def notice_ways(self) -> NoticeWays:
        """Which channel a notice takes."""
        return NoticeWays(self._notice_recipients, self.channels, self.suppression, self.interviews.get, self.clock)

    @property
    def notice_queue(self) -> Queues:
        """Where to ask for what is due about a notice."""
        return self._queues

    @property
    def notice_templates(self) -> NoticeTemplateService:
        """What notices say."""
        return NoticeTemplateService(template_collection(self.table, self.tenant, self.journal), self.clock)

    @property
    def channels(self) -> ChannelService:
        """Ways to reach people."""
        loopback = self.settings.loopback_webhooks
        return ChannelService(
            channel_collection(self.table, self.tenant, self.journal),
            notice_settings_collection(self.table, self.tenant, self.journal),
            chat_address_collection(self.table, self.tenant, self.journal),
            ChannelSecrets(self.clients.secretsmanager, self.tenant),
            VendorHttp(_http(loopback=loopback)),
            _vendor_tokens(),
            Mailer(self.clients.sesv2, self.settings.sender_email, self.settings.mail_configuration_set),
            self.clock,
            self.tenant,
            loopback=loopback,
        )

    @property
    def suppression(self) -> SuppressionService:
        """Addresses that nothing is sent to."""
        store = SuppressedAddresses(self.table, self.tenant, self.journal)
        return SuppressionService(store, partial(_digest_key, self.tenant), self.clock)

    @property
    def reports(self) -> ReportService:
        """Reports."""
        return ReportService(
            self.interviews,
            self.results,
            self.media,
            self.explanations,
            self.comments,
            self.authors,
            self.clock,
            self.tenant,
        )

    @property
    def department_reports(self) -> DepartmentReportService:
        """What departments see of their jobs."""
        return DepartmentReportService(
            self.table,
            self.interviews,
            self._job_store,
            self.results,
            self.reports,
            self.notices,
            self.tenants,
            JobReportLinks(self.table, self.tenant, self.journal),
            self.clock,
            self.tenant,
            self.settings.public_url,
        )

    @property
    def explanations(self) -> ExplanationService:
        """What reports mean, in words."""
        applications = partial(application_collection, self.table, self.tenant, journal=NoJournal())
        return ExplanationService(self.interviews, self._job_store, applications, self.media, self.clock, self.tenant)

    @property
    def webhooks(self) -> WebhookService:
        """Webhook endpoints."""
        return WebhookService(
            self._webhooks,
            self._events,
            self._endpoint_health,
            self._webhook_secrets,
            self._queues,
            self.clock,
            self.tenant,
            loopback=self.settings.loopback_webhooks,
        )

    @property
    def webhook_deliveries(self) -> DeliveryService:
        """Deliveries to webhook endpoints."""
        return DeliveryService(
            self._webhooks,
            self._events,
            self._endpoint_health,
            self._webhook_secrets,
            self._queues,
            _http(loopback=self.settings.loopback_webhooks),
            self.webhooks,
            self.clock,
        )

    @property
    def endpoint_watch(self) -> EndpointWatch:
        """Webhook endpoints that are not simply well."""
        return EndpointWatch(
            self._webhooks,
            self._endpoint_health,
            self._webhook_secrets,
            self.webhook_deliveries,
            self.events,
            self.notices,
            self.clock,
        )

    @property
    def replays(self) -> ReplayService:
        """Events sent again."""
        return ReplayService(Replays(self.table, self.tenant), self._events, self.webhooks, self.clock)

    @property
    def events(self) -> EventService:
        """What the outside is told."""
        return EventService(
            self.interviews,
            self.results,
            self._events,
            self.webhooks,
            self.clock,
            self.tenant,
            self.settings.public_url,
        )

    @property
    def reviews(self) -> ReviewService:
        """Interviews that wait for a person."""
        return ReviewService(
            Reviews(self.table, self.tenant),
            self.interviews,
            self._job_store,
            self._rescorings,
            self.results,
            self.events,
            self.notices,
            self._result_machine,
            self.clock,
            timedelta(seconds=self.settings.review_seconds_per_hour),
            self.settings.public_url,
        )

    @property
    def outcomes(self) -> OutcomeService:
        """What follows from decisions."""
        return OutcomeService(
            self.interviews,
            self.results,
            self.events,
            self.notices,
            self.appeals.appeal_url,
            self.settings.public_url,
        )

    @property
    def courses(self) -> CourseService:
        """Courses for candidates."""
        return CourseService(self.interviews, self.results, self.tenants, self.events, self.notices, self.tenant)

    @property
    def connections(self) -> ConnectionService:
        """Connections to other systems."""
        return ConnectionService(
            Connections(self.table, self.tenant, self.journal),
            self._connection_secrets,
            loopback=self.settings.loopback_webhooks,
        )

    @property
    def connectors(self) -> ConnectorService:
        """Results on their way into other systems."""
        return ConnectorService(
            self.connections,
            Exchanges(self.table, self.tenant),
            self._connection_secrets,
            HandedResults(
                self.interviews,
                self._job_store,
                self.candidates,
                self.results,
                self.tenant,
                self.settings.public_url,
            ),
            _http(loopback=self.settings.loopback_webhooks),
            self.events,
            self.notices,
            self.clock,
            self.tenant,
        )

    @property
    def sweep(self) -> SweepService:
        """The sweeper."""
        return SweepService(
            self.interviews,
            self.admission,
            self.interview_results,
            self.events,
            self.outcomes,
            self._result_start,
            self.clock,
            self.tenant,
        )

    @property
    def table(self) -> Table:
        """The one table, of which each tenant's services read their own partitions."""
        return Table(self.clients.dynamodb, self.settings.table_name)

    @property
    def _assignment_rules(self) -> AssignmentRules:
        return AssignmentRules(self._branch_store, self._job_store)

    @property
    def _branch_store(self) -> Branches:
        return Branches(self.table, self.tenant, self.journal)

    def _bank(self) -> tuple[BankQuestion, ...]:
        """The questions that may be proposed: the shipped ones and the tenant's newest."""
        own = self.questions.page(None, None, _OWN_QUESTIONS, archived=False)
        return (*starter.questions().values(), *(question.value for question in own.items))

    @property
    def _job_store(self) -> Jobs:
        return Jobs(self.table, self.tenant, self.journal)

    @property
    def _calibration_store(self) -> Calibrations:
        return Calibrations(self.table, self.tenant, self.journal)

    @property
    def _rescorings(self) -> Rescorings:
        return Rescorings(self.table, self.tenant)

    @property
    def _webhooks(self) -> Webhooks:
        return Webhooks(self.table, self.tenant, self.journal)

    @property
    def _events(self) -> Events:
        return Events(self.table, self.tenant, self.clock)

    @property
    def _endpoint_health(self) -> HealthStore:
        return HealthStore(self.table, self.tenant)

    @property
    def _webhook_secrets(self) -> WebhookSecrets:
        return WebhookSecrets(self.clients.secretsmanager, self.tenant)

    @property
    def _notices(self) -> Notices:
        return Notices(self.table, self.tenant)

    @property
    def _notice_recipients(self) -> NoticeRecipients:
        return NoticeRecipients(
            self.tenants,
            self._job_store.documents,
            Users(self.table, self.tenant, self.journal).documents,
            self.candidates,
            self.channels,
            self.tenant,
        )

    @property
    def _queues(self) -> Queues:
        return Queues(self.clients.sqs, self.settings)

    @property
    def _result_start(self) -> ResultStart:
        return ResultStart(self._result_machine, self.interviews, self.clock, self.tenant)

    @property
    def _result_machine(self) -> ResultMachine:
        return ResultMachine(self.clients.stepfunctions, self.settings.state_machine_arn)

    @property
    def _connection_secrets(self) -> ConnectionSecrets:
        return ConnectionSecrets(self.clients.secretsmanager, self.tenant)


def services_for(tenant: str) -> Services:
    """The services of one tenant, on this process's clients and clock."""
    return Services(tenant, settings(), _clients(), clock())
