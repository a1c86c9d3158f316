"""The contract of every dimension that has a file, and of one that only a tenant knows."""

import math
import re

import pytest

from chalicelib.domain.language import Language
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

QUESTIONS = {
    "en": (
        "Tell us about a piece of work that did not go as planned.",
        ("Says what went wrong and why", "Says what they did about it", "Says what came of it"),
    ),
    "zh": (
        "请讲一件没有按计划完成的工作。",
        ("说明哪里出了问题以及原因", "说明自己采取了什么行动", "说明最后的结果"),
    ),
}
ANSWERS = {
    "en": (
        "Last summer I worked at a festival and the wristbands arrived two days late. I called the printer and found "
        "out that nobody had confirmed the order. I asked two friends to help and we stamped four hundred tickets. "
        "In the end the queue moved and only three guests complained."
    ),
    "zh": (
        "去年暑假我在音乐节工作，手环晚了两天才到。我打电话给印刷厂，发现没有人确认过订单。"
        "我请了两个朋友帮忙，一起盖了四百张纸票。最后排队很顺利，只有三个客人投诉。"
    ),
}
LANGUAGES: list[Language] = ["en", "zh"]


def judge(key: str, said: Transcript, encoder: TextEncoder) -> DimensionScore:
    text, points = QUESTIONS[said.language]
    question = Question(key="q1", text=text, dimensions=(key,), key_points=points)
    return score_answer(said, job(said.language, (question,)), question, encoder).scores[0]


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


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("key", [*dimensions(), TENANTS_OWN])
def test_silence_is_not_scored(key: str, language: Language, encoder: TextEncoder) -> None:
    score = judge(key, transcript("", language), encoder)
    assert (score.score, score.evidence, score.abstained) == (None, (), "silence")
    assert score.reason.en
    assert HAN.search(score.reason.zh)


@pytest.mark.parametrize("split", ["sentences", "clauses", "unmarked"])
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("key", [*dimensions(), TENANTS_OWN])
def test_evidence_is_verbatim_and_has_its_times(key: str, language: Language, split: str, encoder: TextEncoder) -> None:
    said = transcript(ANSWERS[language], language, split)
    score = judge(key, said, encoder)
    assert score.score is not None
    assert score.evidence
    joiner = "" if language == "zh" else " "
    for evidence in score.evidence:
        assert evidence.quote in said.text
        quoted = [
            clause
            for clause in said.clauses
            if clause.start_ms >= evidence.start_ms and clause.end_ms <= evidence.end_ms
        ]
        assert joiner.join(clause.text for clause in quoted) == evidence.quote


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("dimension", ALL, ids=lambda dimension: dimension.key)
def test_showing_one_more_behaviour_never_lowers_the_score(
    dimension: Dimension, language: Language, encoder: TextEncoder
) -> None:
    before = judge(dimension.key, transcript(ANSWERS[language], language), encoder).score
    assert before is not None
    for behaviour in dimension.behaviours:
        more = behaviour.phrasings.in_language(language)[0]
        longer = f"{ANSWERS[language]}{more}。" if language == "zh" else f"{ANSWERS[language]} {more}."
        after = judge(dimension.key, transcript(longer, language), encoder).score
        assert after is not None
        assert after >= before, behaviour.key


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("key", [*dimensions(), TENANTS_OWN])
def test_fillers_and_blanks_do_not_raise_the_score(key: str, language: Language, encoder: TextEncoder) -> None:
    plain = judge(key, transcript(ANSWERS[language], language), encoder)
    noise = "  嗯，那个，呃，嗯。嗯嗯。  " if language == "zh" else "  Um, uh, you know, um. Er, hmm, I mean, uh.  "
    for text in (
        f"{noise}{ANSWERS[language]}",
        f"{ANSWERS[language]}{noise * 3}",
        ANSWERS[language].replace(" ", "  "),
    ):
        padded = judge(key, transcript(text, language), encoder)
        assert plain.score is not None
        assert padded.score is not None
        assert padded.score <= plain.score


def test_a_dimension_that_only_the_tenant_knows_is_scored_from_the_key_points(encoder: TextEncoder) -> None:
    score = judge(TENANTS_OWN, transcript(ANSWERS["en"], "en"), encoder)
    assert score.score is not None
    assert {evidence.met for evidence in score.evidence} <= set(QUESTIONS["en"][1])
    assert score.versions
    assert score.versions.dimension == f"{TENANTS_OWN}@0"
