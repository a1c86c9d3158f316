"""Honest answers: what passes, what does not, and what is said about it."""

import json

import pytest

from chalicelib.domain.code_task import CodeTask, CodeTest
from tests.workers.code.samples import run_all, run_one
from workers.code import jail, runner
from workers.code.comparison import same_lines, same_value

SETUP = (
    "CREATE TABLE staff (name TEXT, team TEXT, pay REAL);"
    "INSERT INTO staff VALUES ('Wei', 'A', 10), ('Li', 'A', 20.5), ('Zoë', 'B', NULL);"
)


def test_a_program_reads_and_prints() -> None:
    source = "n = int(input())\nfor i in range(n):\n    print(i, '号')\n"
    assert run_one(source, stdin="2\n", expected="0 号\n1 号\n\n").outcome == "passed"
    assert run_one(source, stdin="2\n", expected="0 号\n1 号\n2 号").outcome == "failed"
    assert run_one("if __name__ == '__main__':\n    print(1)", expected="1").outcome == "passed"


def test_a_function_is_called() -> None:
    source = "print('noise')\ndef two(x):\n    return {'twice': (x, x * 2.0), 'ok': True}\n"
    source += "if __name__ == '__main__':\n    1 / 0"
    assert run_one(source, call="two(4)", expected='{"ok": true, "twice": [4, 8]}').outcome == "passed"
    assert run_one(source, call="two(4)", expected='{"ok": 1, "twice": [4, 8]}').outcome == "failed"
    assert run_one("def f(): return [3, 1, 2]", call="f()", expected="[1, 2, 3]", any_order=True).outcome == "passed"
    assert run_one("def f(): return {1}", call="f()", expected="[1]").got.startswith("TypeError")


def test_the_standard_library_is_there_and_nothing_else() -> None:
    source = (
        "import collections, dataclasses, datetime, heapq, itertools, json, math, re, typing\n"
        "@dataclasses.dataclass\nclass P:\n    x: int\n"
        "print(P(3), heapq.nsmallest(1, [2, 1]), datetime.date(2026, 1, 2), re.sub('a', 'b', 'a'), "
        "datetime.datetime.strptime('2026', '%Y').year, '中'.encode('gbk'))"
    )
    assert run_one(source, expected="P(x=3) [1] 2026-01-02 b 2026 b'\\xd6\\xd0'").outcome == "passed"
    for foreign in ("numpy", "boto3", "pydantic", "requests"):
        assert run_one(f"import {foreign}").outcome == "crashed"


def test_an_error_is_told_with_its_line() -> None:
    assert run_one("x = 1\n\nx / 0").got == "ZeroDivisionError: division by zero (line 3)"
    assert "line 2" in run_one("x = 1\ndef f(:").got
    assert run_one("import sys\nsys.exit(3)").got == "SystemExit: 3"
    assert run_one("import sys\nprint(1)\nsys.exit(0)", expected="1").outcome == "passed"


def test_what_is_shown_of_an_output_is_short_and_printable() -> None:
    found = run_one("print('\\x1b[31m' + 'x' * 1000)", expected="y" * 1000)
    assert max(len(found.got), len(found.expected)) == 301
    assert "\x1b" not in found.got


def test_the_same_answer_gives_the_same_result() -> None:
    source = "import random\nprint({'a', 'b', 'c', 'd'}, random.random(), hash('x'))"
    task = CodeTask(tests=(CodeTest(name="one", expected="?"),))
    first, second = (run_all(source, "python", task) for _ in range(2))
    assert first == second
    assert "{" in first.tests[0].got


@pytest.mark.parametrize(
    ("source", "call", "expected", "outcome"),
    [
        ("SELECT name, pay FROM staff ORDER BY name", "", "Li|20.5\nWei|10\nZoë|NULL", "passed"),
        ("SELECT name, pay FROM staff ORDER BY name DESC;", "", "Li|20.5\nWei|10\nZoë|NULL", "failed"),
        ("-- one; two\nCREATE VIEW v AS SELECT ';' AS x; SELECT x FROM v;", "", ";", "passed"),
        ("UPDATE staff SET pay = 1 WHERE team = 'A'", "SELECT sum(pay) FROM staff", "2", "passed"),
        ("SELECT 1 WHERE 0", "", "", "passed"),
        ("SELECT nothing FROM staff", "", "", "crashed"),
    ],
)
def test_sql_gives_rows(source: str, call: str, expected: str, outcome: str) -> None:
    assert run_one(source, "sql", setup=SETUP, call=call, expected=expected).outcome == outcome


def test_rows_may_come_in_any_order_where_the_test_says_so() -> None:
    source = "SELECT team, count(*) FROM staff GROUP BY team ORDER BY team DESC"
    assert run_one(source, "sql", setup=SETUP, expected="A|2\nB|1").outcome == "failed"
    assert run_one(source, "sql", setup=SETUP, expected="A|2\nB|1", any_order=True).outcome == "passed"


def test_a_question_without_tests_is_left_to_a_person() -> None:
    found = runner.run_answer("print(1)", "python", None)
    assert found.not_run is not None
    assert (found.tests, found.source) == ((), "print(1)")


def test_without_a_jail_nothing_is_run(monkeypatch: pytest.MonkeyPatch) -> None:
    def none(*_: object) -> None:
        raise jail.NoJailError

    monkeypatch.setattr(runner, "run", none)
    found = run_all("print(1)", "python", CodeTask(tests=(CodeTest(name="one", expected="1"),)))
    assert found.not_run is not None
    assert found.tests == ()


@pytest.mark.parametrize(
    ("got", "expected", "same"),
    [("a \r\nb\n\n", "a\nb", True), ("a\n b", "a\nb", False), ("", "\n", True), ("b\na", "a\nb", False)],
)
def test_lines_are_compared_without_blanks_at_their_ends(got: str, expected: str, *, same: bool) -> None:
    assert same_lines(got, expected, any_order=False) == same
    assert same_lines("b\na", "a\nb", any_order=True)


def test_values_are_compared_as_json() -> None:
    assert same_value('{"b": [1.0, null], "a": "é"}', '{"a": "\\u00e9", "b": [1, null]}', any_order=False)
    assert not same_value("1", "true", any_order=False)
    assert not same_value("[1, 2]", "[2, 1]", any_order=False)
    assert not same_value("not json", "1", any_order=False)
    assert not same_value("9" * 5000, "1", any_order=False)
    assert not same_value("[" * 100_000, "1", any_order=False)
    assert not same_value("1e999", "1", any_order=False)
    assert same_value(json.dumps([[1], [2]]), "[[2], [1]]", any_order=True)
