"""Fit the prior of coverage on human-scored answers, and say how well it does on sets that it has not seen.

    make fit-prior [DATA="file file …"]

The weights are those of a regression within questions (question means taken out of both sides, so that hard questions
teach nothing), not below 0, every set counting by the root of its size. The intercept makes the mean over sets right.
Each set's r is that of a prior fitted on the others. Writes `workers/scoring/prior.json`; the last line is JSON.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from sklearn.linear_model import Ridge

from load_tests.scored_answers import DEVELOPMENT, Row, by_question, matrix, read
from workers.scoring.calibration import Floats
from workers.scoring.coverage import MEASURES
from workers.scoring.prior import FILE, Prior

VERSION = "1"
_SHRINKAGE = 300.0
# Per unit of log length. Chosen on the development sets: scores there correlate with length at the same human score at
# .44 and .18 without labels and .16 and .33 with ten, and for this lose .01 to .03 of r.
_LENGTH = -0.035


def main() -> None:
    """Fit, tell, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path, nargs="*", help="files; without any, the development sets")
    files = parser.parse_args().data or sorted(DEVELOPMENT.glob("*.jsonl.gz"))
    if not files:
        raise SystemExit("No data: name files of human-scored answers.")
    sets: dict[str, list[Row]] = {}
    for file in files:
        sets[file.name.partition(".")[0]] = read(file)
        print(f"{file.name}: {len(sets[file.name.partition('.')[0]])} answers", file=sys.stderr, flush=True)
    unseen = {}
    if len(sets) > 1:
        for name, rows in sets.items():
            unseen[name] = round(pearson(fit([each for other, each in sets.items() if other != name]), rows), 3)
    prior = fit(list(sets.values()))
    FILE.write_text(prior.model_dump_json(indent=2) + "\n", encoding="utf-8")
    print(json.dumps({"written": FILE.name, "weights": prior.weights, "r_fitted_on_the_others": unseen}))


def fit(sets: Sequence[list[Row]]) -> Prior:
    """The prior of these sets. One with a single answer to most questions gives no slope, only its mean."""
    measures = [_within(matrix(rows), rows) for rows in sets]
    shares = [_within(np.array([[row.share] for row in rows]), rows)[:, 0] for rows in sets]
    weights = np.concatenate([np.full(len(rows), 1 / np.sqrt(len(rows))) for rows in sets])
    every = np.concatenate(measures)
    scale = np.maximum(every.std(axis=0), 1e-9)
    model = Ridge(_SHRINKAGE, positive=True, fit_intercept=False)
    model.fit(every / scale, np.concatenate(shares), sample_weight=weights / weights.mean())
    slopes = model.coef_ / scale
    means = [_mean_share(rows) - float(matrix(rows).mean(axis=0) @ slopes) for rows in sets]
    named = {name: round(float(slope), 4) for name, slope in zip(MEASURES, slopes, strict=True)}
    return Prior(version=VERSION, intercept=round(float(np.mean(means)), 4), weights=named, length=_LENGTH)


def _mean_share(rows: Sequence[Row]) -> float:
    return float(np.mean([row.share for row in rows]))


def _within(values: Floats, rows: Sequence[Row]) -> Floats:
    """The values without the mean of their question."""
    result = values.astype(np.float64)
    for at in by_question(rows).values():
        result[at] -= result[at].mean(axis=0)
    return result


def pearson(prior: Prior, rows: Sequence[Row]) -> float:
    """Pearson's r of predictions with human scores over all rows."""
    predicted = [prior.predict(row.measured) for row in rows]
    return float(np.corrcoef(predicted, [row.share for row in rows])[0, 1])


if __name__ == "__main__":
    main()
