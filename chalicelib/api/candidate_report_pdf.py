"""The candidate's edition of a report as a PDF, made of `CandidateReport` alone."""

from chalicelib.api.candidate_report_page import chart_of
from chalicelib.api.measured_rows import shared_rows
from chalicelib.api.pdf_sheet import GOOD, LOW, SOFT, Cell, Sheet
from chalicelib.api.report_words import words
from chalicelib.domain.candidate_report import (
    CandidateReport,
    SharedAnswer,
    SharedDimension,
    SharedFinding,
    SharedQuote,
)
from chalicelib.domain.language import Language
from chalicelib.domain.scorecard import level_of

_UNIT_MM = 0.3


def candidate_report_pdf(report: CandidateReport, language: Language) -> bytes:
    """The edition as a PDF."""
    return _CandidatePdf(report, language).make()


class _CandidatePdf:
    def __init__(self, report: CandidateReport, language: Language) -> None:
        self._report = report
        self._language = language
        self._words = words(language)
        title = f"{self._words['shared_title']} · {report.candidate_name}"
        self._sheet = Sheet(title, f"{title} · {report.job_title}", language, report.made_at)

    def make(self) -> bytes:
        report, sheet, said = self._report, self._sheet, self._words
        sheet.heading(f"{said['shared_title']} · {report.candidate_name}", 1)
        sheet.note(f"{report.company} · {report.job_title}")
        if report.total is not None:
            sheet.paragraph(f"{said['total']} {report.total:.1f}", 20)
            sheet.bar(report.total, report.interval, width=110)
            sheet.note(said["level"].format(level_of(report.total)))
        sheet.note(said["shared_note"])
        sheet.heading(said["dimensions"])
        if chart := chart_of(report, self._language):
            sheet.radar(chart, _UNIT_MM)
        for each in report.dimensions:
            self._dimension(each)
        self._findings("strengths", report.strengths)
        self._findings("gaps", report.gaps)
        if report.next_round:
            sheet.heading(said["prepare"])
            sheet.bullets(question.in_language(self._language) for question in report.next_round)
        for answer in report.answers:
            self._answer(answer)
        return sheet.output()

    def _dimension(self, each: SharedDimension) -> None:
        figure = "" if each.judged else f": {self._words['not_judged']}"
        figure = f": {each.score:.1f}" if each.score is not None else figure
        self._sheet.heading(f"{each.name.in_language(self._language)}{figure}", 3)
        if each.score is not None:
            self._sheet.bar(each.score, each.interval, width=110)
        if each.reason:
            self._sheet.note(each.reason.in_language(self._language))

    def _findings(self, kind: str, findings: tuple[SharedFinding, ...]) -> None:
        if findings:
            self._sheet.heading(self._words[kind])
        for finding in findings:
            self._sheet.heading(finding.name.in_language(self._language), 3)
            for quote in finding.quotes:
                self._quote(quote)
            if finding.missed and kind == "gaps":
                self._sheet.lead(f"{self._words['not_met']}:")
                self._sheet.bullets(finding.missed)

    def _answer(self, answer: SharedAnswer) -> None:
        sheet, said = self._sheet, self._words
        sheet.heading(answer.question_text)
        for quote in answer.quotes:
            self._quote(quote)
        for test in answer.tests:
            sheet.paragraph(
                f"{test.name}: {said['passed' if test.passed else 'failed']}", 9.5, GOOD if test.passed else LOW
            )
        if rows := shared_rows(answer.measurements, self._language):
            sheet.heading(said["measurements"], 3)
            for row in rows:
                sheet.row([Cell(row.name, colour=SOFT), Cell(row.figure)], [0.32, 0.68], 8.5)
        if answer.text is None:
            return
        spoken = answer.answer_kind in {"voice", "video"}
        sheet.heading(said["transcript"] if spoken else said["written"], 3)
        if answer.text:
            sheet.paragraph(answer.text, 8.5 if answer.answer_kind == "code" else 10)
        else:
            sheet.note(said["no_transcript"])

    def _quote(self, quote: SharedQuote) -> None:
        verb = self._words["met"] if quote.met else self._words["missed"]
        self._sheet.quote(f"“{quote.quote}”", f"{verb}: {quote.criterion}")
