"""From raw rows to candidates: every value as people type it."""

import pytest

from chalicelib.domain.candidate import Profile
from chalicelib.imports.candidate_rows import CandidateRow, read_candidates
from chalicelib.imports.columns import FIELDS, Field
from chalicelib.imports.contact_values import email, phone
from chalicelib.imports.profile_values import education, interview_language, year, years
from chalicelib.imports.rows import RawRow, RowError
from chalicelib.imports.value_fault import ValueFault

HEADERS: dict[Field, str] = {field: field.upper() for field in FIELDS}


def one(**values: str | None) -> CandidateRow | list[RowError]:
    found: dict[Field, str | None] = {field: values[field] for field in FIELDS if field in values}
    items = list(read_candidates([RawRow(2, found)], HEADERS))
    candidates = [item for item in items if isinstance(item, CandidateRow)]
    return candidates[0] if candidates else [item for item in items if isinstance(item, RowError)]


def faults(**values: str | None) -> list[tuple[str | None, str]]:
    errors = one(**values)
    assert isinstance(errors, list)
    return [(error.column, error.code) for error in errors]


def test_a_full_row_becomes_a_candidate() -> None:
    assert one(
        name=" 张  三\u200b",
        email="A.b@Example.COM",
        phone="138-0013-8000",
        external_id="007",
        language="中文",
        source="官网",
        summary="第一行\r\n第二行",
        education_level="硕士研究生",
        schools="清华大学、University of California, Berkeley",
        majors="计算机",
        graduation_year="2021届",
        years_of_experience="3-5年",
        skills="Java，Go;java | SQL",
        languages="英语/日语",
        certificates="无",
        location="上海",
    ) == CandidateRow(
        row=2,
        name="张 三",
        email="A.b@example.com",
        phone="+8613800138000",
        external_id="007",
        language="zh",
        source="官网",
        summary="第一行\n第二行",
        profile=Profile(
            education_level="master",
            schools=("清华大学", "University of California, Berkeley"),
            majors=("计算机",),
            graduation_year=2021,
            years_of_experience=3,
            skills=("Java", "Go", "SQL"),
            languages=("英语", "日语"),
            location="上海",
        ),
    )


def test_every_fault_of_a_row_is_told() -> None:
    assert faults(name="A", email="x", education_level="?", graduation_year="21", years_of_experience="many") == [
        ("EMAIL", "email_invalid"),
        ("EDUCATION_LEVEL", "education_unknown"),
        ("GRADUATION_YEAR", "year_invalid"),
        ("YEARS_OF_EXPERIENCE", "years_invalid"),
    ]


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"email": "a@qq.com"}, [("NAME", "name_missing")]),
        ({"name": " ", "email": "a@qq.com"}, [("NAME", "name_missing")]),
        ({"name": "A", "email": "无", "phone": "-"}, [(None, "identity_missing")]),
        ({}, [("NAME", "name_missing"), (None, "identity_missing")]),
        ({"name": "A" * 201, "email": "a@qq.com"}, [("NAME", "too_long")]),
        ({"name": "A\ud800", "email": "a@qq.com"}, [("NAME", "unreadable_text")]),
        ({"name": "A", "email": "a@qq.com", "summary": "x" * 5001}, [("SUMMARY", "too_long")]),
        ({"name": "A", "email": "a@qq.com", "skills": ";".join(map(str, range(201)))}, [("SKILLS", "too_many_items")]),
        ({"name": "A", "email": "a@qq.com", "skills": "x" * 201}, [("SKILLS", "too_long")]),
        ({"name": "A", "email": "a@qq.com", "language": "French"}, [("LANGUAGE", "language_unknown")]),
    ],
)
def test_a_row_needs_a_name_an_identity_and_what_fits(values: dict[str, str], expected: list[tuple[str, str]]) -> None:
    assert faults(**values) == expected


def test_words_for_nothing_count_as_nothing_but_not_in_names() -> None:
    row = one(name="Na", email="a@qq.com", phone="N/A", location="无", skills="—")
    assert row == CandidateRow(row=2, name="Na", email="a@qq.com")


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("13800138000", "+8613800138000"),
        ("+86 138 0013 8000", "+8613800138000"),
        ("0086-138-0013-8000", "+8613800138000"),
        ("8613800138000", "+8613800138000"),
        ("１３８００１３８０００", "+8613800138000"),
        ("13800138000.0", "+8613800138000"),
        ("(010) 6234-5678", "01062345678"),
        ("+86 010 62345678", "+861062345678"),
        ("+44 (0)20 7946 0000", "+442079460000"),
        ("0044 20 7946 0000", "+442079460000"),
    ],
)
def test_phones(typed: str, kept: str) -> None:
    assert phone(typed) == kept


@pytest.mark.parametrize("typed", ["1234", "call me", "138001380001380013800", "13800138000 13800138001", "+0123456"])
def test_what_is_no_phone(typed: str) -> None:
    with pytest.raises(ValueFault, match="phone_invalid"):
        phone(typed)


