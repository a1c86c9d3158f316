"""Characters as people type them, out of those that documents use for drawing."""

import re
import unicodedata

# Fonts made for PDFs often map a Chinese character to the radical of the same shape. Kangxi radicals have a
# compatibility mapping in Unicode; most of the supplement has not, so the full characters are named here.
_RADICALS = dict(
    zip(
        "⺁⺄⺈⺋⺌⺍⺎⺗⺙⺟⺠⺢⺥⺧⺩⺪⺫⺬⺭⺮⺶⺸⺻⺼⻀⻁⻃⻄⻅⻆⻇⻉⻋⻐⻑⻒⻓⻔⻖⻗⻘⻙⻚⻛⻜⻝⻟⻢⻣⻤⻥⻦⻧⻨⻩⻪⻬⻮⻰⻳",
        "厂乙刀㔾小小兀心攵母民水爪牛王疋罒示示竹羊羊聿肉艹虎覀西见角角贝车金長镸长门阜雨青韦页风飞食食马骨鬼鱼鸟卤麦黄黾齐齿龙龟",
        strict=True,
    )
)
# Compatibility ideographs, Kangxi radicals, Latin ligatures, letters and digits of full width.
_DRAWN = re.compile("[\uf900-\ufaff\u2f00-\u2fdf\ufb00-\ufb06\uff10-\uff19\uff21-\uff3a\uff41-\uff5a]")
_LIST_MARKS = str.maketrans(dict.fromkeys("\uf06c\uf0b7\uf0a7\uf0d8\uf0fc\uf076\uf06e\uf075\uf0a8", "•"))
_BREAKS = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_SPACES = re.compile("[\u00a0\u2000-\u200a\u202f\u205f\u3000]")
# Invisible characters, and the private area where fonts keep their icons.
_NOTHING = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\ue000-\uf8ff]"
)
_EMPTY_LINES = re.compile(r"\n{3,}")
_TRAILING = re.compile(r"[ \t]+$", re.MULTILINE)


def plain(blocks: list[str]) -> str:
    """The blocks as one text: lines end with a line feed, blocks stand on lines of their own."""
    text = _SPACES.sub(" ", _BREAKS.sub("\n", "\n".join(blocks))).translate(_LIST_MARKS)
    text = _NOTHING.sub("", text)
    text = _DRAWN.sub(lambda drawn: unicodedata.normalize("NFKC", drawn[0]), text)
    text = "".join(_RADICALS.get(character, character) for character in text)
    return _EMPTY_LINES.sub("\n\n", _TRAILING.sub("", text)).strip()
