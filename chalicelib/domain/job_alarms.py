"""When a job's figures are worth telling its team of: too few pass, or the list of the best has changed."""

import math
from datetime import datetime, timedelta
from typing import Final

from pydantic import AwareDatetime, Field

from chalicelib.domain.model import DomainModel
from chalicelib.domain.plan import RoutingRules

FEWEST_DECIDED: Final = 10
"""From so many decided interviews on a pass rate is looked at, or from what the rules look at where that is less."""
FEWEST_RANKED: Final = 5
"""From so many interviews with a total on the list of the best is told of."""
MOST_LISTED: Final = 100
LIST_AT_MOST_EVERY: Final = timedelta(days=1)


class JobAlarms(DomainModel):
    """What the team was told last, so that one crossing is one alarm and one list is told of once."""

    job: str
    below: bool = Field(default=False, description="Whether the pass rate is under its bound")
    crossings: int = Field(default=0, ge=0)
    lists: int = Field(default=0, ge=0, description="How often the list of the best was told of")
    listed: tuple[str, ...] = Field(default=(), max_length=MOST_LISTED, description="Ids of interviews, best first")
    listed_at: AwareDatetime | None = None
    look_at: AwareDatetime | None = Field(default=None, description="When to look at the list again, if it may change")

    def may_list(self, now: datetime) -> bool:
        """Whether the team may be told of another list yet."""
        return self.listed_at is None or now >= self.listed_at + LIST_AT_MOST_EVERY


def too_few_pass(passed: int, of: int, rules: RoutingRules) -> bool | None:
    """Whether the pass rate is under its bound; None while too few are decided on to say."""
    if of < min(FEWEST_DECIDED, rules.pass_rate_over):
        return None
    return passed / of < rules.pass_rate_below


def size_of_top(of: int, share: float) -> int:
    """How many of `of` interviews are the best `share`: at least one where there are any, 100 at most."""
    # 0.2 * 15 is a hair above 3.
    return min(math.ceil(of * share - 1e-9), MOST_LISTED)
