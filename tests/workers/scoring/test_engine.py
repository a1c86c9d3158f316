"""Scores of whole answers: order, evidence, determinism, languages."""

import re
from statistics import mean

import pytest

from chalicelib.domain.language import Language
from chalicelib.domain.plan import Anchor, Question
from chalicelib.domain.scorecard import AnswerResult
from tests.workers.scoring.spoken import Demo, job, transcript
from workers.scoring.encoder import TextEncoder, load_encoder
from workers.scoring.engine import MOST_MISSED, score_answer
from workers.scoring.prior import shipped

SPLITS = ["sentences", "clauses", "unmarked"]


def interview(demo: Demo, key: str, encoder: TextEncoder, split: str = "clauses") -> list[AnswerResult]:
    of = demo.jobs[demo.job_of[key]]
    results = []
    for name, text in demo.answers[key].items():
        question = of.question(name)
        assert question
        results.append(score_answer(transcript(text, of.language, split), of, question, encoder))
    return results


def by_dimension(results: list[AnswerResult]) -> dict[str, float]:
    scores: dict[str, list[float]] = {}
    for score in (score for result in results for score in result.scores):
        assert score.score is not None
        scores.setdefault(score.dimension, []).append(score.score)
    return {key: mean(values) for key, values in scores.items()}


def total(demo: Demo, key: str, dimensions: dict[str, float]) -> float:
    model = demo.jobs[demo.job_of[key]].competency_model
    return sum(weighted.weight * dimensions[weighted.key] for weighted in model.dimensions)


@pytest.mark.parametrize("split", SPLITS)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_better_interviews_score_higher_in_every_dimension(
    language: Language, split: str, demo: Demo, encoder: TextEncoder
) -> None:
    good, middling, poor = (
        by_dimension(interview(demo, f"{language}-{quality}", encoder, split))
        for quality in ("good", "middling", "poor")
    )
    for key in good:
        assert good[key] > middling[key] + 10, key
        assert middling[key] > poor[key] + 10, key
    assert total(demo, f"{language}-good", good) >= 70
    assert 42 <= total(demo, f"{language}-middling", middling) <= 65
    assert total(demo, f"{language}-poor", poor) < 40


@pytest.mark.parametrize(("key", "reason"), [("en-off-topic", "off_topic"), ("zh-silent", "silence")])
@pytest.mark.parametrize("split", SPLITS)
def test_off_topic_and_silent_interviews_abstain_throughout(
    key: str, reason: str, split: str, demo: Demo, encoder: TextEncoder
) -> None:
    scores = [score for result in interview(demo, key, encoder, split) for score in result.scores]
    assert {score.abstained for score in scores} == {reason}
    assert {score.confidence for score in scores} == {0}


@pytest.mark.parametrize("split", SPLITS)
def test_a_score_and_its_evidence_come_together(split: str, demo: Demo, encoder: TextEncoder) -> None:
    for key in demo.answers:
        for result in interview(demo, key, encoder, split):
            for score in result.scores:
                assert (score.score is not None) == bool(score.evidence) == (score.abstained is None)
                assert score.reason.en
                assert score.reason.zh


def test_the_same_answer_gives_the_same_result_to_the_last_bit(demo: Demo) -> None:
    first = load_encoder()
    runs = [interview(demo, "zh-good", first), interview(demo, "zh-good", first)]
    other = load_encoder()
    interview(demo, "en-good", other)
    runs.append(interview(demo, "zh-good", other))
    assert len({tuple(result.model_dump_json() for result in run) for run in runs}) == 1


def test_the_reason_names_what_was_met_and_what_was_missed(demo: Demo, encoder: TextEncoder) -> None:
    score = interview(demo, "en-good", encoder)[2].scores[0]
    assert "Tells the customer the same day, honestly, and offers a choice" in score.reason.en
    assert "key points" in score.reason.en
    assert "个要点中满足了" in score.reason.zh
    met = {evidence.criterion for evidence in score.evidence}
    assert "Tells the customer the same day, honestly, and offers a choice" in met


def test_an_answer_that_meets_nothing_still_shows_what_was_said(demo: Demo, encoder: TextEncoder) -> None:
    score = interview(demo, "en-poor", encoder)[0].scores[0]
    assert score.score is not None
    assert score.score < 40
    assert 1 <= len(score.evidence) <= MOST_MISSED
    assert not any(evidence.met for evidence in score.evidence)
    assert "What is quoted came closest." in score.reason.en


@pytest.mark.parametrize("key", ["en-good", "en-middling", "zh-good", "zh-middling"])
def test_what_came_closest_to_the_key_points_missed_is_quoted(key: str, demo: Demo, encoder: TextEncoder) -> None:
    of = demo.jobs[demo.job_of[key]]
    quoted = 0
    for result in interview(demo, key, encoder):
        question = of.question(result.question)
        assert question
        said = demo.answers[key][result.question]
        for score in result.scores:
            missed = [evidence for evidence in score.evidence if not evidence.met]
            met = {evidence.criterion for evidence in score.evidence if evidence.met}
            assert len(missed) <= MOST_MISSED
            assert {evidence.criterion for evidence in missed} <= set(question.key_points) - met
            assert all(evidence.quote in said for evidence in missed)
            assert all(evidence.criterion in score.reason.en for evidence in missed)
            quoted += len(missed)
    assert quoted


