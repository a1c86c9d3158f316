"""The report's PDF: the page's content, selectable in both languages, whole rows, and nothing that makes it fail."""

import re

import pypdfium2
import pytest

from chalicelib.api.pdf_sheet import Cell, Sheet
from chalicelib.api.report_pdf import report_digest, report_pdf
from chalicelib.domain.comment import Comment
from chalicelib.domain.decision import Decision, Reason
from chalicelib.domain.explaining import Background, explain
from chalicelib.domain.interview import Interview, Invitation, Invitee
from chalicelib.domain.language import Language, Localized
from chalicelib.domain.plan import RoutingRules
from chalicelib.domain.report import Report, ReportedAnswer
from chalicelib.domain.scorecard import Interval
from chalicelib.domain.transcript import Clause, Transcript
from chalicelib.services.explanations import report_names
from chalicelib.services.reports import ReadReport
from tests.unit.api.test_report_page import VERSIONS, a_scorecard, coded
from tests.unit.samples import AT, a_score

SAID = "昨天下午五点，阀门坏了，我先查了记录。"


def a_report(said: str = SAID, name: str = "陈薇 Wei Chen") -> ReadReport:
    clause = Clause(text=said, start_ms=0, end_ms=900, language="zh", probability=0.9)
    transcript = Transcript(language="zh", duration_ms=1000, speech_ms=900, clauses=(clause,), recogniser="test 1")
    score = a_score("problem_solving", "q1", 71.1).model_copy(
        update={"interval": Interval(low=60, high=83), "versions": VERSIONS}
    )
    spoken = ReportedAnswer(
        question="q1",
        question_text="What broke, and why?",
        state="analysed",
        problem=None,
        recording_key="t/acme/media/int1/q1/u.recording",
        transcript=transcript,
        scores=(score,),
    )
    code = spoken.model_copy(
        update={"question": "q2", "question_text": "Sort it.", "answer_kind": "code", "code": coded()}
    )
    report = Report(
        interview="int1",
        attempt=1,
        job="job1",
        job_title="Operations trainee",
        candidate_name=name,
        language="zh",
        scorecard=a_scorecard(),
        answers=(spoken, code),
        dimension_names={"shop_floor": Localized(en="Shop floor", zh="车间经验")},
        last_received_at=None,
        made_at=AT,
    )
    reason = Reason(code="decided_by_a_person", text=Localized(en="A person has decided.", zh="由人工作出决定。"))
    rule = Decision(outcome="human_review", reasons=(reason,), rules=RoutingRules(), decided_at=AT)
    person = rule.model_copy(
        update={"number": 2, "by": "person", "actor": "usr2", "outcome": "advance", "comment": "Convincing. 有说服力。"}
    )
    interview = Interview(
        id="int1",
        job="job1",
        plan="pln1",
        candidate=Invitee(id="can1", name=name, language="zh"),
        invitation=Invitation(digest="x", expires_at=AT),
        answers=(),
        created_at=AT,
    )
    background = Background(None, None, (), lambda _key, _level: None, lambda _key: ())
    explanation = explain(report, report_names(report), background, AT)
    comment = Comment(id="com1", interview="int1", attempt=1, text="Ask about shifts.", actor="usr1", at=AT)
    return ReadReport(
        interview, report, person, explanation, (rule, person), (comment,), {"usr1": "Li Na", "usr2": "Tom Brown"}
    )


def text_of(document: bytes) -> str:
    """All text without line ends and the pages' feet, as a reader's selection would give it."""
    pages = [page.get_textpage().get_text_range().splitlines() for page in pypdfium2.PdfDocument(document)]
    return "".join(line for lines in pages for line in lines if not re.search(r"trainee \d+$", line))


