"""What names of columns mean in both languages, and which are refused."""

import pytest

from chalicelib.domain.errors import InvalidInput
from chalicelib.imports.columns import Columns
from tests.unit.imports.reading import READERS, objects, read


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("Name", "name"),
        ("* 姓名（必填）", "name"),
        ("姓 名", "name"),
        ("姓名(与身份证一致)", "name"),
        ("【姓名】", "name"),
        ("ＮＡＭＥ", "name"),
        ("E-Mail", "email"),
        ("电子邮件", "email"),
        ("联系电话：", "phone"),
        ("External ID", "external_id"),
        ("external_id", "external_id"),
        ("学号", "external_id"),
        ("学历", "education_level"),
        ("毕业院校", "schools"),
        ("专业", "majors"),
        ("Graduation Year", "graduation_year"),
        ("工作年限", "years_of_experience"),
        ("Skills*", "skills"),
        ("外语", "languages"),
        ("证书", "certificates"),
        ("现居地", "location"),
        ("渠道", "source"),
        ("Language", "language"),
        ("面试语言", "language"),
        ("自我评价", "summary"),
    ],
)
def test_names_are_known(header: str, field: str) -> None:
    assert Columns().field_of(header) == field


@pytest.mark.parametrize(
    ("header", "attribute"),
    [
        ("Age", "age"),
        ("年龄（岁）", "age"),
        ("Date of Birth", "birth_date"),
        ("birthDate", "birth_date"),
        ("出生年月", "birth_date"),
        ("候选人性别", "gender"),
        ("Candidate gender", "gender"),
        ("民族", "ethnicity"),
        ("婚姻状况", "marital_status"),
        ("籍贯", "native_place"),
        ("户口所在地", "native_place"),
        ("Religion", "religion"),
        ("政治面貌", "political_status"),
        ("Photo URL", "photo"),
        ("ID number", "id_number"),
        ("身份证号码", "id_number"),
    ],
)
def test_protected_attributes_are_refused(header: str, attribute: str) -> None:
    columns = Columns()
    assert columns.field_of(header) is None
    assert list(columns.refused.values()) == [attribute]
    with pytest.raises(InvalidInput) as refused:
        Columns({header: "summary"})
    assert refused.value.pointers[0][0] == "/" + header


@pytest.mark.parametrize("header", ["Language", "Page", "Message", "Agent", "Stage", "备注", "Average"])
def test_what_only_sounds_alike_is_not_refused(header: str) -> None:
    columns = Columns()
    columns.field_of(header)
    assert not columns.refused


def test_the_tenants_mapping_wins() -> None:
    content = b"name,Legal name,email,notes,Name\nA,B,a@qq.com,x,C\n"
    candidates, _, columns = read("csv", content, {"legal NAME": "name", "Notes (own)": "summary"})
    assert (candidates[0].name, candidates[0].summary) == ("B", "x")
    assert columns.used == {"name": "Legal name", "email": "email", "summary": "notes"}
    assert columns.ignored == ["name", "Name"]


def test_a_mapping_to_no_field_is_refused_with_its_place() -> None:
    with pytest.raises(InvalidInput) as refused:
        Columns({"a/b": "salary", "c": "name"})
    assert [pointer for pointer, _ in refused.value.pointers] == ["/a~1b"]


@pytest.mark.parametrize("kind", ["csv", "jsonl"])
def test_values_of_refused_and_unknown_columns_go_no_further(kind: str) -> None:
    row = {"name": "A", "email": "wrong", "age": "SECRET", "note": "SECRET"}
    content = objects(row) if kind == "jsonl" else (",".join(row) + "\n" + ",".join(row.values())).encode()
    candidates, errors, columns = read(kind, content)
    assert kind in READERS
    assert not candidates
    assert "SECRET" not in repr(errors)
    assert (columns.ignored, columns.refused) == (["note"], {"age": "age"})
