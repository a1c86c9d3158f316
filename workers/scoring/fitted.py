"""A question's fit at work: what the ratings of other answers to it make of an answer's shipped score."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from chalicelib.domain.scorecard import Interval
from workers.scoring import features
from workers.scoring.calibration import Floats, Pool, Scale, calibrate

if TYPE_CHECKING:
    from collections.abc import Sequence

    from chalicelib.domain.scoring_version import FittedDimension, QuestionFit
    from chalicelib.domain.transcript import Transcript
    from workers.scoring.encoder import TextEncoder

_FULL = 100
_STORED = np.dtype("<f4")


@dataclass(frozen=True, slots=True)
class Moved:
    """A calibrated score, 0 to 100, and how many rated answers made it."""

    score: float
    interval: Interval
    rated: int


def whole(encoder: TextEncoder, transcript: Transcript) -> Floats:
    """The meaning of a whole answer, as one vector."""
    vector: Floats = encoder.encode([features.clean(transcript.text)])[0].astype(np.float64)
    return vector


def packed(vectors: Floats) -> str:
    """Vectors as a fit keeps them."""
    return base64.b64encode(vectors.astype(_STORED).tobytes()).decode()


class Fitted:
    """A fit, ready to be asked."""

    def __init__(self, fit: QuestionFit) -> None:
        self._fit = fit
        measures = np.array(fit.measures, dtype=np.float64)
        vectors = np.frombuffer(base64.b64decode(fit.vectors), _STORED).astype(np.float64)
        self._vectors = vectors.reshape(len(measures), -1)
        self._measures = measures
        self._dimensions = {each.dimension: each for each in fit.dimensions}

    def moved(self, key: str, score: float, vector: Floats, measures: Sequence[float]) -> Moved | None:
        """What a shipped score of 0 to 100 becomes; None for a dimension that nobody rated."""
        known = self._dimensions.get(key)
        at = [place for place, rating in enumerate(known.ratings) if rating is not None] if known else []
        if known is None or not at:
            return None
        answer = _pool(vector[None], np.array([measures], dtype=np.float64), (score / _FULL,))
        rated = _pool(self._vectors, self._measures, known.scores)
        ratings = np.array([known.ratings[place] for place in at], dtype=np.float64)
        found = calibrate(answer, rated.at(at), ratings, self._scale(known))
        share, half = float(found.mean[0]), float(found.half_width[0])
        after = round(_FULL * share, 1)
        return Moved(after, Interval.around(after, _FULL * half, _FULL * half), len(at))

    def _scale(self, known: FittedDimension) -> Scale:
        measures_mean, measures_deviation = (
            np.array(each, dtype=np.float64)
            for each in (self._fit.pool_measures_mean, self._fit.pool_measures_deviation)
        )
        return Scale(known.pool_mean, known.pool_deviation, measures_mean, measures_deviation)


def _pool(vectors: Floats, measures: Floats, scores: Sequence[float]) -> Pool:
    """Answers with their shipped scores as what is expected: those know of length already, nothing is taken off."""
    return Pool(vectors, measures, np.array(scores, dtype=np.float64), np.zeros(len(scores)))
