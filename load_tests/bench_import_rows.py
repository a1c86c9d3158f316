"""How fast candidate files are read, and whether their size shows in memory.

    python -m load_tests.bench_import_rows [--rows N]

Invented candidates are written as CSV, XLSX and JSONL, and each file is read in a process of its own, up to the checked
candidates. The last line is JSON, for each format:

rows_per_s      data rows read, checked and made candidates or errors
candidates, errors   how the rows ended
rss_growth_mb   the most memory held after a tenth of the file, less what was held there: 0 means that it is flat
"""

import argparse
import csv
import json
import multiprocessing
import random
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, BinaryIO

import openpyxl
import psutil

from chalicelib.imports.candidate_rows import CandidateRow, read_candidates
from chalicelib.imports.columns import Columns
from chalicelib.imports.csv_rows import read_csv
from chalicelib.imports.jsonl_rows import read_jsonl
from chalicelib.imports.rows import RawRow, RowError
from chalicelib.imports.xlsx_rows import read_xlsx

HEADERS = ("姓名", "邮箱", "手机", "编号", "性别", "学历", "毕业院校", "专业", "毕业年份", "工作年限", "技能", "简介")
READERS: dict[str, Callable[[BinaryIO, Columns], Iterator[RawRow | RowError]]] = {
    "csv": read_csv,
    "xlsx": read_xlsx,
    "jsonl": read_jsonl,
}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=20_000)
    rows = parser.parse_args().rows
    with tempfile.TemporaryDirectory() as folder:
        files = _write(Path(folder), rows)
        with multiprocessing.get_context("spawn").Pool(1, maxtasksperchild=1) as pool:
            results = {kind: pool.apply(_measure, (kind, str(path), rows)) for kind, path in files.items()}
    print(json.dumps({"rows": rows, **results}))


def _measure(kind: str, path: str, rows: int) -> dict[str, Any]:
    candidates = errors = 0
    at_tenth = most = 0.0
    process = psutil.Process()
    columns = Columns()
    started = time.perf_counter()
    with Path(path).open("rb") as stream:
        for item in read_candidates(READERS[kind](stream, columns), columns.used):
            if isinstance(item, CandidateRow):
                candidates += 1
            else:
                errors += 1
            done = candidates + errors
            if done == rows // 10:
                at_tenth = most = process.memory_info().rss / 1e6
            elif done > rows // 10 and done % 500 == 0:
                most = max(most, process.memory_info().rss / 1e6)
    wall = time.perf_counter() - started
    assert candidates + errors >= rows
    return {
        "rows_per_s": round(rows / wall),
        "candidates": candidates,
        "errors": errors,
        "rss_growth_mb": round(most - at_tenth, 2),
    }


def _write(folder: Path, rows: int) -> dict[str, Path]:
    files = {kind: folder / f"candidates.{kind}" for kind in READERS}
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.append(HEADERS)
    with files["csv"].open("w", encoding="utf-8-sig", newline="") as as_csv, files["jsonl"].open("w") as as_jsonl:
        writer = csv.writer(as_csv)
        writer.writerow(HEADERS)
        for values in _invented(rows):
            writer.writerow(values)
            as_jsonl.write(json.dumps(dict(zip(HEADERS, values, strict=True)), ensure_ascii=False) + "\n")
            sheet.append(values)
    book.save(files["xlsx"])
    return files


def _invented(rows: int) -> Iterator[tuple[str | int, ...]]:
    """Candidates of whom two in a hundred have something wrong."""
    dice = random.Random(20)  # noqa: S311  (the same every time)
    for number in range(rows):
        yield (
            dice.choice("王李张刘陈杨赵黄周吴") + "".join(dice.choices("伟芳娜敏静丽强磊军洋勇艳杰娟涛明超", k=2)),
            f"someone{number}@{dice.choice(('qq.com', '163.com', 'example.com', 'mail.example.cn'))}",
            13_000_000_000 + number,
            f"{number:08}",
            dice.choice("男女"),
            dice.choice(("本科", "硕士", "大专", "博士")) if dice.randrange(50) else "不详",
            dice.choice(("清华大学", "北京大学", "南京大学", "复旦大学")),
            dice.choice(("计算机科学与技术", "会计学", "电子商务", "市场营销")),
            dice.randrange(2000, 2026),
            f"{dice.randrange(20)}年",
            "、".join(dice.sample(("Java", "Python", "SQL", "Excel", "Go", "Linux", "英语", "C++"), 4)),
            f"做过第 {number} 号项目，负责需求、开发和上线，与 {dice.randrange(2, 30)} 人的团队合作。" * 3,
        )


if __name__ == "__main__":
    main()
