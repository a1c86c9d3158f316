"""Coding questions whose tests make sense, and those that are refused with a reason."""

from typing import Any

import pytest
from pydantic import ValidationError

from chalicelib.domain.code_task import CodeTask
from chalicelib.domain.question import BankQuestion
from tests.unit.samples import AT

ONE = {"name": "one", "expected": "1"}


def question(languages: list[str], tests: list[dict[str, Any]], **more: Any) -> BankQuestion:
    return BankQuestion.model_validate(
        {"id": "q", "kind": "coding", "dimensions": ["logic"], "code_languages": languages, "created_at": AT,
         "en": {"text": "Add.", "key_points": ["adds"]}, "code": {"tests": tests}, **more}
    )  # fmt: skip


@pytest.mark.parametrize(
    ("languages", "test"),
    [
        (["python"], {"call": "f(1)"}),
        (["python", "java"], {"stdin": "1"}),
        (["sql"], {"setup": "CREATE TABLE t (x)", "call": "SELECT 1"}),
    ],
)
def test_tests_that_fit_their_languages_are_kept(languages: list[str], test: dict[str, str]) -> None:
    made = question(languages, [{**ONE, **test}])
    assert made.code is not None
    assert made.code.tests[0].weight == 1


@pytest.mark.parametrize(
    ("languages", "test", "said"),
    [
        (["python", "sql"], {}, "fit no other language"),
        (["python"], {"setup": "x"}, "have a setup"),
        (["python", "java"], {"call": "f(1)"}, "standard input and output"),
        (["sql"], {"stdin": "1"}, "no standard input"),
    ],
)
def test_tests_that_do_not_fit_are_refused(languages: list[str], test: dict[str, str], said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        question(languages, [{**ONE, **test}])


@pytest.mark.parametrize(
    "tests",
    [[], [ONE, ONE], [{**ONE, "weight": 0}], [{**ONE, "expected": "x" * 8001}], [{**ONE, "name": "  "}],
     [{"name": str(number), "expected": "x" * 8000} for number in range(6)]],
)  # fmt: skip
def test_tests_out_of_bounds_are_refused(tests: list[dict[str, Any]]) -> None:
    with pytest.raises(ValidationError):
        CodeTask.model_validate({"tests": tests})


def test_hidden_tests_are_not_shown() -> None:
    task = CodeTask.model_validate({"tests": [ONE, {**ONE, "name": "two", "hidden": True}]})
    assert [test.name for test in task.shown] == ["one"]


def test_only_a_coding_question_has_tests() -> None:
    with pytest.raises(ValidationError):
        question([], [ONE], kind="logic")
