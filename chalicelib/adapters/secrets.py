"""Webhook signing secrets in Secrets Manager."""

from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

if TYPE_CHECKING:
    from mypy_boto3_secretsmanager import SecretsManagerClient


class WebhookSecrets:
    """The signing secret of each of a tenant's endpoints."""

    def __init__(self, client: "SecretsManagerClient", tenant: str) -> None:
        self._client = client
        self._tenant = tenant

    def keep(self, endpoint: str, secret: str) -> None:
        """Keep a new endpoint's secret; keeping the same one again changes nothing."""
        try:
            self._client.create_secret(Name=self._name(endpoint), SecretString=secret)
        except ClientError as error:
            if error.response["Error"]["Code"] != "ResourceExistsException":
                raise
            self._client.put_secret_value(SecretId=self._name(endpoint), SecretString=secret)

    def read(self, endpoint: str) -> str:
        """The endpoint's secret."""
        return self._client.get_secret_value(SecretId=self._name(endpoint))["SecretString"]

    def remove(self, endpoint: str) -> None:
        """Take the endpoint's secret away."""
        self._client.delete_secret(SecretId=self._name(endpoint), ForceDeleteWithoutRecovery=True)

    def _name(self, endpoint: str) -> str:
        return f"candor/{self._tenant}/webhooks/{endpoint}"
