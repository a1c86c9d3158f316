"""Workbooks as Excel and openpyxl write them, and workbooks made to do harm."""

import io
import random
import struct
import zipfile
from datetime import date, datetime

import openpyxl
import pytest

from chalicelib.domain.errors import InvalidInput
from chalicelib.imports.columns import Columns
from chalicelib.imports.rows import RawRow, RowError
from chalicelib.imports.xlsx_rows import read_xlsx
from tests.unit.imports.reading import a_workbook, one_way, raw, read, saved, texts, with_part, with_sheet

HEADER = ("姓名", "手机", "编号", "毕业时间")
HEAD = texts(1, "name", "email")


def test_cells_come_as_a_person_sees_them() -> None:
    content = a_workbook(
        HEADER, ("张三", 13800138000, "00123", date(2021, 6, 30)), (), ("李四", 13800138001.0, 7, 2020)
    )
    expected = [
        RawRow(2, {"name": "张三", "phone": "13800138000", "external_id": "00123", "graduation_year": "2021-06-30"}),
        RawRow(4, {"name": "李四", "phone": "13800138001", "external_id": "7", "graduation_year": "2020"}),
    ]
    assert raw("xlsx", content) == expected
    assert list(read_xlsx(one_way(content, 1000), Columns())) == expected


@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        ('<c r="B2"><v>1.38E+10</v></c>', "13800000000"),
        ('<c r="B2"><v>0.30000000000000004</v></c>', "0.3"),
        ('<c r="B2" t="b"><v>1</v></c>', "TRUE"),
        ('<c r="B2" t="str"><f>1+1</f><v>2</v></c>', "2"),
        ('<c r="B2"><f>WEBSERVICE("x")</f><v>5</v></c>', "5"),
        ('<c r="B2" t="inlineStr"><is><r><t>a</t></r><r><t>b</t></r><rPh><t>c</t></rPh></is></c>', "ab"),
        ('<c r="B2" t="inlineStr"><is><t>a_x0009_b</t></is></c>', "a\tb"),
        ('<c r="B2" t="d"><v>2021-06-30</v></c>', "2021-06-30"),
        ('<c r="B2"><v>1E999</v></c>', "inf"),
    ],
)
def test_kinds_of_cells(cell: str, shown: str) -> None:
    row = f'<row r="2"><c r="A2" t="inlineStr"><is><t>A</t></is></c>{cell}</row>'
    assert raw("xlsx", with_sheet(HEAD + row)) == [RawRow(2, {"name": "A", "email": shown})]


def test_formats_of_numbers_show() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    moment = datetime(2021, 6, 30, 8, 5)  # noqa: DTZ001  (spreadsheets know no zones)
    for row in (["name", "id"], ["A", 42], ["B", moment], ["C", 44377], ["D", 44377]):
        sheet.append(row)
    for at, code in enumerate(("00000", "yyyy/m/d h:mm", 'yyyy"年"m"月"', "[Red]0.00"), start=2):
        sheet.cell(at, 2).number_format = code
    shown = [row.values["external_id"] for row in raw("xlsx", saved(book)) if isinstance(row, RawRow)]
    assert shown == ["00042", "2021-06-30 08:05:00", "2021-06-30", "44377"]


def test_the_first_visible_sheet_with_a_header_is_read() -> None:
    book = openpyxl.Workbook()
    hidden = book.active
    assert hidden is not None
    hidden.append(("name", "email"))
    hidden.append(("hidden", "h@qq.com"))
    hidden.sheet_state = "hidden"
    book.create_sheet().append(("some notes",))
    third = book.create_sheet()
    for row in (("候选人信息表",), ("姓名", "邮箱"), ("张三", "a@qq.com")):
        third.append(row)
    assert raw("xlsx", saved(book)) == [RawRow(3, {"name": "张三", "email": "a@qq.com"})]


def test_shared_texts_are_found() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (("name", "email"), ("张三", "a@qq.com"), ("张三", "b@qq.com")):
        sheet.append(row)
    assert [row.values for row in raw("xlsx", saved(book)) if isinstance(row, RawRow)] == [
        {"name": "张三", "email": "a@qq.com"},
        {"name": "张三", "email": "b@qq.com"},
    ]


def test_declared_dimensions_prefixes_and_missing_references_do_not_matter() -> None:
    rows = (HEAD + texts(2, "A", "a@qq.com")).replace("<", "<x:").replace("<x:/", "</x:")
    xml = f'<x:worksheet xmlns:x="m"><x:dimension ref="A1:A1"/><x:sheetData>{rows}</x:sheetData></x:worksheet>'
    content = with_part(a_workbook(), "xl/worksheets/sheet1.xml", xml.encode())
    assert raw("xlsx", content) == [RawRow(2, {"name": "A", "email": "a@qq.com"})]


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ('<row r="2"><c r="A2" t="e"><v>#REF!</v></c></row>', "formula_error"),
        (texts(2, random.Random(1).randbytes(500_000).hex(), "a@qq.com"), "field_too_long"),
    ],
)
def test_a_bad_row_is_an_error_and_the_next_is_read(row: str, code: str) -> None:
    rows = raw("xlsx", with_sheet(HEAD + row + texts(3, "B", "b@qq.com")))
    assert [one.code if isinstance(one, RowError) else one.values["name"] for one in rows] == [code, "B"]


