"""Fit the prior of coverage on human-scored answers, and say how well it does on sets that it has not seen.

    make fit-prior [DATA="file file …"]

The weights are those of a regression within questions (question means taken out of both sides, so that hard questions
teach nothing), not below 0, every set counting by the root of its size. The intercept makes the mean over sets right.
The half width of a score's interval is what four in five errors stay below, each set predicted by a prior fitted on the
others (with one set alone: each fifth of its questions, by the rest); every set counts the same there, and every
question of a set. Writes `workers/scoring/prior.json`. The last line is JSON; of each set:

r                 Pearson's r, the set unseen
within            share of people's scores in the interval, set unseen, and the half width taken from the other sets
within_questions  the same with the half width that is written, and a fifth of all sets' questions unseen at a time

and `half_width_by_fifth`: what the half width would be in each fifth of the predictions, lowest first.
"""

import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass

import numpy as np
from sklearn.linear_model import Ridge

from load_tests.scored_answers import Row, by_question, matrix, named_files, read
from workers.scoring.agreement import pearson
from workers.scoring.calibration import Floats
from workers.scoring.coverage import MEASURES
from workers.scoring.prior import FILE, Prior

VERSION = "2"
_SHRINKAGE = 300.0
# Per unit of log length. Chosen on the development sets: scores there correlate with length at the same human score at
# .44 and .18 without labels and .16 and .33 with ten, and for this lose .01 to .03 of r.
_LENGTH = -0.035
_COVERED = 0.8
_FOLDS = 5


def main() -> None:
    """Fit, tell, write."""
    files = named_files(__doc__ or "")
    sets: dict[str, list[Row]] = {}
    for file in files:
        sets[file.name.partition(".")[0]] = read(file)
        print(f"{file.name}: {len(sets[file.name.partition('.')[0]])} answers", file=sys.stderr, flush=True)
    others = _unseen_sets(sets) if len(sets) > 1 else {}
    folds = _unseen_questions(sets)
    known = list((others or folds).values())
    prior = fit(list(sets.values())).model_copy(update={"half_width": round(half_width(known), 3)})
    FILE.write_text(prior.model_dump_json(indent=2) + "\n", encoding="utf-8")
    unseen = {
        name: {
            "r": round(pearson(found.predicted, found.predicted - found.off), 3),
            "within": found.within(half_width([each for other, each in others.items() if other != name])),
            "within_questions": folds[name].within(prior.half_width),
        }
        for name, found in others.items()
    }
    print(json.dumps({"written": FILE.name, **prior.model_dump(), "half_width_by_fifth": _fifths(known), **unseen}))


@dataclass(frozen=True, slots=True)
class Errors:
    """Predictions for answers of one set, how far `off` people's scores they are, and what each answer counts."""

    predicted: Floats
    off: Floats
    weights: Floats

    def within(self, half: float) -> float:
        """Share of people's scores that lie within `half` of the prediction."""
        return round(float((self.weights * (np.abs(self.off) <= half)).sum()), 3)


def errors(prior: Prior, rows: Sequence[Row]) -> Errors:
    """The errors of a prior on answers that it was not fitted on; every question counts the same."""
    groups = by_question(rows)
    predicted = np.array([prior.predict(row.measured) for row in rows])
    weights = np.array([1 / (len(groups) * len(groups[row.qid])) for row in rows])
    return Errors(predicted, predicted - np.array([row.share for row in rows]), weights)


def half_width(known: Sequence[Errors]) -> float:
    """What four in five errors stay below; each set counts the same."""
    off, weights = (np.concatenate([getattr(each, name) for each in known]) for name in ("off", "weights"))
    return _quantile(np.abs(off), weights, _COVERED)


def _quantile(values: Floats, weights: Floats, share: float) -> float:
    order = np.argsort(values, kind="stable")
    reached = np.cumsum(weights[order])
    return float(values[order][np.searchsorted(reached, share * reached[-1])])


def _fifths(known: Sequence[Errors]) -> list[float]:
    predicted, off, weights = (np.concatenate(each) for each in zip(*map(astuple, known), strict=True))
    edges = [_quantile(predicted, weights, fifth / _FOLDS) for fifth in range(1, _FOLDS)]
    member = np.digitize(predicted, edges)
    return [
        round(_quantile(np.abs(off[at]), weights[at], _COVERED), 3)
        for at in (member == fifth for fifth in range(_FOLDS))
    ]


def _unseen_sets(sets: Mapping[str, list[Row]]) -> dict[str, Errors]:
    """Errors on each set by a prior fitted on the others."""
    return {name: errors(fit([each for other, each in sets.items() if other != name]), sets[name]) for name in sets}


def _unseen_questions(sets: Mapping[str, list[Row]]) -> dict[str, Errors]:
    """Errors on each fifth of all sets' questions by a prior fitted on the rest."""
    fold = {name: {qid: at % _FOLDS for at, qid in enumerate(by_question(rows))} for name, rows in sets.items()}
    parts: dict[str, list[Errors]] = {name: [] for name in sets}
    for left_out in range(_FOLDS):
        prior = fit([[row for row in rows if fold[name][row.qid] != left_out] for name, rows in sets.items()])
        for name, rows in sets.items():
            parts[name].append(errors(prior, [row for row in rows if fold[name][row.qid] == left_out]))
    found = {}
    for name, each in parts.items():
        predicted, off, weights = (np.concatenate(part) for part in zip(*map(astuple, each), strict=True))
        found[name] = Errors(predicted, off, weights / weights.sum())
    return found


def fit(sets: Sequence[list[Row]]) -> Prior:
    """The prior of these sets; its half width is the whole scale, as nothing is known of unseen questions yet.

    A set with a single answer to most questions gives no slope, only its mean.
    """
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
    intercept = round(float(np.mean(means)), 4)
    return Prior(version=VERSION, intercept=intercept, weights=named, length=_LENGTH, half_width=1)


def _mean_share(rows: Sequence[Row]) -> float:
    return float(np.mean([row.share for row in rows]))


def _within(values: Floats, rows: Sequence[Row]) -> Floats:
    """The values without the mean of their question."""
    result = values.astype(np.float64)
    for at in by_question(rows).values():
        result[at] -= result[at].mean(axis=0)
    return result


if __name__ == "__main__":
    main()
