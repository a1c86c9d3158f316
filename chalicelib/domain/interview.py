"""An interview: the invitation of one candidate for one job, its answers and their states."""

from datetime import datetime
from typing import Literal

from pydantic import AwareDatetime, EmailStr, Field

from chalicelib.domain.language import Language, Localized
from chalicelib.domain.model import DomainModel

InterviewState = Literal["invited", "opened", "started", "submitted", "reported", "needs_attention"]
InvitationState = Literal["created", "sent", "opened", "started", "submitted", "expired", "withdrawn"]
AnswerState = Literal["waiting", "uploading", "received", "analysed", "rejected", "unanswered"]
SETTLED: frozenset[AnswerState] = frozenset({"analysed", "rejected", "unanswered"})
MAX_UPLOADS = 20


class Invitee(DomainModel):
    """Who is invited, as far as the interview needs to know."""

    id: str
    name: str
    email: EmailStr | None = None
    language: Language


class Invitation(DomainModel):
    """One link of one candidate, bound to the device that opened it first.

    Only hashes are kept: of the link's token, of the key that the device made for itself, of the session's token.
    """

    digest: str
    expires_at: AwareDatetime
    revoked: bool = False
    device_digest: str | None = None
    session_digest: str | None = None
    sent_at: AwareDatetime | None = None
    opened_at: AwareDatetime | None = None


class Consent(DomainModel):
    """What the candidate agreed to, and when."""

    text_version: str
    at: AwareDatetime


class Problem(DomainModel):
    """What is wrong, for a program (`code`) and for people."""

    code: str
    text: Localized


class Upload(DomainModel):
    """One signed upload that a candidate asked for, with what was promised about the file."""

    id: str
    key: str
    content_type: str
    size: int = Field(ge=0)
    sha256: str = Field(description="Base64 of the file's SHA-256")
    expires_at: AwareDatetime


class Answer(DomainModel):
    """The answer to one question. `upload` is the one that was admitted, or the last one asked for."""

    question: str
    state: AnswerState = "waiting"
    upload: Upload | None = None
    uploads: tuple[Upload, ...] = ()
    refused: tuple[str, ...] = Field(default=(), description="Uploads that were looked at and refused")
    received_at: AwareDatetime | None = None
    requeues: int = Field(default=0, description="How often the sweeper queued its analysis again")
    settled_at: AwareDatetime | None = None
    problem: Problem | None = None
    result_key: str | None = None
    scored_from: str | None = Field(
        default=None,
        description="Key of the earlier result whose transcript is scored again. Where it is `result_key`, that stands",
    )

    @property
    def awaits_rescoring(self) -> bool:
        """Whether it waits to be scored again."""
        return self.state == "received" and self.scored_from is not None

    @property
    def stands(self) -> bool:
        """Whether it could not be scored again and its earlier result stands."""
        return self.state == "analysed" and self.scored_from is not None and self.result_key == self.scored_from

    def asked_for(self, upload: str) -> Upload | None:
        """The upload with this id, if it was asked for."""
        return next((known for known in self.uploads if known.id == upload), None)


class RescoredAttempt(DomainModel):
    """An attempt at which nothing was transcribed, and the rescoring that started it."""

    rescoring: str
    attempt: int = Field(ge=2)


class Waiting(DomainModel):
    """An attempt whose execution waits, or waited, for a person.

    Until when: the sweeper looks after that. `redrives` is how often the result had been started again by then; waiting
    for weeks must not use up what there is of that.
    """

    attempt: int = Field(ge=1)
    until: AwareDatetime
    redrives: int = 0


class Interview(DomainModel):
    """One candidate's interview for one job. `attempt` counts analyses; a retest or a rescoring starts a new one.

    While it is scored again it stays `reported`: the earlier report stands until there is the new one.
    """

    id: str
    job: str
    plan: str
    candidate: Invitee
    invitation: Invitation
    state: InterviewState = "invited"
    attempt: int = 1
    answers: tuple[Answer, ...]
    consent: Consent | None = None
    created_at: AwareDatetime
    submitted_at: AwareDatetime | None = None
    reported_at: AwareDatetime | None = None
    closed_at: AwareDatetime | None = None
    redrives: int = Field(default=0, description="How often the sweeper started the result again")
    problem: Problem | None = None
    rescorings: tuple[RescoredAttempt, ...] = ()
    waiting: Waiting | None = None

    def answer(self, question: str) -> Answer | None:
        """The answer to `question`, if the interview has it."""
        return next((answer for answer in self.answers if answer.question == question), None)

    def with_answer(self, changed: Answer) -> "Interview":
        """This interview with one answer replaced."""
        answers = tuple(changed if answer.question == changed.question else answer for answer in self.answers)
        return self.model_copy(update={"answers": answers})

    def invitation_state(self, now: datetime) -> InvitationState:
        """How far the candidate has come with the link."""
        if self.submitted_at:
            return "submitted"
        if self.invitation.revoked:
            return "withdrawn"
        if self.consent:
            return "started"
        if now >= self.invitation.expires_at:
            return "expired"
        if self.invitation.opened_at:
            return "opened"
        return "sent" if self.invitation.sent_at else "created"

    def rescored(self, attempt: int) -> bool:
        """Whether a rescoring started this attempt."""
        return any(rescored.attempt == attempt for rescored in self.rescorings)

    @property
    def waits(self) -> Waiting | None:
        """How the attempt of now waits for a person, or did; None where none was asked."""
        return self.waiting if self.waiting and self.waiting.attempt == self.attempt else None

    @property
    def redrives_spent(self) -> int:
        """How often the sweeper started the result again since a person was last asked."""
        return self.redrives - (self.waits.redrives if self.waits else 0)

    @property
    def as_handed_in(self) -> "Interview":
        """With what is scored again as it was before: that is no affair of the candidate's."""
        before = (
            answer.model_copy(update={"state": "analysed"}) if answer.awaits_rescoring else answer
            for answer in self.answers
        )
        return self.model_copy(update={"answers": tuple(before)})

    @property
    def settled(self) -> bool:
        """Whether nothing more is to come: submitted, and every answer analysed, rejected or left out."""
        return self.submitted_at is not None and all(answer.state in SETTLED for answer in self.answers)

    @property
    def last_received_at(self) -> datetime | None:
        """When the last recording was admitted."""
        return max((answer.received_at for answer in self.answers if answer.received_at), default=None)
