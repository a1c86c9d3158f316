"""Tokens are asked for once, kept for whom they are, and renewed in time."""

import threading
import time
from datetime import UTC, datetime, timedelta

import pytest

from chalicelib.adapters.vendor_tokens import EARLY, Token, TokenKey, VendorTokens

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
KEY = TokenKey("acme", "wecom", "corp/1")


def test_of_many_who_need_a_token_one_asks() -> None:
    tokens, asked, got = VendorTokens(), [], []

    def ask() -> Token:
        asked.append(1)
        time.sleep(0.05)
        return Token("t", NOW + timedelta(hours=2))

    threads = [threading.Thread(target=lambda: got.append(tokens.get(KEY, NOW, ask))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(asked), got) == (1, ["t"] * 8)


def test_a_token_is_renewed_before_it_ends_and_never_another_tenants() -> None:
    tokens = VendorTokens()
    ends = NOW + timedelta(hours=2)
    assert tokens.get(KEY, NOW, lambda: Token("a", ends)) == "a"
    assert tokens.get(KEY, ends - EARLY - timedelta(seconds=1), lambda: Token("b", ends)) == "a"
    assert tokens.get(KEY, ends - EARLY, lambda: Token("b", ends + timedelta(hours=2))) == "b"
    assert tokens.get(TokenKey("globex", "wecom", "corp/1"), NOW, lambda: Token("c", ends)) == "c"


def test_a_spent_token_is_forgotten_but_not_the_one_in_its_place() -> None:
    tokens = VendorTokens()
    tokens.get(KEY, NOW, lambda: Token("new", NOW + timedelta(hours=2)))
    tokens.forget(KEY, "old")
    assert tokens.get(KEY, NOW, lambda: pytest.fail("there is one")) == "new"
    tokens.forget(KEY, "new")
    assert tokens.get(KEY, NOW, lambda: Token("newer", NOW + timedelta(hours=2))) == "newer"
