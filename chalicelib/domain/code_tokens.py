"""The tokens of a piece of code with what is easily changed folded away: names, literals, comments and layout.

A name that the question gives, a table of a SQL task say, stays as it is: nobody can choose another. So do keywords
and Python's own functions. Anything can be read, also code that does not compile.
"""

import builtins
import keyword
import re
from collections.abc import Iterable, Iterator
from typing import Final

from chalicelib.domain.code_task import CodeLanguage

_JAVA: Final = """
    abstract assert boolean break byte case catch char class const continue default do double else enum extends
    final finally float for goto if implements import instanceof int interface long native new package private
    protected public return short static strictfp super switch synchronized this throw throws transient try void
    volatile while var record yield true false null String System Math Integer Long Scanner List Map Set ArrayList
    HashMap HashSet
"""
_SQL: Final = """
    select distinct from where and or not in is null between like exists case when then else end as on using join
    inner left right full outer cross natural group by having order asc desc limit offset union all intersect except
    insert into values update set delete create table index view primary key foreign references default check unique
    with recursive over partition rows range preceding following unbounded current row count sum avg min max
    coalesce ifnull nullif cast round abs length lower upper trim substr replace date row_number rank dense_rank lag
    lead
"""
_KEPT: Final[dict[CodeLanguage, frozenset[str]]] = {
    "python": frozenset([*keyword.kwlist, *dir(builtins)]),
    "java": frozenset(_JAVA.split()),
    "sql": frozenset(_SQL.split()),
}
_COMMENT: Final[dict[CodeLanguage, str]] = {
    "python": r"#[^\n]*",
    "java": r"//[^\n]*|/\*.*?(?:\*/|\Z)",
    "sql": r"--[^\n]*|/\*.*?(?:\*/|\Z)",
}
_STRING: Final = (
    r"(?i:[rbuf]{0,2})(?:'''.*?(?:'''|\Z)|\"\"\".*?(?:\"\"\"|\Z))"
    r"|(?i:[rbuf]{0,2})(?:'(?:\\.|[^'\\\n])*'?|\"(?:\\.|[^\"\\\n])*\"?)"
)
_REST: Final = r"(?P<number>\d[\w.]*)|(?P<name>[^\W\d]\w*)|(?P<mark>[^\s\w])"
_LEXERS: Final = {
    language: re.compile(f"(?P<comment>{comment})|(?P<string>{_STRING})|{_REST}", re.DOTALL)
    for language, comment in _COMMENT.items()
}


def tokens(code: str, language: CodeLanguage, given: frozenset[str] = frozenset()) -> list[str]:
    """The tokens in their order; `given` are names of the question's own, which stay."""
    kept = _KEPT[language] | given
    return [_folded(kind, text, kept) for kind, text in _lexemes(code, language) if kind != "comment"]


def names(codes: Iterable[str], language: CodeLanguage) -> frozenset[str]:
    """All names that stand in these pieces of code."""
    return frozenset(text for code in codes for kind, text in _lexemes(code, language) if kind == "name")


def _folded(kind: str, text: str, kept: frozenset[str]) -> str:
    if kind == "name":
        return text if text in kept else "v"
    return text if kind == "mark" else kind


def _lexemes(code: str, language: CodeLanguage) -> Iterator[tuple[str, str]]:
    # SQL does not tell upper from lower case.
    for found in _LEXERS[language].finditer(code.lower() if language == "sql" else code):
        yield found.lastgroup or "", found[0]
