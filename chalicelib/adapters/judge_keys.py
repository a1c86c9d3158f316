"""Keys of the endpoints that tenants' second judges run on, in Secrets Manager."""

from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

if TYPE_CHECKING:
    from mypy_boto3_secretsmanager import SecretsManagerClient


class JudgeKeys:
    """One tenant's keys; a name never leads to another tenant's, nor to a secret of another kind."""

    def __init__(self, client: "SecretsManagerClient", tenant: str) -> None:
        self._client = client
        self._tenant = tenant

    def keep(self, name: str, key: str) -> None:
        """Keep a key, in place of one of the same name."""
        try:
            self._client.create_secret(Name=self._name(name), SecretString=key)
        except ClientError as error:
            if error.response["Error"]["Code"] != "ResourceExistsException":
                raise
            self._client.put_secret_value(SecretId=self._name(name), SecretString=key)

    def read(self, name: str) -> str:
        """The key. Raises ClientError where there is none."""
        return self._client.get_secret_value(SecretId=self._name(name))["SecretString"]

    def _name(self, name: str) -> str:
        return f"candor/{self._tenant}/judge/{name}"
