"""What makes a whole file unusable, told in one place so that every format says it the same way."""

from typing import Literal

from chalicelib.domain.errors import InvalidInput
from chalicelib.domain.language import Localized

MAX_ROWS = 100_000

FileFault = Literal[
    "empty_file",
    "not_a_table",
    "old_or_locked_workbook",
    "no_header",
    "no_name_column",
    "no_identity_column",
    "too_many_columns",
    "too_many_rows",
    "file_too_large",
    "file_damaged",
]

_TEXTS: dict[FileFault, tuple[str, str]] = {
    "empty_file": ("The file is empty.", "文件是空的。"),
    "not_a_table": ("The file is not a table in this format.", "该文件不是此格式的表格。"),
    "old_or_locked_workbook": (
        "Old .xls files and workbooks with a password cannot be read; please save it as .xlsx without one.",
        "无法读取旧版 .xls 文件或带密码的工作簿，请另存为不带密码的 .xlsx 文件。",
    ),
    "no_header": (
        "None of the first rows is a header with names of columns that are known.",
        "前几行中没有可识别列名的表头。",
    ),
    "no_name_column": ("There is no column with the candidates' names.", "缺少候选人姓名列。"),
    "no_identity_column": (
        "One of these columns is needed: external id, email, phone.",
        "编号、邮箱、手机三列中至少需要一列。",
    ),
    "too_many_columns": ("A table may have 200 columns at most.", "表格最多可有 200 列。"),
    "too_many_rows": (
        "A file may have 100,000 rows of data at most; the rows before this were read.",
        "每个文件最多 10 万行数据；此前的行已读取。",
    ),
    "file_too_large": ("The file unpacks to more than may be read.", "文件解压后的内容超出可读取的上限。"),
    "file_damaged": (
        "The file is damaged from here on; the rows before this were read.",
        "文件从此处起已损坏；此前的行已读取。",
    ),
}


def unusable(code: FileFault) -> InvalidInput:
    """The error that ends the reading of a file."""
    en, zh = _TEXTS[code]
    return InvalidInput(code, Localized(en=en, zh=zh))
