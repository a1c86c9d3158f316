"""Rows as they come out of a file, before anything is known of their values, and what can be wrong with one."""

from collections.abc import Iterator
from typing import Literal, NamedTuple

from chalicelib.domain.language import Localized
from chalicelib.domain.model import DomainModel
from chalicelib.imports.columns import Field
from chalicelib.imports.file_errors import MAX_ROWS, unusable

MAX_FIELDS = 200
MAX_FIELD_CHARS = 20_000
LIST_MARK = "\x1f"
"""Parts the items of a list that was one in the file already (ASCII's unit separator)."""
_SHOWN_CHARS = 100


class RawRow(NamedTuple):
    """One row. `number` counts rows as a spreadsheet shows them; only columns with a known meaning are in `values`."""

    number: int
    values: dict[Field, str | None]


RowFault = Literal[
    "unreadable_text",
    "unbalanced_quotes",
    "too_many_cells",
    "too_many_keys",
    "field_too_long",
    "line_too_long",
    "invalid_json",
    "duplicate_key",
    "duplicate_column",
    "nested_value",
    "too_deep",
    "formula_error",
    "name_missing",
    "identity_missing",
    "email_invalid",
    "phone_invalid",
    "phone_shortened",
    "language_unknown",
    "education_unknown",
    "year_invalid",
    "years_invalid",
    "too_long",
    "too_many_items",
    "duplicate_in_file",
]

_TEXTS: dict[RowFault, tuple[str, str]] = {
    "unreadable_text": ("It has characters that cannot be read.", "包含无法识别的字符。"),
    "unbalanced_quotes": ("A quotation mark is missing or misplaced.", "引号不配对或位置有误。"),
    "too_many_cells": ("It has more cells than the header.", "单元格数量多于表头。"),
    "too_many_keys": ("It has more than 200 keys.", "键的数量超过 200 个。"),
    "field_too_long": ("A cell may have 20,000 characters at most.", "单元格内容最多 20000 个字符。"),
    "line_too_long": ("The line is too long.", "该行过长。"),
    "invalid_json": ("The line is not one JSON object.", "该行不是一个 JSON 对象。"),
    "duplicate_key": ("A key appears twice.", "存在重复的键。"),
    "duplicate_column": ("Two keys have the same meaning.", "有两个键含义相同。"),
    "nested_value": (
        "The value must be text, a number or a list of these.",
        "值必须是文本、数字或由它们组成的列表。",
    ),
    "too_deep": ("The values are nested more than 20 deep.", "嵌套超过 20 层。"),
    "formula_error": ("The cell's formula ended in an error.", "单元格公式计算出错。"),
    "name_missing": ("The name is missing.", "缺少姓名。"),
    "identity_missing": (
        "One of external id, email and phone is needed.",
        "编号、邮箱、手机至少填写一项。",
    ),
    "email_invalid": ("This is not an email address.", "邮箱地址无效。"),
    "phone_invalid": ("This is not one phone number.", "电话号码无效。"),
    "phone_shortened": (
        "The spreadsheet has shortened the number; format the column as text and enter it again.",
        "号码被表格软件缩写，请将该列设为文本格式后重新填写。",
    ),
    "language_unknown": (
        "Interviews are held in English or Chinese; enter en or zh.",
        "面试语言只能是英语或中文，请填写 en 或 zh。",
    ),
    "education_unknown": (
        "This level of education is not known; enter for example bachelor or master.",
        "无法识别的学历，请填写如本科、硕士。",
    ),
    "year_invalid": ("This is not a year between 1950 and 2100.", "不是 1950 至 2100 之间的年份。"),
    "years_invalid": (
        "This is not a number of years between 0 and 70.",
        "不是 0 至 70 之间的年数。",
    ),
    "too_long": ("It may have {limit} characters at most.", "最多 {limit} 个字符。"),
    "too_many_items": ("It may have {limit} entries at most.", "最多 {limit} 项。"),
    "duplicate_in_file": (
        "Row {first} is the same candidate; only that row is used.",
        "与第 {first} 行是同一候选人；仅使用该行。",
    ),
}


class RowError(DomainModel):
    """Why a row is not imported. `value` is the cell's, shortened; values of refused columns never get here."""

    row: int
    column: str | None
    code: RowFault
    text: Localized
    value: str = ""


def row_error(row: int, code: RowFault, *, column: str | None = None, value: str = "", number: int = 0) -> RowError:
    """The error `code` at `row`; `number` is the limit or the other row that its text names."""
    en, zh = _TEXTS[code]
    if "{" in en:
        en, zh = en.format(limit=number, first=number), zh.format(limit=number, first=number)
    return RowError(
        row=row,
        column=_shown(column) if column else None,
        code=code,
        text=Localized(en=en, zh=zh),
        value=_shown(value),
    )


def _shown(text: str) -> str:
    """Short, and without the lone surrogates that JSON may hold."""
    return text[:_SHOWN_CHARS].encode("utf-8", "replace").decode()


def counted(rows: Iterator[RawRow | RowError]) -> Iterator[RawRow | RowError]:
    """The same rows, each of them one of the file. After the last that may be comes InvalidInput `too_many_rows`."""
    for count, row in enumerate(rows, start=1):
        if count > MAX_ROWS:
            raise unusable("too_many_rows")
        yield row
