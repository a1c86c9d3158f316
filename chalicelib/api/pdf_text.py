"""Text as a PDF can show it: without what has no glyph, and in pieces that a line must not break."""

import re
from collections.abc import Callable, Collection

_BOX = "□"
_WIDE = r"\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff"
_PIECE = re.compile(rf"\s+|[{_WIDE}]|[^\s{_WIDE}]+")
_NEVER_FIRST = frozenset("，。、；：！？）》」』】〉”’…,.;:!?)]}%·")
_NEVER_LAST = frozenset("（《「『【〈“‘([{")
_APOSTROPHE = re.compile(r"(?<=[A-Za-z0-9])[’‘]|[’‘](?=[A-Za-z0-9])")
_LATIN_QUOTE = re.compile(r"“(?=[!-~])|(?<=[!-~])”")
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufe00-\ufe0f\ufeff]")


def showable(text: str, known: Collection[int]) -> str:
    """The text with a box for each character that is not among the `known` code points."""
    plain = _UNPRINTABLE.sub("", text.replace("\t", "    ").replace("\r", ""))
    # The font's typographic quotes are as wide as Chinese characters, which tears English words apart.
    plain = _LATIN_QUOTE.sub('"', _APOSTROPHE.sub("'", plain))
    return "".join(one if one == "\n" or ord(one) in known else _BOX for one in plain)


def pieces(text: str, too_wide: Callable[[str], bool]) -> list[str]:
    """Words and Chinese characters with the punctuation that belongs to them; a word too wide for a line in letters."""
    found: list[str] = []
    for piece in _PIECE.findall(text):
        glued = found and ((piece[0] in _NEVER_FIRST) or (found[-1][-1] in _NEVER_LAST)) and not found[-1].isspace()
        if glued and not too_wide(found[-1] + piece):
            found[-1] += piece
        elif too_wide(piece):
            found += list(piece)
        else:
            found.append(piece)
    return found
