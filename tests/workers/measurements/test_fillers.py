"""Fillers count only where they fill: repeated, or beside a pause."""

import pytest

from chalicelib.domain.language import Language
from tests.workers.measurements.synthetic import spoken
from workers.measurements.fillers import count_fillers
from workers.measurements.pauses import find_pauses


@pytest.mark.parametrize(
    ("texts", "gaps", "count"),
    [
        ("we were um late", {}, 0),
        ("we were um late", {2: 300}, 1),
        ("we were um late", {1: 300}, 1),
        ("we were um um late", {}, 2),
        ("I like apples", {}, 0),
        ("I like apples", {0: 300}, 1),
        ("it was, like, broken", {2: 250}, 1),
        ("So. Like him I left", {0: 900}, 0),
        ("you know the valve", {1: 300}, 1),
        ("you know the valve", {0: 300}, 0),
        ("a summer umbrella likewise", {0: 300, 1: 300, 2: 300}, 0),
        ("We waited. Um, then left", {1: 700}, 1),
    ],
)
def test_english(texts: str, gaps: dict[int, int], count: int) -> None:
    assert counted(texts.split(), gaps, "en") == count


@pytest.mark.parametrize(
    ("texts", "gaps", "count"),
    [
        ("那个 阀门 坏了。", {}, 0),
        ("我们 去 那个 阀门", {2: 300}, 1),
        ("那 个 那 个 阀门", {}, 2),
        ("我们 就是 检查", {0: 250}, 1),
        ("我们 到了。 那个 阀门 坏了", {1: 500}, 0),
        ("我们 到了。 嗯 阀门 坏了", {1: 500}, 1),
        ("嗯 就是 说 很慢", {}, 2),
        ("就是 这样", {}, 0),
    ],
)
def test_mandarin_whose_words_the_recogniser_cuts_as_it_likes(texts: str, gaps: dict[int, int], count: int) -> None:
    assert counted(texts.split(), gaps, "zh") == count


def counted(texts: list[str], gaps: dict[int, int], language: Language) -> int:
    said, _ = spoken(texts, gaps, language)
    found = find_pauses(said, None)
    assert found is not None
    return count_fillers(said.words, found)
