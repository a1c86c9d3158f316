"""The versions of a job's routing rules, and what rules can not say."""

from collections.abc import Collection, Iterator

from pydantic import AwareDatetime

from chalicelib.domain.language import Localized
from chalicelib.domain.model import DomainModel
from chalicelib.domain.plan import RoutingRules

Fault = tuple[str, Localized]
"""A JSON pointer into the rules, and what is wrong there."""


class RulesVersion(DomainModel):
    """The rules as somebody set them. A version never changes."""

    rules: RoutingRules
    at: AwareDatetime
    by: str


def next_version(before: RoutingRules, asked: RoutingRules) -> RoutingRules:
    """The rules as they are to be kept: with the next number where anything about them changes."""
    kept = asked.model_copy(update={"version": before.version})
    return before if kept == before else kept.model_copy(update={"version": before.version + 1})


def faults(rules: RoutingRules, dimensions: Collection[str] | None) -> Iterator[Fault]:
    """What is wrong with rules for a competency model of these dimensions; None where there is no model yet."""
    if rules.thank_below is not None and rules.thank_below > rules.advance_at:
        text = Localized(
            en="The bound under which candidates are declined cannot be above the one from which they advance.",
            zh="婉拒线不能高于晋级线。",
        )
        yield "/thank_below", text
    if dimensions is None:
        return
    unknown = Localized(en="The job's competency model has no such dimension.", zh="职位的胜任力模型中没有该维度。")
    yield from ((f"/dimensions_at/{key}", unknown) for key in rules.dimensions_at if key not in dimensions)
    yield from ((f"/must_have/{place}", unknown) for place, key in enumerate(rules.must_have) if key not in dimensions)
