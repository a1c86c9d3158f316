"""How CVs name degrees, and which of them are finished."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from chalicelib.domain.candidate import EducationLevel

_OF = r"(?:['’]s)?(?:\s+degree)?(?:\s+of\s+(?P<{0}>[A-Z][A-Za-z]+(?:\s+(?:and\s+)?(?!in\b)[A-Z][a-z]+){{0,5}}))?"
_WORDS: tuple[tuple[EducationLevel, str], ...] = (
    ("doctor", r"博士(?!后|生?导师)(?:研究生)?(?:学位|学历)?"),
    (
        "master",
        r"(?<!博士)(?:硕士(?:研究生)?(?!生?导师)|研究生(?!导师))(?:学位|学历)?|工商管理硕士|(?<![A-Za-z])(?:E?MBA|MPAcc|MPA)(?![A-Za-z])",
    ),
    ("bachelor", r"(?:大学)?本科(?:学历)?|学士(?:学位)?|专升本"),
    ("college", r"(?:大学)?大?专科(?!升)(?:学历)?|大专(?:学历)?|高职(?!业)"),
    ("secondary", r"高中(?:学历)?|中专|职高|技校|中职"),
    ("doctor", r"\bPh\.?\s?D\b\.?|\bD\.?Phil\b\.?|\bEd\.?D\b\.?|\bDoctor(?:ate)?\b" + _OF.format("of_doctor")),
    (
        "master",
        r"(?<!Scrum )\bMaster\b(?!\s(?:Data|Builder|Trainer|Student))"
        + _OF.format("of_master")
        + r"|\bM\.?\s?Sc\b\.?|\bM\.?Eng\b\.?|\bM\.?Phil\b\.?|\bM\.A\.|\bMA\b|\bM\.S\.|\bMS\b"
        r"|\bM\.?Ed\b\.?|\bM\.?Tech\b\.?|\bLL\.?M\b\.?"
        r"|\bMFA\b|\bMPH\b|\bMRes\b|\bM\.?Com\b\.?",
    ),
    (
        "bachelor",
        r"\bBachelor\b"
        + _OF.format("of_bachelor")
        + r"|\bB\.?\s?Sc\b\.?|\bB\.?Eng\b\.?|\bB\.A\.|\bBA\b|\bB\.S\.|\bBS\b|\bB\.?Ed\b\.?"
        r"|\bB\.?Tech\b\.?|\bLL\.?B\b\.?"
        r"|\bBFA\b|\bBBA\b|\bB\.?Com\b\.?|\bB\.E\.|\bBE\b",
    ),
    (
        "college",
        r"\bAssociate(?:['’]s)?\s+(?:degree|of)\b|\bHND\b|\bFoundation [Dd]egree\b|\bHigher (?:National )?Diploma\b",
    ),
    ("secondary", r"\bHigh [Ss]chool\b|\bSecondary [Ss]chool\b|\bA[- ]Levels?\b|\bGCSEs?\b|\bSixth Form\b"),
)
_UNFINISHED_AFTER = re.compile(
    r"^[^\n;；|]{0,12}?(?:在读|肄业|未毕业|结业)|^\s*(?:degree\s*)?\(?(?:candidate|student|in progress|ongoing)",
    re.IGNORECASE,
)
_UNFINISHED_BEFORE = re.compile(
    r"(?:攻读|在读|申请|pursuing|working towards?|studying for)(?:\s(?:a|an|the|my))?\s*\S{0,6}$", re.IGNORECASE
)
_GENERIC = {"science", "sciences", "arts", "engineering", "philosophy", "technology", "applied science", "education"}
_HONOURS = r"(?:\s*\((?:Hons?|Honours)\.?\)|\s+Hons\b\.?|\s+with Honours)?"
_SUBJECT = re.compile(
    _HONOURS + r"(?:\s+degree)?\s*(?:\bin\b|\bof\b|[,:(]|\s[-–—]\s)?\s*"
    r"(?P<subject>[A-Z][A-Za-z]+(?:(?:\s(?:and|of|in|for|with|&)\s|\s|\s?&\s?|/|-)[A-Z][A-Za-z]+){0,8})"
)
_NO_SUBJECT = re.compile(
    r"\b(?:University|College|Institute|School|Distinction|First|Second|Upper|Class|Honours|Hons|GPA|Expected|Merit|Candidate"
    r"|Degree|Thesis|Student|Present|Minor|(?:January|February|March|April|May|June|July"
    r"|August|September|October|November|December"
    r"|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec))\b"
)
_WORD = re.compile("|".join(f"(?P<level{at}>{pattern})" for at, (_, pattern) in enumerate(_WORDS)))


@dataclass(frozen=True, slots=True)
class Degree:
    """A degree that is named; `subject` counts characters of the same text, as `start` and `end` do."""

    level: EducationLevel
    finished: bool
    start: int
    end: int
    subject: tuple[int, int] | None


def find_degrees(text: str) -> Iterator[Degree]:
    """The degrees named in one line that speaks of an education."""
    for match in _WORD.finditer(text):
        level = next(level for at, (level, _) in enumerate(_WORDS) if match[f"level{at}"] is not None)
        before, after = text[: match.start()], text[match.end() :]
        finished = not _UNFINISHED_AFTER.match(after) and not _UNFINISHED_BEFORE.search(before)
        yield Degree(level, finished, match.start(), match.end(), _subject(text, match))


def _subject(text: str, match: re.Match[str]) -> tuple[int, int] | None:
    """What the degree is in: what follows it, or what it is of when that says more than `Science`."""
    if not match[0][0].isascii():
        return None
    if (following := _SUBJECT.match(text, match.end())) and not _NO_SUBJECT.search(following["subject"]):
        return following.span("subject")
    of = next((name for name in ("of_doctor", "of_master", "of_bachelor") if match[name]), None)
    return match.span(of) if of and match[of].lower() not in _GENERIC else None
