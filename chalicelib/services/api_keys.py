"""API keys: made, limited, rotated with an overlap, revoked. A key's secret is shown once and kept as a hash."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from chalicelib.adapters.dynamodb import keys
from chalicelib.adapters.dynamodb.collection import Collection, Listing, Versioned
from chalicelib.adapters.dynamodb.tenants import ApiKeyUses
from chalicelib.domain.access import PERMISSIONS, Permission
from chalicelib.domain.clock import Clock, new_id
from chalicelib.domain.errors import Conflict
from chalicelib.domain.ids import SECRET_BYTES, Token, make_token
from chalicelib.domain.language import Localized
from chalicelib.domain.tenant import ApiKey

_REVOKED = Localized(en="This API key is revoked; make a new one.", zh="该 API 密钥已吊销,请新建密钥。")
_EXPIRED = Localized(en="This API key has expired; make a new one.", zh="该 API 密钥已过期,请新建密钥。")


class ApiKeyService:
    """The keys of one tenant."""

    def __init__(self, api_keys: Collection[ApiKey], uses: ApiKeyUses, clock: Clock, tenant: str) -> None:
        self._keys = api_keys
        self._uses = uses
        self._clock = clock
        self._tenant = tenant

    def create(
        self,
        key_id: str,
        name: str,
        scopes: Sequence[Permission] = PERMISSIONS,
        expires_at: datetime | None = None,
    ) -> tuple[Versioned[ApiKey], Token]:
        """A new key and its token. Done again with the same id, as after a crash, the secret is replaced."""
        token = self._token(key_id)
        key = ApiKey(
            id=key_id,
            name=name,
            digest=token.digest,
            scopes=tuple(scopes),
            expires_at=expires_at,
            created_at=self._clock.now(),
        )
        made = self._keys.create(key_id, key)
        if made is None:
            made = self._keys.change(key_id, lambda known: known.model_copy(update={"digest": token.digest}), None)
        return made, token

    def rotate(
        self, key_id: str, overlap: timedelta, expected: int | None, rotation: str | None = None
    ) -> tuple[Versioned[ApiKey], Token]:
        """A new secret; the one before it stays good for `overlap`. Raises Conflict unless the key is active.

        Done again with the same `rotation`, as after a crash, only the new secret, which nobody has seen, is replaced:
        the one in use keeps its overlap.
        """
        token = self._token(key_id)
        now = self._clock.now()
        rotation = rotation or new_id(self._clock, "rot")
        begun = self._keys.require(key_id).value.rotation == rotation

        def renew(key: ApiKey) -> ApiKey:
            state = key.state(now)
            if state != "active":
                raise Conflict(f"api_key_{state}", _REVOKED if state == "revoked" else _EXPIRED)
            if key.rotation == rotation:
                return key.model_copy(update={"digest": token.digest})
            return key.model_copy(
                update={
                    "digest": token.digest,
                    "previous_digest": key.digest,
                    "previous_until": now + overlap,
                    "rotated_at": now,
                    "rotation": rotation,
                }
            )

        return self._keys.change(key_id, renew, None if begun else expected), token

    def revoke(self, key_id: str, expected: int | None) -> None:
        """Make the key useless at once; it stays on record."""
        self._keys.change(key_id, lambda key: key.model_copy(update={"revoked": True}), expected)

    def require(self, key_id: str) -> Versioned[ApiKey]:
        """The key; raises NotFound."""
        return self._keys.require(key_id)

    def page(self, after: str | None, limit: int) -> Listing[ApiKey]:
        """Keys, newest first."""
        return self._keys.page(keys.list_of(self._tenant, "APIKEY"), after, limit)

    def last_uses(self, key_ids: Sequence[str]) -> dict[str, datetime]:
        """When those of the keys that were ever used were last used, to some minutes."""
        return self._uses.last(key_ids)

    def _token(self, key_id: str) -> Token:
        return make_token("ck", self._tenant, key_id, self._clock.entropy(SECRET_BYTES))