def test_words_that_come_close_to_nothing_are_not_quoted_beside_what_was_met(demo: Demo, encoder: TextEncoder) -> None:
    plain = demo.jobs["operations-en"].questions[0]
    strange = "Names the boiling point of tungsten hexafluoride"
    question = plain.model_copy(update={"key_points": (*plain.key_points, strange)})
    of = demo.jobs["operations-en"]
    score = score_answer(transcript(demo.answers["en-good"]["q1"], "en"), of, question, encoder).scores[0]
    assert strange in score.reason.en
    assert strange not in {evidence.criterion for evidence in score.evidence}


@pytest.mark.parametrize("key", ["en-good", "en-poor", "zh-good", "zh-poor"])
def test_every_score_lies_in_its_interval(key: str, demo: Demo, encoder: TextEncoder) -> None:
    for score in (score for result in interview(demo, key, encoder) for score in result.scores):
        assert (score.score is None) == (score.interval is None)
        if score.score is not None and score.interval is not None:
            half = 100 * shipped().half_width
            assert score.interval.low == pytest.approx(max(score.score - half, 0), abs=0.051)
            assert score.interval.high == pytest.approx(min(score.score + half, 100), abs=0.051)


def test_versions_say_what_made_the_score(demo: Demo, encoder: TextEncoder) -> None:
    versions = interview(demo, "en-good", encoder)[0].scores[0].versions
    assert versions
    assert versions.encoder == f"use-multilingual-v3@{encoder.version}"
    assert len(encoder.version) == 12
    assert versions.dimension == "problem_solving@1"
    assert versions.recogniser == "test 1"
    assert versions.calibration is None
    assert versions.prior == ""


def test_the_version_of_a_question_follows_all_that_it_says(demo: Demo) -> None:
    question = demo.jobs["operations-en"].questions[0]
    version = question.version
    assert re.fullmatch("q1@[0-9a-f]{12}", version)
    assert Question.model_validate(question.model_dump()).version == version
    assert question.model_copy(update={"text": f"{question.text} "}).version != version


def test_a_score_of_knowledge_names_the_prior_that_had_a_part_in_it(demo: Demo, encoder: TextEncoder) -> None:
    question = demo.jobs["operations-en"].questions[0].model_copy(update={"dimensions": ("professional_knowledge",)})
    said = transcript(demo.answers["en-good"]["q1"], "en")
    versions = score_answer(said, job("en", (question,)), question, encoder).scores[0].versions
    assert versions
    assert versions.prior == shipped().version


def test_key_points_may_be_in_another_language_than_the_answer(demo: Demo, encoder: TextEncoder) -> None:
    english, chinese = demo.jobs["operations-en"], demo.jobs["operations-zh"]
    scores = []
    for quality in ("good", "poor"):
        question = english.questions[2].model_copy(update={"key_points": chinese.questions[2].key_points})
        said = transcript(demo.answers[f"en-{quality}"]["q3"], "en")
        score = score_answer(said, english, question, encoder).scores[0].score
        assert score is not None
        scores.append(score)
    assert scores[0] >= scores[1] + 30


def test_the_jobs_own_anchor_explains_the_level(encoder: TextEncoder) -> None:
    question = Question(
        key="q1", text="What would you do?", dimensions=("ownership",), key_points=("Tells the customer",)
    )
    plain = job("en", (question,))
    anchors = tuple(Anchor(level=level, text=f"anchor {level}") for level in range(1, 6))
    weighted = plain.competency_model.dimensions[0].model_copy(update={"anchors": anchors})
    model = plain.competency_model.model_copy(update={"dimensions": (weighted,)})
    own = plain.model_copy(update={"competency_model": model})
    said = transcript(
        "I would tell the customer at once and decide what to do myself, since nobody else is there.", "en"
    )
    score = score_answer(said, own, question, encoder).scores[0]
    assert "anchor " in score.reason.en


def test_length_alone_does_not_pay(demo: Demo, encoder: TextEncoder) -> None:
    of = demo.jobs["operations-en"]
    question = of.questions[0]
    chatter = (
        " It was really quite a thing, and everybody was talking about it. So that was how it was for all of us there."
    )
    short = demo.answers["en-middling"]["q1"]
    before = score_answer(transcript(short, "en"), of, question, encoder).scores
    after = score_answer(transcript(short + chatter, "en"), of, question, encoder).scores
    for one, other in zip(before, after, strict=True):
        assert one.score is not None
        assert other.score is not None
        assert other.score <= one.score + 5


def test_words_are_counted_by_language(demo: Demo, encoder: TextEncoder) -> None:
    assert interview(demo, "en-poor", encoder)[1].words == len(demo.answers["en-poor"]["q2"].split())
    assert interview(demo, "zh-poor", encoder)[1].words == 49
