"""Which answers people should rate first: unlike one another, and each like many others.

Clusters by k-means over what an answer means, how it is worded and how far it covers the key points; the answer nearest
to each middle stands for its cluster. With meaning alone, ten ratings left more to be told (docs/scoring.md).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
from sklearn.cluster import KMeans
from sklearn.decomposition import TruncatedSVD
from sklearn.feature_extraction.text import TfidfVectorizer

from workers.scoring.calibration import Scale
from workers.scoring.features import language_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from workers.scoring.calibration import Floats, Pool

COVERAGE: Final = 0.2
"""What a standard deviation of a measure weighs beside meaning and wording, whose vectors have length 1."""
_RUNS: Final = {"en": (2, 5), "zh": (1, 3)}
_DIRECTIONS: Final = 50


def to_rate(texts: Sequence[str], pool: Pool, count: int) -> list[int]:
    """Positions of `count` answers, all of them where there are fewer; the same each time."""
    count = min(count, len(texts))
    places = _places(texts, pool)
    # Answers that say the same make one cluster: there are no more clusters than different answers.
    different = len(np.unique(places.round(6), axis=0))
    clusters = KMeans(min(count, different), n_init=10, random_state=0).fit(places)
    chosen: list[int] = []
    for middle in clusters.cluster_centers_:
        distance = ((places - middle) ** 2).sum(axis=-1)
        chosen.append(next(int(at) for at in np.argsort(distance, kind="stable") if at not in chosen))
    return chosen + [at for at in range(len(texts)) if at not in chosen][: count - len(chosen)]


def _places(texts: Sequence[str], pool: Pool) -> Floats:
    scale = Scale.of(pool)
    coverage = np.column_stack([scale.spread(pool), scale.slope(pool)])
    places: Floats = np.concatenate([pool.vectors, _wording(texts), COVERAGE * coverage], axis=1)
    return places


def _wording(texts: Sequence[str]) -> Floats:
    """The texts by runs of characters, rarer ones counting more, in the directions in which they differ most."""
    runs = TfidfVectorizer(
        analyzer="char", ngram_range=_RUNS[language_of(" ".join(texts[:_DIRECTIONS]))], sublinear_tf=True
    )
    # What is shorter than a run has something in common with whatever else is.
    weighted = runs.fit_transform([said if len(said := text.lower().strip()) > 1 else "--" for text in texts])
    directions = min(_DIRECTIONS, len(texts), weighted.shape[1]) - 1
    if directions < 1:
        return np.zeros((len(texts), 1))
    found: Floats = TruncatedSVD(directions, random_state=0).fit_transform(weighted)
    return found
