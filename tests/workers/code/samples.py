"""Small coding questions, and ways to run answers to them."""

from chalicelib.domain.code_result import CodeResult, CodeTestResult
from chalicelib.domain.code_task import CodeLanguage, CodeTask, CodeTest
from workers.code.jail import Bounds
from workers.code.runner import run_answer

SHORT = Bounds(cpu_s=1, wall_s=3)
"""Hostile answers are let run no longer than the test needs."""


def run_one(
    source: str,
    language: CodeLanguage = "python",
    *,
    stdin: str = "",
    call: str = "",
    setup: str = "",
    expected: str = "",
    any_order: bool = False,
    bounds: Bounds | None = None,
) -> CodeTestResult:
    """What one test says of an answer."""
    test = CodeTest(name="one", stdin=stdin, call=call, setup=setup, expected=expected, any_order=any_order)
    result = run_all(source, language, CodeTask(tests=(test,)), bounds)
    assert result.not_run is None
    return result.tests[0]


def run_all(source: str, language: CodeLanguage, task: CodeTask, bounds: Bounds | None = None) -> CodeResult:
    return run_answer(source, language, task, bounds)