def test_cells_beyond_the_header_are_passed_over() -> None:
    row = texts(2, *(["A", "a@qq.com"] + [f"x{n}" for n in range(16_382)]))
    assert raw("xlsx", with_sheet(HEAD + row)) == [RawRow(2, {"name": "A", "email": "a@qq.com"})]


ENTITIES = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty_file"),
        (b"not a workbook", "not_a_table"),
        (b"PK\x03\x04" + bytes(500), "not_a_table"),
        (bytes.fromhex("d0cf11e0a1b11ae1") + bytes(500), "old_or_locked_workbook"),
        (a_workbook(), "empty_file"),
        (a_workbook(("a", "b"), (1, 2)), "no_header"),
        (a_workbook(("name", "school")), "no_identity_column"),
        (with_sheet(texts(1, "name", "email", *(f"c{n}" for n in range(16_382)))), "too_many_columns"),
        (with_sheet(HEAD, ENTITIES), "file_damaged"),
        (with_sheet("<row>" * 60 + "</row>" * 60), "file_too_large"),
        (with_sheet("".join(f"<a{n}/>" for n in range(80_000))), "file_too_large"),
        (with_sheet(HEAD + f'<row r="2" x="{bytes(range(97, 123)).decode() * 60_000}"/>'), "file_too_large"),
        (with_sheet(HEAD + '<row r="99999999"><c><v>1</v></c></row>'), "file_damaged"),
        (with_part(a_workbook(), "x.bin", b"A" * 10_000_000), "file_too_large"),
        (with_part(a_workbook(), "xl/workbook.xml", b"<workbook"), "file_damaged"),
    ],
)
def test_what_is_no_table_or_harmful_is_refused(content: bytes, code: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        raw("xlsx", content)
    assert refused.value.code == code


def test_an_archive_is_refused_by_what_it_declares() -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for number in range(2_001):
            archive.writestr(f"{number}", b"")
    with pytest.raises(InvalidInput, match="file_too_large"):
        raw("xlsx", target.getvalue())
    content = bytearray(a_workbook(("name", "email")))
    entry = content.index(b"PK\x01\x02")
    struct.pack_into("<II", content, entry + 20, 3_000_000, 501_000_000)
    with pytest.raises(InvalidInput, match="file_too_large"):
        raw("xlsx", bytes(content))


def test_a_directory_of_millions_is_refused_before_it_is_read() -> None:
    entry = struct.pack("<4s4B4HL2L5H2L", b"PK\x01\x02", *([0] * 18))
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 1, 1, 50_000 * len(entry), 0, 0)
    with pytest.raises(InvalidInput, match="file_too_large"):
        raw("xlsx", b"PK\x03\x04xxxx" + entry * 50_000 + end)


def test_an_entry_never_unpacks_to_more_than_it_declares() -> None:
    content = bytearray(with_sheet(HEAD + texts(2, "A", "a@qq.com") * 300))
    entry = content.index(b"PK\x01\x02", content.index(b"PK\x01\x02") - 1)
    while content[entry + 46 : entry + 70] != b"xl/worksheets/sheet1.xml":
        entry = content.index(b"PK\x01\x02", entry + 1)
    struct.pack_into("<I", content, entry + 24, 1_000)
    with pytest.raises(InvalidInput, match="file_damaged"):
        raw("xlsx", bytes(content))


def test_rows_before_the_damage_are_read() -> None:
    good = "".join(texts(n, f"A{n}", f"a{n}@qq.com") for n in range(2, 3_000))
    rows = read_xlsx(io.BytesIO(with_sheet(HEAD + good + "<broken>")), Columns())
    assert isinstance(next(rows), RawRow)
    with pytest.raises(InvalidInput, match="file_damaged"):
        list(rows)


def test_one_long_text_cannot_be_repeated_without_end() -> None:
    shared = f"<sst><si><t>name</t></si><si><t>email</t></si><si><t>{'A' * 20_000}</t></si></sst>"
    cell = '<c t="s"><v>{}</v></c>'
    rows = "<row>" + cell.format(0) + cell.format(1) + "</row>"
    rows += "".join(f'<row r="{number}">{cell.format(2) * 2}</row>' for number in range(2, 13_000))
    content = with_part(with_sheet(rows), "xl/sharedStrings.xml", shared.encode())
    with pytest.raises(InvalidInput, match="file_too_large"):
        raw("xlsx", content)


def test_a_workbook_ends_as_candidates() -> None:
    candidates, errors, columns = read("xlsx", a_workbook(("姓名 *", "手机", "性别"), ("张三", 13800138000, "男")))
    assert not errors
    assert candidates[0].phone == "+8613800138000"
    assert columns.refused == {"性别": "gender"}
