"""Telling the hiring team that a report is ready, by mail, at most once."""

from botocore.exceptions import ClientError

from chalicelib.adapters.dynamodb.collection import Collection
from chalicelib.adapters.dynamodb.results import Notice, Results
from chalicelib.adapters.email import Mailer
from chalicelib.domain.clock import Clock
from chalicelib.domain.interview import Interview
from chalicelib.domain.language import Localized
from chalicelib.domain.tenant import Tenant
from chalicelib.observability import logger

_KIND = "report_ready"
_FINAL = frozenset({"MessageRejected", "MailFromDomainNotVerifiedException", "AccountSuspendedException"})
_SERVER_ERROR = 500
_SUBJECT = Localized(en="Interview report ready", zh="面试报告已生成")
_TEXT = Localized(
    en="A report is ready for interview {interview}. Outcome: {outcome}. Read it through the API at\n{url}\n",
    zh="面试 {interview} 的报告已生成。结果:{outcome}。可通过 API 查看:\n{url}\n",
)


class NoticeService:
    """Notices of one tenant."""

    def __init__(
        self, results: Results, tenants: Collection[Tenant], mailer: Mailer, clock: Clock, tenant: str, public_url: str
    ) -> None:
        self._results = results
        self._tenants = tenants
        self._tenant = tenant
        self._mailer = mailer
        self._clock = clock
        self._public_url = public_url

    def report_ready(self, interview: Interview, attempt: int, outcome: str) -> str:
        """Send the notice unless one was begun before; returns its state.

        `unknown` means that an earlier try was cut off when it may have gone out. Mail has no idempotency key, so such
        a try is not repeated. Of an interview that is only scored again nobody is told.
        """
        if interview.rescored(attempt):
            return "skipped"
        found = self._tenants.find(self._tenant)
        if found is None:
            return "skipped"
        tenant = found.value
        begun = Notice(
            kind=_KIND, state="sending", channel="email", recipient=tenant.contact_email, at=self._clock.now()
        )
        if not self._results.begin_notice(interview.id, attempt, begun):
            return self._settle_unknown(interview.id, attempt)
        text = _TEXT.in_language(tenant.language).format(
            interview=interview.id, outcome=outcome, url=f"{self._public_url}/v1/interviews/{interview.id}/report"
        )
        try:
            provider_id = self._mailer.send(tenant.contact_email, _SUBJECT.in_language(tenant.language), text)
        except ClientError as error:
            return self._refused(interview.id, attempt, error)
        return self._settle(interview.id, attempt, "sent", provider_id)

    def _refused(self, interview: str, attempt: int, error: ClientError) -> str:
        """An answer that says no is certain: nothing went out. What may pass is taken back, to be tried again."""
        code = error.response["Error"]["Code"]
        if code in _FINAL:
            logger.error("a notice was refused", extra={"code": code})
            return self._settle(interview, attempt, "failed", None)
        if error.response["ResponseMetadata"]["HTTPStatusCode"] < _SERVER_ERROR:
            self._results.forget_notice(interview, attempt, _KIND)
        raise error

    def _settle_unknown(self, interview: str, attempt: int) -> str:
        found = self._results.notice(interview, attempt, _KIND)
        if found is None or found[1].state != "sending":
            return found[1].state if found else "unknown"
        logger.warning("a notice was cut off and may or may not have gone out")
        return self._settle(interview, attempt, "unknown", None)

    def _settle(self, interview: str, attempt: int, state: str, provider_id: str | None) -> str:
        found = self._results.notice(interview, attempt, _KIND)
        if found:
            stored, notice = found
            self._results.settle_notice(stored, notice.model_copy(update={"state": state, "provider_id": provider_id}))
        return state
