"""What every dimension keeps to, in both languages, with answers that it has not seen.

A new dimension is found by itself and needs one file in `answers/`.
"""

import re

import pytest

from chalicelib.domain.language import Language
from chalicelib.domain.plan import Question
from chalicelib.domain.scorecard import DimensionScore
from chalicelib.domain.transcript import Clause, Transcript
from tests.workers.scoring.spoken import SPLITS, job, transcript
from tests.workers.scoring.unseen import unseen
from workers.scoring.dimension import Dimension, dimensions
from workers.scoring.encoder import TextEncoder, load_encoder
from workers.scoring.engine import score_answer

HAN = re.compile(r"[\u4e00-\u9fff]")
LANGUAGES: list[Language] = ["en", "zh"]
JOINER = {"en": " ", "zh": ""}
STOP = {"en": ".", "zh": "。"}
NOTHING = {
    "en": "I am sorry, nothing comes to mind right now, I really have no idea what I should say about this.",
    "zh": "不好意思，我一下子想不起来，真的不知道该说什么，这个我没有什么例子可以讲。",
}
FILLERS = {"en": ("Um, uh,", "you know, er."), "zh": ("嗯，呃，", "嗯嗯，呃。")}
SILENCE_MS = 3000

every_dimension = pytest.mark.parametrize("dimension", dimensions().values(), ids=lambda dimension: dimension.key)
both_languages = pytest.mark.parametrize("language", LANGUAGES)


def judge(question: Question, said: Transcript, encoder: TextEncoder) -> DimensionScore:
    return score_answer(said, job(said.language, (question,)), question, encoder).scores[0]


def points(score: DimensionScore) -> float:
    """The score, 0 when the dimension abstained."""
    return score.score or 0.0


def with_clauses(said: Transcript, clauses: list[Clause], later_ms: int = 0, duration_ms: int = 0) -> Transcript:
    """The transcript with other clauses, all of them `later_ms` later."""
    moved = tuple(
        clause.model_copy(update={"start_ms": clause.start_ms + later_ms, "end_ms": clause.end_ms + later_ms})
        for clause in clauses
    )
    return said.model_copy(update={"clauses": moved, "duration_ms": duration_ms or moved[-1].end_ms})


def with_fillers(said: Transcript) -> Transcript:
    """The transcript with fillers before, after and in the midst of it, each a clause of its own."""
    texts = FILLERS[said.language]
    parts = [clause.text for clause in said.clauses]
    middle = len(parts) // 2
    clauses, now = [], 0
    for text in (*texts, *parts[:middle], texts[0], *parts[middle:], *texts):
        end = now + 500
        clauses.append(said.clauses[0].model_copy(update={"text": text, "start_ms": now, "end_ms": end}))
        now = end + 100
    return with_clauses(said, clauses)


@both_languages
@every_dimension
def test_silence_is_not_scored_and_says_why(dimension: Dimension, language: Language, encoder: TextEncoder) -> None:
    score = judge(unseen(dimension.key, language).asked(dimension.key), transcript("", language), encoder)
    assert (score.score, score.evidence, score.abstained) == (None, (), "silence")
    assert score.reason.en
    assert HAN.search(score.reason.zh)


@pytest.mark.parametrize("split", SPLITS)
@both_languages
@every_dimension
def test_evidence_is_verbatim_and_has_its_times(
    dimension: Dimension, language: Language, split: str, encoder: TextEncoder
) -> None:
    answers = unseen(dimension.key, language)
    for text in answers.strong:
        said = transcript(text, language, split)
        score = judge(answers.asked(dimension.key), said, encoder)
        assert score.score is not None
        assert score.evidence
        for evidence in score.evidence:
            assert evidence.quote in said.text
            quoted = [
                clause.text
                for clause in said.clauses
                if clause.start_ms >= evidence.start_ms and clause.end_ms <= evidence.end_ms
            ]
            assert JOINER[language].join(quoted) == evidence.quote


