"""Whether an output is the one that was expected."""

import json
from typing import Any


def same_lines(got: str, expected: str, *, any_order: bool) -> bool:
    """Whether two outputs have the same lines; blanks at the ends of lines and of the output do not count."""
    first, second = _lines(got), _lines(expected)
    return sorted(first) == sorted(second) if any_order else first == second


def same_value(got: str, expected: str, *, any_order: bool) -> bool:
    """Whether two JSON texts say the same value: 2 and 2.0 are one number, true and 1 are not the same."""
    try:
        first, second = _value(got), _value(expected)
        if any_order and isinstance(first, list) and isinstance(second, list):
            return sorted(map(_canonical, first)) == sorted(map(_canonical, second))
        return _canonical(first) == _canonical(second)
    except (ValueError, RecursionError):
        return False


def _lines(text: str) -> list[str]:
    lines = [line.rstrip() for line in text.replace("\r\n", "\n").split("\n")]
    while lines and not lines[-1]:
        lines.pop()
    return lines


def _value(text: str) -> Any:
    return json.loads(text, parse_float=_number)


def _number(text: str) -> int | float:
    number = float(text)
    return int(number) if number.is_integer() else number


def _canonical(value: Any) -> str:
    return json.dumps(value, sort_keys=True)
