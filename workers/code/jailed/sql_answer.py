"""Runs one SQL answer on SQLite in memory; the process has nothing left that it could reach."""

import sqlite3
import time
from collections.abc import Iterator
from typing import Final

_DENIED: Final = {sqlite3.SQLITE_ATTACH, sqlite3.SQLITE_DETACH, sqlite3.SQLITE_PRAGMA}
_LOADING: Final = {"load_extension", "readfile", "writefile", "edit", "fts3_tokenizer"}
_STEPS: Final = 20_000
_LONGEST_VALUE: Final = 1_000_000
_LONGEST_STATEMENT: Final = 100_000


class RefusedError(Exception):
    """The answer does what an answer may not do."""


class SlowError(Exception):
    """The answer took more time than it has."""


def run(setup: str, source: str, call: str, cpu_s: int, longest: int) -> str:
    """The rows of the last query, a line each; at most `longest` characters and what is left of the last row."""
    connection = sqlite3.connect(":memory:", isolation_level=None)
    connection.execute("PRAGMA temp_store = MEMORY")
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _LONGEST_VALUE)
    connection.setlimit(sqlite3.SQLITE_LIMIT_SQL_LENGTH, _LONGEST_STATEMENT)
    connection.executescript(setup)
    connection.set_authorizer(_authorize)
    connection.set_progress_handler(lambda: int(time.process_time() > cpu_s), _STEPS)
    try:
        rows = _last_rows(connection, source, longest)
        return _last_rows(connection, call, longest) if call else rows
    except sqlite3.DatabaseError as error:
        if "not authorized" in str(error) or "prohibited" in str(error):
            raise RefusedError(str(error)) from error
        if str(error) == "interrupted":
            raise SlowError from error
        raise


def _authorize(action: int, _first: str | None, second: str | None, _database: str | None, _by: str | None) -> int:
    loads = action == sqlite3.SQLITE_FUNCTION and second in _LOADING
    return sqlite3.SQLITE_DENY if action in _DENIED or loads else sqlite3.SQLITE_OK


def _last_rows(connection: sqlite3.Connection, script: str, longest: int) -> str:
    """Run all statements in order; the rows of the last one that gives any kind of rows."""
    shown = ""
    for statement in _statements(script):
        cursor = connection.execute(statement)
        if cursor.description is not None:
            shown = _lines(cursor, longest)
    return shown


def _statements(script: str) -> Iterator[str]:
    """The statements one by one: marks within strings, comments and triggers end none."""
    begun = ""
    for part in script.split(";"):
        begun += part + ";"
        if sqlite3.complete_statement(begun):
            yield begun
            begun = ""
    if begun.strip("; \t\r\n"):
        yield begun.removesuffix(";")


def _lines(cursor: sqlite3.Cursor, longest: int) -> str:
    lines, size = [], 0
    for row in cursor:
        lines.append("|".join(map(_shown, row)))
        size += len(lines[-1]) + 1
        if size > longest:
            break
    return "\n".join(lines)


def _shown(value: object) -> str:
    """A value as SQLite's own shell shows it, with null told from an empty text."""
    if value is None:
        return "NULL"
    if isinstance(value, float):
        return format(value, ".15g")
    if isinstance(value, bytes):
        return value.hex().upper()
    return str(value).replace("\n", "\\n")
