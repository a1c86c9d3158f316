"""Reading reports: as data, as a PDF, and behind links that expire: the whole report, or the candidate's edition."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from io import BytesIO
from typing import Final, Literal

from chalicelib.adapters.dynamodb.interviews import Interviews
from chalicelib.adapters.dynamodb.results import Results
from chalicelib.adapters.s3 import Media
from chalicelib.domain.clock import Clock
from chalicelib.domain.comment import Comment
from chalicelib.domain.decision import Decision
from chalicelib.domain.errors import Conflict, NotFound
from chalicelib.domain.explanation import Explanation
from chalicelib.domain.ids import SECRET_BYTES, Token, make_token
from chalicelib.domain.interview import Interview
from chalicelib.domain.language import Localized
from chalicelib.domain.media_key import report_key, report_pdf_key
from chalicelib.domain.report import Report
from chalicelib.services.authors import AuthorService
from chalicelib.services.comments import CommentService
from chalicelib.services.explanations import ExplanationService

_REPORT_LIMIT = 50_000_000
_PLAYBACK_S = 3600
"""Longer than most people read a report, shorter than the credentials that sign it are good for."""
_PDF_S = 300
_MOST_COMMENTS = 100
ReportLink = Literal["rp", "cr"]
WHOLE: Final = "rp"
CANDIDATES: Final = "cr"


@dataclass(frozen=True)
class ReadReport:
    """A report with what may still change about it."""

    interview: Interview
    report: Report
    decision: Decision
    explanation: Explanation
    history: tuple[Decision, ...] = ()
    comments: tuple[Comment, ...] = ()
    authors: Mapping[str, str | None] = field(default_factory=dict)
    """Names of who decided and commented, by id; see `ReportService.named`."""


class ReportService:
    """Reports of one tenant."""

    def __init__(
        self,
        interviews: Interviews,
        results: Results,
        media: Media,
        explanations: ExplanationService,
        comments: CommentService,
        authors: AuthorService,
        clock: Clock,
        tenant: str,
    ) -> None:
        self._interviews = interviews
        self._results = results
        self._media = media
        self._explanations = explanations
        self._comments = comments
        self._authors = authors
        self._clock = clock
        self._tenant = tenant

    def read(self, interview_id: str, attempt: int | None = None) -> ReadReport:
        """The report of the last attempt that has come to its end, or of the one asked for.

        Raises NotFound for an attempt that has no report, Conflict while there is none at all.
        """
        interview = self._interviews.require(interview_id)
        if attempt is not None and attempt < interview.attempt:
            decision = self._results.decision(interview_id, attempt)
            found = (attempt, decision) if decision else None
        else:
            found = self._results.last_decision(interview_id, interview.attempt)
        if found is None and attempt is None:
            text = Localized(en="The report is not ready yet.", zh="报告尚未生成。")
            raise Conflict("report_not_ready", text)
        if found is None or attempt not in {None, found[0]}:
            text = Localized(en="This attempt has no report.", zh="该次分析没有报告。")
            raise NotFound("report_not_found", text)
        number, decision = found
        document = self._media.read(report_key(self._tenant, interview_id, number), _REPORT_LIMIT)
        report = Report.model_validate_json(document)
        explanation = self._explanations.of(interview, report)
        history = self._results.decisions(interview_id, number)
        comments, _ = self._comments.page(interview_id, None, _MOST_COMMENTS)
        return ReadReport(interview, report, decision, explanation, history, tuple(reversed(comments)))

    def named(self, read: ReadReport) -> ReadReport:
        """The report with the names of who decided and commented, for people to read."""
        actors = [*(one.actor for one in read.history), *(one.actor for one in read.comments)]
        return replace(read, authors=self._authors.names(actors))

    def make_page(
        self, interview_id: str, valid_for: timedelta, kind: ReportLink = WHOLE, entropy: bytes | None = None
    ) -> Token:
        """A link to the report's page for whoever holds it, until it expires; the same one for the same `entropy`."""
        self.read(interview_id)
        token = make_token(kind, self._tenant, interview_id, entropy or self._clock.entropy(SECRET_BYTES))
        self._results.add_report_page(interview_id, token.digest, self._clock.now() + valid_for)
        return token

    def read_page(self, token: Token) -> ReadReport:
        """The report behind a link. Raises NotFound for a link that is unknown or has expired."""
        page = self._results.report_page(token.subject, token.digest)
        if page is None or self._clock.now() >= page.expires_at:
            text = Localized(en="This link is not valid any more.", zh="该链接已失效。")
            raise NotFound("report_page_not_found", text)
        return self.read(token.subject)

    def playback(self, recording_key: str) -> str:
        """An address to play a recording from, for an hour."""
        return self._media.sign_playback(recording_key, _PLAYBACK_S)

    def pdf(self, read: ReadReport, digest: str, make: Callable[[], bytes]) -> str:
        """An address to fetch a report from as a PDF; it is made where `digest`, of all that is in it, is new."""
        key = report_pdf_key(self._tenant, read.interview.id, read.report.attempt, digest)
        if self._media.facts(key) is None:
            self._media.write_file(key, BytesIO(make()), "application/pdf")
        return self._media.sign_download(key, f"report-{read.interview.id}.pdf", _PDF_S)
