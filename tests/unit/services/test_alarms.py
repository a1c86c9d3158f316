"""A job's team is told of too few passes and of the best, once each."""

from typing import Any

from chalicelib.adapters.dynamodb.job_alarms import lists_to_look_at
from chalicelib.bootstrap import Services
from chalicelib.domain.event import event_id
from chalicelib.domain.job import Job
from chalicelib.tasks.sweep import sweep
from tests.unit.clock import HandClock
from tests.unit.decided import stand, with_rules


def look(services: Services) -> None:
    services.alarms.look("job1", "int1", 1)


def low(services: Services, crossing: int) -> Any:
    return told(services, f"job1/pass-rate/{crossing}", "job.pass_rate_low")


def listed(services: Services, number: int) -> Any:
    return told(services, f"job1/top/{number}", "job.top_candidates")


def told(services: Services, about: str, event_type: str) -> Any:
    found = services._events.find(event_id(services.tenant, about, event_type))
    return found.data if found else None


def decide(services: Services, first: int, passes: int, fails: int) -> None:
    for number in range(first, first + passes + fails):
        stand(services, f"int{number}", "advance" if number < first + passes else "thank_you", 50)
        services.clock.move(seconds=1)  # type: ignore[attr-defined]


def test_too_few_passes_are_told_of_once_until_the_rate_was_back(services: Services, job: Job) -> None:
    assert job.rules.pass_rate_below == 0.5
    decide(services, 0, 4, 5)
    look(services)
    assert low(services, 1) is None
    decide(services, 9, 0, 1)
    look(services)
    look(services)
    assert low(services, 1) == {"job_id": "job1", "passed": 4, "of": 10, "bound": 0.5}
    decide(services, 10, 0, 1)
    look(services)
    assert low(services, 2) is None
    decide(services, 11, 5, 0)
    look(services)
    decide(services, 16, 0, 6)
    look(services)
    assert low(services, 2) == {"job_id": "job1", "passed": 9, "of": 22, "bound": 0.5}


def test_only_the_last_interviews_count(services: Services, job: Job) -> None:
    with_rules(services, job, job.rules.model_copy(update={"pass_rate_over": 5}))
    decide(services, 0, 10, 0)
    decide(services, 10, 0, 3)
    look(services)
    assert low(services, 1) == {"job_id": "job1", "passed": 2, "of": 5, "bound": 0.5}


def test_who_waits_for_a_person_counts_for_neither(services: Services, job: Job) -> None:
    decide(services, 0, 5, 4)
    for number in range(9, 30):
        stand(services, f"int{number}", "human_review", 50)
    look(services)
    assert low(services, 1) is None
    assert job.id == "job1"


def test_the_list_of_the_best_is_told_of_when_it_changes_and_at_most_once_a_day(
    services: Services, job: Job, clock: HandClock
) -> None:
    for number, total in enumerate((10, 20, 30, 40)):
        stand(services, f"int{number}", "human_review", total)
    look(services)
    assert listed(services, 1) is None
    stand(services, "int4", "human_review", 50)
    look(services)
    first = listed(services, 1)
    assert (first["of"], first["share"]) == (5, 0.2)
    assert [row["interview_id"] for row in first["interviews"]] == ["int4"]
    stand(services, "int5", "human_review", 60)
    look(services)
    assert listed(services, 2) is None
    clock.move(days=1)
    services.alarms.look_again(job.id)
    assert [row["interview_id"] for row in listed(services, 2)["interviews"]] == ["int5", "int4"]
    clock.move(days=2)
    look(services)
    assert listed(services, 3) is None


def test_a_change_that_has_to_wait_is_found_by_the_sweeper(services: Services, job: Job, clock: HandClock) -> None:
    for number in range(5):
        stand(services, f"int{number}", "human_review", number)
    look(services)
    assert lists_to_look_at(services.table, clock.now()) == []
    stand(services, "int9", "human_review", 99)
    look(services)
    clock.move(hours=23)
    assert lists_to_look_at(services.table, clock.now()) == []
    clock.move(hours=2)
    assert lists_to_look_at(services.table, clock.now()) == [("acme", job.id)]
    assert sweep({}, None)["lists"] == 1
    assert listed(services, 2) is not None
    assert lists_to_look_at(services.table, clock.now()) == []


def test_a_job_that_is_gone_is_passed_over(services: Services) -> None:
    services.alarms.look("nojob", "int1", 1)
