"""Whatever an endpoint does, the answer goes on within the bound, and neither key nor transcript is told anywhere."""

import json
import logging
import time
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import pytest

from chalicelib.domain.judge import JudgeSetting
from tests.workers.judging.answers import CLAUSES, QUOTE, Asked, a_judge, a_setting
from tests.workers.judging.chat_server import KEY, Reply, completion, serving, vote
from workers.judging.asking import NoKey
from workers.judging.openai import LONGEST_ANSWER, OpenAi, retry_pause
from workers.judging.rest import FAILURES, REST_S, Rest
from workers.judging.second_judge import SecondJudge

NOW = datetime(2026, 3, 1, 9, tzinfo=UTC)


def test_a_busy_server_is_asked_once_more_after_the_pause_it_asked_for() -> None:
    def answer(_request: dict[str, Any], number: int) -> Reply:
        return Reply(429, {"Retry-After": "1"}) if number < 3 else completion(vote(4, QUOTE))

    with serving(answer) as server:
        asked = Asked(server)
    assert asked.opinion.levels == (4, 4, 4)
    assert len(server.requests) == 6
    assert min(server.arrived[3:]) - min(server.arrived[:3]) > 0.9


@pytest.mark.parametrize("status", [429, 500, 502, 503])
def test_a_server_that_stays_busy_or_broken_is_asked_twice_at_most(status: int) -> None:
    with serving(lambda _request, _number: Reply(status, {"Retry-After": "0"}, b"<html>")) as server:
        asked = Asked(server)
    assert (asked.code, asked.discarded) == ("unreachable", {"unreachable": 3})
    assert len(server.requests) == 6
    assert asked.score.score == 61.0


@pytest.mark.parametrize("pause", ["8", "3600", "999999999999999999", "in an hour"])
def test_a_pause_beyond_the_bound_is_respected_by_not_asking_again(pause: str) -> None:
    # Named and not written out: two processes that collect the tests must find the same ones.
    pause = pause.replace("in an hour", format_datetime(datetime.now(UTC) + timedelta(hours=1)))
    with serving(lambda _request, _number: Reply(503, {"Retry-After": pause})) as server:
        asked = Asked(server)
    assert (asked.code, len(server.requests)) == ("unreachable", 3)
    assert asked.took_s < 2


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("7", 7.0),
        ("0", 0.0),
        ("", 0.5),
        ("-3", 0.5),
        ("soon", 0.5),
        ("٣", 0.5),
        ("Sun, 01 Mar 2026 09:00:04 GMT", 4.0),
        ("Sun, 01 Mar 2026 08:00:00 GMT", 0.0),
        ("Sun, 99 Mar 2026 09:00:04 GMT", 0.5),
    ],
)
def test_retry_after_is_read_as_seconds_or_as_a_date(header: str, seconds: float) -> None:
    assert retry_pause(header, NOW) == seconds


@pytest.mark.parametrize("status", [400, 401, 404, 204])
def test_other_refusals_are_not_repeated(status: int) -> None:
    with serving(lambda _request, _number: Reply(status)) as server:
        assert Asked(server).code == "unreachable"
    assert len(server.requests) == 3


def test_a_hanging_server_costs_the_bound_and_no_more() -> None:
    with serving(lambda _request, _number: Reply(pause_s=30)) as server:
        asked = Asked(server, within_s=2)
    assert (asked.code, asked.discarded, asked.opinion.unmetered) == ("timed_out", {"timed_out": 3}, 3)
    assert asked.score.score == 61.0
    assert 1.5 < asked.took_s < 3


def test_two_samples_in_time_are_enough() -> None:
    def answer(request: dict[str, Any], _number: int) -> Reply:
        return Reply(pause_s=30) if request["seed"] == 1 else completion(vote(3, QUOTE))

    with serving(answer) as server:
        asked = Asked(server, within_s=2)
    assert (asked.opinion.levels, asked.discarded) == ((3, 3), {"timed_out": 1})


def test_a_body_without_end_is_not_read_to_its_end() -> None:
    with serving(lambda _request, _number: Reply(length=50_000_000)) as server:
        asked = Asked(server)
    assert asked.discarded == {"too_large": 3}
    assert LONGEST_ANSWER < server.bytes_sent < 100_000_000
    assert asked.took_s < 5


def test_a_redirect_to_the_inside_is_not_followed() -> None:
    target = {"Location": "http://169.254.169.254/latest/meta-data/"}
    with serving(lambda _request, _number: Reply(302, target)) as server:
        asked = Asked(server)
    assert asked.discarded == {"unreachable": 3}
    assert len(server.requests) == 3


