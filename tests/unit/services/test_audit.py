"""What was recorded is chained once, in order, and signed; by many at a time, and after a crash at any point."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from botocore.exceptions import ClientError

from chalicelib.adapters.dynamodb import keys
from chalicelib.adapters.dynamodb.audit import AT_ONCE
from chalicelib.adapters.system_clock import SystemClock
from chalicelib.bootstrap import Services
from chalicelib.domain.audit import ChainedEntry, statement
from chalicelib.domain.candidate import BackgroundCheck, Candidate, Profile
from chalicelib.domain.errors import RetryableError
from chalicelib.domain.plan import InterviewPlan
from tests.unit.audit_trail import (
    assert_whole,
    chained,
    everything_kept,
    leave,
    one_at_a_time,
    signed,
)
from tests.unit.clock import HandClock
from tests.unit.samples import a_candidate

MADE_TENANT = 1
CANARY = "canary-8b1f"


def subjects(entries: list[ChainedEntry]) -> list[str]:
    return [entry.entry["subject"] for entry in entries]


def test_changes_are_chained_oldest_first(services: Services, clock: HandClock) -> None:
    for number in (3, 1, 2):
        clock.move(seconds=1)
        leave(services, 1, start=number)
    assert services.audit.chain() == 3 + MADE_TENANT
    assert subjects(assert_whole(services)) == ["acme", "can-3", "can-1", "can-2"]
    assert services.audit_log.waiting().entries == 0


def test_with_nothing_to_chain_nothing_is_written(services: Services) -> None:
    services.audit.chain()
    before = services.audit_log.head()
    assert services.audit.chain() == 0
    assert services.audit_log.head() == before
    assert len(signed(services)) == 1


def test_a_tenant_without_entries_gets_no_head(services: Services) -> None:
    nobody = Services("nobody", services.settings, services.clients, services.clock)
    assert nobody.audit.chain() == 0
    assert nobody.audit_log.head().rev == 0
    assert signed(nobody) == []


def test_many_entries_take_several_steps_each_of_them_signed(services: Services) -> None:
    leave(services, 2 * AT_ONCE + 5)
    services.audit.chain()
    assert_whole(services)
    assert [head.sequence for head in signed(services)] == [AT_ONCE, 2 * AT_ONCE, 2 * AT_ONCE + 5 + MADE_TENANT]


def test_large_entries_take_smaller_steps(services: Services, clock: HandClock) -> None:
    for number in range(5):
        candidate = a_candidate().model_copy(update={"id": f"can-{number}", "source": "x" * 350_000})
        services.candidates.create(candidate.id, candidate)
        clock.move(seconds=1)
    services.audit.chain()
    assert_whole(services)
    assert len(signed(services)) > 1


def test_a_signature_is_that_of_the_head_and_of_this_tenant(services: Services) -> None:
    services.audit.chain()
    head = signed(services)[0]
    key = services.audit._key
    assert key.vouches(statement("acme", services.audit_log.head().value), head.mac)
    assert not key.vouches(statement("other", services.audit_log.head().value), head.mac)
    assert (head.tenant, head.key_id) == ("acme", services.settings.audit_key_id)


def test_a_head_that_a_crash_left_unsigned_is_signed_by_the_next_run(services: Services) -> None:
    log = services.audit_log
    log.extend(log.head(), next(log.pending()), services.clock.now())
    assert signed(services) == []
    leave(services, 1)
    assert services.audit.chain() == 1
    assert_whole(services)
    assert [head.sequence for head in signed(services)] == [1, 2]


def test_a_head_that_a_crash_left_unsigned_is_signed_even_if_nothing_else_happens(services: Services) -> None:
    log = services.audit_log
    log.extend(log.head(), next(log.pending()), services.clock.now())
    assert services.audit.chain() == 0
    assert [head.sequence for head in signed(services)] == [1]


def test_who_is_outrun_changes_nothing(services: Services) -> None:
    log = services.audit_log
    stale, portion = log.head(), next(log.pending())
    services.audit.chain()
    assert log.extend(stale, portion, services.clock.now()) is None
    assert len(assert_whole(services)) == MADE_TENANT


def test_nothing_is_chained_upon_a_head_that_cannot_be_signed(services: Services) -> None:
    bucket = services.settings.audit_bucket
    services.clients.s3.delete_bucket(Bucket=bucket)
    with pytest.raises(ClientError):
        services.audit.chain()
    leave(services, 2)
    with pytest.raises(ClientError):
        services.audit.chain()
    assert services.audit_log.waiting().entries == 2
    services.clients.s3.create_bucket(Bucket=bucket, ObjectLockEnabledForBucket=True)
    services.audit.chain()
    assert [head.sequence for head in signed(services)] == [1, 3]
    assert_whole(services)


def test_a_row_where_the_next_entry_belongs_is_an_error_and_not_overwritten(services: Services) -> None:
    services.table.create(keys.audit_entry("acme", 1), "{}")
    with pytest.raises(RetryableError):
        services.audit.chain()
    stored = services.table.get(keys.audit_entry("acme", 1))
    assert stored is not None
    assert stored.doc == "{}"


def test_a_log_that_was_rewritten_goes_on_and_keeps_what_was_signed(services: Services, clock: HandClock) -> None:
    leave(services, 2)
    services.audit.chain()
    genuine = signed(services)
    # Somebody cuts the last entry off, sets the head back, and has one of their own take its place.
    log = services.audit_log
    head = log.head()
    services.table.delete(keys.audit_entry("acme", 3))
    forged = head.value.model_copy(update={"sequence": 2, "hash": chained(services)[1].hash})
    stored = services.table.get(keys.audit_chain("acme"))
    assert stored is not None
    services.table.replace(stored, forged.model_dump_json())
    clock.move(seconds=1)
    leave(services, 1, start=9)
    assert services.audit.chain() == 1
    assert genuine[0] in signed(services)


def test_entries_of_a_newer_version_of_the_code_are_kept_as_they_are(services: Services, clock: HandClock) -> None:
    services.audit.chain()
    later = {"a_field_of_a_later_version": [1.0, "\u4f60", None], **chained(services)[0].entry, "id": "aud9"}
    pending = keys.audit_pending("acme", f"{clock.now().isoformat()}#aud9")
    services.table.create(pending, json.dumps(later))
    services.audit.chain()
    assert assert_whole(services)[-1].entry == later
    found = services.audit_log.find(2)
    assert found is not None
    assert found.entry.id == "aud9"


def test_a_hundred_changes_by_many_at_once_are_all_chained_once(services: Services) -> None:
    one_at_a_time(services)
    at_once = Services("acme", services.settings, services.clients, SystemClock())

    def work(number: int) -> int:
        leave(at_once, 1, start=number)
        return at_once.audit.chain() if number % 20 == 0 else 0

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(work, range(100)))
    at_once.audit.chain()
    entries = assert_whole(at_once)
    assert sorted(subjects(entries)) == sorted(["acme", *(f"can-{number}" for number in range(100))])
    assert len({entry.entry["id"] for entry in entries}) == 101


def test_many_who_chain_the_same_entries_leave_one_chain(services: Services) -> None:
    one_at_a_time(services)
    leave(services, 45)
    with ThreadPoolExecutor(4) as pool:
        done = list(pool.map(lambda _: services.audit.chain(), range(4)))
    assert sum(done) == 45 + MADE_TENANT
    assert len(assert_whole(services)) == 45 + MADE_TENANT


def test_personal_values_and_secrets_never_appear(services: Services, plan: InterviewPlan) -> None:
    profile = Profile(schools=(CANARY,), location=CANARY, skills=(CANARY,))
    check = BackgroundCheck(status="clear", provider=CANARY, summary=CANARY, at=services.clock.now())
    person = Candidate(
        id="can1",
        name=CANARY,
        email=f"{CANARY}@candidates.example",
        phone="13800138000",
        external_id=CANARY,
        language="zh",
        summary=CANARY,
        profile=profile,
        background_check=check,
        created_at=services.clock.now(),
    )
    services.candidates.create(person.id, person)
    services.candidates.change(person.id, lambda known: known.model_copy(update={"name": f"{CANARY}-2"}), None)
    invited = services.invitations.invite(plan, person, "int1", timedelta(days=7))
    _, key = services.api_keys.create("key7", "Everything")
    _, rotated = services.api_keys.rotate("key7", timedelta(hours=1), None)
    services.candidates.remove(person.id, None)
    services.audit.chain()
    kept = everything_kept(services)
    tenant = services.tenants.require("acme").value
    secrets = [str(key), str(rotated), key.digest, rotated.digest, key.secret, tenant.secret, str(invited.token)]
    for hidden in (CANARY, "13800138000", invited.interview.invitation.digest, *secrets):
        assert hidden not in kept
    assert {entry.entry["kind"] for entry in chained(services)} >= {"tenant", "candidate", "interview", "api_key"}
