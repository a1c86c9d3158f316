"""Typed answers become transcripts that are scored as speech is."""

import pytest

from chalicelib.domain.language import Language
from tests.workers.scoring.spoken import load_demo
from workers.scoring.encoder import load_encoder
from workers.scoring.engine import score_answer
from workers.typed import transcript_of, transcript_of_code

ENGLISH = "The press stopped at 3.5 bar; I called Ana.\n\nWe found a valve, and fixed it! See www.example.com for more"
CHINESE = "设备停了。我先叫了同事,再检查阀门；最后换掉了它！\n第二天 一切正常"


@pytest.mark.parametrize(("text", "language"), [(ENGLISH, "en"), (CHINESE, "zh")])
def test_clauses_are_the_texts_own_pieces(text: str, language: Language) -> None:
    transcript = transcript_of(text)
    assert (transcript.language, transcript.duration_ms, transcript.empty_reason) == (language, 0, None)
    at = 0
    for clause in transcript.clauses:
        at = text.index(clause.text, at) + len(clause.text)
    assert at == len(text)
    assert {(clause.start_ms, clause.end_ms, clause.probability) for clause in transcript.clauses} == {(0, 0, 1)}
    assert transcript.pieces(transcript.clauses[0]) == [(transcript.clauses[0].text, False)]


def test_marks_within_figures_and_addresses_do_not_cut() -> None:
    texts = [clause.text for clause in transcript_of(ENGLISH).clauses]
    assert texts[0] == "The press stopped at 3.5 bar;"
    assert texts[-1] == "See www.example.com for more"


def test_half_width_marks_cut_chinese_text_as_chinese_marks_do() -> None:
    typed = "设备停了,我先叫了同事,再检查阀门.最后换掉了它!第二天一切正常,版本是3.5,见example.com."
    widened = "设备停了，我先叫了同事，再检查阀门。最后换掉了它！第二天一切正常，版本是3.5,见example.com."
    cut = [clause.text.rstrip(",.!，。！") for clause in transcript_of(typed).clauses]
    assert cut == [clause.text.rstrip(",.!，。！") for clause in transcript_of(widened).clauses]
    assert cut[:5] == ["设备停了", "我先叫了同事", "再检查阀门", "最后换掉了它", "第二天一切正常"]


def test_code_keeps_its_lines_and_their_indentation() -> None:
    transcript = transcript_of_code("def f():\n\n    return '中文'\n", "zh")
    assert [clause.text for clause in transcript.clauses] == ["def f():", "    return '中文'"]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_written_answer_is_scored_with_verbatim_evidence(language: Language) -> None:
    demo, encoder = load_demo(), load_encoder()
    plan = demo.jobs[demo.job_of[f"{language}-good"]]
    for key, text in demo.answers[f"{language}-good"].items():
        question = plan.question(key)
        assert question
        transcript = transcript_of(text)
        scores = score_answer(transcript, plan, question, encoder).scores
        assert all(score.score is not None for score in scores)
        assert all(evidence.quote in transcript.text for score in scores for evidence in score.evidence)
