"""Files with one JSON object a line, strictly."""

import pytest

from chalicelib.domain.errors import InvalidInput
from chalicelib.imports.columns import Columns
from chalicelib.imports.jsonl_rows import read_jsonl
from chalicelib.imports.rows import RawRow, RowError
from tests.unit.imports.reading import objects, one_way, raw, read

GOOD = b'{"name": "A", "email": "a@qq.com"}\n'


def test_rows_are_read_as_they_are_written() -> None:
    content = (
        '\ufeff{"姓名": "张三", "手机": 13800138000, "skills": ["C/C++", "Go"], "summary": null}\n\n'.encode() + GOOD
    )
    assert list(read_jsonl(one_way(content, 2), Columns())) == [
        RawRow(1, {"name": "张三", "phone": "13800138000", "skills": "C/C++\x1fGo", "summary": None}),
        RawRow(3, {"name": "A", "email": "a@qq.com"}),
    ]


def test_a_list_keeps_its_entries_whole() -> None:
    candidates, _, _ = read("jsonl", objects({"name": "A", "email": "a@qq.com", "skills": ["C/C++", "Go", None, 3]}))
    assert candidates[0].profile.skills == ("C/C++", "Go", "3")


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (b'{"name": "A", "name": "B"}', "duplicate_key"),
        (b'{"x": {"a": 1, "a": 2}}', "duplicate_key"),
        ('{"name": "A", "姓名": "B"}'.encode(), "duplicate_column"),
        (b'{"name": NaN}', "invalid_json"),
        (b'{"name": -Infinity}', "invalid_json"),
        (b'{"name": "A"} {}', "invalid_json"),
        (b'{"name": "A"', "invalid_json"),
        (b'["name"]', "invalid_json"),
        (b'{"name": "a\tb"}', "invalid_json"),
        (b'{"x": ' + b"[" * 20 + b"]" * 20 + b"}", "too_deep"),
        (b"[" * 90_000, "too_deep"),
        (b'{"name": {"first": "A"}}', "nested_value"),
        (b'{"name": [["A"]]}', "nested_value"),
        (b'{"name": "\\ud800"}', "unreadable_text"),
        (b'{"name": "\\u0000"}', "unreadable_text"),
        (b'{"name": "\xff"}', "unreadable_text"),
        (b'{"name": "' + b"a" * 20_001 + b'"}', "field_too_long"),
        (b'{"x": "' + b"a" * 100_000 + b'"}', "line_too_long"),
        (('{"x": "' + "字" * 40_000 + '"}').encode(), "line_too_long"),
        (b"{" + b",".join(b'"%d": 1' % n for n in range(201)) + b"}", "too_many_keys"),
    ],
)
def test_a_bad_line_is_an_error_and_the_next_is_read(line: bytes, code: str) -> None:
    rows = raw("jsonl", GOOD + line + b"\n" + GOOD)
    assert [row.code if isinstance(row, RowError) else "" for row in rows] == ["", code, ""]


def test_brackets_in_texts_are_no_depth() -> None:
    rows = raw("jsonl", objects({"name": "[" * 100 + '"{', "email": "a@qq.com"}))
    assert isinstance(rows[0], RawRow)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty_file"),
        (b"\n\n", "empty_file"),
        (b"name,email\nA,a@qq.com\n", "not_a_table"),
        (b"[\n{}\n" * 20, ""),
        (b"\0\1\2\xff" * 99, "not_a_table"),
    ],
)
def test_what_is_no_such_file_is_refused(content: bytes, code: str) -> None:
    if not code:
        assert raw("jsonl", content)
        return
    with pytest.raises(InvalidInput) as refused:
        raw("jsonl", content)
    assert refused.value.code == code


def test_names_of_columns_are_listed_within_bounds() -> None:
    columns = Columns()
    raw("jsonl", objects(*({f"key {n}": 1, "x" * 5000 + str(n): 1} for n in range(3000))), columns)
    assert len(columns.ignored) <= 1000
    assert max(map(len, columns.ignored)) <= 200
