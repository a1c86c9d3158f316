"""The Lambda that chains, and the sweeper that finds what nobody asked to be chained."""

import json
from typing import Any

from chalicelib.bootstrap import Services
from chalicelib.tasks.chain_audit import chain_audit
from chalicelib.tasks.sweep import sweep
from tests.unit.audit_trail import assert_whole, leave, neighbour, signed
from tests.unit.clock import HandClock
from tests.unit.samples import queued
from tests.unit.tasks.test_tasks import sqs_event


def message(tenant: str = "acme") -> str:
    return json.dumps({"type": "chain_audit", "version": 1, "tenant": tenant})


def failed(answer: dict[str, Any]) -> list[str]:
    return [failure["itemIdentifier"] for failure in answer["batchItemFailures"]]


def test_a_message_has_its_tenants_entries_chained_and_signed(services: Services) -> None:
    leave(services, 4)
    assert failed(chain_audit(sqs_event(message()), None)) == []
    assert len(assert_whole(services)) == 5
    assert len(signed(services)) == 1


def test_each_tenant_of_a_batch_is_chained(services: Services) -> None:
    other = neighbour(services)
    leave(other, 2)
    assert failed(chain_audit(sqs_event(message(), message("other"), message()), None)) == []
    assert len(assert_whole(services)) == 1
    assert len(assert_whole(other)) == 2


def test_a_message_that_comes_again_does_nothing(services: Services) -> None:
    for _ in range(3):
        assert failed(chain_audit(sqs_event(message(), message()), None)) == []
    assert len(assert_whole(services)) == 1
    assert len(signed(services)) == 1


def test_a_tenant_whose_log_cannot_be_chained_does_not_keep_the_others(services: Services) -> None:
    other = neighbour(services)
    leave(other, 1)
    pending = next(next(services.audit_log.pending()).__iter__())
    services.table.replace(pending, "not an entry")
    assert failed(chain_audit(sqs_event(message(), "no message", message("other")), None)) == ["m0", "m1"]
    assert len(assert_whole(other)) == 1


def test_the_sweeper_asks_for_what_has_waited_for_a_minute(services: Services, clock: HandClock) -> None:
    other = neighbour(services)
    leave(other, 3)
    assert sweep({}, None).get("audit_logs", 0) == 0
    clock.move(seconds=61)
    leave(services, 1)
    assert sweep({}, None).get("audit_logs", 0) == 2
    bodies = queued(services.settings.audit_queue_url)
    assert sorted(json.loads(body)["tenant"] for body in bodies) == ["acme", "other"]
    assert failed(chain_audit(sqs_event(*bodies), None)) == []
    clock.move(seconds=61)
    assert sweep({}, None).get("audit_logs", 0) == 0
