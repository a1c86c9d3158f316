"""The stages of the pipeline as Ray runs them, called here without it: what leaves them has been measured."""

import asyncio
import pickle
from collections.abc import Iterator

import numpy as np
import pytest

from chalicelib.domain.plan import CompetencyModel, InterviewPlan, RoutingRules, WeightedDimension
from tests.workers.measurements.synthetic import question, spoken
from tests.workers.media import encoded, wav
from workers import deployments
from workers.decode import Decoded, Limits

SENTENCE = ["we", "looked", "at", "all", "valves", "and", "one", "of", "them", "was", "the", "cause."]
ASKED = question("names the cause")
PLAN = InterviewPlan(
    id="plan",
    job="job",
    title="Operations",
    description="Operations",
    language="en",
    scenario="campus",
    competency_model=CompetencyModel(dimensions=(WeightedDimension(key="teamwork", weight=1),)),
    questions=(ASKED,),
    rules=RoutingRules(),
)


@pytest.fixture
def decoder() -> Iterator[deployments.Decoder]:
    stage = deployments.Decoder(Limits())
    yield stage
    stage._decoder.close()


def test_what_the_decoder_hands_on_is_scored_and_measured(decoder: deployments.Decoder) -> None:
    said, samples = spoken(SENTENCE * 2, {5: 500, 11: 700}, hertz=160)
    decoded = asyncio.run(decoder(wav(samples)))
    assert isinstance(decoded, Decoded)
    passed: Decoded = pickle.loads(pickle.dumps(decoded))  # noqa: S301 - our own
    result = asyncio.run(deployments.Scorer()(said, PLAN, ASKED, passed.voice, None, None))
    assert result.scores
    assert result.measurements is not None
    assert result.measurements.pitch_median_hz is not None
    assert round(result.measurements.pitch_median_hz) == 160
    assert result.measurements.pauses is not None
    assert result.measurements.pauses.count == 2
    assert result.measurements.loudness_lufs is not None


def test_a_recording_that_is_refused_is_not_measured(decoder: deployments.Decoder) -> None:
    assert asyncio.run(decoder(b"no recording")) == "text"


def test_scores_are_the_same_whatever_was_measured(decoder: deployments.Decoder) -> None:
    said, _ = spoken(SENTENCE * 2, {5: 500})
    scorer = deployments.Scorer()
    _, loud = spoken(SENTENCE * 2, {5: 500}, hertz=90)
    decoded = asyncio.run(decoder(encoded(np.repeat(loud, 3))))
    assert isinstance(decoded, Decoded)
    with_voice, without = (asyncio.run(scorer(said, PLAN, ASKED, voice, None, None)) for voice in (decoded.voice, None))
    assert with_voice.measurements != without.measurements
    assert with_voice.scores == without.scores
