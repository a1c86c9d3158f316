"""What a coding question asks for: starter code, and the tests that an answer is run against."""

from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from chalicelib.domain.language import fault
from chalicelib.domain.model import DomainModel

CodeLanguage = Literal["python", "java", "sql"]
LONGEST_CODE = 64_000
"""Bytes of UTF-8 in an answer."""
LONGEST_TASK = 40_000
"""Characters of all tests and starter code of a question together: plans and flows keep them in one item each."""
_Text = Annotated[str, Field(max_length=8000)]
_Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120)]


class CodeTest(DomainModel):
    """One run of the answer, in a process of its own, and what it has to give.

    Python and Java read `stdin` and print. In Python, `call` is an expression that is evaluated after the answer was
    loaded as a module, and `expected` its value as JSON. In SQL, `setup` fills the database; what counts are the rows
    of the answer's last query, or those of `call` where the answer changes data: a line each, values joined by `|`.
    """

    name: _Name
    stdin: _Text = ""
    call: _Text = ""
    setup: _Text = ""
    expected: _Text
    any_order: bool = Field(default=False, description="The order of the lines does not matter")
    weight: float = Field(default=1, gt=0, le=100)
    hidden: bool = Field(default=False, description="The candidate never sees it")


class StarterCode(DomainModel):
    """What the candidate finds in the editor, by language; empty for nothing."""

    python: _Text = ""
    java: _Text = ""
    sql: _Text = ""


class CodeTask(DomainModel):
    """The tests of a coding question. Names are unique, so that a result can be traced to its test."""

    starter: StarterCode = StarterCode()
    tests: tuple[CodeTest, ...] = Field(min_length=1, max_length=20)

    @model_validator(mode="after")
    def _can_be_told_apart(self) -> Self:
        if len({test.name for test in self.tests}) != len(self.tests):
            raise fault("Two tests have the same name.", "测试名称重复。")
        texts = [text for test in self.tests for text in (test.stdin, test.call, test.setup, test.expected)]
        texts += [self.starter.python, self.starter.java, self.starter.sql]
        if sum(map(len, texts)) > LONGEST_TASK:
            raise fault(
                f"Tests and starter code may have {LONGEST_TASK} characters together.",
                f"测试与初始代码合计不得超过 {LONGEST_TASK} 个字符。",
            )
        return self

    def check_languages(self, languages: tuple[CodeLanguage, ...]) -> None:
        """Raise what pydantic takes for an invalid value where the tests do not fit the languages."""
        if "sql" in languages and len(set(languages)) > 1:
            raise fault("Tests for SQL fit no other language.", "SQL 测试不能与其他语言共用。")
        if any(test.setup for test in self.tests) and languages != ("sql",):
            raise fault("Only tests for SQL have a setup.", "仅 SQL 测试可以设置初始化语句。")
        if any(test.call for test in self.tests) and "java" in languages:
            raise fault("Tests for Java use standard input and output.", "Java 测试须使用标准输入与输出。")
        if any(test.stdin for test in self.tests) and "sql" in languages:
            raise fault("Tests for SQL have no standard input.", "SQL 测试没有标准输入。")

    @property
    def shown(self) -> tuple[CodeTest, ...]:
        """The tests that a candidate may see."""
        return tuple(test for test in self.tests if not test.hidden)
