"""Clauses from words: where they are cut, how Mandarin is written."""

import pytest

from chalicelib.domain.language import Language
from workers.transcription.clauses import SpokenWord, clauses_of, joined_marks, simplified


def spoken(text: str, language: Language = "en", pause_after: dict[int, int] | None = None) -> list[SpokenWord]:
    """One word each 300 ms; Mandarin by character."""
    pieces = list(text) if language == "zh" else [f" {word}" for word in text.split()]
    words, now = [], 0
    for index, piece in enumerate(pieces):
        words.append(SpokenWord(piece, now, now + 300, 0.9, language))
        now += 300 + (pause_after or {}).get(index, 0)
    return words


def texts(words: list[SpokenWord]) -> list[str]:
    return [clause.text for clause in clauses_of(joined_marks(words))]


def test_sentences_and_clauses_end_at_their_marks() -> None:
    assert texts(spoken("I called the supplier, and then I checked the stock. It was wrong.")) == [
        "I called the supplier,",
        "and then I checked the stock.",
        "It was wrong.",
    ]


def test_a_short_opening_stays_with_what_follows() -> None:
    assert texts(spoken("Well, I asked the team.")) == ["Well, I asked the team."]


def test_a_pause_cuts_without_a_mark() -> None:
    assert texts(spoken("I asked them then I left", pause_after={2: 900})) == ["I asked them", "then I left"]


def test_mandarin_is_cut_at_its_own_marks_without_spaces() -> None:
    assert texts(spoken("我先联系了供应商，然后检查库存。", "zh")) == ["我先联系了供应商，", "然后检查库存。"]


def test_numbers_are_not_cut_at_their_commas() -> None:
    words = [
        SpokenWord(piece, at * 300, at * 300 + 300, 0.9, "zh")
        for at, piece in enumerate(["共", "305", ",", "334", "元"])
    ]
    assert texts(words) == ["共305,334元"]


def test_times_and_probability_come_from_the_words() -> None:
    (clause,) = clauses_of(spoken("we fixed it"))
    assert (clause.start_ms, clause.end_ms) == (0, 900)
    assert clause.probability == pytest.approx(0.9)


def test_traditional_characters_become_simplified_in_context() -> None:
    assert "".join(simplified(["資", "料庫", "裡", "面", "的", "頭髮"])) == "资料库里面的头发"
