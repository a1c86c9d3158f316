"""Known names, each with its other names in both languages, and where a text has them."""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_WORDS = Path(__file__).with_name("words")
_IDEOGRAPH = re.compile("[\u4e00-\u9fff]")
# What may not stand beside a Latin name: `C` is not in `C++`, nor `Java` in `JavaScript`.
_JOINED_BEFORE = re.compile(r"[A-Za-z0-9_.@/&]$|[A-Za-z0-9][-+#'’]$")
_JOINED_AFTER = re.compile(r"[A-Za-z0-9_+#@&]|['’./][A-Za-z0-9]")
_SLASH = re.compile(r"[A-Za-z0-9+#.]/$")
_BESIDE = 2


@dataclass(frozen=True, slots=True)
class Term:
    """A known name found in a text; `listed` when it counts only in a list of its kind."""

    name: str
    start: int
    end: int
    listed: bool


@dataclass(frozen=True, slots=True)
class _Alias:
    name: str
    written: str
    exact: bool
    listed: bool


class Vocabulary:
    """Names of one kind: skills, languages or places."""

    def __init__(self, lines: str) -> None:
        """Take one name a line, other names after `|`; `=` marks an exact case, `?` one that counts only in lists."""
        self._names: dict[str, str] = {}
        self._chinese: dict[str, str] = {}
        self._aliases: dict[str, list[_Alias]] = defaultdict(list)
        for line in lines.splitlines():
            if not line.strip() or line.startswith("#"):
                continue
            names = [name.strip() for name in line.split("|")]
            # A name whose other names repeat it with a mark is found only as they say.
            marked = {name.lstrip("?=").lower() for name in names if name[0] in "?="}
            for name in names if names[0].lower() not in marked else names[1:]:
                self._add(names[0], name)
            self._names.setdefault(names[0].lower(), names[0])
        for aliases in self._aliases.values():
            aliases.sort(key=lambda alias: -len(alias.written))

    def _add(self, name: str, alias: str) -> None:
        listed = alias.startswith("?")
        exact = alias.lstrip("?").startswith("=")
        alias = alias.lstrip("?=")
        self._names.setdefault(alias.lower(), name)
        if _IDEOGRAPH.search(alias):
            self._chinese.setdefault(name, alias)
        written = alias if exact else alias.lower()
        self._aliases[alias[:_BESIDE].lower()].append(_Alias(name, written, exact, listed))

    def canonical(self, name: str) -> str | None:
        """The known name that `name` stands for, if any."""
        return self._names.get(" ".join(name.lower().split()))

    def terms(self, text: str) -> Iterator[Term]:
        """Every known name in the text, the longest at each place."""
        lower = text.lower()
        if len(lower) != len(text):
            # A few letters grow in lower case; places must stay what they are.
            lower = "".join(small if len(small := letter.lower()) == 1 else letter for letter in text)
        at = 0
        while at < len(text):
            found = self._at(text, lower, at)
            if found is None:
                at += 1
            else:
                yield found
                at = found.end

    def _at(self, text: str, lower: str, at: int) -> Term | None:
        aliases = self._aliases.get(lower[at : at + _BESIDE], []) + self._aliases.get(lower[at], [])
        for alias in aliases:
            end = at + len(alias.written)
            if (text if alias.exact else lower)[at:end] == alias.written and _is_whole(text, at, end):
                return Term(alias.name, at, end, alias.listed)
        return None


def _is_whole(text: str, start: int, end: int) -> bool:
    """Whether the name stands by itself; a slash may join names of a list, as in `Python/Java`."""
    if _is_latin(text[start]):
        before = text[max(0, start - 2) : start]
        if _JOINED_BEFORE.search(before) and not (_SLASH.search(before) and text[start].isalpha()):
            return False
    if _is_latin(text[end - 1]) or text[end - 1] in "+#":
        after = text[end : end + 2]
        return not _JOINED_AFTER.match(after) or (after.startswith("/") and after[1:].isalpha())
    return True


def _is_latin(character: str) -> bool:
    return character.isascii() and (character.isalnum() or character == ".")


@cache
def _loaded(stem: str) -> Vocabulary:
    return Vocabulary((_WORDS / f"{stem}.txt").read_text(encoding="utf-8"))


def skills() -> Vocabulary:
    """Skills, tools and methods."""
    return _loaded("skills")


def languages() -> Vocabulary:
    """Spoken languages."""
    return _loaded("languages")


def cities() -> Vocabulary:
    """Cities in which people look for work."""
    return _loaded("cities")
