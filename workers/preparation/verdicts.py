"""Judge one stated requirement against a profile and the text of a CV."""

import re
from typing import Final

from chalicelib.domain.candidate import EDUCATION_LEVELS, EducationLevel, Profile
from chalicelib.domain.language import Localized
from chalicelib.domain.match import RequirementResult
from chalicelib.domain.requirement import EducationRequirement, ExperienceRequirement, OneOfRequirement, Requirement
from workers.preparation import lexicon
from workers.preparation.cv_text import CvText, entry
from workers.preparation.mentions import find, fold

_LEVELS: Final[dict[EducationLevel, tuple[Localized, re.Pattern[str]]]] = {
    "secondary": (
        Localized(en="secondary school", zh="高中或中专"),
        re.compile(r"高中|中专|职高|\bhigh school\b|\bsecondary school\b"),
    ),
    "college": (
        Localized(en="a college diploma", zh="大专"),
        re.compile(r"大专|专科|高职|\bdiploma\b|\bassociate degree\b|\bcollege\b"),
    ),
    "bachelor": (
        Localized(en="a bachelor's degree", zh="本科"),
        re.compile(r"本科|学士|\bbachelor|\bb\.?sc\b|\bb\.?a\b|\bb\.?eng\b|\bundergraduate\b"),
    ),
    "master": (
        Localized(en="a master's degree", zh="硕士"),
        re.compile(r"硕士|研究生|\bmaster(?:'s| of| degree)|\bm\.?sc\b|\bmba\b|\bm\.?eng\b"),
    ),
    "doctor": (
        Localized(en="a doctorate", zh="博士"),
        re.compile(r"博士|\bph\.?d\b|\bdoctora\w+"),
    ),
}
_YEARS: Final = re.compile(
    r"\d+(?:\.\d+)?\+? ?(?:years?|yrs?)\b[^.;,\n]{0,12}\bexperience|experience[^.;,\n]{0,12}\d+\+? ?years?"
    r"|[\d一二三四五六七八九十]+\+?(?:余|多)?年(?:以上)?[^，。；\n]{0,10}经验|(?:工作|从业)(?:经验"
    r"|年限)[:： ]*[\d一二三四五六七八九十]+\+?年"
)
_YEAR_WORDS: Final = ("经验", "年限", "experience")
_TAIL: Final = re.compile(r"(?:等|及)?(?:相关|类似|相近)?(?:专业|类专业|方向)$|^(?:related to|degree in) ")
_STUDIED: Final = re.compile(
    r"专业|学院|大学|\bmajor|\bdegree|\buniversity\b|\bcollege\b|\bb\.?sc\b|\bm\.?sc\b|\bbachelor|\bmaster"
)
_KINDS: Final = {
    "skill": Localized(en="skills", zh="技能"),
    "major": Localized(en="majors", zh="专业"),
    "language": Localized(en="languages", zh="语言"),
    "certificate": Localized(en="certificates", zh="证书"),
    "location": Localized(en="location", zh="所在地"),
}


def verdict(requirement: Requirement, profile: Profile, cv: CvText) -> RequirementResult:
    """Met, unmet, or unknown when neither profile nor text says anything of it."""
    if isinstance(requirement, EducationRequirement):
        return _education(requirement, profile, cv)
    if isinstance(requirement, ExperienceRequirement):
        return _experience(requirement, profile, cv)
    return _one_of(requirement, profile, cv)


def _education(requirement: EducationRequirement, profile: Profile, cv: CvText) -> RequirementResult:
    has, wanted = profile.education_level, _LEVELS[requirement.at_least][0]
    if has is None:
        reason = Localized(en="The profile does not tell the level of education.", zh="资料中没有写明学历。")
        return RequirementResult(requirement=requirement, outcome="unknown", reason=reason)
    name, pattern = _LEVELS[has]
    found = pattern.search(cv.folded)
    met = EDUCATION_LEVELS.index(has) >= EDUCATION_LEVELS.index(requirement.at_least)
    return RequirementResult(
        requirement=requirement,
        outcome="met" if met else "unmet",
        quote=cv.quote(*found.span()) if found else "",
        reason=Localized(
            en=f"Has {name.en}; at least {wanted.en} is required.",
            zh=f"学历为{name.zh}，要求{wanted.zh}及以上。",
        ),
    )


