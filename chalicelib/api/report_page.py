"""The report as one page: works on a phone, on paper and without its small script, in Chinese or English."""

import base64
import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from itertools import groupby
from typing import Any
from urllib.parse import urlsplit

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
from markupsafe import Markup

from chalicelib.api.judge_line import judge_line
from chalicelib.api.measured_rows import measured_rows
from chalicelib.api.radar import as_path, as_ring, radar
from chalicelib.api.report_words import words
from chalicelib.api.total_rows import total_rows
from chalicelib.api.versions_line import versions_line
from chalicelib.domain.explanation import Abstention, Explanation, RequirementMatch
from chalicelib.domain.language import Language
from chalicelib.domain.report import Report
from chalicelib.domain.scorecard import level_of
from chalicelib.services.explanations import report_names
from chalicelib.services.reports import ReadReport

RADIUS = 100.0


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("chalicelib.api", "templates"),
        autoescape=select_autoescape(default=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["clock"] = clock
    environment.filters["moment"] = moment
    environment.filters["judge_line"] = judge_line
    environment.filters["measured"] = measured_rows
    environment.filters["total_rows"] = total_rows
    environment.filters["versions_line"] = versions_line
    environment.filters["level"] = level_of
    environment.filters["path"] = as_path
    environment.filters["ring"] = as_ring
    return environment


@dataclass(frozen=True)
class HtmlPage:
    """A page, and the Content-Security-Policy that lets just its own parts through."""

    html: str
    policy: str


def render(read: ReadReport, playback: Callable[[str], str], language: Language, pdf: str | None = None) -> HtmlPage:
    """The page. `playback` turns a recording's key into an address that plays it; `pdf` is where the PDF is."""
    report, explanation = read.report, read.explanation
    recordings = {answer.question: playback(answer.recording_key) for answer in report.answers if answer.recording_key}
    names = names_in(report, language)
    return show(
        "report.html.jinja",
        language,
        recordings.values(),
        script=_script() if recordings else None,
        report=report,
        scorecard=report.scorecard,
        decision=read.decision,
        history=read.history or (read.decision,),
        comments=read.comments,
        authors=read.authors,
        explanation=explanation,
        recordings=recordings,
        names=names,
        pdf=pdf,
        chart=radar(report.scorecard.dimensions, names, RADIUS),
        requirement_groups=requirement_groups(explanation, report, language),
        abstained=abstentions_by_question(explanation, report),
        versions=version_rows(explanation, language),
    )


def render_missing(language: Language) -> HtmlPage:
    """The page for a link that leads nowhere."""
    return show("missing.html.jinja", language)


def show(
    template: str, language: Language, played: Iterable[str] = (), *, script: str | None = None, **values: Any
) -> HtmlPage:
    """A page made of a template; `played` are the addresses that it may play."""
    # Our own file, and CSS escaped as HTML would not be the text that the policy allows.
    style = Markup(_environment().get_template("page.css").render())  # noqa: S704 - no input gets into it
    if script is not None:
        values["script"] = Markup(script)  # noqa: S704 - as the style
    html = _environment().get_template(template).render(style=style, words=words(language), language=language, **values)
    return HtmlPage(html, _policy(style, script, played))


def names_in(report: Report, language: Language) -> dict[str, str]:
    """What dimensions are called in a language, by key."""
    return {key: name.in_language(language) for key, name in report_names(report).items()}


def requirement_groups(
    explanation: Explanation, report: Report, language: Language
) -> list[tuple[str, list[RequirementMatch]]]:
    """What the job states, then the key points of each question, each group with its title."""
    texts = {answer.question: answer.question_text for answer in report.answers}
    groups = [(words(language)["stated"], [each for each in explanation.requirements if each.kind == "stated"])]
    points = [each for each in explanation.requirements if each.kind == "key_point"]
    groups += [
        (f"{words(language)['key_points']} · {texts.get(question or '', question or '')}", list(matches))
        for question, matches in groupby(points, key=lambda each: each.question)
    ]
    return [group for group in groups if group[1]]


def abstentions_by_question(explanation: Explanation, report: Report) -> list[tuple[str, list[Abstention]]]:
    """What could not be judged, by the question's text."""
    texts = {answer.question: answer.question_text for answer in report.answers}
    grouped = groupby(explanation.abstentions, key=lambda each: each.question)
    return [(texts.get(question, question), list(each)) for question, each in grouped]


def version_rows(explanation: Explanation, language: Language) -> list[tuple[str, Sequence[str]]]:
    """The versions by what they are of."""
    rows: dict[str, list[str]] = {}
    for entry in explanation.versions:
        rows.setdefault(entry.name.in_language(language), []).append(entry.value)
    return list(rows.items())


@cache
def _script() -> str:
    return _environment().get_template("player.js").render()


def _policy(style: str, script: str | None, played: Iterable[str]) -> str:
    origins = sorted({f"{url.scheme}://{url.netloc}" for url in map(urlsplit, played)})
    parts: Mapping[str, str] = {
        "default-src": "'none'",
        "style-src": _hash(style),
        **({"script-src": _hash(script)} if script else {}),
        "media-src": " ".join(origins) or "'none'",
        "base-uri": "'none'",
        "form-action": "'none'",
        "frame-ancestors": "'none'",
    }
    return "; ".join(f"{name} {value}" for name, value in parts.items())


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def clock(milliseconds: int) -> str:
    """Minutes and seconds."""
    seconds = milliseconds // 1000
    return f"{seconds // 60}:{seconds % 60:02}"


def moment(at: datetime) -> str:
    """Date and time, in UTC."""
    return f"{at:%Y-%m-%d %H:%M} UTC"
