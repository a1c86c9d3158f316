"""The one configuration shared by every domain model: immutable and closed to unknown fields."""

from pydantic import BaseModel, ConfigDict


class DomainModel(BaseModel):
    """Immutable value; unknown fields are an error, so that a misspelt field never passes for a missing one.

    Errors do not repeat the input: it may be personal, and errors are logged.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)
