"""Measurements as people read them, in both languages."""

from typing import Any

import pytest

from chalicelib.api.measured_rows import measured_rows
from chalicelib.bootstrap import Services
from chalicelib.domain.language import Language
from chalicelib.domain.measurements import Connectives, KeywordUse, PauseFigures, Pauses, SpeechMeasurements
from chalicelib.domain.percentiles import Percentile
from chalicelib.domain.report import ReportedAnswer
from tests.unit.api.conftest import Caller, put_answer
from tests.unit.samples import a_result, a_transcript, message_for
from tests.unit.services.test_interview_results import run_machine

FULL = SpeechMeasurements(
    unit="characters",
    units=212,
    speaking_ms=60_000,
    speech_rate=212.4,
    articulation_rate=251.0,
    tempo_variation=0.124,
    pauses=Pauses(
        inside=PauseFigures(count=4, total_ms=1800, longest_ms=700),
        between=PauseFigures(count=9, total_ms=4600, longest_ms=1200),
        found_in="sound",
    ),
    fillers=3,
    fillers_per_minute=3.0,
    distinct_content_words=84,
    mattr=0.812,
    connectives=Connectives(cause=2, sequence=0, contrast=1, parallel=0, condition=0, example=0),
    keywords=KeywordUse(said=7, total=26),
    loudness_lufs=-22.4,
    pitch_median_hz=181.2,
    pitch_range_semitones=9.6,
)


def answer(measurements: SpeechMeasurements | None, *percentiles: Percentile) -> ReportedAnswer:
    return ReportedAnswer(
        question="q1",
        question_text="What broke?",
        state="analysed",
        problem=None,
        recording_key=None,
        transcript=None,
        scores=(),
        measurements=measurements,
        percentiles=percentiles,
    )


def test_each_row_is_a_figure_with_its_unit() -> None:
    assert [tuple(row) for row in measured_rows(answer(FULL), "en")] == [
        ("Speaking rate", "212 characters a minute", ""),
        ("Rate without pauses", "251 characters a minute", ""),
        ("Variation of tempo", "± 12 %", ""),
        (
            "Pauses of 0.2 s and longer",
            "13 (13 a minute), 6.4 s in all, longest 1.2 s; 4 inside clauses, 9 between",
            "",
        ),
        ("Fillers, as transcribed", "3 (3.0 a minute)", ""),
        ("Vocabulary", "84 different content words · MATTR 0.81", ""),
        ("Connectives", "cause 2, contrast 1", ""),
        ("Keywords of the question", "7 of 26 were said", ""),
        ("Loudness of the recording", "-22 LUFS", ""),
        ("Pitch", "median 181 Hz, range 10 semitones", ""),
    ]
    chinese = {row.name: row.figure for row in measured_rows(answer(FULL), "zh")}
    assert len(chinese) == 10
    assert chinese["语速"] == "每分钟 212 字"
    assert chinese["关联词"] == "因果 2，转折 1"
    assert chinese["停顿（0.2 秒及以上）"] == "13 次（每分钟 13 次），共 6.4 秒，最长 1.2 秒；句内 4 次，句间 9 次"


def test_what_could_not_be_told_has_no_row() -> None:
    assert measured_rows(answer(None), "en") == []
    little = SpeechMeasurements(unit="words", units=1, speaking_ms=400, distinct_content_words=0)
    assert [tuple(row) for row in measured_rows(answer(little), "en")] == [
        ("Vocabulary", "0 different content words", "")
    ]


@pytest.mark.parametrize(
    ("percentile", "language", "text"),
    [
        (64, "en", "64th percentile of your company's 80 answers in this language"),
        (1, "en", "1st percentile of your company's 80 answers in this language"),
        (12, "en", "12th percentile of your company's 80 answers in this language"),
        (23, "en", "23rd percentile of your company's 80 answers in this language"),
        (64, "zh", "在贵公司该语言的 80 个回答中处于第 64 百分位"),
    ],
)
def test_a_percentile_says_whose_it_is(percentile: int, language: Language, text: str) -> None:
    ranked = Percentile(measurement="speech_rate", percentile=percentile, answers=80)
    rows = measured_rows(answer(FULL, ranked), language)
    assert [row.percentile for row in rows] == [text, *[""] * 9]


@pytest.mark.parametrize(
    ("language", "heading"),
    [("en", "Measurements of the speech – they do not count toward the score"), ("zh", "语音测量数据——不计入评分")],
)
def test_the_report_has_them_as_data_and_on_its_page(
    call: Caller, invited: Any, interviewee: Caller, services: Services, language: str, heading: str
) -> None:
    put_answer(interviewee, "q1")
    interviewee("POST", "/v1/candidate/submission", {"leave_out_missing": True})
    interview = services.interviews.require(invited["interview_id"])
    result = a_result("q1", "problem_solving", 90)
    message = message_for(services, interview.id, "q1")
    services.analysis.record(message, a_transcript(), result.model_copy(update={"measurements": FULL}))
    run_machine(services, interview.id)
    first, second = call("GET", f"/v1/interviews/{interview.id}/report").json_body["answers"]
    assert SpeechMeasurements.model_validate(first["measurements"]) == FULL
    assert first["percentiles"] == []
    assert second["measurements"] is None
    link = call("POST", f"/v1/interviews/{interview.id}/report-pages", {}).json_body["url"]
    page = call.as_(None)("GET", link.removeprefix("https://candor.test") + f"?lang={language}").body.decode()
    assert page.count(heading) == 1
    assert ("每分钟 212 字" if language == "zh" else "212 characters a minute") in page
