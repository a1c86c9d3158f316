"""What an entry's hash covers, what a signature covers, and what an entry never shows."""

import hashlib
from datetime import UTC, datetime
from functools import partial
from typing import Any

import pytest

from chalicelib.domain.audit import GENESIS, ChainHead, chain, differences, entry_hash, statement
from chalicelib.domain.model import DomainModel

ENTRY: dict[str, Any] = {"id": "aud1", "actor": {"kind": "user", "id": "usr1"}, "after": {"name": "é", "n": 0.1}}
AT = datetime(2026, 3, 2, tzinfo=UTC)


class Link(DomainModel):
    digest: str
    device_digest: str | None = None


class Person(DomainModel):
    name: str
    links: tuple[Link, ...] = ()
    note: str = ""


class Team(DomainModel):
    title: str
    people: tuple[Person, ...] = ()
    lead: Person | None = None
    secret: str = "canary-key"


def no_key() -> bytes:
    raise AssertionError("there is nothing personal here")


def test_a_hash_is_the_same_for_ever() -> None:
    written = '{"actor":{"id":"usr1","kind":"user"},"after":{"n":0.1,"name":"\\u00e9"},"id":"aud1"}'
    expected = hashlib.sha256(f"{'0' * 64}\n1\n{written}".encode()).hexdigest()
    assert (
        entry_hash(GENESIS, 1, ENTRY) == expected == "3c58b55f35a03bbbd66e7f1c6a2ffd72989ab55563b79f7c81d1e97fba64f1ec"
    )


def test_a_hash_does_not_depend_on_the_order_of_fields() -> None:
    assert entry_hash(GENESIS, 1, dict(reversed(ENTRY.items()))) == entry_hash(GENESIS, 1, ENTRY)


@pytest.mark.parametrize(
    "other",
    [
        {**ENTRY, "id": "aud2"},
        {**ENTRY, "actor": {"kind": "user", "id": "usr2"}},
        {**ENTRY, "after": {"name": "e\u0301", "n": 0.1}},
        {**ENTRY, "after": {"name": "é", "n": "0.1"}},
        {**ENTRY, "a_field_of_a_later_version": None},
        {name: value for name, value in ENTRY.items() if name != "after"},
    ],
)
def test_a_hash_covers_all_that_was_recorded(other: dict[str, Any]) -> None:
    assert entry_hash(GENESIS, 1, other) != entry_hash(GENESIS, 1, ENTRY)


def test_a_hash_covers_place_and_predecessor() -> None:
    first = chain(GENESIS, 1, ENTRY)
    assert first.sound
    assert len({first.hash, chain(GENESIS, 2, ENTRY).hash, chain(first.hash, 1, ENTRY).hash}) == 3
    assert not first.model_copy(update={"sequence": 2}).sound
    assert not first.model_copy(update={"previous": "1" * 64}).sound


def test_a_signature_covers_every_part_of_a_head() -> None:
    head = ChainHead(sequence=7, hash="ab", previous=3, at=AT)
    others = [
        head.model_copy(update={"sequence": 8}),
        head.model_copy(update={"hash": "ac"}),
        head.model_copy(update={"previous": 4}),
        head.model_copy(update={"at": AT.replace(day=3)}),
    ]
    statements = {statement("acme", head), statement("other", head), *(statement("acme", one) for one in others)}
    assert len(statements) == 6


def test_only_what_differs_is_shown() -> None:
    before, after = Team(title="Ops"), Team(title="Operations")
    assert differences(before, after, frozenset(), no_key) == ({"title": "Ops"}, {"title": "Operations"})


def test_secrets_are_named_and_not_shown_however_deep_they_lie() -> None:
    team = Team(title="Ops", people=(Person(name="Wei", links=(Link(digest="canary", device_digest="canary"),)),))
    _, after = differences(None, team, frozenset(), no_key)
    assert "canary" not in str(after)
    assert after["people"][0]["links"] == [{"digest": "[secret]", "device_digest": "[secret]"}]
    assert after["secret"] == "[secret]"


def test_personal_values_are_digested_however_deep_they_lie() -> None:
    team = Team(title="Ops", people=(Person(name="canary"),), lead=Person(name="canary", note="seen"))
    before, after = differences(Team(title="Ops"), team, frozenset({"name"}), lambda: b"key")
    assert "canary" not in str((before, after))
    assert after["lead"]["name"].startswith("hmac-sha256:")
    assert after["lead"]["name"] == after["people"][0]["name"]
    assert after["lead"]["note"] == "seen"


def test_digests_of_a_personal_value_tell_nothing_without_the_key() -> None:
    person = Person(name="13800138000")
    first, second = (
        differences(None, person, frozenset({"name"}), partial(bytes.fromhex, key))[1]["name"] for key in ("01", "02")
    )
    assert first != second
    assert hashlib.sha256(b'"13800138000"').hexdigest() not in first + second


def test_empty_personal_values_are_shown_as_empty() -> None:
    assert differences(None, Person(name="x", note=""), frozenset({"note"}), no_key)[1]["note"] == ""
