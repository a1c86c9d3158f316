"""Measurements as values, and where an answer lies among others."""

import random
from typing import get_args

import pytest
from pydantic import ValidationError

from chalicelib.domain.measurements import PauseFigures, Pauses, SpeechMeasurements
from chalicelib.domain.percentiles import FEWEST_ANSWERS, Histogram, Ranked


def measured(speech_rate: float | None, mattr: float | None = None) -> SpeechMeasurements:
    return SpeechMeasurements(unit="characters", units=100, speaking_ms=30_000, speech_rate=speech_rate, mattr=mattr)


def histogram(rates: list[float]) -> Histogram:
    made = Histogram()
    for rate in rates:
        made = made.adding(measured(rate))
    return made


def test_pauses_add_up() -> None:
    pauses = Pauses(
        inside=PauseFigures(count=2, total_ms=700, longest_ms=400),
        between=PauseFigures(count=3, total_ms=2000, longest_ms=900),
        found_in="sound",
    )
    assert (pauses.count, pauses.total_ms, pauses.longest_ms) == (5, 2700, 900)
    made = SpeechMeasurements(unit="words", units=60, speaking_ms=30_000, pauses=pauses)
    assert made.pauses_per_minute == 10
    assert made.language == "en"
    assert measured(200).language == "zh"
    assert measured(200).pauses_per_minute is None


@pytest.mark.parametrize("field", ["speech_rate", "mattr", "loudness_lufs", "pitch_median_hz"])
def test_measurements_are_numbers(field: str) -> None:
    document = f'{{"unit":"words","units":1,"speaking_ms":1,"{field}":NaN}}'
    with pytest.raises(ValidationError):
        SpeechMeasurements.model_validate_json(document)


def test_nothing_is_compared_with_fewer_than_fifty_answers() -> None:
    rates = [100.0 + number for number in range(FEWEST_ANSWERS - 1)]
    assert histogram(rates).percentiles(measured(120)) == ()
    (found,) = histogram([*rates, 149.0]).percentiles(measured(120))
    assert (found.measurement, found.answers) == ("speech_rate", FEWEST_ANSWERS)


def test_a_percentile_is_the_share_that_is_lower_and_half_of_the_equal() -> None:
    made = histogram([100.0] * 20 + [200.0] * 60 + [300.0] * 20)
    assert [made.percentiles(measured(rate))[0].percentile for rate in (50, 100, 200, 300, 400)] == [1, 10, 50, 90, 99]


def test_percentiles_of_bins_are_near_those_of_the_figures_themselves() -> None:
    dice = random.Random(7)
    rates = [dice.gauss(220, 40) for _ in range(2000)]
    made = histogram(rates)
    for rate in (150, 180, 212, 240, 290):
        exact = 100 * sum(each < rate for each in rates) / len(rates)
        assert made.percentiles(measured(rate))[0].percentile == pytest.approx(exact, abs=2.5)


def test_parts_of_a_histogram_make_the_whole_in_any_order() -> None:
    rates = [90.0 + 3 * number for number in range(90)]
    parts = [histogram(rates[at::3]) for at in range(3)]
    whole = histogram(rates)
    assert parts[0].merged(parts[1]).merged(parts[2]) == whole
    assert parts[2].merged(parts[0].merged(parts[1])).percentiles(measured(200)) == whole.percentiles(measured(200))


def test_each_measurement_is_compared_with_those_that_have_it() -> None:
    made = histogram([200.0] * 60).merged(Histogram().adding(measured(None, mattr=0.8)))
    assert [each.measurement for each in made.percentiles(measured(200, mattr=0.7))] == ["speech_rate"]
    assert made.percentiles(measured(None)) == ()


def test_figures_beyond_the_last_bin_are_counted_in_it() -> None:
    made = histogram([1e9] * 60)
    assert made.percentiles(measured(1e6))[0].percentile == 50


def test_a_histogram_stays_the_same_when_it_is_kept_and_stays_small() -> None:
    made = Histogram()
    for number in range(2000):
        one = SpeechMeasurements(
            unit="words",
            units=9,
            speaking_ms=9,
            speech_rate=number / 4,
            mattr=number / 2000,
            articulation_rate=number / 3,
        )
        made = made.adding(one)
    assert Histogram.model_validate_json(made.model_dump_json()) == made
    assert len(made.model_dump_json()) < 10_000


def test_pitch_is_never_compared() -> None:
    assert not any("pitch" in name for name in get_args(Ranked))
