"""Human-scored answers: JSON lines, plain or gzipped, with `qid`, `question`, `refs`, `answer`, `y` and `ymax`."""

import argparse
import gzip
import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from workers.scoring import features
from workers.scoring.calibration import Floats, Pool
from workers.scoring.coverage import MEASURES, Coverage, coverage
from workers.scoring.encoder import TextEncoder, load_encoder
from workers.scoring.prior import Prior

DEVELOPMENT = Path(__file__).resolve().parents[2] / "shared" / "scoring"
"""Where this project's own development sets lie, where they exist at all."""


@dataclass(frozen=True, slots=True)
class Row:
    """One answer; `share` is the human score as a share of full marks, 0 to 1."""

    qid: str
    question: str
    references: tuple[str, ...]
    answer: str
    share: float
    measured: Coverage


class BadData(Exception):
    """A file is not in the format."""


def named_files(about: str) -> list[Path]:
    """The files that the command line names, or the development sets; ends the program where there are none."""
    parser = argparse.ArgumentParser(description=about, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path, nargs="*", help="files; without any, the development sets")
    files = parser.parse_args().data or sorted(DEVELOPMENT.glob("*.jsonl.gz"))
    if not files:
        raise SystemExit("No data: name files of human-scored answers.")
    return files


def read(path: Path) -> list[Row]:
    """The rows of a file with what the product measures of them. Raises BadData with the line at fault."""
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8") as lines:
        return [_row(line, f"{path.name}, line {number}") for number, line in enumerate(lines, 1) if line.strip()]


def _row(line: str, where: str) -> Row:
    try:
        raw: dict[str, Any] = json.loads(line)
        references = tuple(str(each) for each in raw["refs"] if str(each).strip())
        question, answer = str(raw.get("question") or ""), str(raw["answer"])
        share = float(raw["y"]) / float(raw["ymax"])
        qid = f"{raw.get('corpus', '')}{raw['qid']}"
    except (ValueError, KeyError, TypeError, ZeroDivisionError) as error:
        raise BadData(f"{where}: {type(error).__name__}: {error}") from error
    if not references:
        raise BadData(f"{where}: no reference answer")
    return Row(qid, question, references, answer, share, _measured(question, references, answer))


@cache
def encoder() -> TextEncoder:
    """The product's encoder, loaded once."""
    return load_encoder()


@cache
def _measured(question: str, references: tuple[str, ...], answer: str) -> Coverage:
    return coverage(encoder(), question, references, answer)


def by_question(rows: Iterable[Row]) -> dict[str, list[int]]:
    """Positions of the rows of each question, in the order of the file."""
    found: dict[str, list[int]] = {}
    for at, row in enumerate(rows):
        found.setdefault(row.qid, []).append(at)
    return found


def matrix(rows: Iterable[Row]) -> Floats:
    """Measures of shape (rows, measures)."""
    return np.array([row.measured.vector() for row in rows], dtype=np.float64).reshape(-1, len(MEASURES))


def pool_of(rows: list[Row], prior: Prior) -> Pool:
    """All answers to one question, ready for calibration."""
    texts = tuple(row.answer for row in rows)
    return Pool(
        vectors=encoder().encode([features.clean(text) for text in texts]).astype(np.float64),
        measures=matrix(rows),
        prior=np.array([prior.at_usual_length(row.measured) for row in rows]),
        length=np.array([prior.for_length(row.measured) for row in rows]),
    )
