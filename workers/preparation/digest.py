"""A line or two that says what a candidate is, short enough for one call of the encoder."""

import re
from typing import Final

from chalicelib.domain.candidate import Profile
from workers.preparation.cv_text import CvText, entry
from workers.preparation.mentions import find

LONGEST: Final = 60
"""Characters; the encoder's time grows with them."""
_TITLES: Final = 2
_ENTRIES: Final = 5
_LONGEST_TITLE: Final = 60
_SHORTEST_TITLE: Final = 4
_CHINESE_TITLE: Final = re.compile(
    "工程师|经理|专员|主管|总监|助理|顾问|分析师|设计师|架构师|研究员|教师|老师|护士|会计|出纳|客服|销售员|策划|编辑|实习生|组长|店长|负责人"
)
_ENGLISH_TITLE: Final = frozenset(
    {
        "engineer",
        "developer",
        "manager",
        "analyst",
        "designer",
        "architect",
        "scientist",
        "assistant",
        "specialist",
        "consultant",
        "director",
        "supervisor",
        "coordinator",
        "representative",
        "officer",
        "administrator",
        "accountant",
        "nurse",
        "teacher",
        "intern",
        "buyer",
        "planner",
        "editor",
        "recruiter",
        "technician",
        "head",
    }
)
_WORD: Final = re.compile("[a-z]+")


def digest(profile: Profile, cv: CvText, counted: frozenset[str]) -> str:
    """Titles, majors and skills; entries that hold one of the names that are `counted` already are left out."""
    chinese = (match.start() for match in _CHINESE_TITLE.finditer(cv.folded))
    english = (match.start() for match in _WORD.finditer(cv.folded) if match[0] in _ENGLISH_TITLE)
    titles: list[str] = []
    for start, end in sorted({cv.sentence(place) for place in (*chinese, *english)}):
        if _SHORTEST_TITLE <= end - start <= _LONGEST_TITLE and not cv.is_copied(start):
            titles.append(cv.text[start:end].strip(" \n,，;；。"))
            if len(titles) == _TITLES:
                break
    entries = [entry(one) for one in (*profile.majors, *profile.skills)]
    left = [plain for plain, folded in entries if plain.strip() and not _is_counted(plain, folded, counted)][:_ENTRIES]
    return "; ".join((*titles, *left))[:LONGEST]


def _is_counted(plain: str, folded: str, counted: frozenset[str]) -> bool:
    return any(name in folded and any(find(name, folded, plain)) for name in counted)
