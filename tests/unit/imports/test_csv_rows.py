"""CSV files as spreadsheets save them and as they should not be."""

import codecs

import pytest

from chalicelib.domain.errors import InvalidInput
from chalicelib.imports.columns import Columns
from chalicelib.imports.csv_rows import read_csv
from chalicelib.imports.file_errors import MAX_ROWS
from chalicelib.imports.rows import RawRow, RowError
from tests.unit.imports.reading import one_way, raw, read

TABLE = '姓名,邮箱,自我评价\r\n张三,a@qq.com,"第一行\r\n第二行, ""引号"""\r\n李四,b@qq.com,好\r\n'
EXPECTED = [
    RawRow(2, {"name": "张三", "email": "a@qq.com", "summary": '第一行\r\n第二行, "引号"'}),
    RawRow(3, {"name": "李四", "email": "b@qq.com", "summary": "好"}),
]


@pytest.mark.parametrize(
    "content",
    [
        TABLE.encode(),
        TABLE.encode("utf-8-sig"),
        codecs.BOM_UTF16_LE + TABLE.encode("utf-16-le"),
        codecs.BOM_UTF16_BE + TABLE.encode("utf-16-be"),
        TABLE.encode("gb18030"),
    ],
    ids=["utf-8", "utf-8 with mark", "utf-16 little", "utf-16 big", "gb18030"],
)
@pytest.mark.parametrize("most", [3, 65536])
def test_every_encoding_gives_the_same_rows(content: bytes, most: int) -> None:
    assert list(read_csv(one_way(content, most), Columns())) == EXPECTED


def test_gb18030_is_found_where_chinese_comes_late() -> None:
    head = "name,email\n" + "".join(f"A{n},a{n}@qq.com\n" for n in range(10_000))
    rows = raw("csv", head.encode() + "张三,z@qq.com\n".encode("gb18030"))
    assert rows[-1] == RawRow(10_002, {"name": "张三", "email": "z@qq.com"})


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_the_separator_is_found(separator: str) -> None:
    rows = raw("csv", "name,email,skills\nA,a@qq.com,Go\n".replace(",", separator).encode())
    assert rows == [RawRow(2, {"name": "A", "email": "a@qq.com", "skills": "Go"})]


@pytest.mark.parametrize("end", ["\n", "\r", "\r\n"])
def test_every_end_of_line_is_one(end: str) -> None:
    content = end.join(("name,email", "A,a@qq.com", "", "B,b@qq.com")).encode()
    assert [row.number for row in read_csv(one_way(content, 1), Columns()) if isinstance(row, RawRow)] == [2, 4]


def test_titles_above_the_header_are_passed_over() -> None:
    assert raw("csv", "2024 届候选人,,\n\n姓名,手机,\n张三,13800138000,\n".encode()) == [
        RawRow(4, {"name": "张三", "phone": "13800138000"})
    ]


def test_an_open_quote_costs_only_its_own_row() -> None:
    candidates, errors, _ = read("csv", b'name,email\nA,"a@qq.com\nB,b@qq.com\nC,"c"x\nD,d@qq.com\n')
    assert [one.name for one in candidates] == ["B", "D"]
    assert [(error.row, error.code) for error in errors] == [(2, "unbalanced_quotes"), (4, "unbalanced_quotes")]


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (b"B\0,b@qq.com", "unreadable_text"),
        (b"B\xff\xfe,b@qq.com", "unreadable_text"),
        (b"\xed\xa0\x80,b@qq.com", "unreadable_text"),
        (b"B,b@qq.com,more", "too_many_cells"),
        (b"B" * 20_001 + b",b@qq.com", "field_too_long"),
        (b"B" * 1_000_000 + b",b@qq.com", "field_too_long"),
        (b"B" * 9_000_000 + b",b@qq.com", "field_too_long"),
        (b'B,"' + b"b\n" * 15_000 + b'"', "field_too_long"),
    ],
)
def test_a_bad_row_is_an_error_and_the_next_is_read(line: bytes, code: str) -> None:
    rows = raw("csv", "姓名,邮箱\n张三,a@qq.com\n".encode() + line + b"\nC,c@qq.com\n")
    assert [row.code if isinstance(row, RowError) else row.values["email"] for row in rows] == [
        "a@qq.com",
        code,
        "c@qq.com",
    ]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty_file"),
        (b"\n \n,,\n", "empty_file"),
        (b"\xef\xbb\xbf", "empty_file"),
        (b"A,a@qq.com\nB,b@qq.com\n", "no_header"),
        (b"email,phone\na@qq.com,1\n", "no_name_column"),
        (b"name,school\nA,X\n", "no_identity_column"),
        (b"PK\x03\x04" + bytes(range(256)) * 20, "not_a_table"),
        (b"name,email," + b",".join(b"c%d" % n for n in range(16_384)), "too_many_columns"),
    ],
)
def test_what_is_no_table_is_refused(content: bytes, code: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        raw("csv", content)
    assert refused.value.code == code


def test_rows_up_to_the_most_come_before_the_file_is_refused() -> None:
    rows = read_csv(one_way(b"name,email\n" + b"A,a@qq.com\n" * (MAX_ROWS + 1), 65536), Columns())
    for _ in range(MAX_ROWS):
        next(rows)
    with pytest.raises(InvalidInput) as refused:
        next(rows)
    assert refused.value.code == "too_many_rows"
