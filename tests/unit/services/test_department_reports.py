"""Department reports reach hiring managers once for each decision that lets a candidate advance."""

from urllib.parse import urlsplit

import pytest

from chalicelib.bootstrap import Services
from chalicelib.domain.department_report import spread_of
from chalicelib.domain.ids import parse_token
from chalicelib.domain.interview import Interview
from chalicelib.domain.notice import Notice
from tests.unit.reported import report_on


def told(services: Services, interview: Interview) -> list[Notice]:
    return [
        notice
        for notice in services.notices.page(None, 50, interview=interview.id)[0]
        if notice.purpose == "department_report"
    ]


def test_who_advances_is_told_about_once_with_a_link_that_opens_the_report(
    services: Services, started: Interview
) -> None:
    report_on(services, started, {"q1": 90, "q2": 90})
    services.department_reports.send(started.id, 1)
    first = told(services, started)
    services.department_reports.send(started.id, 1)
    assert told(services, started) == first
    (notice,) = first
    assert notice.sealed_url is not None
    token = parse_token(urlsplit(services.sealer.open(notice.sealed_url)).path.rsplit("/", 1)[-1])
    assert token is not None
    assert services.reports.read_page(token).report.interview == started.id


def test_nobody_is_told_while_a_person_is_to_decide(services: Services, started: Interview) -> None:
    report_on(services, started, {"q1": 30, "q2": 30})
    services.department_reports.send(started.id, 1)
    assert told(services, started) == []


@pytest.mark.parametrize(
    ("totals", "filled"), [([0, 9.99], {0: 2}), ([10, 59.9, 60], {10: 1, 50: 1, 60: 1}), ([99.9, 100], {90: 2})]
)
def test_totals_are_counted_in_tens_and_a_hundred_belongs_to_the_last(
    totals: list[float], filled: dict[int, int]
) -> None:
    bins = spread_of(totals)
    assert len(bins) == 10
    assert {each.low: each.interviews for each in bins if each.interviews} == filled
