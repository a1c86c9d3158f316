"""The report as a PDF: the same content as the page, selectable, with its pictures as vectors."""

import hashlib
import json

from chalicelib.api.judge_line import judge_line
from chalicelib.api.measured_rows import measured_rows
from chalicelib.api.pdf_sheet import GOOD, INK, LOW, MIDDLING, SOFT, Cell, Colour, Sheet
from chalicelib.api.radar import radar
from chalicelib.api.report_page import (
    RADIUS,
    abstentions_by_question,
    clock,
    moment,
    names_in,
    requirement_groups,
    version_rows,
)
from chalicelib.api.report_words import words
from chalicelib.api.total_rows import total_rows
from chalicelib.api.versions_line import versions_line
from chalicelib.domain.code_result import CodeResult
from chalicelib.domain.explanation import Finding, RequirementMatch
from chalicelib.domain.language import Language
from chalicelib.domain.report import ReportedAnswer
from chalicelib.domain.scorecard import DimensionScore, Evidence, Interval, level_of
from chalicelib.services.reports import ReadReport

LAYOUT = "2"
"""Changes whenever the same report would look otherwise."""
_OUTCOME: dict[str, Colour] = {"met": GOOD, "unmet": LOW, "unknown": MIDDLING}
_UNIT_MM = 0.3
_SPOKEN = frozenset({"voice", "video"})


def report_digest(read: ReadReport, language: Language) -> str:
    """Of all that the PDF is made of: the same digest means the same PDF."""
    parts = [LAYOUT, language, read.report.model_dump_json(), read.explanation.model_dump_json()]
    parts += [json.dumps(read.authors, sort_keys=True)]
    parts += [each.model_dump_json() for each in (*(read.history or (read.decision,)), *read.comments)]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:32]


def report_pdf(read: ReadReport, language: Language) -> bytes:
    """The whole report."""
    return _ReportPdf(read, language).make()


