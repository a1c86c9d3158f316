"""Whatever the bytes: rows, errors of rows, or one error of the file; and no row is lost."""

import io

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chalicelib.domain.errors import InvalidInput
from chalicelib.imports.candidate_rows import CandidateRow, read_candidates
from chalicelib.imports.columns import FIELDS, Columns
from chalicelib.imports.rows import RawRow, RowError
from tests.unit.imports.reading import READERS, a_workbook, objects, one_way, sheet_xml, with_part

STARTS = (
    b"",
    b"name,email\n",
    '姓名;邮箱\n"'.encode(),
    "姓名,手机\n张三".encode("gb18030"),
    b"\xff\xfen\0a\0m\0e\0,\0",
)
WORKBOOK = a_workbook(("name", "email"), ("A", "a@qq.com"), ("B", "b@qq.com"))
values = st.one_of(st.text(max_size=30), st.tuples(st.text(max_size=9), st.text(max_size=9)).map("@".join))
quick = settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
pieces = st.one_of(st.binary(max_size=60), st.text(max_size=60).map(lambda text: text.encode("utf-8", "replace")))
tokens = st.lists(st.sampled_from([b'"', b",", b"\n", b"\r", b"a", b"\0", b"{", b"}", b'"name":', b"[", b"1", b"\\"]))


def read_any(kind: str, content: bytes) -> list[CandidateRow | RowError]:
    columns = Columns()
    items = []
    try:
        for item in read_candidates(READERS[kind](io.BytesIO(content), columns), columns.used):
            items.append(item)
            assert isinstance(item, CandidateRow | RowError)
            if isinstance(item, CandidateRow):
                assert CandidateRow.model_validate(item.model_dump()) == item
            item.model_dump_json().encode()
    except InvalidInput:
        pass
    return items


@pytest.mark.parametrize("kind", ["csv", "jsonl"])
@given(start=st.sampled_from((*STARTS, b'{"name": "A", "email": "a@qq.com"}\n')), rest=pieces | tokens.map(b"".join))
@quick
def test_any_bytes_are_rows_or_errors(kind: str, start: bytes, rest: bytes) -> None:
    read_any(kind, start + rest)


@given(content=pieces)
@quick
def test_any_bytes_are_no_workbook(content: bytes) -> None:
    assert read_any("xlsx", content) == []


@given(at=st.integers(0, len(WORKBOOK) - 1), value=st.integers(0, 255), cut=st.booleans())
@quick
def test_any_change_of_a_workbook_is_survived(at: int, value: int, cut: bool) -> None:  # noqa: FBT001  (drawn)
    read_any("xlsx", WORKBOOK[:at] if cut else WORKBOOK[:at] + bytes([value]) + WORKBOOK[at + 1 :])


@given(
    rows=st.lists(
        st.sampled_from(["<row>", "</row>", '<row r="5">', '<c t="s">', "<c>", "</c>", "<v>", "</v>", "<v>1</v>", "A"])
    )
)
@quick
def test_any_xml_of_a_sheet_is_survived(rows: list[str]) -> None:
    read_any("xlsx", with_part(WORKBOOK, "xl/worksheets/sheet1.xml", sheet_xml("".join(rows))))


@given(rows=st.lists(st.dictionaries(st.sampled_from((*FIELDS, "age", "note")), values), max_size=12))
@quick
def test_every_object_is_one_candidate_or_at_least_one_error(rows: list[dict[str, str]]) -> None:
    items = read_any("jsonl", objects(*rows))
    candidates = [item.row for item in items if isinstance(item, CandidateRow)]
    errors = {item.row for item in items if isinstance(item, RowError)}
    assert len(set(candidates)) == len(candidates)
    assert errors.isdisjoint(candidates)
    assert errors.union(candidates) == set(range(1, len(rows) + 1))


@given(
    lines=st.lists(st.text(st.characters(exclude_characters="\r\n\0\ufffd", codec="utf-8"), min_size=1, max_size=30))
)
@quick
def test_every_line_of_a_table_is_accounted_for(lines: list[str]) -> None:
    """Each line has a name of its own, so that none is blank and none swallows another unseen."""
    content = "name,email\n" + "".join(f"n{at},{line}\n" for at, line in enumerate(lines))
    columns = Columns()
    items = list(READERS["csv"](io.BytesIO(content.encode()), columns))
    seen = " ".join(str(item.values) for item in items if isinstance(item, RawRow))
    errors = sum(isinstance(item, RowError) for item in items)
    missing = sum(f"n{at}" not in seen for at in range(len(lines)))
    assert missing <= errors
    numbers = [item.number if isinstance(item, RawRow) else item.row for item in items]
    assert numbers == sorted(set(numbers))


@given(content=tokens.map(b"".join), most=st.integers(1, 9))
@quick
def test_the_size_of_the_pieces_does_not_matter(content: bytes, most: int) -> None:
    content = b"name,email\n" + content
    whole, slow = (list(READERS["csv"](one_way(content, size), Columns())) for size in (65536, most))
    assert whole == slow
