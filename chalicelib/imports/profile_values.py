"""Reads what a profile is made of: levels of education, years, and lists, as people write them in both languages."""

import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache, partial
from typing import TypeVar

from chalicelib.domain.candidate import EducationLevel
from chalicelib.domain.language import Language
from chalicelib.imports.rows import LIST_MARK, RowFault
from chalicelib.imports.value_fault import ValueFault

_EDUCATION: tuple[tuple[re.Pattern[str], EducationLevel], ...] = (
    (re.compile(r"博士|doctor|\bdr\b|\bd\.?phil\b|\bph\.?\s?d\b"), "doctor"),
    (
        re.compile(
            r"硕|研究生|\bmaster|\bmba\b|\bm\.?\s?(?:a|sc?|eng|phil|tech)\b|postgrad"
            r"|\bgraduate (?:degree|school|student)"
        ),
        "master",
    ),
    (re.compile(r"本科|学士|专升本|bachelor|undergrad|\bb\.?\s?(?:a|sc?|eng|com|tech)\b"), "bachelor"),
    (re.compile(r"大专|专科|高职|associate|college|diploma"), "college"),
    (re.compile(r"高中|中专|职高|中技|技校|初中|中学|secondary|high\s?school|vocational"), "secondary"),
)
"""From the highest to the lowest, as "本硕" means that both were reached."""
_YEAR = re.compile(r"(?<![0-9])(19[5-9][0-9]|20[0-9]{2}|2100)(?=(?:[0-9]{2}|[0-9]{4})?(?![0-9]))")
_NUMBER = r"[0-9]{1,3}(?:\.[0-9]{1,4})?"
_YEARS = re.compile(
    rf"(?:约|近|大约|超过|about|over|>)?\s*(?P<number>{_NUMBER})\s*(?:[-~–—至到]\s*{_NUMBER}\s*)?\+?\s*"
    r"(?:年(?P<half>半)|个?(?P<months>月|months?)|年|years?|yrs?|y)?\s*\+?\s*"
    r"(?P<below>以下|以内)?(?:以上|多|左右|工作经验|经验|(?:of )?experience)?"
)
_NO_EXPERIENCE = re.compile(r"无(?:工作)?经验|应届.{0,4}|在校.{0,4}|fresh\s?graduate|student|no experience")
_CHINESE_DIGITS = str.maketrans("一二两三四五六七八九", "1223456789")
_TENS = re.compile(r"([1-9])?十([1-9])?")
_MOST_YEARS = 70
_MAX_WORD_CHARS = 100
_Read = TypeVar("_Read")
_ANY_SEPARATOR = re.compile(r"[;；,，、/|\n\r]")
_SCHOOL_SEPARATOR = re.compile(r"[;；，、/|\n\r]|,(?=\S)")
"""A comma and a space belong to the name: University of California, Berkeley."""
_MAX_ITEM_CHARS = 200
_LANGUAGES: dict[str, Language] = {
    **dict.fromkeys(("en", "eng", "english", "en-us", "en-gb", "英语", "英文"), "en"),
    **dict.fromkeys(
        ("zh", "cn", "zho", "chi", "chinese", "mandarin", "zh-cn", "zh-hans", "中文", "汉语", "普通话", "国语", "华语"),
        "zh",
    ),
}


def _remembered(read: Callable[[str], _Read], fault: RowFault) -> Callable[[str], _Read]:
    """`read` for texts that are no longer than such values are; each of the most frequent is read once."""
    cached = lru_cache(maxsize=1024)(read)

    def reader(text: str) -> _Read:
        if len(text) > _MAX_WORD_CHARS:
            raise ValueFault(fault)
        return cached(text)

    return reader


def _education(text: str) -> EducationLevel:
    """The level that `text` names; of several the highest. ValueFault `education_unknown`."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    for pattern, level in _EDUCATION:
        if pattern.search(folded):
            return level
    raise ValueFault("education_unknown")


def _year(text: str) -> int:
    """The year in `text`, such as 2021, 2021届 or 2021-06-30; of a span the last. ValueFault `year_invalid`."""
    found = _YEAR.findall(unicodedata.normalize("NFKC", text))
    if not found:
        raise ValueFault("year_invalid")
    return int(found[-1])


def _years(text: str) -> float:
    """A number of years, of a range the lower end: 3年, 3-5, 5 years+, 半年, 6 months. ValueFault `years_invalid`."""
    folded = text.casefold()
    if not folded.isascii():
        folded = unicodedata.normalize("NFKC", folded).translate(_CHINESE_DIGITS).replace("半年", "0.5年")
        folded = _TENS.sub(lambda tens: str(10 * int(tens[1] or 1) + int(tens[2] or 0)), folded)
    if _NO_EXPERIENCE.fullmatch(folded):
        return 0.0
    found = _YEARS.fullmatch(folded)
    if not found:
        raise ValueFault("years_invalid")
    number = 0.0 if found["below"] else float(found["number"])
    if found["half"]:
        number += 0.5
    if found["months"]:
        number = round(number / 12, 2)
    if number > _MOST_YEARS:
        raise ValueFault("years_invalid")
    return number


def listed(most: int) -> Callable[[str], tuple[str, ...]]:
    """A reader of lists of at most `most` entries. ValueFault `too_many_items` or `too_long`."""
    return partial(_items, separator=_ANY_SEPARATOR, most=most)


def listed_schools(most: int) -> Callable[[str], tuple[str, ...]]:
    """The same for schools, whose names may have a comma in them."""
    return partial(_items, separator=_SCHOOL_SEPARATOR, most=most)


def interview_language(text: str) -> Language:
    """The language that `text` names. ValueFault `language_unknown`."""
    found = _LANGUAGES.get(unicodedata.normalize("NFKC", text).casefold().replace("_", "-"))
    if found is None:
        raise ValueFault("language_unknown")
    return found


@lru_cache(maxsize=1024)
def _remembered_items(text: str, *, separator: re.Pattern[str], most: int) -> tuple[str, ...]:
    return _all_items(text, separator, most)


def _items(text: str, *, separator: re.Pattern[str], most: int) -> tuple[str, ...]:
    if len(text) > _MAX_ITEM_CHARS:
        return _all_items(text, separator, most)
    return _remembered_items(text, separator=separator, most=most)


def _all_items(text: str, separator: re.Pattern[str], most: int) -> tuple[str, ...]:
    parts = text.split(LIST_MARK) if LIST_MARK in text else separator.split(text)
    items: dict[str, str] = {}
    for part in parts:
        item = " ".join(part.split())
        if len(item) > _MAX_ITEM_CHARS:
            raise ValueFault("too_long", _MAX_ITEM_CHARS)
        if item:
            items.setdefault(item.casefold(), item)
    if len(items) > most:
        raise ValueFault("too_many_items", most)
    return tuple(items.values())


education = _remembered(_education, "education_unknown")
year = _remembered(_year, "year_invalid")
years = _remembered(_years, "years_invalid")
