"""Webhook signing secrets in Secrets Manager."""

from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from chalicelib.domain.webhook import SigningSecrets

if TYPE_CHECKING:
    from mypy_boto3_secretsmanager import SecretsManagerClient


class WebhookSecrets:
    """The signing secrets of each of a tenant's endpoints."""

    def __init__(self, client: "SecretsManagerClient", tenant: str) -> None:
        self._client = client
        self._tenant = tenant

    def keep(self, endpoint: str, secrets: SigningSecrets) -> None:
        """Keep an endpoint's secrets, in the place of those that it had."""
        secret = secrets.model_dump_json()
        try:
            self._client.create_secret(Name=self._name(endpoint), SecretString=secret)
        except ClientError as error:
            if error.response["Error"]["Code"] != "ResourceExistsException":
                raise
            self._client.put_secret_value(SecretId=self._name(endpoint), SecretString=secret)

    def read(self, endpoint: str) -> SigningSecrets:
        """The endpoint's secrets; a bare one is from before there were rotations."""
        kept = self._client.get_secret_value(SecretId=self._name(endpoint))["SecretString"]
        if kept.startswith("whsec_"):
            return SigningSecrets(current=kept)
        return SigningSecrets.model_validate_json(kept)

    def remove(self, endpoint: str) -> None:
        """Take the endpoint's secrets away."""
        self._client.delete_secret(SecretId=self._name(endpoint), ForceDeleteWithoutRecovery=True)

    def _name(self, endpoint: str) -> str:
        return f"candor/{self._tenant}/webhooks/{endpoint}"
