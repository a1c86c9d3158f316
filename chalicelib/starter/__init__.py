"""What is shipped for every tenant: dimensions with anchored levels, questions, models, flows, texts of notices.

One JSON file each below `dimensions/` (with its questions), `models/`, `flows/` and `notices/`; a file's stem is its
key. Read once a process. Ids begin with `starter_`, which no tenant's own do. Models and flows are there to be
cloned: they have no published versions, so that no job can change when the product does.
"""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from importlib.resources import files
from typing import Any, TypeVar

from pydantic import Field

from chalicelib.domain.competency import CompetencyModelDraft
from chalicelib.domain.flow import FlowTemplateDraft
from chalicelib.domain.language import Language, Localized
from chalicelib.domain.model import DomainModel
from chalicelib.domain.notice import PURPOSES, Purpose
from chalicelib.domain.notice_template import NoticeTemplate
from chalicelib.domain.question import BankQuestion

Shipped = TypeVar("Shipped", bound=DomainModel)
PREFIX = "starter_"
_SHIPPED_AT = datetime(2026, 11, 1, tzinfo=UTC)


class DimensionLevel(DomainModel):
    """What a level looks like in an answer; levels run from 1 to 5."""

    level: int = Field(ge=1, le=5)
    text: Localized


class DimensionTerms(DomainModel):
    """Words that point to the dimension when they stand in a job description."""

    en: tuple[str, ...]
    zh: tuple[str, ...]


class StarterDimension(DomainModel):
    """A dimension as it is shipped."""

    key: str
    name: Localized
    description: Localized
    levels: tuple[DimensionLevel, ...]
    terms: DimensionTerms


@cache
def dimensions() -> dict[str, StarterDimension]:
    """Every shipped dimension by its key."""
    return {
        raw["key"]: StarterDimension.model_validate({name: raw[name] for name in StarterDimension.model_fields})
        for raw in _files("dimensions").values()
    }


@cache
def questions() -> dict[str, BankQuestion]:
    """Every shipped question by its id, `starter_` and its key, in the order of their dimensions."""
    found = {}
    for raw in _files("dimensions").values():
        for question in raw["questions"]:
            made = BankQuestion(
                id=f"{PREFIX}{question['key']}",
                kind=question["kind"],
                dimensions=(raw["key"], *question["also_shows"]),
                scenarios=tuple(question["scenarios"]),
                thinking_s=question["thinking_s"],
                answer_limit_s=question["answer_limit_s"],
                en=question["en"],
                zh=question["zh"],
                origin="starter",
                created_at=_SHIPPED_AT,
            )
            found[made.id] = made
    return found


@cache
def models(language: Language) -> dict[str, CompetencyModelDraft]:
    """Every shipped competency model by its id, named in `language`."""
    return {
        f"{PREFIX}{key}": CompetencyModelDraft(
            id=f"{PREFIX}{key}",
            name=raw["name"][language],
            description=raw["description"][language],
            dimensions=raw["dimensions"],
            created_at=_SHIPPED_AT,
        )
        for key, raw in _files("models").items()
    }


@cache
def flows(language: Language) -> dict[str, FlowTemplateDraft]:
    """Every shipped flow template by its id, named in `language`."""
    return {
        f"{PREFIX}{key}": FlowTemplateDraft(
            id=f"{PREFIX}{key}",
            name=raw["name"][language],
            description=raw["description"][language],
            stages=raw["stages"],
            created_at=_SHIPPED_AT,
        )
        for key, raw in _files("flows").items()
    }


@cache
def notices(language: Language) -> dict[Purpose, NoticeTemplate]:
    """The shipped text for every purpose of a notice."""
    return {
        purpose: NoticeTemplate(purpose=purpose, language=language, **_files("notices")[purpose][language])
        for purpose in PURPOSES
    }


def page(shipped: Mapping[str, Shipped], after: str | None, limit: int) -> tuple[tuple[Shipped, ...], str | None]:
    """Up to `limit` of what is shipped, from behind the id `after` on, and the id that the next page starts after."""
    ids = list(shipped)
    start = ids.index(after) + 1 if after in ids else 0
    wanted = ids[start : start + limit]
    return tuple(shipped[one] for one in wanted), wanted[-1] if start + limit < len(ids) else None


@cache
def _files(folder: str) -> dict[str, Any]:
    """The JSON files of a folder by their stems, in the order of these."""
    found = (file for file in (files(__name__) / folder).iterdir() if file.name.endswith(".json"))
    return {
        file.name.removesuffix(".json"): json.loads(file.read_text(encoding="utf-8"))
        for file in sorted(found, key=lambda file: file.name)
    }
