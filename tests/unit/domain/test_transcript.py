"""Which words a reader is told to doubt, and where they stand in their clause."""

from chalicelib.domain.language import Language
from chalicelib.domain.transcript import Clause, Transcript, Word


def transcript(text: str, words: list[tuple[str, float]], language: Language = "en") -> Transcript:
    spoken = tuple(
        Word(text=word, start_ms=at * 300, end_ms=at * 300 + 300, probability=probability)
        for at, (word, probability) in enumerate(words)
    )
    clause = Clause(text=text, start_ms=0, end_ms=spoken[-1].end_ms, language=language, probability=0.8)
    return Transcript(
        language=language, duration_ms=9000, speech_ms=9000, clauses=(clause,), words=spoken, recogniser="fake 1"
    )


def marked(found: Transcript) -> list[tuple[str, bool]]:
    return found.pieces(found.clauses[0])


def test_the_doubtful_word_is_marked_and_not_an_equal_one_before_it() -> None:
    found = transcript(
        "The team and the client.", [("The", 0.9), ("team", 0.9), ("and", 0.8), ("the", 0.9), ("client.", 0.2)]
    )
    assert marked(found) == [("The team and the ", False), ("client.", True)]
    again = transcript("step by step", [("step", 0.9), ("by", 0.9), ("step", 0.1)])
    assert marked(again) == [("step by ", False), ("step", True)]


def test_characters_are_marked_without_spaces() -> None:
    found = transcript("新晚上都在播", [("新", 0.9), ("晚", 0.3), ("上", 0.9), ("都在播", 0.9)], "zh")
    assert marked(found) == [("新", False), ("晚", True), ("上都在播", False)]


def test_the_pieces_of_a_clause_are_its_text() -> None:
    found = transcript("one two three", [("two", 0.1), ("missing", 0.1), ("three", 0.1)])
    assert "".join(text for text, _ in marked(found)) == "one two three"


def test_words_of_other_clauses_are_left_to_them() -> None:
    found = transcript("one two", [("one", 0.9), ("two", 0.9)])
    later = Word(text="one", start_ms=5000, end_ms=5300, probability=0.1)
    assert marked(found.model_copy(update={"words": (*found.words, later)})) == [("one two", False)]
