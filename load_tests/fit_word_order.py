"""Fit the model of word order on honest answers, and say how well it tells them from their own words shuffled.

    make fit-word-order [DATA="file file …"]

Counts which classes of words are neighbours in answers, questions and references, and in the texts that ship with the
product (starter questions, phrasings of the dimensions). How often Chinese parts of speech follow each other at all
is taken from jieba's tables, which were counted on newspapers, and moved by the counts. For each set a model is fitted
on the others; `stopped` is the share of its answers long enough to tell whose order counts as random, `caught` that of
the same answers shuffled and reversed, in percent. Writes `workers/scoring/word_order.json`; the last line is JSON.
"""

import gzip
import json
import random
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from math import exp
from pathlib import Path
from typing import Any

import jieba
from jieba.posseg.prob_trans import P as FOLLOWING

from chalicelib.domain.language import Language
from load_tests.scored_answers import named_files
from workers.scoring import features, wording
from workers.scoring.background import EVERYDAY
from workers.scoring.dimension import dimensions
from workers.scoring.word_order import FILE, ClassPairs, WordOrder, class_of, coarse

VERSION = "1"
_STARTER = Path(__file__).resolve().parents[1] / "chalicelib" / "starter"
_LANGUAGES: tuple[Language, Language] = ("en", "zh")
_COMMON, _OFTEN = 200, 8
_TIMES = 3
"""How often the product's own texts count: they are few, and the nearest to interviews."""
_NEWSPAPER = 30.0
"""What jieba's tables count for, in pairs seen."""
_SWING = 5.0
_SELDOM = 2
_LEAST_TEXT = 5


def main() -> None:
    """Fit, tell, write."""
    files = named_files(__doc__ or "")
    sets = {file.name.partition(".")[0]: _read(file) for file in files}
    for name, rows in sets.items():
        model = fit([each for other, each in sets.items() if other != name])
        print(json.dumps({"unseen": name, **_told(model, rows)}), file=sys.stderr, flush=True)
    model = fit(list(sets.values()))
    FILE.write_text(model.model_dump_json() + "\n", encoding="utf-8")
    print(
        json.dumps({"written": FILE.name, "pairs": {name: len(each.pairs) for name, each in model.languages.items()}})
    )


def _read(file: Path) -> list[dict[str, Any]]:
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def fit(sets: Sequence[list[dict[str, Any]]]) -> WordOrder:
    """The model of these sets and of the product's own texts."""
    texts = [str(row["answer"]) for rows in sets for row in rows]
    asked = {str(text) for rows in sets for row in rows for text in (row.get("question") or "", *row["refs"])}
    texts += sorted(asked) + _own() * _TIMES
    return WordOrder(version=VERSION, languages={language: _count(texts, language) for language in _LANGUAGES})


def _count(texts: Iterable[str], language: Language) -> ClassPairs:
    said = [features.tokens(features.clean(text)) for text in texts if features.language_of(text) == language]
    common = Counter(word for words in said for word in set(words)).most_common(_COMMON)
    function = wording.CHINESE_FUNCTION if language == "zh" else wording.ENGLISH_FUNCTION
    kept = frozenset(word for word, count in common if count >= _OFTEN and word.isalpha()) | function
    names = [[class_of(word, kept) for word in words] for words in said]
    pairs = Counter(f"{one} {other}" for each in names for one, other in pairwise(each))
    return ClassPairs(
        words=kept,
        classes=dict(sorted(Counter(name for each in names for name in each).items())),
        pairs={pair: count for pair, count in sorted(pairs.items()) if count >= _SELDOM},
        expected=_expected(names) if language == "zh" else {},
    )


def _expected(names: Sequence[Sequence[str]]) -> dict[str, float]:
    """How much more often than by chance parts of speech are neighbours: jieba's tables and these texts together."""
    parts = [[coarse(name) for name in each] for each in names]
    singles = Counter(part for each in parts for part in each)
    pairs = Counter(pair for each in parts for pair in pairwise(each))
    newspaper = _newspaper()
    expected = {}
    for one in sorted(singles):
        for other in sorted(singles):
            chance = singles[one] * singles[other] / singles.total()
            usual = newspaper.get((one, other), 1.0)
            expected[f"{one} {other}"] = round((pairs[one, other] + _NEWSPAPER * usual) / (chance + _NEWSPAPER), 3)
    return expected


def _newspaper() -> dict[tuple[str, str], float]:
    """What jieba's tables say, by first letters of parts of speech, within a fifth to five times chance."""
    frequent: Counter[str] = Counter()
    with jieba.get_dict_file() as lines:
        for word, count, tag in (line.decode().split() for line in lines):
            frequent[tag] += int(count) * bool(word)
    first: Counter[str] = Counter()
    for tag, count in frequent.items():
        first[tag[0]] += count
    seen: defaultdict[tuple[str, str], float] = defaultdict(float)
    weight: defaultdict[str, float] = defaultdict(float)
    for (place, tag), row in FOLLOWING.items():
        if place not in "ES":
            continue
        starts = {state: exp(value) for state, value in row.items() if state[0] in "BS"}
        weight[tag[0]] += frequent[tag]
        for (_, after), share in starts.items():
            seen[tag[0], after[0]] += frequent[tag] * share / max(sum(starts.values()), 1e-9)
    return {
        (one, other): min(max(count / weight[one] / (first[other] / first.total()), 1 / _SWING), _SWING)
        for (one, other), count in seen.items()
        if weight[one] and first[other]
    }


def _own() -> list[str]:
    """Starter questions, phrasings and everyday clauses, in both languages."""
    found = [
        text for file in sorted(_STARTER.glob("*/*.json")) for text in _strings(json.loads(file.read_text("utf-8")))
    ]
    for language in _LANGUAGES:
        found += EVERYDAY.in_language(language)
        for dimension in dimensions().values():
            found += dimension.contrary.in_language(language)
            found += [text for each in dimension.behaviours for text in each.phrasings.in_language(language)]
    return [text for text in found if features.size(text) >= _LEAST_TEXT]


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from (text for each in value.values() for text in _strings(each))
    elif isinstance(value, list):
        yield from (text for each in value for text in _strings(each))


def _told(model: WordOrder, rows: list[dict[str, Any]]) -> dict[str, object]:
    """How many answers are stopped, and how many of the same words in another order."""
    honest, attacks = [], []
    for row in random.Random(1).sample(rows, min(len(rows), 1500)):  # noqa: S311 - the same every time
        answer, asked = str(row["answer"]), (str(row.get("question") or ""), str(row["refs"][0]))
        words = list(features.tokens(answer))
        join = "" if features.language_of(answer) == "zh" else " "
        shuffled = random.Random(answer).sample(words, len(words))  # noqa: S311
        fluency = model.fluency(answer, asked)
        if fluency is None:
            continue
        honest.append(fluency.margin < 0)
        for order in (shuffled, words[::-1]):
            other = model.fluency(join.join(order), asked)
            attacks.append(other is not None and other.margin < 0)
    share = [round(100 * sum(each) / max(len(each), 1), 1) for each in (honest, attacks)]
    return {"answers": len(honest), "stopped": share[0], "caught": share[1]}


if __name__ == "__main__":
    main()
