"""How a transcript is judged: text brought to one form, then edits counted in words (English) or characters (Mandarin).

The form is the field's usual one: lower case, no punctuation, Simplified Chinese, numerals in digits whichever way they
were written.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from opencc import OpenCC

from chalicelib.domain.language import Language

_SIMPLIFIED = OpenCC("t2s")
_ENGLISH_DIGITS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_ENGLISH_TEENS = (
    *("ten", "eleven", "twelve", "thirteen", "fourteen"),
    *("fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
)
_ENGLISH_SMALL = {word: value for value, word in enumerate((*_ENGLISH_DIGITS, *_ENGLISH_TEENS))}
_ENGLISH_TEN = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_ENGLISH_TENS = {word: value * 10 for value, word in enumerate(_ENGLISH_TEN, start=2)}
_ENGLISH_UNITS = {"hundred": 100, "thousand": 1_000, "million": 1_000_000, "billion": 1_000_000_000}
_CHINESE_DIGITS = {digit: value for value, digit in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_CHINESE_UNITS = {"十": 10, "百": 100, "千": 1_000, "万": 10_000, "亿": 100_000_000}
_CHINESE_NUMBER = re.compile("[零〇一二两三四五六七八九十百千万亿]+(?:点[零〇一二三四五六七八九]+)?")


@dataclass(frozen=True, slots=True)
class Errors:
    """Edits against a reference of `units` words or characters."""

    edits: int = 0
    units: int = 0

    def __add__(self, other: "Errors") -> "Errors":
        return Errors(self.edits + other.edits, self.units + other.units)

    @property
    def percent(self) -> float | None:
        """Error rate in percent; None where nothing was said."""
        return round(100 * self.edits / self.units, 2) if self.units else None


def errors(reference: str, heard: str, language: Language) -> Errors:
    """Word errors of an English text, character errors of a Mandarin one."""
    said, written = units_of(reference, language), units_of(heard, language)
    return Errors(_distance(said, written), len(said))


def units_of(text: str, language: Language) -> list[str]:
    """The words or characters that are compared."""
    text = unicodedata.normalize("NFKC", text).lower()
    if language == "zh":
        text = _SIMPLIFIED.convert(text)
        text = re.sub(r"(\d+(?:\.\d+)?)%", r"百分之\1", re.sub(r"(?<=\d),(?=\d{3})", "", text))
        text = _CHINESE_NUMBER.sub(lambda found: _chinese_number(found.group()), text)
        return [character for character in text if character.isalnum()]
    text = re.sub(r"(?<=\d),(?=\d{3})", "", text).replace("%", " percent ").replace("'", "").replace("’", "")
    return _english_numbers(re.findall(r"[^\W_]+(?:\.\d+)?", text))


def _english_numbers(words: Sequence[str]) -> list[str]:
    result: list[str] = []
    whole = part = 0
    last = 0  # magnitude of the last number word, 0 outside a number
    for word in words:
        value = _ENGLISH_SMALL.get(word, _ENGLISH_TENS.get(word))
        if word in _ENGLISH_UNITS and last:
            unit = _ENGLISH_UNITS[word]
            if unit == 100:  # noqa: PLR2004 - the one unit that multiplies only what stands right before it
                part *= 100
            else:
                whole, part = whole + part * unit, 0
            last = unit
        elif value is not None and (not last or last >= 100 or (last >= 20 and 0 < value < 10)):  # noqa: PLR2004
            part += value
            last = value or 1
        else:
            if last:
                result.append(str(whole + part))
            whole, part, last = 0, value or 0, 0 if value is None else value or 1
            if value is None:
                result.append(word)
    if last:
        result.append(str(whole + part))
    return result


def _chinese_number(text: str) -> str:
    text, _, fraction = text.partition("点")
    decimals = "." + "".join(str(_CHINESE_DIGITS[digit]) for digit in fraction) if fraction else ""
    if not any(character in _CHINESE_UNITS for character in text):
        return "".join(str(_CHINESE_DIGITS[digit]) for digit in text) + decimals
    whole = section = 0
    digit: int | None = None
    last = 0
    for character in text:
        if character in _CHINESE_DIGITS:
            digit = _CHINESE_DIGITS[character]
            continue
        unit = _CHINESE_UNITS[character]
        if unit >= 10_000:  # noqa: PLR2004 - from here on a unit multiplies everything before it
            whole, section = (whole + section + (digit or 0)) * unit, 0
        elif last and unit > last:
            section = (section + (digit or 0)) * unit
        else:
            section += (1 if digit is None else digit) * unit
        last, digit = (0 if unit >= 10_000 else unit), None  # noqa: PLR2004 - as above
    return str(whole + section + (digit or 0)) + decimals


def _distance(left: Sequence[str], right: Sequence[str]) -> int:
    """Levenshtein distance."""
    row = list(range(len(right) + 1))
    for at, one in enumerate(left, start=1):
        corner, row[0] = row[0], at
        for other_at, other in enumerate(right, start=1):
            corner, row[other_at] = (
                row[other_at],
                min(row[other_at] + 1, row[other_at - 1] + 1, corner + (one != other)),
            )
    return row[-1]