def _experience(requirement: ExperienceRequirement, profile: Profile, cv: CvText) -> RequirementResult:
    years = profile.years_of_experience
    if years is None:
        reason = Localized(en="The profile does not tell the years of experience.", zh="资料中没有写明工作年限。")
        return RequirementResult(requirement=requirement, outcome="unknown", reason=reason)
    found = _YEARS.search(cv.folded) if any(word in cv.folded for word in _YEAR_WORDS) else None
    return RequirementResult(
        requirement=requirement,
        outcome="met" if years >= requirement.at_least else "unmet",
        quote=cv.quote(*found.span()) if found else "",
        reason=Localized(
            en=f"Has {years:g} years of experience; at least {requirement.at_least:g} are required.",
            zh=f"工作年限 {years:g} 年，要求至少 {requirement.at_least:g} 年。",
        ),
    )


def _one_of(requirement: OneOfRequirement, profile: Profile, cv: CvText) -> RequirementResult:
    kind = requirement.kind
    stated = _stated(kind, profile)
    for wanted in requirement.any_of:
        for name in lexicon.names(_TAIL.sub("", fold(wanted))):
            if quote := _in_profile(name, stated, cv) or _in_text(name, kind, profile, cv):
                reason = Localized(en=f"“{wanted}” is named.", zh=f"提到了“{wanted}”。")
                return RequirementResult(requirement=requirement, outcome="met", quote=quote[:300], reason=reason)
    in_text = kind in {"skill", "language", "certificate"}
    if in_text and (copied := next((quote for wanted in requirement.any_of if (quote := _copied(wanted, cv))), "")):
        reason = Localized(
            en="Named only in words copied from the job description.", zh="仅出现在照抄职位描述的文字中。"
        )
        return RequirementResult(requirement=requirement, outcome="unknown", quote=copied, reason=reason)
    told, wanted_en, wanted_zh = _KINDS[kind], " or ".join(requirement.any_of), "或".join(requirement.any_of)
    if not stated and not (kind == "skill" and cv.text.strip()):
        reason = Localized(en=f"The profile says nothing of {told.en}.", zh=f"资料中没有写明{told.zh}。")
        return RequirementResult(requirement=requirement, outcome="unknown", reason=reason)
    reason = Localized(en=f"Names {told.en}, but not {wanted_en}.", zh=f"写明了{told.zh}，但没有{wanted_zh}。")
    return RequirementResult(requirement=requirement, outcome="unmet", quote=", ".join(stated)[:300], reason=reason)


def _stated(kind: str, profile: Profile) -> tuple[str, ...]:
    if kind == "location":
        return (profile.location,) if profile.location else ()
    return {
        "skill": profile.skills,
        "major": profile.majors,
        "language": profile.languages,
        "certificate": profile.certificates,
    }[kind]


def _in_profile(name: str, stated: tuple[str, ...], cv: CvText) -> str:
    """The entry that has the name, in the text's own words where the text has it too."""
    for plain, folded in map(entry, stated):
        if name in folded and next(find(name, folded, plain), None):
            place = next(iter(cv.mentions(name)), None)
            return cv.quote(*place) if place else plain
    return ""


def _in_text(name: str, kind: str, profile: Profile, cv: CvText) -> str:
    """Where the text has the name. Majors count only where studies are told, places never: people write of many."""
    if kind == "location" or (kind == "major" and profile.majors):
        return ""
    for start, end in cv.mentions(name):
        quote = "" if cv.is_copied(start) else cv.quote(start, end)
        if quote and (kind != "major" or _STUDIED.search(fold(quote))):
            return quote
    return ""


def _copied(wanted: str, cv: CvText) -> str:
    places = [place for name in lexicon.names(fold(wanted)) for place in cv.mentions(name)]
    return cv.quote(*places[0]) if places and all(cv.is_copied(start) for start, _ in places) else ""
