"""The shape of every dimension that has a file, and how one is scored that only a tenant knows."""

import math
import re

import pytest

from chalicelib import starter
from chalicelib.domain.plan import Question
from chalicelib.domain.scorecard import DimensionScore
from chalicelib.domain.transcript import Transcript
from tests.workers.scoring.spoken import job, transcript
from workers.scoring.dimension import LEVELS, Dimension, Parts, dimensions
from workers.scoring.encoder import TextEncoder
from workers.scoring.engine import score_answer

ALL = list(dimensions().values())
HAN = re.compile(r"[\u4e00-\u9fff]")
TENANTS_OWN = "safety_mindset"

KEY_POINTS = ("Says what went wrong and why", "Says what they did about it", "Says what came of it")
QUESTION = Question(
    key="q1",
    text="Tell us about a piece of work that did not go as planned.",
    dimensions=(TENANTS_OWN,),
    key_points=KEY_POINTS,
)
ANSWER = (
    "Last summer I worked at a festival and the wristbands arrived two days late. I called the printer and found "
    "out that nobody had confirmed the order. I asked two friends to help and we stamped four hundred tickets. "
    "In the end the queue moved and only three guests complained."
)


def judge(said: Transcript, encoder: TextEncoder) -> DimensionScore:
    return score_answer(said, job("en", (QUESTION,)), QUESTION, encoder).scores[0]


@pytest.mark.parametrize("dimension", ALL, ids=lambda dimension: dimension.key)
def test_a_dimension_speaks_both_languages(dimension: Dimension) -> None:
    texts = [dimension.names, dimension.description, *dimension.anchors, *(each.text for each in dimension.behaviours)]
    for text in texts:
        assert HAN.search(text.zh)
        assert text.en
        assert not HAN.search(text.en)
    for phrasings in (dimension.contrary, *(each.phrasings for each in dimension.behaviours)):
        assert len(phrasings.en) >= 3
        assert len(phrasings.zh) >= 3
        assert all(HAN.search(text) for text in phrasings.zh)
        assert not any(HAN.search(text) for text in phrasings.en)


@pytest.mark.parametrize("dimension", ALL, ids=lambda dimension: dimension.key)
def test_a_dimension_has_a_full_scale_and_sane_weights(dimension: Dimension) -> None:
    parts = dimension.parts
    assert len(dimension.anchors) == LEVELS
    assert math.isclose(parts.key_points + parts.behaviours + parts.specificity + parts.structure, 1)
    assert parts.key_points >= max(parts.specificity, parts.structure)
    assert 1 <= dimension.enough <= len(dimension.behaviours)
    assert len({behaviour.key for behaviour in dimension.behaviours}) == len(dimension.behaviours)


def test_parts_that_do_not_sum_to_one_are_refused() -> None:
    with pytest.raises(ValueError, match="sum to 1"):
        Parts(key_points=0.5, behaviours=0.5, specificity=0.5, structure=0)


def test_every_shipped_dimension_is_scored_and_has_one_name() -> None:
    assert set(starter.dimensions()) <= set(dimensions())
    for key, shipped in starter.dimensions().items():
        assert dimensions()[key].names == shipped.name


def test_a_dimension_that_only_the_tenant_knows_is_scored_from_the_key_points(encoder: TextEncoder) -> None:
    said = transcript(ANSWER, "en")
    score = judge(said, encoder)
    assert score.score is not None
    assert score.evidence
    assert all(evidence.quote in said.text for evidence in score.evidence)
    assert {evidence.criterion for evidence in score.evidence} <= set(KEY_POINTS)
    assert score.versions
    assert score.versions.dimension == f"{TENANTS_OWN}@0"


def test_a_dimension_that_only_the_tenant_knows_is_not_scored_from_silence(encoder: TextEncoder) -> None:
    score = judge(transcript("", "en"), encoder)
    assert (score.score, score.evidence, score.abstained) == (None, (), "silence")
