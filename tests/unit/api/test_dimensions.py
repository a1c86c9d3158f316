"""The shipped dimensions over REST."""

from tests.unit.api.conftest import Caller


def test_all_dimensions_come_with_their_levels_in_both_languages(call: Caller) -> None:
    items = call("GET", "/v1/dimensions").json_body["items"]
    assert len(items) == 12
    assert len({item["key"] for item in items}) == 12
    for item in items:
        assert item["name"]["en"] != item["name"]["zh"]
        assert [level["level"] for level in item["levels"]] == [1, 2, 3, 4, 5]
        assert all(level["text"]["en"] and level["text"]["zh"] for level in item["levels"])


def test_nobody_in_particular_gets_none(call: Caller) -> None:
    assert call.as_(None)("GET", "/v1/dimensions").status_code == 401
