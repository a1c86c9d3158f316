"""How measurements are spread over a tenant's answers in one language, in bins, and where one answer lies among them.

Histograms of the same bins add up, so that they can be counted in parts and merged. They hold no personal data.
Pitch has no place here: it tells a speaker's sex and age before anything else.
"""

from typing import Final, Literal, Self, get_args

from pydantic import Field

from chalicelib.domain.measurements import SpeechMeasurements
from chalicelib.domain.model import DomainModel

Ranked = Literal[
    "speech_rate", "articulation_rate", "tempo_variation", "pauses_per_minute", "fillers_per_minute", "mattr"
]
FEWEST_ANSWERS: Final = 50
"""From so many answers on a percentile is shown: below, one answer more would move it by more than a point."""
_BINS: Final[dict[Ranked, tuple[float, int]]] = {
    "speech_rate": (4, 150),
    "articulation_rate": (4, 150),
    "tempo_variation": (0.01, 100),
    "pauses_per_minute": (1, 60),
    "fillers_per_minute": (0.5, 60),
    "mattr": (0.01, 101),
}
"""Width and number of bins, the first from 0; the last takes all that is higher. Changing them needs a new key."""


class Percentile(DomainModel):
    """Where an answer lies among a tenant's answers in its language."""

    measurement: Ranked
    percentile: int = Field(
        ge=1, le=99, description="Of 100 answers so many have a lower figure; equal ones count half"
    )
    answers: int = Field(ge=FEWEST_ANSWERS, description="How many answers it was compared with")


class Histogram(DomainModel):
    """Counts of answers by measurement and bin."""

    counts: dict[Ranked, dict[int, int]] = Field(default_factory=dict)

    def adding(self, measurements: SpeechMeasurements) -> Self:
        """With one answer more."""
        places = {(name, _bin(name, value)): 1 for name, value in _values(measurements)}
        return self._plus(places)

    def merged(self, other: "Histogram") -> Self:
        """Both together."""
        return self._plus(
            {(name, place): count for name in other.counts for place, count in other.counts[name].items()}
        )

    def percentiles(self, measurements: SpeechMeasurements) -> tuple[Percentile, ...]:
        """Where an answer lies, for each measurement that enough answers have."""
        found: list[Percentile] = []
        for name, value in _values(measurements):
            counts, place = self.counts.get(name, {}), _bin(name, value)
            answers = sum(counts.values())
            if answers >= FEWEST_ANSWERS:
                lower = sum(count for each, count in counts.items() if each < place)
                rank = round(100 * (lower + counts.get(place, 0) / 2) / answers)
                found.append(Percentile(measurement=name, percentile=min(max(rank, 1), 99), answers=answers))
        return tuple(found)

    def _plus(self, places: dict[tuple[Ranked, int], int]) -> Self:
        counts = {name: dict(each) for name, each in self.counts.items()}
        for (name, place), count in places.items():
            own = counts.setdefault(name, {})
            own[place] = own.get(place, 0) + count
        return self.model_copy(update={"counts": counts})


def _values(measurements: SpeechMeasurements) -> list[tuple[Ranked, float]]:
    names: tuple[Ranked, ...] = get_args(Ranked)
    values: list[tuple[Ranked, float | None]] = [(name, getattr(measurements, name)) for name in names]
    return [(name, value) for name, value in values if value is not None]


def _bin(name: Ranked, value: float) -> int:
    width, number = _BINS[name]
    return min(max(int(value / width), 0), number - 1)
