"""Templates of notices: text with variables in braces, read by a parser that knows nothing but these.

`{candidate_name}` stands for a value; there are no expressions, attributes or formats, so that a template can show
nothing but what it is given. A value is put in as it is: braces in it mean nothing.
"""

import re
from collections.abc import Mapping
from typing import Literal, NamedTuple, get_args

from pydantic import AwareDatetime, Field

from chalicelib.domain.channel import Shown
from chalicelib.domain.language import Language, Localized
from chalicelib.domain.model import DomainModel
from chalicelib.domain.notice import Purpose

Variable = Literal[
    "candidate_name", "job_title", "company", "interview_id", "url", "outcome", "due_at", "reason", "courses"
]
VARIABLES: tuple[Variable, ...] = get_args(Variable)
LONGEST_SUBJECT = 200
LONGEST_TEXT = 5000
LONGEST_SHORT = 500
LONGEST_VALUE = 1000
_ELLIPSIS = "…"
_PART = re.compile(r"\{([^{}\n]{0,80})\}|([^{}]+)|([{}])")
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f\u2028\u2029]")


class NoticeTemplate(DomainModel):
    """What a tenant's notices for one purpose say in one language."""

    purpose: Purpose
    language: Language
    subject: str = Field(min_length=1, max_length=LONGEST_SUBJECT)
    text: str = Field(min_length=1, max_length=LONGEST_TEXT)
    short: str = Field(
        default="", max_length=LONGEST_SHORT, description="For SMS, as the vendor has approved it; `text` without it"
    )
    changed_at: AwareDatetime | None = None


class Fault(NamedTuple):
    """What is wrong with a template's text."""

    code: Literal["unknown_variable", "stray_brace"]
    text: Localized


def faults(template: str) -> tuple[Fault, ...]:
    """What is wrong with a text: variables that there are not, braces that belong to none."""
    found: list[Fault] = []
    for match in _PART.finditer(template):
        name, _, brace = match.groups()
        if name is not None and name not in VARIABLES:
            known = ", ".join(f"{{{one}}}" for one in VARIABLES)
            text = Localized(
                en=f"There is no variable {{{name}}}. There are: {known}.",
                zh=f"没有变量 {{{name}}}。可用的变量：{known}。",
            )
            found.append(Fault("unknown_variable", text))
        elif brace:
            text = Localized(
                en="A brace without its partner: variables are written {like_this}.",
                zh="花括号不成对：变量应写作 {like_this} 的形式。",
            )
            found.append(Fault("stray_brace", text))
    return tuple(found)


def render(template: str, values: Mapping[str, str]) -> str:
    """The text with its variables filled in; a line of which no variable has a value is left out."""
    lines = []
    for line in template.split("\n"):
        names = [match[1] for match in _PART.finditer(line) if match[1]]
        if names and not any(values.get(name) for name in names):
            continue
        lines.append(_PART.sub(lambda match: _value(match, values), line))
    return "\n".join(lines)


def one_line(text: str) -> str:
    """A text for a place that has one line: a subject."""
    return " ".join(text.split())


def cut_to_bytes(text: str, most: int, tail: str = "") -> Shown:
    """The text in at most so many bytes of UTF-8, `tail` always at its end."""
    room = most - len(tail.encode())
    if len(text.encode()) <= room:
        return Shown(text=text + tail)
    kept = text.encode()[: max(0, room - len(_ELLIPSIS.encode()))].decode(errors="ignore")
    return Shown(text=kept + _ELLIPSIS + tail, cut=True)


def cut_to_characters(text: str, most: int) -> Shown:
    """The text in at most so many characters."""
    return Shown(text=text) if len(text) <= most else Shown(text=text[: most - 1] + _ELLIPSIS, cut=True)


def _value(match: re.Match[str], values: Mapping[str, str]) -> str:
    name = match[1]
    return match[0] if name is None else _clean(values.get(name, ""))


def _clean(value: str) -> str:
    return _CONTROL.sub(" ", value)[:LONGEST_VALUE]
