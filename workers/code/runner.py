"""Runs a code answer against the tests of its question, each in a jailed process of its own.

What a test expects never reaches the jail: an answer can print what it likes, also that it passed, and only its output
is compared. The same answer gives the same result: processor time bounds it, hashes and random numbers are seeded, and
no times are kept.
"""

import platform
import shutil
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from chalicelib.domain.code_result import CodeResult, CodeTestResult
from chalicelib.domain.code_task import CodeLanguage, CodeTask, CodeTest
from chalicelib.domain.language import Localized
from workers.code import java
from workers.code.comparison import same_lines, same_value
from workers.code.jail import Bounds, NoJailError, Run, run

RUNNER: Final = "code 1"
MOST_S: Final = 120
"""Seconds for all tests of an answer together; those that are left then count as timed out."""
_SHOWN: Final = 300
_NO_TESTS: Final = Localized(
    en="The question has no tests. Please read the code before you decide.",
    zh="该问题没有设置测试，请阅读代码后再作判断。",
)
_NO_KIT: Final = Localized(
    en="The code was not run: there is no Java compiler on the worker. Please read it, or install a JDK there.",
    zh="代码未运行：服务器上没有 Java 编译器。请阅读代码，或在服务器上安装 JDK。",
)
_NO_JAIL: Final = Localized(
    en="The code was not run: this machine cannot shut it in safely. Please read it before you decide.",
    zh="代码未运行：当前服务器无法安全隔离代码。请阅读代码后再作判断。",
)
_TOO_MUCH: Final = "more than 64 kB of output"
_NO_VALUE: Final = "ended without a value"
_DENIED: Final = ("Permission denied", "Operation not permitted")


def run_answer(source: str, language: CodeLanguage, task: CodeTask | None, bounds: Bounds | None = None) -> CodeResult:
    """Run all tests; blocks. A result without tests says why nothing was run. `bounds` are those of Python and SQL."""
    if task is None:
        return CodeResult(language=language, runtime="", runner=RUNNER, source=source, not_run=_NO_TESTS)
    kit = java.find_kit() if language == "java" else None
    if language == "java" and kit is None:
        return CodeResult(language=language, runtime="", runner=RUNNER, source=source, not_run=_NO_KIT)
    try:
        with _folder() as folder:
            run_one = _java(source, kit, folder) if kit else _jailed(source, language, folder, bounds or Bounds())
            tests = tuple(_results(task, language, run_one))
    except NoJailError:
        return CodeResult(language=language, runtime="", runner=RUNNER, source=source, not_run=_NO_JAIL)
    runtime = kit.version if kit else _runtime(language)
    return CodeResult(language=language, runtime=runtime, runner=RUNNER, source=source, tests=tests)


def _runtime(language: CodeLanguage) -> str:
    return f"sqlite {sqlite3.sqlite_version}" if language == "sql" else f"python {platform.python_version()}"


def _results(task: CodeTask, language: CodeLanguage, run_one: Callable[[CodeTest], Run]) -> Iterator[CodeTestResult]:
    until = time.monotonic() + MOST_S
    for test in task.tests:
        ran = run_one(test) if time.monotonic() < until else Run("timed_out", "", "", "", full=False)
        yield _judged(test, language, ran)


def _judged(test: CodeTest, language: CodeLanguage, ran: Run) -> CodeTestResult:
    about = CodeTestResult(name=test.name, outcome="failed", weight=test.weight, hidden=test.hidden)
    if ran.ending != "ended":
        return about.model_copy(update=_ended(ran, language))
    if ran.full:
        return about.model_copy(update={"outcome": "crashed", "got": _TOO_MUCH})
    # Rows, and values of calls, come by a way of their own, apart from what the answer prints.
    called = language == "python" and bool(test.call)
    got = ran.result if called or language == "sql" else ran.output
    if called and not got:
        return about.model_copy(update={"outcome": "crashed", "got": _NO_VALUE})
    same = same_value if called else same_lines
    if same(got, test.expected, any_order=test.any_order):
        return about.model_copy(update={"outcome": "passed"})
    return about.model_copy(update={"expected": _short(test.expected), "got": _short(got)})


def _ended(ran: Run, language: CodeLanguage) -> dict[str, str]:
    """How a run that did not come to its end is shown."""
    if ran.full and ran.ending == "crashed":
        return {"outcome": "crashed", "got": _TOO_MUCH}
    lines = [line for line in map(_short, ran.errors.splitlines()) if line]
    # Java says what happened first and where afterwards; our own programs end with it.
    said = (lines[0] if language == "java" else lines[-1]) if lines else ""
    denied = language == "java" and any(word in said for word in _DENIED)
    return {"outcome": "refused" if denied else ran.ending, "got": said}


def _jailed(source: str, language: CodeLanguage, folder: Path, bounds: Bounds) -> Callable[[CodeTest], Run]:
    def run_one(test: CodeTest) -> Run:
        request = {"language": language, "source": source, "call": test.call, "setup": test.setup}
        return run({**request, "folder": str(folder)}, test.stdin, bounds)

    return run_one


def _java(source: str, kit: java.Kit, folder: Path) -> Callable[[CodeTest], Run]:
    """Compile once; an answer that does not compile ends every test the same way."""
    (folder / "Main.java").write_text(source, encoding="utf-8")
    compiled = run(kit.compiling(folder), "", java.COMPILING)
    if compiled.ending != "ended":
        return lambda _test: compiled
    return lambda test: run(kit.running(folder), test.stdin, java.RUNNING)


@contextmanager
def _folder() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="code-"))
    try:
        # A process in a user namespace of its own is nobody here, and has to enter it.
        folder.chmod(0o755)
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _short(text: str) -> str:
    """The beginning of an output, without what a page cannot show."""
    shown = "".join(mark if mark.isprintable() or mark == "\n" else " " for mark in text[:_SHOWN]).strip()
    return f"{shown}…" if len(text) > _SHOWN else shown
