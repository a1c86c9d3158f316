"""What every connector keeps to. A new one is found by itself and needs settings here."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from chalicelib.connectors import connectors
from chalicelib.domain.connector import Call, Connector, DimensionTotal, Line, Reply, Result
from chalicelib.domain.errors import PermanentError, RetryableError

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
SECRET = "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="
SETTINGS: dict[str, dict[str, str]] = {"generic": {"url": "https://hr.example/results", "method": "PUT"}}
RESULT = Result(
    tenant="acme",
    interview_id="int1",
    attempt=1,
    decision_number=1,
    rescored=False,
    job_id="job1",
    job_external_id="REQ-1",
    candidate_id="can1",
    candidate_external_id=None,
    outcome="advance",
    decided_by_rule=True,
    decided_at=NOW,
    total=81.5,
    dimensions=(DimensionTotal(dimension="teamwork", score=None),),
    report_url="https://candor.test/v1/interviews/int1/report",
)
every_connector = pytest.mark.parametrize("connector", connectors().values(), ids=lambda connector: connector.key)


def line(connector: Connector, send: Callable[[Call], Reply]) -> Line:
    return Line(SETTINGS[connector.key], SECRET, "exc1", NOW, send)


@every_connector
def test_its_settings_are_checked_and_it_has_a_name_in_both_languages(connector: Connector) -> None:
    connector.settings.model_validate(SETTINGS[connector.key])
    assert connector.title.en
    assert connector.title.zh


@every_connector
def test_what_is_sent_again_has_the_same_key_and_body(connector: Connector) -> None:
    sent: list[Call] = []

    def send(call: Call) -> Reply:
        sent.append(call)
        return Reply(status=200, text="{}")

    for _ in range(2):
        connector.hand_over(line(connector, send), RESULT)
    first, second = sent[: len(sent) // 2], sent[len(sent) // 2 :]
    assert first == second
    assert any("exc1" in (*call.headers.values(), call.url, call.body) for call in first)
    assert all(SECRET not in call.model_dump_json() for call in sent)


@every_connector
@pytest.mark.parametrize(("status", "text"), [(500, ""), (503, "{}"), (429, ""), (408, ""), (200, '{"ok": tr')])
def test_what_may_pass_is_told_from_what_will_not(connector: Connector, status: int, text: str) -> None:
    with pytest.raises(RetryableError):
        connector.hand_over(line(connector, lambda _: Reply(status=status, text=text)), RESULT)


@every_connector
@pytest.mark.parametrize("status", [301, 307, 400, 401, 404, 422])
def test_what_will_not_pass_is_not_to_be_tried_again(connector: Connector, status: int) -> None:
    with pytest.raises(PermanentError):
        connector.hand_over(line(connector, lambda _: Reply(status=status)), RESULT)


@every_connector
@pytest.mark.parametrize(
    ("said", "seconds"),
    [("7", 7), ("Mon, 02 Mar 2026 09:00:30 GMT", 30), ("Mon, 02 Mar 2026 08:00:00 GMT", 0), ("soon", 0), ("-5", 0)],
)
def test_the_wait_that_is_asked_for_is_passed_on(connector: Connector, said: str, seconds: float) -> None:
    with pytest.raises(RetryableError) as caught:
        connector.hand_over(line(connector, lambda _: Reply(status=429, headers={"retry-after": said})), RESULT)
    assert caught.value.retry_after == seconds


@every_connector
def test_a_test_hands_nothing_over(connector: Connector) -> None:
    sent: list[Call] = []

    def send(call: Call) -> Reply:
        sent.append(call)
        return Reply(status=204)

    connector.test(line(connector, send))
    assert sent
    assert all("int1" not in call.model_dump_json() for call in sent)
