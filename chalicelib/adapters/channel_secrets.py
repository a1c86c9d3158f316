"""Credentials of tenants' channels, in Secrets Manager."""

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

if TYPE_CHECKING:
    from mypy_boto3_secretsmanager import SecretsManagerClient


class ChannelSecrets:
    """One tenant's credentials, one secret for each channel."""

    def __init__(self, client: "SecretsManagerClient", tenant: str) -> None:
        self._client = client
        self._tenant = tenant

    def keep(self, channel: str, credentials: Mapping[str, str]) -> None:
        """Keep the credentials of a channel, in place of what was there."""
        text = json.dumps(dict(credentials))
        try:
            self._client.create_secret(Name=self._name(channel), SecretString=text)
        except ClientError as error:
            if error.response["Error"]["Code"] != "ResourceExistsException":
                raise
            self._client.put_secret_value(SecretId=self._name(channel), SecretString=text)

    def read(self, channel: str) -> dict[str, str]:
        """The credentials; none where there is no such secret."""
        try:
            kept = json.loads(self._client.get_secret_value(SecretId=self._name(channel))["SecretString"])
        except ClientError as error:
            if error.response["Error"]["Code"] == "ResourceNotFoundException":
                return {}
            raise
        return {str(name): str(value) for name, value in kept.items()}

    def remove(self, channel: str) -> None:
        """Take the credentials away."""
        self._client.delete_secret(SecretId=self._name(channel), ForceDeleteWithoutRecovery=True)

    def _name(self, channel: str) -> str:
        return f"candor/{self._tenant}/channels/{channel}"
