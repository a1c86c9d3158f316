"""Ids and tokens."""

import pytest

from chalicelib.domain.ids import make_id, make_token, parse_token


def test_ids_sort_by_the_time_of_their_making() -> None:
    early, late = make_id("job", 1_000, b"\xff" * 10), make_id("job", 1_001, b"\x00" * 10)
    assert early < late
    assert len(early) == len("job") + 26


def test_a_token_survives_being_written_down_and_matches_only_its_own_digest() -> None:
    token = make_token("inv", "acme", "int1", bytes(range(20)))
    assert parse_token(str(token)) == token
    assert token.matches(token.digest)
    assert not make_token("inv", "acme", "int1", bytes(20)).matches(token.digest)


@pytest.mark.parametrize(
    "text",
    ["", "inv", "inv.acme.int1", "xx.acme.int1." + "a" * 32, "inv.ac#me.int1." + "a" * 32, "inv.acme.int1." + "a" * 31,
     "inv.acme.int1." + "a" * 32 + "\n", "inv.acme.int1." + "A" * 32, "inv.../etc." + "a" * 32],
)  # fmt: skip
def test_anything_else_is_no_token(text: str) -> None:
    assert parse_token(text) is None
