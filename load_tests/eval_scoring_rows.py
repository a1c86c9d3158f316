"""Scores of human-scored answers by the product's prior and calibration: JSON on standard output, for eval_scoring.

Runs in the worker's environment: `python -m load_tests.eval_scoring_rows FILE [--rated K]`.
"""

import argparse
import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from chalicelib.domain.plan import InterviewPlan
from chalicelib.domain.scorecard import AbstainReason
from load_tests.asked import job_of, plan_of
from load_tests.scored_answers import BadData, Row, by_question, pool_of, read
from workers.scoring.calibration import Scale, calibrate
from workers.scoring.features import language_of, size
from workers.scoring.picking import to_rate
from workers.scoring.prior import shipped
from workers.scoring.quality_gate import before_meaning
from workers.scoring.units import units
from workers.typed import transcript_of

_STOPPED = ("gaming", "off_topic")


def main() -> None:
    """Score and print one object: rows in the order of the file, each with what it was judged on."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--rated", type=int, default=0)
    options = parser.parse_args()
    try:
        rows = read(options.data)
    except (BadData, OSError) as error:
        raise SystemExit(str(error)) from None
    scored: list[dict[str, Any]] = [{}] * len(rows)
    groups = list(by_question(rows).values())
    questions = [rows[at[0]] for at in groups]
    for number, at in enumerate(groups):
        job = job_of(questions, number)
        plan = plan_of(job, language_of(job[0].references[0]))
        stopped = [_stopped(rows[place], plan) for place in at]
        for place, result in zip(at, _question([rows[place] for place in at], stopped, options.rated), strict=True):
            scored[place] = result
    print(json.dumps(scored, ensure_ascii=False))


def _stopped(row: Row, plan: InterviewPlan) -> AbstainReason | None:
    """Why the engine would rather not score the row, as gaming or as an answer to another question.

    Answers that are too short for an interview or in another language are scored all the same: people scored them.
    """
    transcript = transcript_of(row.answer)
    said = units(transcript)
    refusal = before_meaning(transcript, said, plan, plan.questions[0]) if said else None
    return refusal.reason if refusal and refusal.reason in _STOPPED else None


def _question(rows: list[Row], stopped: list[AbstainReason | None], rated: int) -> list[dict[str, Any]]:
    """Results for all answers to one question, of which the first chosen `rated` count as seen by a person."""
    prior = shipped()
    pool = pool_of(rows, prior)
    before = np.clip(pool.prior + pool.length, 0, 1)
    chosen = to_rate([row.answer for row in rows], pool, rated) if 0 < rated < len(rows) else []
    found, half = before, np.full(len(rows), prior.half_width)
    if chosen:
        after = calibrate(pool, pool.at(chosen), np.array([rows[at].share for at in chosen]), Scale.of(pool))
        found, half = after.mean, after.half_width
    nothing = round(prior.intercept, 4)
    return [
        {
            "qid": row.qid,
            "answer": row.answer,
            "references": row.references,
            "human": row.share,
            "score": nothing if stopped[at] else round(float(found[at]), 4),
            "abstained": stopped[at],
            "interval": (0.0, 1.0) if stopped[at] else _interval(found[at], half[at]),
            "interval_before": _interval(before[at], prior.half_width),
            "rated": at in chosen,
            "length": size(row.answer),
            "language": language_of(row.answer),
            "measured": asdict(row.measured),
        }
        for at, row in enumerate(rows)
    ]


def _interval(mean: float, half: float) -> tuple[float, float]:
    return round(max(float(mean - half), 0), 4), round(min(float(mean + half), 1), 4)


if __name__ == "__main__":
    main()