@pytest.mark.parametrize(
    ("language", "sentences"),
    [
        (
            "en",
            [
                "Interview report",
                "How the total is made up",
                "71.1 points lie in level 4",
                "meets: Names the cause",
                "0:00–0:00",
                "What to ask in the next round",
                "Shop floor could not be judged.",
                "Not judged",
                "engine 3",
                "Comment: Convincing. 有说服力。",
                "Ask about shifts.",
                "by a person · Tom Brown",
                "UTC · Li Na",
                "Share of the weight that was judged: 80 %",
            ],
        ),
        (
            "zh",
            [
                "面试报告",
                "总分构成",
                "71.1 分属于第 4 级",
                "符合: Names the cause",
                "下一轮建议提问",
                "“车间经验”未能评分。",
                "引擎 3",
                "由人工作出决定。",
            ],
        ),
    ],
)
def test_the_text_of_all_parts_can_be_selected(language: Language, sentences: list[str]) -> None:
    shown = text_of(report_pdf(a_report(), language))
    assert [each for each in (*sentences, SAID, "陈薇 Wei Chen", "Operations trainee") if each not in shown] == []


def test_its_one_font_is_embedded_and_pictures_are_no_images() -> None:
    document = report_pdf(a_report(), "zh")
    assert b"/FontFile3" in document
    assert re.findall(rb"/BaseFont /\w+\+?NotoSansSC", document)
    assert b"/Subtype /Image" not in document
    kinds = [each.type for page in pypdfium2.PdfDocument(document) for each in page.get_objects()]
    assert kinds.count(2) > 20, "bars and the radar are paths"


@pytest.mark.parametrize("odd", ["😀", "\U00020bb7", "\u0000\u0007", "\u202e", "a\tb", "𝔘", "\u200d"])
def test_rare_characters_become_a_box_or_nothing_but_never_an_error(odd: str) -> None:
    shown = text_of(report_pdf(a_report(said=f"前{odd}后", name=f"Wei {odd}"), "zh"))
    assert re.search("前.{0,5}后", shown)


def test_what_is_longer_than_a_page_goes_on_and_nothing_is_lost() -> None:
    long = "".join(f"第{number}句话。" for number in range(3000)) + "最后一句。"
    shown = text_of(report_pdf(a_report(said=long), "zh"))
    missing = [number for number in range(3000) if f"第{number}句话。" not in shown]
    assert missing == []
    assert "最后一句。" in shown


def test_a_row_is_not_cut_by_the_end_of_a_page() -> None:
    sheet = Sheet("t", "", "en", AT)
    for number in range(120):
        sheet.row([Cell(f"row{number}a\nrow{number}b\nrow{number}c"), Cell(str(number), "R")], [0.5, 0.5])
    pages = [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(sheet.output())]
    assert len(pages) > 3
    for number in range(120):
        on = [at for at, text in enumerate(pages) for part in "abc" if re.search(rf"row{number}{part}\b", text)]
        assert len(on) == 3
        assert len(set(on)) == 1


def test_lines_stay_within_the_margins_and_punctuation_does_not_begin_one() -> None:
    sheet = Sheet("t", "", "zh", AT)
    sheet.paragraph(
        "我们先查了记录，然后问了同事。" * 40 + "unbreakable" * 60 + " words between（括号）。" * 40 + "。" * 200
    )
    (page,) = pypdfium2.PdfDocument(sheet.output())
    width = page.get_width()
    for each in page.get_objects():
        left, _, right, _ = each.get_bounds()
        assert left > 40
        assert right < width - 40
    lines = page.get_textpage().get_text_range().splitlines()
    assert [line for line in lines if line[:1] in "，。）" and not line.startswith("。。")] == []
    assert [line for line in lines if line.endswith("（")] == []


def test_the_same_report_makes_the_same_pdf_and_a_new_comment_another() -> None:
    read = a_report()
    assert report_pdf(read, "en") == report_pdf(read, "en")
    assert report_digest(read, "en") == report_digest(read, "en")
    other = ReadReport(read.interview, read.report, read.decision, read.explanation, read.history)
    assert len({report_digest(read, "en"), report_digest(read, "zh"), report_digest(other, "en")}) == 3