@both_languages
@every_dimension
def test_one_more_behaviour_never_lowers_the_score_and_all_raise_it(
    dimension: Dimension, language: Language, encoder: TextEncoder
) -> None:
    answers = unseen(dimension.key, language)
    assert set(answers.behaviours) == {behaviour.key for behaviour in dimension.behaviours}
    text = answers.vague
    scores = [points(judge(answers.asked(dimension.key), transcript(text, language), encoder))]
    for shown in answers.behaviours.values():
        text = f"{text}{JOINER[language]}{shown[:1].upper()}{shown[1:]}{STOP[language]}"
        scores.append(points(judge(answers.asked(dimension.key), transcript(text, language), encoder)))
        assert scores[-1] >= scores[-2], shown
    assert scores[-1] > scores[0]


@both_languages
@every_dimension
def test_fillers_change_neither_the_score_nor_what_is_met(
    dimension: Dimension, language: Language, encoder: TextEncoder
) -> None:
    answers = unseen(dimension.key, language)
    said = transcript(answers.strong[0], language)
    plain, padded = (judge(answers.asked(dimension.key), each, encoder) for each in (said, with_fillers(said)))
    assert padded.score == plain.score
    assert [evidence.criterion for evidence in padded.evidence] == [evidence.criterion for evidence in plain.evidence]


@both_languages
@every_dimension
def test_silence_before_and_after_only_shifts_the_times(
    dimension: Dimension, language: Language, encoder: TextEncoder
) -> None:
    answers = unseen(dimension.key, language)
    said = transcript(answers.strong[0], language)
    later = with_clauses(said, list(said.clauses), SILENCE_MS, said.duration_ms + 2 * SILENCE_MS)
    plain, shifted = (judge(answers.asked(dimension.key), each, encoder) for each in (said, later))
    back = tuple(
        evidence.model_copy(update={"start_ms": evidence.start_ms - SILENCE_MS, "end_ms": evidence.end_ms - SILENCE_MS})
        for evidence in shifted.evidence
    )
    assert shifted.model_copy(update={"evidence": back}) == plain


@both_languages
@every_dimension
def test_doubled_spaces_change_nothing_but_the_quotes(
    dimension: Dimension, language: Language, encoder: TextEncoder
) -> None:
    answers = unseen(dimension.key, language)
    said = transcript(answers.strong[0], language)
    wide = [clause.model_copy(update={"text": f"  {clause.text.replace(' ', '  ')}  "}) for clause in said.clauses]
    plain, spaced = (judge(answers.asked(dimension.key), each, encoder) for each in (said, with_clauses(said, wide)))
    assert (spaced.score, spaced.abstained, spaced.reason) == (plain.score, plain.abstained, plain.reason)
    assert [(each.criterion, each.start_ms, each.end_ms) for each in spaced.evidence] == [
        (each.criterion, each.start_ms, each.end_ms) for each in plain.evidence
    ]


@pytest.fixture(scope="module")
def second_encoder() -> TextEncoder:
    """Another one, which has seen other texts before."""
    encoder = load_encoder()
    encoder.encode(["something else was said before", "之前说的是别的事情"])
    return encoder


@both_languages
@every_dimension
def test_the_same_answer_gives_the_same_score_to_the_last_bit(
    dimension: Dimension, language: Language, encoder: TextEncoder, second_encoder: TextEncoder
) -> None:
    answers = unseen(dimension.key, language)
    said = transcript(answers.strong[1], language)
    runs = [judge(answers.asked(dimension.key), said, each) for each in (encoder, encoder, second_encoder)]
    assert len({run.model_dump_json() for run in runs}) == 1


@pytest.mark.parametrize("split", SPLITS)
@both_languages
@every_dimension
def test_strong_answers_score_above_a_vague_one_and_that_above_nothing(
    dimension: Dimension, language: Language, split: str, encoder: TextEncoder
) -> None:
    answers = unseen(dimension.key, language)
    first, second, vague, nothing = (
        points(judge(answers.asked(dimension.key), transcript(text, language, split), encoder))
        for text in (*answers.strong[:2], answers.vague, NOTHING[language])
    )
    assert min(first, second) > vague > nothing
