"""What the environment says, typed, read on first use."""

from functools import cache

from pydantic import BaseModel, ConfigDict


class Settings(BaseModel):
    """Names and addresses of the stack's parts. Each field is the environment variable of the same name in capitals."""

    model_config = ConfigDict(frozen=True)

    table_name: str
    media_bucket: str
    analysis_queue_url: str = ""
    rescoring_queue_url: str = ""
    deliveries_queue_url: str = ""
    preparation_queue_url: str = ""
    audit_queue_url: str = ""
    imports_queue_url: str = ""
    notices_queue_url: str = ""
    state_machine_arn: str = ""
    data_key_id: str = ""
    audit_bucket: str = ""
    audit_key_id: str = ""
    public_url: str
    sender_email: str = "no-reply@candor.example"
    mail_configuration_set: str = ""
    loopback_webhooks: bool = False
    stall_seconds: int = 900
    review_seconds_per_hour: float = 3600
    max_upload_bytes: int = 500_000_000
    upload_expiry_s: int = 900


@cache
def settings() -> Settings:
    """The settings of this process; a missing one is an error that names it."""
    import os  # noqa: PLC0415  (read on first use, so that importing a module never needs an environment)

    known = {name: os.environ[name.upper()] for name in Settings.model_fields if name.upper() in os.environ}
    return Settings.model_validate(known)
