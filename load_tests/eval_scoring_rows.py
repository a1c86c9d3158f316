"""Scores of human-scored answers by the product's prior and calibration: JSON on standard output, for eval_scoring.

Runs in the worker's environment: `python -m load_tests.eval_scoring_rows FILE [--rated K]`.
"""

import argparse
import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from load_tests.scored_answers import BadData, Row, by_question, pool_of, read
from workers.scoring.calibration import calibrate, to_rate
from workers.scoring.features import language_of, size
from workers.scoring.prior import shipped


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
    for at in by_question(rows).values():
        for place, result in zip(at, _question([rows[place] for place in at], options.rated), strict=True):
            scored[place] = result
    print(json.dumps(scored, ensure_ascii=False))


def _question(rows: list[Row], rated: int) -> list[dict[str, Any]]:
    """Results for all answers to one question, of which the first chosen `rated` count as seen by a person."""
    prior = shipped()
    pool = pool_of(rows, prior)
    chosen = to_rate(pool, rated) if 0 < rated < len(rows) else []
    found = calibrate(pool, {at: rows[at].share for at in chosen})
    return [
        {
            "qid": row.qid,
            "answer": row.answer,
            "references": row.references,
            "human": row.share,
            "score": round(float(found.mean[at]), 4),
            "deviation": round(float(found.deviation[at]), 4),
            "rated": at in chosen,
            "length": size(row.answer),
            "language": language_of(row.answer),
            "measured": asdict(row.measured),
        }
        for at, row in enumerate(rows)
    ]


if __name__ == "__main__":
    main()