@pytest.mark.parametrize("loopback", [True, False])
@pytest.mark.parametrize(
    "url", ["https://169.254.169.254/v1", "https://10.0.0.1/v1", "https://[::ffff:10.0.0.1]/v1", "https://[fd00::1]/v1"]
)
def test_addresses_inside_are_refused_when_connecting(url: str, *, loopback: bool) -> None:
    asked = Asked(url, judge=a_judge(loopback=loopback), within_s=5)
    assert asked.discarded == {"refused": 3}


def test_loopback_is_refused_unless_the_installation_allows_it() -> None:
    with serving(lambda _request, _number: completion(vote(4, QUOTE))) as server:
        asked = Asked(server, judge=a_judge(loopback=False))
    assert asked.discarded == {"refused": 3}
    assert server.requests == []


def test_nobody_listens() -> None:
    with serving(lambda _request, _number: Reply()) as server:
        url = server.url
    assert Asked(url).discarded == {"unreachable": 3}


@pytest.mark.parametrize(
    "url",
    [
        "http://judge.example/v1",
        "ftp://judge.example/v1",
        "https://user:pw@judge.example/v1",
        "https://judge.example/v1?key=x",
        "https://judge.example/v1#x",
        "https:///v1",
        "https://judge.example:port/v1",
        "https://judge.example/v1\r\nX: y",
        "https://机.example/v1",
        f"https://{'a' * 600}.example/v1",
        "",
    ],
)
def test_an_address_of_another_form_is_no_setting(url: str) -> None:
    with pytest.raises(ValueError, match="https://host/v1"):
        a_setting(url)


@pytest.mark.parametrize("key", ["", "a b", "a\r\nX: y", "钥匙", "x" * 5000])
def test_an_unusable_key_is_told_as_such_and_not_sent(key: str) -> None:
    with serving(lambda _request, _number: completion(vote(4, QUOTE))) as server:
        assert Asked(server, judge=a_judge(key)).code == "no_key"
    assert server.requests == []


def test_a_slow_secret_store_costs_the_bound_and_no_more() -> None:
    def slow(_tenant: str, _setting: JudgeSetting) -> OpenAi:
        time.sleep(3)
        raise NoKey

    asked = Asked("https://judge.example/v1", judge=SecondJudge(slow, bytes), within_s=2)
    assert asked.code == "timed_out"
    assert asked.took_s < 2.9


def test_a_fault_of_our_own_costs_no_answer() -> None:
    def broken(_tenant: str, _setting: JudgeSetting) -> OpenAi:
        raise ZeroDivisionError(KEY)

    asked = Asked("https://judge.example/v1", judge=SecondJudge(broken, bytes))
    assert (asked.code, asked.score.score) == ("failed", 61.0)


def test_neither_key_nor_transcript_is_in_logs_results_or_representations(caplog: pytest.LogCaptureFixture) -> None:
    logger = logging.getLogger("candor")
    logger.propagate = True
    try:
        with caplog.at_level(logging.DEBUG), serving(lambda _request, _number: Reply(500, {}, KEY.encode())) as server:
            asked = Asked(server)

            def broken(_tenant: str, _setting: JudgeSetting) -> OpenAi:
                raise ZeroDivisionError(KEY + CLAUSES[0])

            Asked(server, judge=SecondJudge(broken, bytes))
    finally:
        logger.propagate = False
    assert "second judge" in caplog.text
    told = caplog.text + "".join(str(vars(record)) for record in caplog.records) + asked.after.model_dump_json()
    endpoint = a_setting().endpoint
    assert endpoint.kind == "openai"
    told += repr(OpenAi(endpoint, "judge-1", KEY, loopback=False)) + repr(a_setting())
    assert KEY not in told
    assert CLAUSES[0] not in told


def test_a_judge_that_only_fails_rests_and_is_asked_again_later() -> None:
    judge = a_judge()
    with serving(lambda _request, _number: Reply(400)) as server:
        codes = [Asked(server, judge=judge).code for _ in range(FAILURES + 1)]
        assert codes == ["unreachable"] * FAILURES + ["resting"]
        assert len(server.requests) == 3 * FAILURES
    now = 0.0
    rest = Rest(lambda: now)
    for _ in range(FAILURES):
        rest.note("acme", answered=False)
    assert rest.is_resting("acme")
    assert not rest.is_resting("globex")
    now = REST_S
    assert not rest.is_resting("acme")
    rest.note("acme", answered=False)
    assert rest.is_resting("acme")
    now = 2 * REST_S
    rest.note("acme", answered=True)
    rest.note("acme", answered=False)
    assert not rest.is_resting("acme")


def test_settings_survive_being_stored() -> None:
    setting = a_setting(prices={"currency": "USD", "input_per_million": "0.15", "output_per_million": "0.60"})
    stored = json.loads(setting.model_dump_json())
    assert stored["prices"]["input_per_million"] == "0.15"
    assert JudgeSetting.model_validate(stored) == setting
