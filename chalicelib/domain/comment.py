"""What people say about an interview, for each other; it is never shown to the candidate and never changed."""

from pydantic import AwareDatetime, Field

from chalicelib.domain.model import DomainModel


class Comment(DomainModel):
    """One person's comment. Its id sorts by time."""

    id: str
    interview: str
    attempt: int = Field(ge=1, description="The attempt that the interview was at")
    text: str = Field(min_length=1, max_length=5000)
    actor: str = Field(description="Id of the user or API key")
    at: AwareDatetime
