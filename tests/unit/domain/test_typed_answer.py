"""What may be typed as an answer."""

import pytest

from chalicelib.domain.errors import InvalidInput
from chalicelib.domain.typed_answer import LONGEST, content_type, decoded, encoded, language_of


@pytest.mark.parametrize("text", ["x", "def f():\n\treturn 1\r\n", "我们先停了设备。😀", "e\u0301", "x" * LONGEST])
def test_a_text_comes_back_as_it_was_typed(text: str) -> None:
    assert decoded(encoded(text)) == text


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "answer_empty"),
        (" \n\t", "answer_empty"),
        ("...!", "answer_empty"),
        ("x" * (LONGEST + 1), "answer_too_long"),
        ("字" * (LONGEST // 3 + 1), "answer_too_long"),
        ("a\x00b", "answer_has_controls"),
        ("a\x1b[31m", "answer_has_controls"),
        ("a\x7f", "answer_has_controls"),
        ("a\x85", "answer_has_controls"),
        ("a\u202eb", "answer_has_controls"),
        ("a\u2066b", "answer_has_controls"),
        ("a\ufffe", "answer_has_controls"),
        ("a\ud800", "answer_has_controls"),
    ],
)
def test_what_cannot_be_an_answer_is_refused_in_both_languages(text: str, code: str) -> None:
    with pytest.raises(InvalidInput, match=code) as refused:
        encoded(text)
    assert refused.value.text.en
    assert refused.value.text.zh
    assert [pointer for pointer, _ in refused.value.pointers] == ["/text"]


@pytest.mark.parametrize("content", [b"\xff\xfe", b"RIFF\x00\x00", b""])
def test_what_was_never_typed_is_refused(content: bytes) -> None:
    with pytest.raises(InvalidInput):
        decoded(content)


def test_a_content_type_names_its_language() -> None:
    assert [language_of(content_type(one)) for one in ("python", "java", "sql")] == ["python", "java", "sql"]
    assert [language_of(one) for one in (content_type(None), "audio/webm", "text/x-python")] == [None, None, None]
