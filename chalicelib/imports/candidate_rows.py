"""Makes candidates of raw rows: every value is read and checked, and no candidate comes twice from one file."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Annotated, Any, Literal

from pydantic import Field as Checked

from chalicelib.domain.candidate import Profile
from chalicelib.domain.language import Language
from chalicelib.domain.model import DomainModel
from chalicelib.imports.columns import Field
from chalicelib.imports.contact_values import email, phone
from chalicelib.imports.first_seen import FirstSeen
from chalicelib.imports.profile_values import education, interview_language, listed, listed_schools, year, years
from chalicelib.imports.rows import LIST_MARK, RawRow, RowError, row_error
from chalicelib.imports.value_fault import ValueFault

Identity = tuple[Literal["external_id", "email", "phone"], str]


class CandidateRow(DomainModel):
    """What a row says of a candidate, with the bounds that `Candidate` has."""

    row: int
    name: Annotated[str, Checked(min_length=1, max_length=200)]
    email: Annotated[str, Checked(max_length=254)] | None = None
    """Checked where it is read; EmailStr would check it again, which takes longer than all the rest of the row."""
    phone: Annotated[str, Checked(pattern=r"^\+?[0-9]{5,20}$")] | None = None
    external_id: Annotated[str, Checked(min_length=1, max_length=200)] | None = None
    language: Language | None = None
    """None where the file does not say."""
    source: Annotated[str, Checked(max_length=100)] | None = None
    summary: Annotated[str, Checked(max_length=5000)] = ""
    profile: Profile = Profile()

    def identity(self) -> Identity:
        """The strongest of what tells this candidate from others."""
        if self.external_id:
            return ("external_id", self.external_id)
        if self.email:
            return ("email", self.email.lower())
        return ("phone", self.phone or "")


def read_candidates(
    rows: Iterable[RawRow | RowError], headers: Mapping[Field, str]
) -> Iterator[CandidateRow | RowError]:
    """One candidate, or one or more errors, for each of `rows`. `headers` names the columns (`Columns.used`)."""
    seen = FirstSeen()
    for row in rows:
        if isinstance(row, RowError):
            yield row
            continue
        candidate = _candidate(row, headers)
        if isinstance(candidate, list):
            yield from candidate
            continue
        kind, value = candidate.identity()
        first = seen.row_of(f"{kind}:{value}", row.number)
        if first == row.number:
            yield candidate
        else:
            shown = getattr(candidate, kind)
            yield row_error(row.number, "duplicate_in_file", column=headers.get(kind), value=shown, number=first)


def _candidate(row: RawRow, headers: Mapping[Field, str]) -> CandidateRow | list[RowError]:
    found: dict[str, Any] = {}
    profile: dict[str, Any] = {}
    errors: list[RowError] = []
    faulty: set[Field] = set()
    for field, raw in row.values.items():
        if not raw:
            continue
        try:
            text = raw.strip() if raw.isprintable() else _without_controls(raw)
            if not text or (len(text) <= _LONGEST_NOTHING and field not in _WORDS_COUNT and text.lower() in _NOTHING):
                continue
            if field in _PROFILE:
                profile[field] = _PROFILE[field](text)
            else:
                found[field] = _OWN[field](text)
        except ValueFault as fault:
            faulty.add(field)
            column = headers.get(field)
            value = raw.replace(LIST_MARK, ", ").strip()
            errors.append(row_error(row.number, fault.code, column=column, value=value, number=fault.number))
    if "name" not in found and "name" not in faulty:
        errors.append(row_error(row.number, "name_missing", column=headers.get("name")))
    if _IDENTITIES.isdisjoint(found) and _IDENTITIES.isdisjoint(faulty):
        errors.append(row_error(row.number, "identity_missing"))
    if errors:
        return errors
    if profile:
        found["profile"] = Profile(**profile)
    return CandidateRow(row=row.number, **found)


def _without_controls(text: str) -> str:
    if _UNREADABLE.search(text):
        raise ValueFault("unreadable_text")
    return _INVISIBLE.sub("", text).strip()


def _line(most: int) -> Callable[[str], str]:
    def read(text: str) -> str:
        line = " ".join(text.replace(LIST_MARK, ", ").split())
        if len(line) > most:
            raise ValueFault("too_long", most)
        return line

    return read


def _summary(text: str) -> str:
    text = text.replace(LIST_MARK, "\n").replace("\r\n", "\n")
    if len(text) > _MAX_SUMMARY_CHARS:
        raise ValueFault("too_long", _MAX_SUMMARY_CHARS)
    return text


_MAX_SUMMARY_CHARS = 5000
_UNREADABLE = re.compile("[\0\ud800-\udfff\N{REPLACEMENT CHARACTER}]")
_INVISIBLE = re.compile(
    "[\x01-\x08\x0b\x0c\x0e-\x1e\x7f-\x84\x86-\x9f\xad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]"
)
"""Controls and marks that nobody sees: tabs, ends of lines and LIST_MARK stay."""
_IDENTITIES: frozenset[Field] = frozenset(("external_id", "email", "phone"))
_WORDS_COUNT: frozenset[Field] = frozenset(("name", "external_id", "summary"))
_NOTHING = frozenset(("-", "--", "—", "/", "\\", "n/a", "na", "nil", "null", "none", "无", "暂无", "没有", "\\n"))
_LONGEST_NOTHING = max(map(len, _NOTHING))
_OWN: dict[Field, Callable[[str], object]] = {
    "name": _line(200),
    "email": email,
    "phone": phone,
    "external_id": _line(200),
    "language": interview_language,
    "source": _line(100),
    "summary": _summary,
}
_PROFILE: dict[Field, Callable[[str], object]] = {
    "education_level": education,
    "schools": listed_schools(20),
    "majors": listed(20),
    "graduation_year": year,
    "years_of_experience": years,
    "skills": listed(200),
    "languages": listed(30),
    "certificates": listed(50),
    "location": _line(200),
}
