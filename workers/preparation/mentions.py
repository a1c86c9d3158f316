"""Find a name in a text whatever its case and width: whole words in Latin script, any place in Chinese."""

import re
from collections.abc import Iterator
from typing import Final

_WIDE: Final = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20, 0x2019: 0x27}
_WORD: Final = re.compile(r"[a-z0-9]")
_SHORT: Final = frozenset({"c", "r", "go", "ps", "js", "node", "spring", "swift", "react", "rust", "ruby", "hive"})
"""Names that are also letters or everyday words: they count only with the capital that names have."""
_LOWER_TOO: Final = frozenset({"js", "ps", "node", "react"})
_NOT_A_NAME: Final = re.compile(r"^(?:[&'/]?-?(?:level|suite|rated|d\b)|[端轮级位照类]| to | ahead| on to |\.[a-z])")
_NEGATED: Final = re.compile(
    r"(?:\b(?:no|not|never|without|lack(?:s|ing)?|don't|haven't|hasn't|isn't)\b(?: (?:\w+ ){0,4}|$)"
    r"|(?:不(?![仅但断限止同])|没有?|未|无(?!论|线|人)|缺乏|零基础)[^，,。；;\n]{0,4})$"
)
_DENIALS: Final = ("不", "没", "未", "无", "缺", "零", "no ", "not ", "never ", "without ", "lack", "n't ")
"""What a denial has at least one of; looking for these first is many times faster."""
_BEFORE: Final = 32
_HAS_WIDE: Final = re.compile("[０-９Ａ-Ｚａ-ｚ＋＃．　’]")


def fold(text: str) -> str:
    """The text in lower case and half width; each character keeps its place."""
    folded = text.translate(_WIDE) if _HAS_WIDE.search(text) else text
    lower = folded.lower()
    return lower if len(lower) == len(text) else "".join(low if len(low := one.lower()) == 1 else one for one in folded)


def find(name: str, folded: str, text: str) -> Iterator[tuple[int, int]]:
    """Where `name`, itself folded, stands in `folded`; `text` is the same text before it was folded.

    A name in Latin script must not be a part of a longer one: Java is not in JavaScript, C not in C++.
    """
    start = folded.find(name)
    while start >= 0:
        end = start + len(name)
        if _is_whole(name, folded, start, end) and (name not in _SHORT or _is_a_name(name, folded, text, start, end)):
            yield start, end
        start = folded.find(name, start + 1)


def is_negated(folded: str, start: int) -> bool:
    """Whether what begins at `start` is said not to be there: "no experience with", "不熟悉"."""
    before = folded[max(0, start - _BEFORE) : start]
    return any(map(before.__contains__, _DENIALS)) and bool(_NEGATED.search(before))


def _is_whole(name: str, folded: str, start: int, end: int) -> bool:
    before, after = folded[start - 1 : start], folded[end : end + 1]
    if _WORD.match(name[0]) and before and (_WORD.match(before) or (before in "+#" and len(name) == 1)):
        return False
    if _WORD.match(name[-1]) and after:
        return not (_WORD.match(after) or after in "+#")
    return True


def _is_a_name(name: str, folded: str, text: str, start: int, end: int) -> bool:
    capital = text[start].isupper() or name in _LOWER_TOO or text[start:end] == text
    joined = folded[start - 1 : start] in {"&", "-", "'", "."} and len(name) == 1
    return capital and not joined and not _NOT_A_NAME.match(folded[end : end + 8])