class _ReportPdf:
    def __init__(self, read: ReadReport, language: Language) -> None:
        self._read = read
        self._report = read.report
        self._explanation = read.explanation
        self._language = language
        self._words = words(language)
        self._names = names_in(read.report, language)
        self._texts = {answer.question: answer for answer in read.report.answers}
        title = f"{self._words['title']} · {self._report.candidate_name}"
        self._sheet = Sheet(title, f"{title} · {self._report.job_title}", language, self._report.made_at)

    def make(self) -> bytes:
        self._head()
        self._dimensions()
        self._findings("strengths", self._explanation.strengths)
        self._findings("gaps", self._explanation.gaps)
        self._requirements()
        self._levels()
        self._next_round()
        self._abstentions()
        for answer in self._report.answers:
            self._answer(answer)
        self._history()
        self._comments()
        self._versions()
        return self._sheet.output()

    def _head(self) -> None:
        report, sheet, said = self._report, self._sheet, self._words
        sheet.heading(f"{said['title']} · {report.candidate_name}", 1)
        sheet.note(f"{report.job_title} · {report.interview}")
        total = report.scorecard.total
        shown = "—" if total is None else f"{total:.1f}"
        sheet.paragraph(f"{said['total']} {shown}", 20)
        if total is not None:
            sheet.bar(total, report.scorecard.interval, width=110)
            sheet.note(self._about(total, report.scorecard.interval))
        sheet.note(f"{said['judged']}: {report.scorecard.judged_weight * 100:.0f} %")
        decision = self._read.decision
        by = " · ".join([said[f"by_{decision.by}"], *self._named(decision.actor)])
        sheet.paragraph(f"{said[decision.outcome]} ({by})", 12)
        for reason in decision.reasons:
            sheet.paragraph(reason.text.in_language(self._language))
        sheet.note(f"{said['ai_note']} {said['interval_note']}")

    def _dimensions(self) -> None:
        sheet, said, card = self._sheet, self._words, self._report.scorecard
        sheet.heading(said["dimensions"])
        if chart := radar(card.dimensions, self._names, RADIUS):
            sheet.radar(chart, _UNIT_MM)
            sheet.note(said["chart_note"])
        for each in card.dimensions:
            figure = said["not_judged"] if each.score is None else f"{each.score:.1f}"
            name = f"{self._name(each.dimension)} ({said['weight']} {each.weight:g})"
            sheet.row([Cell(name, bold=True), Cell(figure, "R", bold=True)], [0.8, 0.2], 10)
            if each.score is not None:
                sheet.bar(each.score, each.interval)
                sure = f"{said['confidence']} {each.confidence * 100:.0f} %"
                sheet.note(f"{self._about(each.score, each.interval)} · {sure}")
        if rows := total_rows(card):
            widths = [0.46, 0.18, 0.18, 0.18]
            sheet.heading(said["make_up"], 3)
            head = [said[name] for name in ("dimension", "share", "score", "contribution")]
            sheet.row([Cell(text, "R" if at else "L", bold=True) for at, text in enumerate(head)], widths)
            for row in rows:
                figures = (f"{row.share:.1f} %", f"{row.score:.1f}", f"{row.contribution:.1f}")
                sheet.row([Cell(self._name(row.dimension)), *(Cell(figure, "R") for figure in figures)], widths)
            last = (said["total"], "100 %", "", f"{card.total:.1f}")
            sheet.row([Cell(text, "R" if at else "L", bold=True) for at, text in enumerate(last)], widths)
            sheet.note(said["renormalised"])

    def _findings(self, kind: str, findings: tuple[Finding, ...]) -> None:
        self._sheet.heading(self._words[kind])
        if not findings:
            self._sheet.note(self._words[f"no_{kind}"])
        for finding in findings:
            self._sheet.heading(f"{self._name(finding.dimension)}: {finding.score:.1f}", 3)
            self._sheet.paragraph(finding.text.in_language(self._language))
            for evidence in finding.evidence:
                self._quote(evidence)
            if kind == "gaps" and finding.missed:
                self._sheet.lead(f"{self._words['not_met']}:")
                self._sheet.bullets(finding.missed)

    def _requirements(self) -> None:
        groups = requirement_groups(self._explanation, self._report, self._language)
        if not groups:
            return
        self._sheet.heading(self._words["requirements"])
        for title, matches in groups:
            self._sheet.heading(title, 3)
            for each in matches:
                outcome = Cell(self._words[f"is_{each.outcome}"], colour=_OUTCOME[each.outcome], bold=True)
                self._sheet.row([outcome, Cell(self._requirement(each))], [0.16, 0.84])

    def _requirement(self, each: RequirementMatch) -> str:
        essential = f" ({self._words['essential']})" if each.essential else ""
        text = f"{each.name.in_language(self._language)}{essential} · {each.reason.in_language(self._language)}"
        if not each.quote:
            return text
        when = self._when(each.question, each.start_ms or 0, each.end_ms or 0)
        source = when if each.question else self._words["from_cv"]
        return f"{text}\n“{each.quote}”{f' ({source})' if source else ''}"

    def _levels(self) -> None:
        if self._explanation.levels:
            self._sheet.heading(self._words["levels"])
        for each in self._explanation.levels:
            level = self._words["level"].format(each.level)
            self._sheet.heading(f"{self._name(each.dimension)}: {level}", 3)
            self._sheet.paragraph(each.why.in_language(self._language))
            if each.not_next:
                self._sheet.note(each.not_next.in_language(self._language))

    def _next_round(self) -> None:
        self._sheet.heading(self._words["next_round"])
        if not self._explanation.next_round:
            self._sheet.note(self._words["no_next_round"])
        for each in self._explanation.next_round:
            self._sheet.heading(self._name(each.dimension), 3)
            self._sheet.paragraph(each.question.in_language(self._language))
            self._sheet.note(each.why.in_language(self._language))
            if each.listen_for:
                self._sheet.lead(f"{self._words['listen_for']}:")
                self._sheet.bullets(each.listen_for)

    def _abstentions(self) -> None:
        if self._explanation.abstentions:
            self._sheet.heading(self._words["abstentions"])
        for question, each in abstentions_by_question(self._explanation, self._report):
            self._sheet.heading(question, 3)
            for one in each:
                self._sheet.paragraph(f"{self._name(one.dimension)}: {one.reason.in_language(self._language)}")
            self._sheet.note(f"{self._words['look_at']}: {each[0].look_at.in_language(self._language)}")

    def _answer(self, answer: ReportedAnswer) -> None:
        sheet, said = self._sheet, self._words
        sheet.heading(answer.question_text)
        if answer.problem:
            sheet.paragraph(answer.problem.text.in_language(self._language))
        for score in answer.scores:
            self._score(score)
        if rows := measured_rows(answer, self._language):
            sheet.heading(said["measurements"], 3)
            for row in rows:
                compared = f"\n{row.percentile}" if row.percentile else ""
                sheet.row([Cell(row.name, colour=SOFT), Cell(f"{row.figure}{compared}")], [0.32, 0.68], 8.5)
        if answer.code:
            self._code(answer.code)
            return
        sheet.heading(said["transcript"] if answer.answer_kind in _SPOKEN else said["written"], 3)
        text = answer.transcript.text if answer.transcript else ""
        if text:
            sheet.paragraph(text)
        else:
            sheet.note(said["no_transcript"])

    def _score(self, score: DimensionScore) -> None:
        sheet, said = self._sheet, self._words
        figure = said["not_judged"] if score.score is None else f"{score.score:.1f}"
        sheet.heading(f"{self._name(score.dimension)}: {figure}", 3)
        if score.score is not None:
            sheet.bar(score.score, score.interval, width=110)
            line = f"{self._about(score.score, score.interval)} · {said['confidence']} {score.confidence * 100:.0f} %"
            if score.uncalibrated is not None:
                line += f" · {said['uncalibrated'].format(f'{score.uncalibrated:.1f}')}"
            sheet.note(line)
        sheet.paragraph(score.reason.in_language(self._language))
        for evidence in score.evidence:
            self._quote(evidence)
        if score.judge:
            sheet.note(judge_line(score.judge, self._language))
        if score.versions:
            sheet.note(f"{said['versions']}: {versions_line(score.versions, self._language)}")

    def _code(self, code: CodeResult) -> None:
        sheet, said = self._sheet, self._words
        sheet.heading(f"{said['code']} · {code.runtime or code.language} · {code.runner}", 3)
        widths = [0.3, 0.2, 0.25, 0.25]
        if code.tests:
            head = [said[name] for name in ("test", "outcome", "expected", "got")]
            sheet.row([Cell(text, bold=True) for text in head], widths)
        for test in code.tests:
            name = f"{test.name} ({said['hidden']})" if test.hidden else test.name
            tone = GOOD if test.outcome == "passed" else LOW
            cells = [Cell(name), Cell(said[test.outcome], colour=tone), Cell(test.expected), Cell(test.got)]
            sheet.row(cells, widths, 8.5)
        if similar := code.similar:
            sheet.note(said["similar"].format(f"{similar.share * 100:.0f}", similar.interview, similar.compared))
        sheet.paragraph(code.source, 8.5)

    def _history(self) -> None:
        sheet, said = self._sheet, self._words
        sheet.heading(said["history"])
        for each in self._read.history or (self._read.decision,):
            facts = [moment(each.decided_at), said[f"by_{each.by}"], *self._named(each.actor)]
            facts += [said["rules_version"].format(each.rules.version)]
            facts += [said["talent_pool"]] if each.talent_pool else []
            sheet.heading(f"{each.number}. {said[each.outcome]}", 3)
            sheet.note(" · ".join(facts))
            for reason in each.reasons:
                sheet.paragraph(reason.text.in_language(self._language))
            if each.comment:
                sheet.paragraph(f"{said['comment']}: {each.comment}")

    def _comments(self) -> None:
        if self._read.comments:
            self._sheet.heading(self._words["comments"], 3)
        for each in self._read.comments:
            self._sheet.quote(each.text, " · ".join([moment(each.at), *self._named(each.actor)]))

    def _named(self, actor: str | None) -> list[str]:
        name = self._read.authors.get(actor) if actor else None
        return [name] if name else []

    def _versions(self) -> None:
        sheet = self._sheet
        sheet.heading(self._words["all_versions"])
        for name, values in version_rows(self._explanation, self._language):
            sheet.row([Cell(name, colour=SOFT), Cell(", ".join(values), colour=INK)], [0.32, 0.68], 8.5)
        sheet.note(self._words["made_at"].format(moment(self._report.made_at)))

    def _quote(self, evidence: Evidence) -> None:
        when = self._when(evidence.question, evidence.start_ms, evidence.end_ms)
        verb = self._words["met"] if evidence.met else self._words["missed"]
        self._sheet.quote(f"“{evidence.quote}”", f"{f'{when} · ' if when else ''}{verb}: {evidence.criterion}")

    def _when(self, question: str | None, start_ms: int, end_ms: int) -> str:
        answer = self._texts.get(question or "")
        if answer is None or answer.answer_kind not in _SPOKEN or not end_ms:
            return ""
        return f"{clock(start_ms)}–{clock(end_ms)}"

    def _about(self, score: float, interval: Interval | None) -> str:
        level = self._words["level"].format(level_of(score))
        return f"{level} · {interval.low:.0f}–{interval.high:.0f}" if interval else level

    def _name(self, dimension: str) -> str:
        return self._names.get(dimension, dimension)
