"""Whom a rule declined reaches a person, once, and by no other way than their own link."""

from datetime import timedelta

import pytest

from chalicelib.bootstrap import Services
from chalicelib.domain.candidate import Candidate
from chalicelib.domain.errors import Conflict, NotFound
from chalicelib.domain.event import event_id
from chalicelib.domain.ids import Token, parse_token
from chalicelib.domain.interview import Interview
from chalicelib.domain.job import Job
from chalicelib.domain.plan import RoutingRules
from chalicelib.services.candidate import CONSENT_VERSION
from tests.unit.clock import HandClock
from tests.unit.decided import decided, with_rules
from tests.unit.services.test_rule_decisions import allow


@pytest.fixture
def declined(services: Services, job: Job, candidate: Candidate) -> Interview:
    allow(services, "cn")
    plan = with_rules(services, job, RoutingRules(thank_below=40))
    services.invitations.invite(plan, candidate, "int1", timedelta(days=7))
    return decided(services, services.candidate.consent("int1", CONSENT_VERSION), 10)


def link(services: Services) -> Token:
    url = services.appeals.appeal_url("int1", 1)
    assert url is not None
    token = parse_token(url.removesuffix("/page").rpartition("/")[2])
    assert token is not None
    return token


def test_an_appeal_gives_the_decision_to_a_person(services: Services, declined: Interview, clock: HandClock) -> None:
    token = link(services)
    assert services.appeals.read(token).state == "open"
    clock.move(days=2)
    assert services.appeals.make(token, "The line was bad.").state == "received"
    first, second = services.decisions.history(declined.id, 1)
    assert (first.outcome, second.outcome, second.by, second.number) == ("thank_you", "human_review", "rule", 2)
    assert [reason.code for reason in second.reasons] == ["appealed"]
    kept = services.appeals.appeal_of("int1", 1)
    assert kept is not None
    assert (kept.text, kept.at) == ("The line was bad.", clock.now())
    event = services._events.find(event_id("acme", "int1/1/2", "interview.appealed"))
    assert event is not None
    assert services.interviews.require("int1").closed_at is None
    purposes = [notice.purpose for notice in services.notices.page(None, 50, interview="int1")[0]]
    assert purposes == ["appeal_received"]


def test_an_appeal_made_again_is_the_same_one(services: Services, declined: Interview) -> None:
    token = link(services)
    services.appeals.make(token, "First.")
    services.appeals.make(token, "Second.")
    assert len(services.decisions.history(declined.id, 1)) == 2
    kept = services.appeals.appeal_of("int1", 1)
    assert kept is not None
    assert kept.text == "First."


def test_once_a_person_has_decided_there_is_nothing_to_appeal(services: Services, declined: Interview) -> None:
    token = link(services)
    services.decisions.decide(declined.id, 1, "thank_you", "I agree.", False, "usr1", 1)
    assert services.appeals.read(token).state == "over"
    with pytest.raises(Conflict, match="appeal_over"):
        services.appeals.make(token, "Please.")
    assert services.appeals.appeal_url("int1", 1) is None


def test_after_an_appeal_a_person_decides_for_good(services: Services, declined: Interview) -> None:
    token = link(services)
    services.appeals.make(token, "Please.")
    services.decisions.decide(declined.id, 1, "thank_you", "Heard it.", False, "usr1", 2)
    assert services.appeals.read(token).state == "over"
    with pytest.raises(Conflict, match="appeal_over"):
        services.appeals.make(token, "Once more.")


def test_a_link_ends_and_no_other_opens(services: Services, declined: Interview, clock: HandClock) -> None:
    token = link(services)
    with pytest.raises(NotFound):
        services.appeals.read(token._replace(secret="a" * 32))
    with pytest.raises(NotFound):
        services.appeals.make(token._replace(subject="int2"), "x")
    clock.move(days=60)
    with pytest.raises(NotFound):
        services.appeals.make(token, f"Too late for {declined.id}.")


def test_who_was_not_declined_by_a_rule_has_nothing_to_appeal(services: Services, started: Interview) -> None:
    decided(services, started, 40)
    assert services.appeals.appeal_url("int1", 1) is None
    assert services.appeals.appeal_url("int1", 2) is None