def test_a_number_that_a_spreadsheet_has_shortened_is_told_apart() -> None:
    with pytest.raises(ValueFault, match="phone_shortened"):
        phone("1.38E+10")


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("A@QQ.com", "A@qq.com"),
        ("a＠ｑｑ.com", "a@qq.com"),
        ("o'neil@example.com", "o'neil@example.com"),
        ("a@例子.中国", "a@例子.中国"),
    ],
)
def test_emails(typed: str, kept: str) -> None:
    assert email(typed) == kept


@pytest.mark.parametrize(
    "typed",
    [
        "a",
        "@",
        "a@",
        "a@b",
        "a@-b.com",
        ".a@b.com",
        "a..b@b.com",
        "a b@b.com",
        "a@x.com,b@x.com",
        "a@localhost",
        "A <a@qq.com>",
        "x" * 65 + "@qq.com",
        "a@" + "b" * 250 + ".com",
    ],
)
def test_what_is_no_email(typed: str) -> None:
    with pytest.raises(ValueFault, match="email_invalid"):
        email(typed)


@pytest.mark.parametrize(
    ("typed", "level"),
    [
        ("博士研究生", "doctor"),
        ("Ph.D.", "doctor"),
        ("硕士", "master"),
        ("研究生", "master"),
        ("M.Sc. Physics", "master"),
        ("Postgraduate", "master"),
        ("大学本科", "bachelor"),
        ("学士学位", "bachelor"),
        ("BSc", "bachelor"),
        ("Bachelor's degree", "bachelor"),
        ("Undergraduate", "bachelor"),
        ("大专", "college"),
        ("Associate degree", "college"),
        ("高中", "secondary"),
        ("High school graduate", "secondary"),
    ],
)
def test_levels_of_education(typed: str, level: str) -> None:
    assert education(typed) == level


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("2021", 2021),
        ("2021年6月", 2021),
        ("2021-06-30 00:00:00", 2021),
        ("06/2021", 2021),
        ("20210630", 2021),
        ("2017-2021", 2021),
        ("２０２１届", 2021),
    ],
)
def test_years_of_graduation(typed: str, number: int) -> None:
    assert year(typed) == number


@pytest.mark.parametrize("typed", ["21", "1949", "2101", "13820210000", "x" * 5000])
def test_what_is_no_year(typed: str) -> None:
    with pytest.raises(ValueFault, match="year_invalid"):
        year(typed)


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("3", 3),
        ("3年", 3),
        ("3-5", 3),
        ("3~5年", 3),
        ("5+", 5),
        ("5 years+", 5),
        ("10年以上", 10),
        ("半年", 0.5),
        ("一年半", 1.5),
        ("十五年", 15),
        ("二十年", 20),
        ("6个月", 0.5),
        ("18 months", 1.5),
        ("1年以下", 0),
        ("应届毕业生", 0),
        ("无经验", 0),
        ("3.5 yrs", 3.5),
        ("约3年", 3),
        ("2年工作经验", 2),
    ],
)
def test_years_of_experience(typed: str, number: float) -> None:
    assert years(typed) == number


@pytest.mark.parametrize("typed", ["many", "-3", "71", "1e5", "3 cats", "9" * 5000])
def test_what_is_no_number_of_years(typed: str) -> None:
    with pytest.raises(ValueFault, match="years_invalid"):
        years(typed)


@pytest.mark.parametrize(("typed", "kept"), [("EN", "en"), ("英语", "en"), ("zh_CN", "zh"), ("普通话", "zh")])
def test_languages_of_interviews(typed: str, kept: str) -> None:
    assert interview_language(typed) == kept


def test_the_second_of_two_alike_is_an_error_that_names_the_first() -> None:
    rows = [
        RawRow(2, {"name": "A", "email": "a@qq.com", "graduation_year": "wrong"}),
        RawRow(3, {"name": "A", "email": "a@qq.com"}),
        RawRow(4, {"name": "B", "email": "A@QQ.com"}),
        RawRow(5, {"name": "C", "phone": "13800138000"}),
        RawRow(6, {"name": "D", "phone": "+86 138 0013 8000"}),
        RawRow(7, {"name": "E", "external_id": "1", "email": "a@qq.com"}),
    ]
    items = list(read_candidates(rows, HEADERS))
    assert [item.row for item in items if isinstance(item, CandidateRow)] == [3, 5, 7]
    told = [(item.row, item.code, item.text.en[:5]) for item in items if isinstance(item, RowError)]
    assert told == [(2, "year_invalid", "This "), (4, "duplicate_in_file", "Row 3"), (6, "duplicate_in_file", "Row 5")]


def test_the_strongest_identity_counts() -> None:
    assert CandidateRow(row=1, name="A", external_id="x", email="A@b.cn", phone="12345").identity() == (
        "external_id",
        "x",
    )
    assert CandidateRow(row=1, name="A", email="A@b.cn", phone="12345").identity() == ("email", "a@b.cn")
    assert CandidateRow(row=1, name="A", phone="12345").identity() == ("phone", "12345")
