"""Runs one Python answer; the process has nothing left that it could reach."""

import importlib
import json
import random
import sys
from types import ModuleType
from typing import Final

# What cannot be loaded any more once the file system is gone: everything an exercise may need of the standard library.
_OFFERED: Final = (
    "abc", "argparse", "array", "base64", "binascii", "bisect", "builtins", "calendar", "cmath", "codecs",
    "collections", "collections.abc", "contextlib", "copy", "csv", "dataclasses", "datetime", "decimal", "difflib",
    "doctest", "enum", "errno", "fractions", "functools", "gc", "graphlib", "hashlib", "heapq", "html", "inspect",
    "io", "itertools", "json", "keyword", "linecache", "math", "numbers", "operator", "os", "os.path", "pprint",
    "queue", "random", "re", "reprlib", "secrets", "statistics", "string", "struct", "sys", "textwrap", "threading",
    "time", "timeit", "traceback", "types", "typing", "unicodedata", "unittest", "urllib.parse", "uuid", "warnings",
    "weakref", "zlib", "_strptime", "encodings.gbk", "encodings.gb18030", "encodings.idna", "encodings.latin_1",
    "encodings.utf_16",
)  # fmt: skip


def prepare() -> None:
    """Load what answers may import."""
    for name in _OFFERED:
        importlib.import_module(name)


def run(source: str, call: str) -> str:
    """Run the answer as a program, or load it and evaluate `call`; the value as JSON."""
    random.seed(0)
    module = ModuleType("answer" if call else "__main__")
    sys.modules[module.__name__] = module
    exec(compile(source, "answer", "exec", dont_inherit=True), module.__dict__)  # noqa: S102 - what the jail is for
    if not call:
        return ""
    value = eval(compile(call, "test", "eval", dont_inherit=True), module.__dict__)  # noqa: S307 - as above
    return json.dumps(value, ensure_ascii=False)
