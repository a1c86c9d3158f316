"""Secrets of a tenant's connections to other systems, in Secrets Manager."""

from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

if TYPE_CHECKING:
    from mypy_boto3_secretsmanager import SecretsManagerClient


class ConnectionSecrets:
    """One tenant's secrets; a name never leads to another tenant's, nor to a secret of another kind."""

    def __init__(self, client: "SecretsManagerClient", tenant: str) -> None:
        self._client = client
        self._tenant = tenant

    def keep(self, connection: str, secret: str) -> None:
        """Keep a connection's secret, in place of one that it had."""
        try:
            self._client.create_secret(Name=self._name(connection), SecretString=secret)
        except ClientError as error:
            if error.response["Error"]["Code"] != "ResourceExistsException":
                raise
            self._client.put_secret_value(SecretId=self._name(connection), SecretString=secret)

    def read(self, connection: str) -> str | None:
        """The secret; None where it is gone."""
        try:
            return self._client.get_secret_value(SecretId=self._name(connection))["SecretString"]
        except ClientError as error:
            if error.response["Error"]["Code"] != "ResourceNotFoundException":
                raise
            return None

    def remove(self, connection: str) -> None:
        """Take the secret away."""
        self._client.delete_secret(SecretId=self._name(connection), ForceDeleteWithoutRecovery=True)

    def _name(self, connection: str) -> str:
        return f"candor/{self._tenant}/connections/{connection}"
