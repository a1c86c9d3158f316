"""A rescoring: the reported interviews of a job scored once more, by the scoring that is active when it is asked for.

Nothing is transcribed again. An interview gets one new attempt from it, its earlier attempts stay as they are.
"""

from datetime import datetime
from typing import Literal

from pydantic import AwareDatetime, Field

from chalicelib.domain.decision import Decision, Reason
from chalicelib.domain.language import Localized
from chalicelib.domain.model import DomainModel

MOST_NAMED = 100
STAYS_WITH_A_PERSON = Reason(
    code="with_a_person",
    text=Localized(
        en="A person was asked to look at this interview before; scoring it again does not take it from them.",
        zh="该面试此前已交由人工查看,重新评分不会改变这一安排。",
    ),
)

A_PERSONS_STANDS = Reason(
    code="decided_by_a_person",
    text=Localized(
        en="A person has decided on this interview; scoring it again does not change that.",
        zh="该面试已由人工作出决定，重新评分不会改变该决定。",
    ),
)


class Rescoring(DomainModel):
    """How far a rescoring is.

    `total` grows while interviews are taken into it; `done` counts those whose new attempt has come to its end. It is
    over when none is left to take (`all_taken`) and all that were taken are done.
    """

    id: str
    job: str
    state: Literal["queued", "running", "done", "failed"] = "queued"
    interviews: tuple[str, ...] = Field(default=(), max_length=MOST_NAMED, description="Those named; none means all")
    position: str | None = Field(default=None, description="The place in the job's list up to which it has come")
    all_taken: bool = False
    total: int = Field(default=0, ge=0)
    done: int = Field(default=0, ge=0)
    problem: Localized | None = None
    scoring_version: int = Field(ge=0, description="The job's scoring version; 0 for the shipped scoring")
    created_at: AwareDatetime
    told_at: AwareDatetime = Field(description="When the worker was last told of it, or went on with it")
    requeues: int = Field(default=0, description="How often the sweeper told the worker again")
    finished_at: AwareDatetime | None = None

    @property
    def waits(self) -> bool:
        """Whether the worker has interviews left to take."""
        return self.state in {"queued", "running"} and not self.all_taken

    def with_one_more(self) -> "Rescoring":
        """With another interview taken into it."""
        return self.model_copy(update={"state": "running", "total": self.total + 1})

    def with_one_done(self, now: datetime) -> "Rescoring":
        """With another interview at its end."""
        return self.model_copy(update={"done": self.done + 1})._ended(now)

    def moved(self, position: str | None, now: datetime) -> "Rescoring":
        """With the interviews up to `position` taken, all of them where it is None."""
        update = {
            "state": "running",
            "position": position,
            "all_taken": position is None,
            "told_at": now,
            "requeues": 0,
        }
        return self.model_copy(update=update)._ended(now)

    def failed(self, problem: Localized, now: datetime) -> "Rescoring":
        """Given up. What was taken into it comes to its end all the same."""
        return self.model_copy(update={"state": "failed", "problem": problem, "finished_at": now})

    def _ended(self, now: datetime) -> "Rescoring":
        if self.state != "running" or not self.all_taken or self.done < self.total:
            return self
        return self.model_copy(update={"state": "done", "finished_at": now})


def after_an_earlier_decision(decision: Decision, earlier: Decision) -> Decision:
    """What the rule says of scores that replace others: nothing that a person decided, or is to decide, moves by it."""
    if any(reason.code == "decided_by_a_person" for reason in earlier.reasons):
        kept = {"outcome": earlier.outcome, "talent_pool": earlier.talent_pool}
        return decision.model_copy(update={**kept, "reasons": (*decision.reasons, A_PERSONS_STANDS)})
    if earlier.outcome == "human_review" and decision.outcome != "human_review":
        reasons = (*decision.reasons, STAYS_WITH_A_PERSON)
        return decision.model_copy(update={"outcome": "human_review", "talent_pool": False, "reasons": reasons})
    return decision
