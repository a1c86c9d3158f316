"""The import Lambda on messages as SQS sends them, and the sweeper behind it."""

from dataclasses import dataclass
from typing import Any

from chalicelib.bootstrap import Services
from chalicelib.tasks.import_candidates import import_candidates
from chalicelib.tasks.sweep import sweep
from tests.unit.clock import HandClock
from tests.unit.samples import queued
from tests.unit.services.test_candidate_imports import announce, as_csv, counts, found, rows
from tests.unit.tasks.test_tasks import SAMPLES, sqs_event

NONE_FAILED: dict[str, Any] = {"batchItemFailures": []}


@dataclass
class Context:
    """What a Lambda is told of its time."""

    seconds: list[float]

    def get_remaining_time_in_millis(self) -> int:
        return int(1000 * (self.seconds.pop(0) if len(self.seconds) > 1 else self.seconds[0]))


def test_messages_are_followed_until_the_import_is_done(services: Services) -> None:
    announce(services, as_csv(rows(250)))
    url = services.settings.imports_queue_url
    contexts = [Context([800, 59.9]), Context([900])]
    for context in contexts:
        (message,) = queued(url)
        assert import_candidates(sqs_event(message), context) == NONE_FAILED
    assert queued(url) == []
    done = found(services)
    assert (done.state, counts(done)) == ("done", (250, 0, 0, 0))


def test_a_message_that_comes_again_changes_nothing(services: Services) -> None:
    announce(services, as_csv(rows(3)))
    (message,) = queued(services.settings.imports_queue_url)
    import_candidates(sqs_event(message), None)
    before = found(services)
    assert import_candidates(sqs_event(message), None) == NONE_FAILED
    assert found(services) == before


def test_a_message_about_an_import_that_is_gone_is_done_with(services: Services) -> None:
    assert services.tenant
    body = (SAMPLES / "import_candidates.v1.json").read_text()
    assert import_candidates(sqs_event(body), None) == NONE_FAILED


def test_a_message_that_fails_comes_back(services: Services) -> None:
    announce(services, as_csv(rows(3)))
    (message,) = queued(services.settings.imports_queue_url)
    services.tenants.remove("acme", None)
    assert import_candidates(sqs_event(message), None) == {"batchItemFailures": [{"itemIdentifier": "m0"}]}


def test_the_sweeper_finds_what_is_silent_and_nothing_else(services: Services, clock: HandClock) -> None:
    announce(services, as_csv(rows(1)), "imp1")
    announce(services, as_csv(rows(1)), "imp2")
    services.candidate_import_runs.run("imp2", lambda: float("inf"))
    url = services.settings.imports_queue_url
    queued(url)
    clock.move(minutes=29)
    assert sweep({}, None).get("imports", 0) == 0
    for tries in (1, 1, 1, 0):
        clock.move(minutes=31)
        assert sweep({}, None).get("imports", 0) == 1
        assert len(queued(url)) == tries
    assert found(services).state == "failed"
    clock.move(days=1)
    assert sweep({}, None).get("imports", 0) == 0
