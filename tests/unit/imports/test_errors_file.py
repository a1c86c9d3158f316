"""The file of errors that a tenant opens in a spreadsheet."""

import csv
import io

import pytest

from chalicelib.imports.errors_file import ErrorsFile
from chalicelib.imports.rows import row_error


def written(*values: str, column: str = "邮箱") -> list[list[str]]:
    target = io.BytesIO()
    file = ErrorsFile(target, "zh")
    for value in values:
        file.add(row_error(7, "email_invalid", column=column, value=value))
    assert target.getvalue().startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(target.getvalue().decode("utf-8-sig"), newline="")))


def test_errors_are_told_in_the_tenants_language() -> None:
    assert written("张,三") == [
        ["行", "列", "代码", "说明", "内容"],
        ["7", "邮箱", "email_invalid", "邮箱地址无效。", "张,三"],
    ]


@pytest.mark.parametrize("value", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", "＝1+1"])
def test_no_value_is_a_formula(value: str) -> None:
    assert written(value)[1][4] == "'" + value
    assert written("x", column=value)[1][1] == "'" + value


def test_long_values_are_shortened_and_broken_ones_written() -> None:
    assert written("x" * 5000)[1][4] == "x" * 100
    assert written("a\ud800")[1][4] == "a?"
