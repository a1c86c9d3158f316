"""A person's look at an interview: asked for by rule, reminded of, overdue some day, never over by itself.

Hours are those of the job's rules; how long one lasts is the installation's, so that a test need not wait for days.
"""

from datetime import datetime, timedelta
from typing import Literal

from pydantic import AwareDatetime, Field

from chalicelib.domain.interview import Interview
from chalicelib.domain.model import DomainModel
from chalicelib.domain.plan import RoutingRules

AT_THE_JOBS_PACE = 100
SLOW_PACE_HOURS = 7 * 24
"""Reminders come at the job's own pace until the review is overdue, and a hundred at most; weekly from then on. So the
history of an execution that waits for years stays far below the 25,000 events that it may have."""


class Review(DomainModel):
    """One attempt of an interview that waits for a person, or did."""

    interview: str
    job: str
    candidate: str
    attempt: int = Field(ge=1)
    number: int = Field(default=1, ge=1, description="Of the decision that asks for it, in the attempt's history")
    state: Literal["open", "decided", "superseded"] = "open"
    requested_at: AwareDatetime
    due_at: AwareDatetime
    next_at: AwareDatetime = Field(description="When the next reminder goes out, or the word that it is overdue")
    reminders: int = 0
    overdue: bool = False
    quiet: bool = Field(default=False, description="Asked for by scoring again: nobody is told")
    token: str | None = Field(default=None, description="Of the execution that waits; nobody is ever shown it")

    @classmethod
    def of(
        cls, interview: Interview, attempt: int, number: int, rules: RoutingRules, now: datetime, hour: timedelta
    ) -> "Review":
        """A review that begins now. `hour` is how long an hour of the rules lasts."""
        due = now + rules.review_hours * hour
        return cls(
            interview=interview.id,
            job=interview.job,
            candidate=interview.candidate.id,
            attempt=attempt,
            number=number,
            requested_at=now,
            due_at=due,
            next_at=min(due, now + rules.reminder_hours * hour),
        )

    @property
    def open(self) -> bool:
        """Whether it waits for a person."""
        return self.state == "open"

    @property
    def about(self) -> str:
        """What its events and notices are about."""
        return f"{self.interview}/{self.attempt}/{self.number}"

    def going_on(self, earlier: "Review") -> "Review":
        """In the place of the review of an earlier attempt, which nobody had come to."""
        kept = {name: getattr(earlier, name) for name in ("requested_at", "due_at", "next_at", "reminders", "overdue")}
        return self.model_copy(update={**kept, "quiet": earlier.quiet})

    def reminded(self, rules: RoutingRules, now: datetime, hour: timedelta) -> "Review":
        """After the reminder that was due, or after it was said that the review is overdue."""
        overdue = now >= self.due_at
        slow = overdue or self.reminders >= AT_THE_JOBS_PACE
        pause = max(rules.reminder_hours, SLOW_PACE_HOURS) if slow else rules.reminder_hours
        following = now + pause * hour
        return self.model_copy(
            update={
                "reminders": self.reminders + 1,
                "overdue": overdue,
                "next_at": following if overdue else min(self.due_at, following),
            }
        )
