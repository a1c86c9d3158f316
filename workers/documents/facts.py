"""Turns the text of a CV into the facts of a profile, each with the words that it rests on.

Rules only, so that every fact can be shown in the text and the same text always gives the same facts. What is protected
is blanked before anything is read, so no fact can come from it.
"""

from datetime import date
from typing import cast

from chalicelib.domain.candidate import EducationLevel, Profile
from chalicelib.domain.cv import CvFacts, FactField, FoundFact
from workers.documents.certificates import find_certificates
from workers.documents.education import find_education
from workers.documents.experience import find_experience
from workers.documents.findings import Findings
from workers.documents.languages import find_languages
from workers.documents.places import find_location
from workers.documents.skills import find_skills

_MOST: dict[FactField, int] = {"schools": 20, "majors": 20, "skills": 200, "languages": 30, "certificates": 50}


def find_facts(text: str, now: date) -> CvFacts:
    """The facts of a CV. `text` may be as it was read or without what is protected; offsets count its characters."""
    findings = Findings(text)
    find_education(findings, now)
    find_experience(findings, now)
    find_certificates(findings)
    find_languages(findings)
    find_skills(findings)
    find_location(findings)
    several = {field: findings.values(field, most) for field, most in _MOST.items()}
    profile = Profile(
        education_level=cast("EducationLevel | None", _one(findings, "education_level")),
        graduation_year=int(year) if (year := _one(findings, "graduation_year")) else None,
        years_of_experience=float(years) if (years := _one(findings, "years_of_experience")) else None,
        location=_one(findings, "location"),
        schools=several["schools"],
        majors=several["majors"],
        skills=several["skills"],
        languages=several["languages"],
        certificates=several["certificates"],
    )
    return CvFacts(profile=profile, found=tuple(sorted(_kept(findings, several), key=lambda fact: fact.start)))


def _one(findings: Findings, field: FactField) -> str | None:
    return next(iter(findings.values(field, 1)), None)


def _kept(findings: Findings, several: dict[FactField, tuple[str, ...]]) -> list[FoundFact]:
    """Facts whose values are in the profile."""
    return [fact for fact in findings.facts if fact.field not in several or fact.value in several[fact.field]]
