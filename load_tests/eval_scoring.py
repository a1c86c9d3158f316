"""How well the scores agree with people's on answers that people scored.

    make eval-scoring [DATA=file.jsonl[.gz]] [RATED=k] [OUT=file]

DATA has JSON lines with `qid`, `question`, `refs`, `answer`, `y`, `ymax`; without it, the development sets are taken
where they exist. RATED=k: of each question the k answers that the system picks count as rated by a person; figures are
for the rest. OUT gets the score of each row as JSON lines (also of rated ones, marked). An answer that a gate stops as
gaming, or as one to another question, gets no score from the product and is in none of the figures; in OUT it has that
of an answer that covers nothing, and `abstained` says why.
Beside the figures comes a page
with pictures, `.local/eval-scoring/NAME.html`. The last line is JSON, for each file the same:

r                 Pearson's r of score and human score over all rows not rated and not stopped, with a 95 % interval
qwk               quadratic weighted kappa on five levels, with its interval
partial_r_length  correlation of score and log length with the human score held fixed, with its interval
within            share of people's scores inside the score's 80 % interval, and of the same before any rating
r_within          mean over questions of r within a question (those of 10 answers and more)
stopped           share of the rows not rated that a gate stopped
n, questions      rows and questions that the figures are for
"""

import argparse
import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from load_tests.agreement import LEVELS, Statistic, interval, level
from load_tests.eval_scoring_page import write_page
from load_tests.running_stack import PROJECT
from workers.scoring.agreement import kappa, partial_r, pearson

WORKER_PYTHON = PROJECT / ".local" / "envs" / "worker" / "bin" / "python"
PAGES = PROJECT / ".local" / "eval-scoring"
DEVELOPMENT = PROJECT.parent / "shared" / "scoring"
_FEW = 10


def main() -> None:
    """Score, compare, print, draw."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, help="a file of human-scored answers")
    parser.add_argument("--rated", type=int, default=0, help="answers per question that count as rated")
    parser.add_argument("--out", type=Path, help="where each row's score is written")
    options = parser.parse_args()
    files = [options.data] if options.data else sorted(DEVELOPMENT.glob("*.jsonl.gz"))
    if not files:
        raise SystemExit("No data: DATA=file names human-scored answers.")
    reports, scored = {}, []
    for file in files:
        print(f"{file.name} ...", file=sys.stderr, flush=True)
        rows = _scored(file, options.rated)
        name = file.name.partition(".")[0]
        unseen = [row for row in rows if not row["rated"]]
        judged = [row for row in unseen if row["abstained"] is None]
        reports[name] = figures(judged) | {"stopped": round(1 - len(judged) / max(len(unseen), 1), 4)}
        scored += rows
        page = write_page(PAGES / f"{name}.html", name, rows, reports[name])
        print(f"  {page}", file=sys.stderr, flush=True)
    if options.out:
        options.out.write_text("".join(f"{json.dumps(row, ensure_ascii=False)}\n" for row in scored), encoding="utf-8")
    rated = {"rated": options.rated}
    print(json.dumps(rated | (next(iter(reports.values())) if options.data else {"sets": reports})))


def _scored(file: Path, rated: int) -> list[dict[str, Any]]:
    command = [str(WORKER_PYTHON), "-m", "load_tests.eval_scoring_rows", str(file.resolve()), "--rated", str(rated)]
    answer = subprocess.run(command, check=False, cwd=PROJECT, stdout=subprocess.PIPE, text=True)
    if answer.returncode:
        raise SystemExit(answer.returncode)
    rows: list[dict[str, Any]] = json.loads(answer.stdout)
    return rows


def figures(rows: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """What the last line says of one file."""
    groups = [row["qid"] for row in rows]
    human, score, length = (np.array([float(row[key]) for row in rows]) for key in ("human", "score", "length"))
    length = np.log1p(length)
    statistics: dict[str, Statistic] = {
        "r": lambda at: pearson(score[at], human[at]),
        "qwk": lambda at: kappa(level(human[at]), level(score[at]), LEVELS, quadratic=True),
        "partial_r_length": lambda at: partial_r(score[at], length[at], human[at]),
    }
    found: dict[str, Any] = {}
    for name, statistic in statistics.items():
        found[name] = round(statistic(np.arange(len(rows))), 3)
        found[f"{name}_interval"] = interval(statistic, groups)
    within = [
        pearson(score[at], human[at])
        for group in dict.fromkeys(groups)
        if len(at := np.array([place for place, each in enumerate(groups) if each == group])) >= _FEW
    ]
    known = [each for each in within if not np.isnan(each)]
    return found | {
        "within": _inside(rows, "interval"),
        "within_before": _inside(rows, "interval_before"),
        "r_within": round(float(np.mean(known)), 3) if known else None,
        "n": len(rows),
        "questions": len(set(groups)),
    }


def _inside(rows: Sequence[dict[str, Any]], name: str) -> float:
    return round(float(np.mean([row[name][0] <= row["human"] <= row[name][1] for row in rows])), 3)


if __name__ == "__main__":
    main()
