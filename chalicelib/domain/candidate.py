"""A candidate of a tenant: who it is, what is known that may be matched, and the CV that it came from."""

from typing import Annotated, Literal

from pydantic import AwareDatetime, EmailStr, Field

from chalicelib.domain.language import Language, Localized
from chalicelib.domain.model import DomainModel

EducationLevel = Literal["secondary", "college", "bachelor", "master", "doctor"]
EDUCATION_LEVELS: tuple[EducationLevel, ...] = ("secondary", "college", "bachelor", "master", "doctor")
"""From the lowest to the highest; `college` is 大专."""
CvState = Literal["waiting", "received", "parsed", "refused"]
_Line = Annotated[str, Field(min_length=1, max_length=200)]


class Profile(DomainModel):
    """What may be matched with a job's requirements. Age, sex, ethnicity and the like have no place here."""

    education_level: EducationLevel | None = None
    schools: tuple[_Line, ...] = Field(default=(), max_length=20)
    majors: tuple[_Line, ...] = Field(default=(), max_length=20)
    graduation_year: int | None = Field(default=None, ge=1950, le=2100)
    years_of_experience: float | None = Field(default=None, ge=0, le=70)
    skills: tuple[_Line, ...] = Field(default=(), max_length=200)
    languages: tuple[_Line, ...] = Field(default=(), max_length=30, description="Spoken languages")
    certificates: tuple[_Line, ...] = Field(default=(), max_length=50)
    location: _Line | None = None


class CvProblem(DomainModel):
    """Why a CV cannot be used."""

    code: str
    text: Localized


class Cv(DomainModel):
    """The CV that was uploaded last. `text_key` names its parsed text and facts in the media bucket."""

    id: str
    key: str
    content_type: str
    size: int = Field(ge=0)
    sha256: str
    state: CvState = "waiting"
    problem: CvProblem | None = None
    excerpt: str = Field(default="", max_length=6000, description="The beginning of its text, for matching")
    text_key: str | None = None
    parsed_at: AwareDatetime | None = None


class BackgroundCheck(DomainModel):
    """The outcome of a background check; only roles with `checks:read` ever see it."""

    status: Literal["requested", "clear", "consider", "failed"]
    provider: str = Field(min_length=1, max_length=100)
    summary: str = Field(default="", max_length=2000)
    reference: str = Field(default="", max_length=200)
    at: AwareDatetime


class Candidate(DomainModel):
    """A person whom a tenant may interview."""

    id: str
    name: str = Field(min_length=1, max_length=200)
    email: EmailStr | None = None
    phone: str | None = Field(default=None, pattern=r"^\+?[0-9]{5,20}$")
    external_id: str | None = Field(default=None, min_length=1, max_length=200)
    language: Language
    source: str | None = Field(default=None, max_length=100)
    summary: str = Field(default="", max_length=5000, description="Free text of the CV or of an import's row")
    profile: Profile = Profile()
    cv: Cv | None = None
    cv_upload: Cv | None = Field(default=None, description="What is about to be uploaded in its place")
    background_check: BackgroundCheck | None = None
    made_by: str = Field(default="", description="Who made the record, and may work with it: a user or a key")
    created_at: AwareDatetime
