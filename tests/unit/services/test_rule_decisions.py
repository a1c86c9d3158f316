"""What the job's rules decide, with what the tenant and its region allow."""

from datetime import timedelta

import pytest

from chalicelib.bootstrap import Services
from chalicelib.domain.candidate import Candidate
from chalicelib.domain.decision import Decision
from chalicelib.domain.interview import Interview
from chalicelib.domain.job import Job
from chalicelib.domain.plan import RoutingRules
from chalicelib.domain.tenant import Region
from chalicelib.services.candidate import CONSENT_VERSION
from tests.unit.decided import decided, stand, with_rules


def allow(services: Services, region: Region) -> None:
    update = {"automatic_thanks": True, "region": region}
    services.tenants.change(services.tenant, lambda tenant: tenant.model_copy(update=update), None)


def under(services: Services, job: Job, candidate: Candidate, rules: RoutingRules) -> Interview:
    plan = with_rules(services, job, rules)
    services.invitations.invite(plan, candidate, "int1", timedelta(days=7))
    return services.candidate.consent("int1", CONSENT_VERSION)


def current(services: Services) -> Decision:
    decision = services.decisions.current("int1", 1)
    assert decision is not None
    return decision


FAR_BELOW = RoutingRules(thank_below=40)


@pytest.mark.parametrize("region", ["cn", "us", "ap"])
def test_a_rule_declines_with_the_talent_pool_where_tenant_and_region_allow(
    services: Services, job: Job, candidate: Candidate, region: Region
) -> None:
    allow(services, region)
    decided(services, under(services, job, candidate, FAR_BELOW), 10)
    decision = current(services)
    assert (decision.outcome, decision.talent_pool, decision.by) == ("thank_you", True, "rule")
    assert decision.declined_by_rule
    assert [row.interview for row in services.standings.pool(None, None, 10)[0]] == ["int1"]


def test_a_rule_declines_nobody_unless_the_tenant_wants_it(services: Services, job: Job, candidate: Candidate) -> None:
    decided(services, under(services, job, candidate, FAR_BELOW), 10)
    assert current(services).outcome == "human_review"


def test_a_rule_declines_nobody_in_the_eu_whatever_the_tenant_says(
    services: Services, job: Job, candidate: Candidate
) -> None:
    allow(services, "eu")
    decided(services, under(services, job, candidate, FAR_BELOW), 10)
    assert current(services).outcome == "human_review"
    assert services.standings.pool(None, None, 10)[0] == ()


def test_only_the_best_of_the_job_so_far_advance(services: Services, job: Job, candidate: Candidate) -> None:
    for number, total in enumerate((95, 90, 60)):
        stand(services, f"other{number}", "advance", total)
    decided(services, under(services, job, candidate, RoutingRules(top_n=2)), 80)
    assert [reason.code for reason in current(services).reasons] == ["outside_top"]


def test_who_is_among_the_best_advances(services: Services, job: Job, candidate: Candidate) -> None:
    for number, total in enumerate((95, 60, 50)):
        stand(services, f"other{number}", "advance", total)
    decided(services, under(services, job, candidate, RoutingRules(top_n=2)), 80)
    assert current(services).outcome == "advance"


def test_a_decision_names_the_rules_as_they_were_at_the_invitation(
    services: Services, job: Job, candidate: Candidate
) -> None:
    started = under(services, job, candidate, RoutingRules(advance_at=60))
    with_rules(services, job, RoutingRules(advance_at=99))
    decided(services, started, 70)
    assert (current(services).outcome, current(services).rules.version) == ("advance", 2)


def test_deciding_again_gives_the_first_decision_and_counts_once(services: Services, started: Interview) -> None:
    decided(services, started, 80)
    first = current(services)
    services.clock.move(hours=1)  # type: ignore[attr-defined]
    assert services.interview_results.decide("int1", 1) == "advance"
    assert services.decisions.history("int1", 1) == (first,)
    assert services.standings.ranked("job1") == 1
