"""Keys that never leave KMS: one seals the secret in a kept answer, one vouches for the audit log."""

import base64
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

if TYPE_CHECKING:
    from mypy_boto3_kms import KMSClient


class Sealer:
    """Encrypts short texts (4 KiB at most) for one tenant, so that such a secret lies nowhere in the clear."""

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


class MacKey:
    """Makes and checks HMAC-SHA-256 codes over short messages (4 KiB at most)."""

    def __init__(self, client: "KMSClient", key_id: str) -> None:
        self._client = client
        self.key_id = key_id

    def code(self, message: bytes) -> str:
        """The message's code, as base64; the same one for the same message."""
        made = self._client.generate_mac(KeyId=self.key_id, Message=message, MacAlgorithm="HMAC_SHA_256")
        return base64.b64encode(made["Mac"]).decode()

    def vouches(self, message: bytes, code: str) -> bool:
        """Whether the code is the message's."""
        try:
            mac = base64.b64decode(code, validate=True)
        except ValueError:
            return False
        if not mac:
            return False
        try:
            self._client.verify_mac(KeyId=self.key_id, Message=message, MacAlgorithm="HMAC_SHA_256", Mac=mac)
        except ClientError as error:
            if error.response["Error"]["Code"] == "KMSInvalidMacException":
                return False
            raise
        return True
