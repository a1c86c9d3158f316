"""Answers that are typed: what may be in them, and the content types that tell text and code apart."""

from typing import Final

from chalicelib.domain.code_task import LONGEST_CODE, CodeLanguage
from chalicelib.domain.errors import InvalidInput
from chalicelib.domain.language import Localized

LONGEST: Final = LONGEST_CODE
"""Bytes of UTF-8 in a typed answer."""
TEXT_TYPE: Final = "text/plain; charset=utf-8"
_CODE_TYPES: Final[dict[CodeLanguage, str]] = {
    "python": "text/x-python; charset=utf-8",
    "java": "text/x-java; charset=utf-8",
    "sql": "application/sql; charset=utf-8",
}
_FIRST_PRINTABLE, _FIRST_C1, _LAST_C1 = 0x20, 0x7F, 0x9F
_LAYOUT: Final = frozenset("\t\n\r")
# Marks that turn the direction of writing: code would be shown as something else than what is run.
_TURNING: Final = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def content_type(language: CodeLanguage | None) -> str:
    """The content type of a text answer, or of code in `language`."""
    return TEXT_TYPE if language is None else _CODE_TYPES[language]


def language_of(content_type: str) -> CodeLanguage | None:
    """The programming language of a content type; None for anything but code."""
    return next((language for language, known in _CODE_TYPES.items() if known == content_type), None)


def encoded(text: str) -> bytes:
    """The answer as it is kept. Raises InvalidInput with what is wrong with it."""
    size = len(text.encode("utf-8", "surrogatepass"))
    if size > LONGEST:
        raise _refused("answer_too_long", f"The answer may have {LONGEST // 1000} kB at most.",
                       f"答案不得超过 {LONGEST // 1000} kB。")  # fmt: skip
    if any(_is_control(mark) for mark in text):
        raise _refused("answer_has_controls", "The answer holds characters that cannot be shown. Please remove them.",
                       "答案中含有无法显示的控制字符,请删除后重试。")  # fmt: skip
    if not any(mark.isalnum() for mark in text):
        raise _refused("answer_empty", "The answer is empty. Please write something.", "答案为空,请填写内容。")
    return text.encode()


def decoded(content: bytes) -> str:
    """The answer as it was typed. Raises InvalidInput for what `encoded` cannot have made."""
    try:
        text = content.decode()
    except UnicodeDecodeError as error:
        raise _refused("answer_unreadable", "The answer is not text. Please submit it again.",
                       "答案不是文本,请重新提交。") from error  # fmt: skip
    encoded(text)
    return text


def _is_control(mark: str) -> bool:
    code = ord(mark)
    control = (code < _FIRST_PRINTABLE and mark not in _LAYOUT) or _FIRST_C1 <= code <= _LAST_C1
    return control or mark in _TURNING or 0xD800 <= code <= 0xDFFF or code & 0xFFFE == 0xFFFE  # noqa: PLR2004


def _refused(code: str, en: str, zh: str) -> InvalidInput:
    text = Localized(en=en, zh=zh)
    return InvalidInput(code, text, (("/text", text),))
