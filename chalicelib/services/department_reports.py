"""Department reports: a link to the report of who advances, and a job's interviews in one picture."""

import hmac
from collections.abc import Sequence
from datetime import timedelta

from chalicelib import starter
from chalicelib.adapters.dynamodb import keys
from chalicelib.adapters.dynamodb.collection import Collection
from chalicelib.adapters.dynamodb.interviews import Interviews
from chalicelib.adapters.dynamodb.jobs import Jobs
from chalicelib.adapters.dynamodb.report_links import JobReportLinks
from chalicelib.adapters.dynamodb.results import Results
from chalicelib.adapters.dynamodb.table import Table
from chalicelib.domain.clock import Clock
from chalicelib.domain.department_report import (
    DepartmentReport,
    best_of,
    means_of,
    spread_of,
    state_of,
)
from chalicelib.domain.errors import NotFound
from chalicelib.domain.ids import SECRET_BYTES, Token, make_token
from chalicelib.domain.interview import Interview
from chalicelib.domain.job import Job
from chalicelib.domain.language import Localized
from chalicelib.domain.scorecard import Scorecard
from chalicelib.domain.standing import Standing
from chalicelib.domain.tenant import Tenant
from chalicelib.services.notices import NoticeService
from chalicelib.services.plans import dimension_names
from chalicelib.services.reports import ReportService

MOST_COUNTED = 1000
"""So many of the newest interviews are read; more would keep the reader waiting."""
_AT_ONCE = 100
_LINK_FOR = timedelta(days=14)
_DIGEST = "sha256"


class DepartmentReportService:
    """Department reports of one tenant."""

    def __init__(
        self,
        table: Table,
        interviews: Interviews,
        jobs: Jobs,
        results: Results,
        reports: ReportService,
        notices: NoticeService,
        tenants: Collection[Tenant],
        links: JobReportLinks,
        clock: Clock,
        tenant: str,
        public_url: str,
    ) -> None:
        self._table = table
        self._interviews = interviews
        self._jobs = jobs
        self._results = results
        self._reports = reports
        self._notices = notices
        self._tenants = tenants
        self._links = links
        self._clock = clock
        self._tenant = tenant
        self._public_url = public_url

    def send(self, interview_id: str, attempt: int) -> None:
        """Tell the hiring managers where the report of a candidate who advances is. Done again, it tells nobody twice.

        The link is made of the decision, so that a repeat makes the same one.
        """
        decision = self._results.decision(interview_id, attempt)
        if decision is None or decision.outcome != "advance":
            return
        interview = self._interviews.require(interview_id)
        about = f"{interview_id}/{attempt}/{decision.number}"
        key = self._tenants.require(self._tenant).value.link_key
        token = self._reports.make_page(
            interview_id, _LINK_FOR, entropy=hmac.digest(key, f"department report/{about}".encode(), _DIGEST)
        )
        facts = {"url": f"{self._public_url}/v1/report-pages/{token}", "outcome": decision.outcome}
        self._notices.request("department_report", about, "hiring_managers", interview=interview, facts=facts)

    def of(self, job: Job) -> DepartmentReport:
        """The report of a job as it stands now."""
        interviews, more = self._newest(job.id)
        standings = self._standings(list(interviews))
        scorecards = self._scorecards(standings)
        totals = [each.total for each in standings if each.total is not None]
        counts: dict[str, int] = {"invited": 0, "in_analysis": 0, "reported": 0}
        for interview in interviews.values():
            counts[state_of(interview)] += 1
        outcomes: dict[str, int] = {}
        for standing in standings:
            outcomes[standing.outcome] = outcomes.get(standing.outcome, 0) + 1
        return DepartmentReport(
            job=job.id,
            job_title=job.title,
            interviews=len(interviews),
            partial=more,
            counts=counts,
            outcomes=outcomes,
            judged=len(totals),
            mean_total=round(sum(totals) / len(totals), 1) if totals else None,
            spread=spread_of(totals) if totals else (),
            best=best_of(interviews, standings),
            dimensions=means_of(scorecards, self._names(interviews)),
            made_at=self._clock.now(),
        )

    def make_page(self, job_id: str, valid_for: timedelta) -> Token:
        """A link to the page for whoever holds it, until it expires."""
        token = make_token("dr", self._tenant, job_id, self._clock.entropy(SECRET_BYTES))
        self._links.add(job_id, token.digest, self._clock.now() + valid_for)
        return token

    def read_page(self, token: Token) -> DepartmentReport:
        """The report behind a link, as it stands now. Raises NotFound for one that is unknown or has expired."""
        expires_at = self._links.expiry(token.subject, token.digest)
        if expires_at is None or self._clock.now() >= expires_at:
            text = Localized(en="This link is not valid any more.", zh="该链接已失效。")
            raise NotFound("report_page_not_found", text)
        return self.of(self._jobs.documents.require(token.subject).value)

    def _newest(self, job_id: str) -> tuple[dict[str, Interview], bool]:
        found: dict[str, Interview] = {}
        after: str | None = None
        while len(found) < MOST_COUNTED:
            page, after = self._interviews.page(job_id, after, min(_AT_ONCE, MOST_COUNTED - len(found)))
            found |= {interview.id: interview for interview in page}
            if after is None:
                return found, False
        return found, True

    def _standings(self, interviews: Sequence[str]) -> list[Standing]:
        stored = self._table.get_many([keys.standing(self._tenant, interview) for interview in interviews])
        return [each.read(Standing) for each in stored.values()]

    def _scorecards(self, standings: Sequence[Standing]) -> list[Scorecard]:
        wanted = [keys.scorecard(self._tenant, each.interview, each.attempt) for each in standings]
        return [each.read(Scorecard) for each in self._table.get_many(wanted).values()]

    def _names(self, interviews: dict[str, Interview]) -> dict[str, Localized]:
        """What dimensions are called: as in the newest plan that names them, else as shipped."""
        names = {key: dimension.name for key, dimension in starter.dimensions().items()}
        plans = dict.fromkeys((interview.job, interview.plan) for interview in interviews.values())
        for job_id, plan_id in reversed(list(plans)[:_AT_ONCE]):
            if plan := self._jobs.plan(job_id, plan_id):
                names |= dimension_names(plan)
        return names
