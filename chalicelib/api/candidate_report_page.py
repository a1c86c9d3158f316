"""The candidate's edition of a report as a page and as a PDF; both are made of `CandidateReport` alone."""

import hashlib
from collections.abc import Callable
from functools import partial

from chalicelib.api.measured_rows import Row, shared_rows
from chalicelib.api.radar import Radar, radar
from chalicelib.api.report_page import RADIUS, HtmlPage, show
from chalicelib.domain.candidate_report import CandidateReport, SharedAnswer
from chalicelib.domain.language import Language
from chalicelib.domain.scorecard import DimensionSummary

LAYOUT = "1"
"""Changes whenever the same edition would look otherwise as a PDF."""


def render_candidate_report(report: CandidateReport, language: Language, pdf: str) -> HtmlPage:
    """The page; `pdf` is where the PDF is."""
    rows: Callable[[SharedAnswer], list[Row]] = partial(_rows, language=language)
    return show(
        "candidate_report.html.jinja", language, report=report, pdf=pdf, chart=chart_of(report, language), measured=rows
    )


def candidate_digest(report: CandidateReport, language: Language) -> str:
    """Of all that the PDF is made of."""
    return hashlib.sha256(f"candidate/{LAYOUT}/{language}/{report.model_dump_json()}".encode()).hexdigest()[:32]


def chart_of(report: CandidateReport, language: Language) -> Radar | None:
    """The radar; none where scores are not shared."""
    if "scores" in report.hidden:
        return None
    names = {each.dimension: each.name.in_language(language) for each in report.dimensions}
    drawn = [
        DimensionSummary(
            dimension=each.dimension, weight=0, score=each.score, interval=each.interval, confidence=0, answers=()
        )
        for each in report.dimensions
    ]
    return radar(drawn, names, RADIUS)


def _rows(answer: SharedAnswer, language: Language) -> list[Row]:
    return shared_rows(answer.measurements, language)
