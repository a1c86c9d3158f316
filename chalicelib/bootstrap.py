"""From settings to adapters to services, for one tenant."""

from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from typing import TYPE_CHECKING

import boto3
from botocore.config import Config

from chalicelib.adapters.dynamodb.idempotency import Idempotency
from chalicelib.adapters.dynamodb.interviews import Interviews
from chalicelib.adapters.dynamodb.jobs import Jobs
from chalicelib.adapters.dynamodb.results import Results
from chalicelib.adapters.dynamodb.table import Table
from chalicelib.adapters.dynamodb.tenants import Tenants
from chalicelib.adapters.dynamodb.webhooks import Webhooks
from chalicelib.adapters.email import Mailer
from chalicelib.adapters.guarded_http import GuardedHttp
from chalicelib.adapters.kms import Sealer
from chalicelib.adapters.s3 import Media
from chalicelib.adapters.secrets import WebhookSecrets
from chalicelib.adapters.sqs import Queues
from chalicelib.adapters.stepfunctions import ResultMachine
from chalicelib.adapters.system_clock import SystemClock
from chalicelib.domain.clock import Clock
from chalicelib.services.admission import AdmissionService
from chalicelib.services.analysis import AnalysisService
from chalicelib.services.candidate import CandidateService
from chalicelib.services.events import EventService
from chalicelib.services.interview_results import InterviewResultService
from chalicelib.services.invitations import InvitationService
from chalicelib.services.jobs import JobService
from chalicelib.services.notices import NoticeService
from chalicelib.services.reports import ReportService
from chalicelib.services.result_start import ResultStart
from chalicelib.services.sweep import SweepService
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


class Clients:
    """The process's AWS clients, each made on first use and kept: making one costs more than most calls."""

    @property
    @cache  # noqa: B019  (one instance lives as long as the process)
    def dynamodb(self) -> "DynamoDBClient":
        """DynamoDB."""
        return boto3.client("dynamodb", config=_CONFIG)

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


@cache
def clock() -> Clock:
    """The process's clock."""
    return SystemClock()


@cache
def table() -> Table:
    """The one table, for the few uses that go across tenants."""
    return Table(_clients().dynamodb, settings().table_name)


@dataclass(frozen=True)
class Services:
    """Everything that one tenant's requests may need, wired on demand."""

    tenant: str
    settings: Settings
    clients: Clients
    clock: Clock

    @property
    def tenants(self) -> Tenants:
        """The tenant's own item and keys."""
        return Tenants(self._table, self.tenant)

    @property
    def idempotency(self) -> Idempotency:
        """Requests that have one effect."""
        return Idempotency(self._table, self.tenant)

    @property
    def sealer(self) -> Sealer:
        """Sealing of answers that hold a secret."""
        return Sealer(self.clients.kms, self.settings.data_key_id, self.tenant)

    @property
    def interviews(self) -> Interviews:
        """The store of interviews."""
        return Interviews(self._table, self.tenant, timedelta(seconds=self.settings.stall_seconds))

    @property
    def results(self) -> Results:
        """Scorecards, decisions, notices."""
        return Results(self._table, self.tenant)

    @property
    def media(self) -> Media:
        """The media bucket."""
        return Media(self.clients.s3, self.settings.media_bucket)

    @property
    def jobs(self) -> JobService:
        """Jobs."""
        return JobService(self._job_store)

    @property
    def invitations(self) -> InvitationService:
        """Invitations and candidates' sessions."""
        return InvitationService(self.interviews, self.clock, self.tenant)

    @property
    def candidate(self) -> CandidateService:
        """What candidates do."""
        return CandidateService(
            self.interviews,
            self.media,
            self.admission,
            self._result_start,
            self.clock,
            self.tenant,
            upload_expiry=timedelta(seconds=self.settings.upload_expiry_s),
            max_upload_bytes=self.settings.max_upload_bytes,
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
            self.clock,
            self.tenant,
        )

    @property
    def interview_results(self) -> InterviewResultService:
        """The steps of the state machine."""
        return InterviewResultService(
            self.interviews, self._job_store, self.results, self.media, self.clock, self.tenant
        )

    @property
    def notices(self) -> NoticeService:
        """Notices to the hiring team."""
        mailer = Mailer(self.clients.sesv2, self.settings.sender_email)
        return NoticeService(self.results, self.tenants, mailer, self.clock, self.settings.public_url)

    @property
    def reports(self) -> ReportService:
        """Reports."""
        return ReportService(self.interviews, self.results, self.media, self.clock, self.tenant)

    @property
    def webhooks(self) -> WebhookService:
        """Webhooks."""
        loopback = self.settings.loopback_webhooks
        return WebhookService(
            Webhooks(self._table, self.tenant),
            WebhookSecrets(self.clients.secretsmanager, self.tenant),
            self._queues,
            _http(loopback=loopback),
            self.clock,
            self.tenant,
            loopback=loopback,
        )

    @property
    def events(self) -> EventService:
        """Events about interviews."""
        return EventService(
            self.interviews, self.results, self.webhooks, self.clock, self.tenant, self.settings.public_url
        )

    @property
    def sweep(self) -> SweepService:
        """The sweeper."""
        return SweepService(
            self.interviews,
            self.admission,
            self.interview_results,
            self.events,
            self._result_start,
            self.clock,
            self.tenant,
        )

    @property
    def _table(self) -> Table:
        return Table(self.clients.dynamodb, self.settings.table_name)

    @property
    def _job_store(self) -> Jobs:
        return Jobs(self._table, self.tenant)

    @property
    def _queues(self) -> Queues:
        return Queues(self.clients.sqs, self.settings.analysis_queue_url, self.settings.deliveries_queue_url)

    @property
    def _result_start(self) -> ResultStart:
        return ResultStart(ResultMachine(self.clients.stepfunctions, self.settings.state_machine_arn), self.tenant)


def services_for(tenant: str) -> Services:
    """The services of one tenant, on this process's clients and clock."""
    return Services(tenant, settings(), _clients(), clock())
