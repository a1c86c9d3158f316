"""What is read out of a CV: the facts of its profile, each with the words that it rests on."""

from typing import Literal

from pydantic import Field

from chalicelib.domain.candidate import Profile
from chalicelib.domain.model import DomainModel

FactField = Literal[
    "education_level",
    "schools",
    "majors",
    "graduation_year",
    "years_of_experience",
    "skills",
    "languages",
    "certificates",
    "location",
]
"""The fields of a profile, by their names there."""


class FoundFact(DomainModel):
    """One value of the profile and where the text says so: `quote` is `text[start:end]`, verbatim."""

    field: FactField
    value: str = Field(min_length=1, max_length=200)
    quote: str = Field(min_length=1)
    start: int = Field(ge=0)
    end: int = Field(gt=0)


class CvFacts(DomainModel):
    """A profile, and for every value in it at least one place in the text."""

    profile: Profile
    found: tuple[FoundFact, ...] = ()
