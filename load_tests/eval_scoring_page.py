"""The page of an evaluation: scatter, reliability, confusion of levels, and the worst cases with what was measured."""

import base64
import io
from collections.abc import Sequence
from html import escape
from pathlib import Path
from typing import Any

import matplotlib as mpl

mpl.use("Agg")

import numpy as np
from matplotlib import pyplot as plt

from load_tests.agreement import LEVELS, level
from workers.scoring.agreement import confusion

_WORST = 20
_BINS = 10
_STYLE = "body{font:15px/1.5 system-ui,sans-serif;max-width:70rem;margin:2rem auto;padding:0 1rem}"
_STYLE += (
    "img{max-width:100%}td,th{border-bottom:1px solid #ccc;padding:.3rem .5rem;text-align:left;vertical-align:top}"
)


def write_page(file: Path, name: str, rows: Sequence[dict[str, Any]], report: dict[str, Any]) -> Path:
    """Write the page of one file's rows; rows that were rated or stopped are left out of the pictures."""
    judged = [row for row in rows if not row["rated"] and row["abstained"] is None]
    human, score = (np.array([float(row[key]) for row in judged]) for key in ("human", "score"))
    body = [
        f"<h1>Scores beside people's: {escape(name)}</h1>",
        f"<p>{escape(', '.join(f'{key} {value}' for key, value in report.items()))}</p>",
        f'<img alt="Scatter, reliability and confusion" src="data:image/png;base64,{_picture(human, score)}">',
        "<h2>Where they differ most</h2>",
        "<table><tr><th>People<th>Score<th>80 % interval<th>Answer<th>A reference<th>Measured</tr>",
        *(_case(judged[at]) for at in np.argsort(-np.abs(human - score), kind="stable")[:_WORST]),
        "</table>",
    ]
    file.parent.mkdir(parents=True, exist_ok=True)
    head = f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{escape(name)}</title><style>{_STYLE}</style>'
    file.write_text(head + "\n".join(body) + "</html>\n", encoding="utf-8")
    return file


def _case(row: dict[str, Any]) -> str:
    measured = ", ".join(f"{name} {value:.2f}" for name, value in row["measured"].items())
    cells = (
        f"{row['human']:.2f}",
        f"{row['score']:.2f}",
        "{:.2f} to {:.2f}".format(*row["interval"]),
        row["answer"],
        row["references"][0],
    )
    return "<tr>" + "".join(f"<td>{escape(str(cell))}" for cell in (*cells, measured)) + "</tr>"


def _picture(human: Any, score: Any) -> str:
    figure, (scatter, reliability, table) = plt.subplots(1, 3, figsize=(15, 4.6), layout="constrained")
    spread = np.random.default_rng(0).uniform(-0.02, 0.02, len(human))
    scatter.plot(human + spread, score, ".", alpha=0.25, markersize=4)
    scatter.set(xlabel="people's score", ylabel="score", title="Each answer", xlim=(-0.05, 1.05), ylim=(-0.05, 1.05))
    edges = np.unique(np.quantile(score, np.linspace(0, 1, _BINS + 1)))
    bins = np.clip(np.digitize(score, edges[1:-1]), 0, len(edges) - 1)
    used = [at for at in range(len(edges)) if (bins == at).any()]
    reliability.plot([0, 1], [0, 1], "--", color="0.6")
    reliability.plot([score[bins == at].mean() for at in used], [human[bins == at].mean() for at in used], "o-")
    reliability.set(xlabel="score", ylabel="people's score", title="Reliability, tenths of the answers")
    counts = confusion(level(human), level(score), LEVELS)
    shares = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    table.imshow(shares, cmap="Blues", vmin=0, vmax=1)
    for row in range(LEVELS):
        for column in range(LEVELS):
            dark = shares[row, column] > 0.5  # noqa: PLR2004 - half of the scale
            table.text(column, row, str(counts[row, column]), ha="center", va="center", color="w" if dark else "k")
    table.set(xlabel="level by score", ylabel="level by people", title="Levels 0 to 4")
    drawn = io.BytesIO()
    figure.savefig(drawn, format="png", dpi=90)
    plt.close(figure)
    return base64.b64encode(drawn.getvalue()).decode()
