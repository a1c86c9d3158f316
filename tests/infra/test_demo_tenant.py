"""The demo's key, which outlives the versions of the product."""

from datetime import UTC, datetime

import pytest

from chalicelib.domain.access import PERMISSIONS
from chalicelib.domain.ids import make_token
from chalicelib.domain.tenant import ApiKey
from infra.local.demo.tenant import opens_everything

TOKEN = make_token("key", "demo", "key1", b"k" * 32)
KEY = ApiKey(id="key1", digest=TOKEN.digest, created_at=datetime(2026, 1, 1, tzinfo=UTC))


@pytest.mark.parametrize(
    ("change", "good"),
    [({}, True), ({"revoked": True}, False), ({"digest": "other"}, False), ({"scopes": PERMISSIONS[:-1]}, False)],
)
def test_a_kept_key_is_used_while_it_opens_all_that_there_is_now(change: dict[str, object], good: bool) -> None:  # noqa: FBT001
    assert opens_everything(KEY.model_copy(update=change), TOKEN) is good
