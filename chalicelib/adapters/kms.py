"""Sealing the secret in a kept answer, so that the answer can be repeated and the secret lies nowhere in the clear."""

import base64
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mypy_boto3_kms import KMSClient


class Sealer:
    """Encrypts short texts (4 KiB at most) for one tenant."""

    def __init__(self, client: "KMSClient", key_id: str, tenant: str) -> None:
        self._client = client
        self._key_id = key_id
        self._context = {"tenant": tenant}

    def seal(self, text: str) -> str:
        """The sealed text, as base64."""
        sealed = self._client.encrypt(KeyId=self._key_id, Plaintext=text.encode(), EncryptionContext=self._context)
        return base64.b64encode(sealed["CiphertextBlob"]).decode()

    def open(self, sealed: str) -> str:
        """The text that was sealed for this tenant."""
        opened = self._client.decrypt(
            KeyId=self._key_id, CiphertextBlob=base64.b64decode(sealed), EncryptionContext=self._context
        )
        return opened["Plaintext"].decode()
