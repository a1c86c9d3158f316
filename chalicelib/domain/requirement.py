"""What a job states that it requires, which is all that candidates may be filtered by."""

from typing import Annotated, Literal

from pydantic import Field

from chalicelib.domain.candidate import EducationLevel
from chalicelib.domain.model import DomainModel

_Line = Annotated[str, Field(min_length=1, max_length=100)]


class EducationRequirement(DomainModel):
    """At least this level of education."""

    kind: Literal["education_level"] = "education_level"
    at_least: EducationLevel
    essential: bool = True


class ExperienceRequirement(DomainModel):
    """At least so many years of work experience."""

    kind: Literal["years_of_experience"] = "years_of_experience"
    at_least: float = Field(ge=0, le=30)
    essential: bool = True


class OneOfRequirement(DomainModel):
    """One of several skills, majors, languages, certificates or places."""

    kind: Literal["skill", "major", "language", "certificate", "location"]
    any_of: tuple[_Line, ...] = Field(min_length=1, max_length=20)
    essential: bool = True


Requirement = Annotated[EducationRequirement | ExperienceRequirement | OneOfRequirement, Field(discriminator="kind")]
