"""Copied code shows whatever its names are; honest solutions of the same task do not look alike."""

import itertools
import random

import pytest

from chalicelib.domain.code_similarity import (
    MOST_KEPT,
    RUN,
    WINDOW,
    Fingerprints,
    fingerprints,
    most_similar,
    packed,
    unpacked,
)
from chalicelib.domain.code_task import CodeLanguage, CodeTask
from chalicelib.domain.code_tokens import tokens
from tests.unit.domain import code_answers as written

TASKS: dict[CodeLanguage, tuple[CodeTask, tuple[str, ...], str, int]] = {
    "python": (written.COUNT_WORDS, written.HONEST_PYTHON, written.COPIED_PYTHON, 1),
    "sql": (written.SALES, written.HONEST_SQL, written.COPIED_SQL, 0),
    "java": (written.ADD_UP, written.HONEST_JAVA, written.COPIED_JAVA, 1),
}


def prints_of(language: CodeLanguage) -> tuple[dict[str, Fingerprints], Fingerprints, str]:
    """The honest answers' fingerprints, the copy's, and which answer it is a copy of."""
    task, honest, copied, source = TASKS[language]
    kept = {f"int{number}": fingerprints(code, language, task) for number, code in enumerate(honest)}
    return kept, fingerprints(copied, language, task), f"int{source}"


@pytest.mark.parametrize("language", TASKS)
def test_a_copy_with_other_names_shows_and_whose_it_is(language: CodeLanguage) -> None:
    honest, copy, source = prints_of(language)
    similar = most_similar(copy, honest)
    assert similar is not None
    assert similar.interview == source
    assert similar.share > 0.75
    assert similar.compared == len(honest)


@pytest.mark.parametrize("language", TASKS)
def test_honest_answers_to_the_same_task_are_not_similar(language: CodeLanguage) -> None:
    honest, _, _ = prints_of(language)
    for first, second in itertools.permutations(honest, 2):
        assert most_similar(honest[first], {second: honest[second]}) is None


def test_padding_does_not_hide_a_copy() -> None:
    honest, _, _ = prints_of("python")
    padded = written.COPIED_PYTHON + "\n".join(written.HONEST_PYTHON[2:5])
    similar = most_similar(fingerprints(padded, "python", written.COUNT_WORDS), {"int1": honest["int1"]})
    assert similar is not None
    assert similar.share > 0.75


def test_what_the_question_gives_is_nobodys() -> None:
    starter = written.HONEST_PYTHON[1]
    given = {"python": starter, "java": "", "sql": ""}
    task = CodeTask.model_validate({**written.COUNT_WORDS.model_dump(), "starter": given})
    assert fingerprints(starter, "python", task) == frozenset()
    with_a_line = fingerprints(f"{starter}\nprint(top_words('a', 1))\n", "python", task)
    assert most_similar(with_a_line, {"int1": with_a_line}) is None


def test_what_most_answers_have_is_nobodys_once_there_are_enough_of_them() -> None:
    usual = fingerprints(written.HONEST_PYTHON[1], "python", written.COUNT_WORDS)
    assert most_similar(usual, {"int1": usual}) is not None
    assert most_similar(usual, {f"int{number}": usual for number in range(5)}) is None
    others = {f"int{number}": fingerprints(code, "python", None) for number, code in enumerate(written.HONEST_PYTHON)}
    assert most_similar(usual, others) is not None


def test_a_few_lines_say_nothing() -> None:
    short = fingerprints("def add(a, b):\n    return a + b\n", "python", None)
    assert most_similar(short, {"int1": short}) is None
    assert fingerprints("", "python", None) == frozenset()
    assert most_similar(frozenset(), {}) is None


def test_any_stretch_of_a_certain_length_that_both_have_is_found() -> None:
    shared = " ".join(f"{mark} name" for mark in "+-*/%<>&|^~=!,;:")[: (RUN + WINDOW) * 6]
    assert len(tokens(shared, "java")) >= RUN + WINDOW - 1
    first = fingerprints(f"alpha( beta[ {shared} ] gamma )", "java", None)
    second = fingerprints(f"{{ {{ {shared} }} while (true) }} do else", "java", None)
    assert first & second


def test_strings_comments_and_layout_do_not_tell_answers_apart() -> None:
    one = "x = 'a' # first\nif x == \"b\":\n    print(f'{x}', 12)"
    other = "name='''long\ntext'''\n\nif name=='c' : print ( rb'z' , 3.5e7 )  # x"
    assert tokens(one, "python") == tokens(other, "python")
    assert tokens("SELECT a FROM t -- all", "sql", frozenset({"t"})) == ["select", "v", "from", "t"]
    assert tokens("int i = 0; /* never closed", "java") == ["int", "v", "=", "number", ";"]


def test_very_long_answers_keep_a_bounded_number_that_still_tells_a_copy() -> None:
    chance = random.Random(1)
    code = " ".join(
        chance.choices(("if", "while", "for", "and", "or", "in", *"+-*/%<>[](){},:=", "name", "7", "'text'"), k=6000)
    )
    kept = fingerprints(code, "python", None)
    assert len(kept) == MOST_KEPT
    similar = most_similar(kept, {"int1": fingerprints(f"pass {code}", "python", None)})
    assert similar is not None
    assert unpacked(packed(kept)) == kept
