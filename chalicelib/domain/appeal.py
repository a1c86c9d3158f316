"""The way to a person for a candidate whom a rule has declined."""

from typing import Literal

from pydantic import AwareDatetime, Field

from chalicelib.domain.decision import Reason
from chalicelib.domain.language import Localized
from chalicelib.domain.model import DomainModel

AppealState = Literal["open", "received", "over"]
"""`open`: it can be made. `received`: a person is asked. `over`: there is no decision by rule any more."""
APPEALED = Reason(
    code="appealed",
    text=Localized(
        en="The candidate asks a person to look at the automatic decision.", zh="候选人请求由人工复核该自动决定。"
    ),
)

BY_RULE_ALONE = Localized(
    en="This was decided by the company's rules on the scores of software; no person has decided. You can ask a person"
    " to look at it here:",
    zh="该结果由公司设定的规则根据软件评分自动作出，没有经过人工决定。您可以通过以下链接申请人工复核：",
)
"""What a notice of such a decision says in front of the link to appeal by."""


class AppealLink(DomainModel):
    """A link to appeal by, until it expires."""

    attempt: int = Field(ge=1)
    expires_at: AwareDatetime


class Appeal(DomainModel):
    """What a candidate says against an automatic decision."""

    attempt: int = Field(ge=1)
    text: str = Field(min_length=1, max_length=5000)
    at: AwareDatetime
