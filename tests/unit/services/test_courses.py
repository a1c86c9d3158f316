"""Courses are suggested for what was under the bound, once."""

import pytest

from chalicelib.bootstrap import Services
from chalicelib.domain.event import event_id
from chalicelib.domain.interview import Interview
from chalicelib.domain.tenant import Course
from tests.unit.decided import decided

TEAMWORK = Course(dimension="teamwork", title="Working together", url="https://learn.example/teamwork")


@pytest.fixture
def school(services: Services) -> Services:
    services.tenants.change("acme", lambda tenant: tenant.model_copy(update={"courses": (TEAMWORK,)}), None)
    return services


def told(services: Services) -> list[str]:
    return [notice.purpose for notice in services.notices.page(None, 10, interview="int1")[0]]


def test_a_dimension_under_the_bound_is_suggested_for_once(school: Services, started: Interview) -> None:
    decided(school, started, 50)
    for _ in range(2):
        (course,) = school.courses.suggest(started.id, 1)
    assert (course.dimension, course.score, course.url) == ("teamwork", 50, TEAMWORK.url)
    assert told(school) == ["course"]
    assert school._events.find(event_id("acme", "int1/1", "interview.courses_suggested")) is not None


def test_nothing_is_suggested_above_the_bound_or_without_a_course(services: Services, started: Interview) -> None:
    decided(services, started, 50)
    assert services.courses.suggest(started.id, 1) == ()
    assert told(services) == []


def test_who_is_to_take_it_again_is_sent_to_no_course(school: Services, started: Interview) -> None:
    decided(school, started, 50)
    school.decisions.decide(started.id, 1, "retest", "", False, "usr1", 1)
    assert school.courses.suggest(started.id, 1) == ()
    assert "course" not in told(school)
