"""The demo's last word: a table of what came out, the report pages, and where to go on from here."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from infra.local.demo.api import Api, Refused
from infra.local.demo.candidate import BundledInterview


@dataclass(frozen=True)
class Finished:
    """An interview of the demo, and its report if it got one."""

    bundled: BundledInterview
    interview: dict[str, Any]
    report: dict[str, Any] | None
    page: str | None


def read_report(api: Api, bundled: BundledInterview, interview: dict[str, Any]) -> Finished:
    """The interview with its report and a link to its page."""
    route = f"/v1/interviews/{interview['id']}"
    try:
        report = api.get(f"{route}/report")
        page = api.post(f"{route}/report-pages", {"valid_for_hours": 720})["url"]
    except Refused:
        return Finished(bundled, interview, None, None)
    return Finished(bundled, interview, report, page)


# Narrower, and columns would be cut; a terminal that is narrower wraps the lines instead.
LEAST_WIDTH = 132


def show(finished: list[Finished], console: Console) -> None:
    """Print the table and the report pages' addresses."""
    dimensions = list(
        dict.fromkeys(
            dimension["dimension"] for one in finished if one.report for dimension in one.report["dimensions"]
        )
    )
    table = Table(box=SIMPLE_HEAD, padding=(0, 1, 0, 0))
    for column in ("candidate", "interview", "lang"):
        table.add_column(column, no_wrap=True)
    for column in ("speech s", "words", "total", *(name.replace("_", " ") for name in dimensions)):
        table.add_column(column, justify="right")
    table.add_column("outcome")
    table.add_column("upload → report s", justify="right")
    for one in finished:
        table.add_row(*_row(one, dimensions))
    console.print(table)
    for one in finished:
        console.print(f"{one.bundled.key:15} {one.page or 'no report'}", soft_wrap=True, highlight=False)


def seconds_to_report(interview: dict[str, Any]) -> float | None:
    """From the last upload to the report."""
    if not (interview["last_received_at"] and interview["reported_at"]):
        return None
    start, end = (datetime.fromisoformat(interview[name]) for name in ("last_received_at", "reported_at"))
    return (end - start).total_seconds()


def _row(one: Finished, dimensions: list[str]) -> list[str]:
    candidate = one.bundled.candidate
    first = [candidate["name"], one.bundled.key, candidate["language"]]
    if one.report is None:
        return [*first, "", "", "—", *("—" for _ in dimensions), one.interview["state"], ""]
    report = one.report
    transcripts = [answer["transcript"] for answer in report["answers"] if answer["transcript"]]
    scores = {dimension["dimension"]: dimension["score"] for dimension in report["dimensions"]}
    waited = seconds_to_report(one.interview)
    return [
        *first,
        f"{sum(transcript['speech_ms'] for transcript in transcripts) / 1000:.0f}",
        str(sum(_words(transcript) for transcript in transcripts)),
        _score(report["total"]),
        *(_score(scores.get(name)) for name in dimensions),
        report["decision"]["outcome"],
        f"{waited:.1f}" if waited is not None else "",
    ]


def _words(transcript: dict[str, Any]) -> int:
    text = " ".join(clause["text"] for clause in transcript["clauses"])
    if transcript["language"] == "zh":
        return sum(character.isalnum() for character in text)
    return len(text.split())


def _score(score: float | None) -> str:
    return "abstains" if score is None else f"{score:.1f}"
