"""`python -m infra.audit verify` finds whatever is done to a log by somebody who may write to the table."""

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from chalicelib import bootstrap
from chalicelib.adapters.dynamodb import keys
from chalicelib.adapters.dynamodb.audit import read_chained
from chalicelib.adapters.dynamodb.table import Stored, Table
from chalicelib.adapters.kms import MacKey
from chalicelib.adapters.signed_heads import SignedHeads
from chalicelib.adapters.system_clock import SystemClock
from chalicelib.bootstrap import Services
from chalicelib.domain.audit import GENESIS, ChainHead, chain
from chalicelib.services.tenants import create_tenant
from chalicelib.settings import Settings, settings
from infra.audit.__main__ import Stack, Unusable, main
from infra.local import run_file
from infra.local.session import NotRunning, local_environment
from tests.unit.audit_trail import leave, signed
from tests.unit.clock import HandClock
from tests.unit.conftest import stack  # noqa: F401  (a fixture)

TENANT = "acme"
LAST = 7


@pytest.fixture
def log(stack: Settings) -> Services:  # noqa: F811
    """A log of seven entries, signed after 1, 3, 6 and 7."""
    clock = HandClock()
    bootstrap.use_clock(clock)
    services = Services(TENANT, stack, bootstrap._clients(), clock)
    create_tenant(services.tenants, clock, TENANT, "Acme", "en", "hr@acme.example")
    services.audit.chain()
    for start, number in ((2, 2), (4, 3), (7, 1)):
        for one in range(start, start + number):
            clock.move(seconds=1)
            leave(services, 1, start=one)
        services.audit.chain()
    return services


def connected(name: str) -> Stack:
    """The stack of these tests; CloudFormation is asked in the integration tests."""
    if name != "candor":
        raise Unusable(f"The stack {name} cannot be read.")
    clients, known = bootstrap._clients(), settings()
    return Stack(
        Table(clients.dynamodb, known.table_name),
        SignedHeads(clients.s3, known.audit_bucket),
        MacKey(clients.kms, known.audit_key_id),
    )


def verify(capsys: pytest.CaptureFixture[str], *options: str) -> tuple[int, list[str]]:
    """Exit status and findings."""
    status = main(["verify", *(options or ("--tenant", TENANT))], connected)
    return status, capsys.readouterr().out.splitlines()


def row(services: Services, sequence: int) -> Stored:
    found = services.table.get(keys.audit_entry(TENANT, sequence))
    assert found is not None
    return found


def put(services: Services, sequence: int, document: str) -> None:
    """Write a row as an attacker would: without conditions."""
    pk, sk = keys.audit_entry(TENANT, sequence)
    item = {"pk": {"S": pk}, "sk": {"S": sk}, "doc": {"S": document}, "rev": {"N": "1"}}
    services.clients.dynamodb.put_item(TableName="candor", Item=item)


def put_head(services: Services, head: ChainHead) -> None:
    pk, sk = keys.audit_chain(TENANT)
    item = {"pk": {"S": pk}, "sk": {"S": sk}, "doc": {"S": head.model_dump_json()}, "rev": {"N": "50"}}
    services.clients.dynamodb.put_item(TableName="candor", Item=item)


def rewrite(services: Services, first: int, change: Callable[[dict[str, Any]], dict[str, Any]]) -> None:
    """Change an entry and compute every hash from there on anew, the head's too."""
    last = GENESIS if first == 1 else read_chained(row(services, first - 1)).hash
    end = services.audit_log.head().value
    for sequence in range(first, end.sequence + 1):
        entry = read_chained(row(services, sequence)).entry
        forged = chain(last, sequence, change(entry) if sequence == first else entry)
        put(services, sequence, forged.model_dump_json())
        last = forged.hash
    put_head(services, end.model_copy(update={"hash": last}))


def edited(entry: dict[str, Any]) -> dict[str, Any]:
    return {**entry, "actor": {**entry["actor"], "id": "somebody-else"}}


def remove(services: Services, *sequences: int) -> None:
    for sequence in sequences:
        services.table.delete(keys.audit_entry(TENANT, sequence))


def cut(services: Services, end: int) -> None:
    """Cut the tail off and set the head back."""
    remove(services, *range(end + 1, LAST + 1))
    put_head(services, ChainHead(sequence=end, hash=read_chained(row(services, end)).hash))


def delete_head(services: Services, *sequences: int, every_version: bool = False) -> None:
    bucket = services.settings.audit_bucket
    for sequence in sequences:
        key = f"t/{TENANT}/audit/{sequence:012}.json"
        version = services.clients.s3.head_object(Bucket=bucket, Key=key)["VersionId"]
        if every_version:
            services.clients.s3.delete_object(Bucket=bucket, Key=key, VersionId=version, BypassGovernanceRetention=True)
        else:
            services.clients.s3.delete_object(Bucket=bucket, Key=key)


def test_a_log_that_nobody_touched_is_clean(log: Services, capsys: pytest.CaptureFixture[str]) -> None:
    assert [head.sequence for head in signed(log)] == [1, 3, 6, 7]
    assert verify(capsys) == (0, [])
    assert verify(capsys, "--all") == (0, [])


@pytest.mark.parametrize("sequence", [1, 4, LAST])
def test_an_edited_entry_is_found(log: Services, capsys: pytest.CaptureFixture[str], sequence: int) -> None:
    chained = read_chained(row(log, sequence))
    put(log, sequence, chained.model_copy(update={"entry": edited(chained.entry)}).model_dump_json())
    assert verify(capsys) == (1, [f"acme: entry {sequence}: its content is not what its hash was made of"])


@pytest.mark.parametrize("sequence", [1, 4, LAST])
def test_an_edited_entry_with_a_hash_that_fits_is_found(
    log: Services, capsys: pytest.CaptureFixture[str], sequence: int
) -> None:
    chained = read_chained(row(log, sequence))
    put(log, sequence, chain(chained.previous, sequence, edited(chained.entry)).model_dump_json())
    status, findings = verify(capsys)
    assert status == 1
    assert any(f"entry {sequence}: another hash was signed" in found for found in findings) or any(
        f"entry {sequence + 1}: it does not follow" in found for found in findings
    )


@pytest.mark.parametrize("sequence", [1, 4, LAST])
def test_a_chain_computed_anew_from_an_edit_on_is_found(
    log: Services, capsys: pytest.CaptureFixture[str], sequence: int
) -> None:
    rewrite(log, sequence, edited)
    status, findings = verify(capsys)
    assert status == 1
    assert f"acme: entry {LAST}: another hash was signed for it" in findings


@pytest.mark.parametrize(("sequence", "told"), [(1, "entry 1"), (4, "entry 4")])
def test_a_deleted_entry_is_found(log: Services, capsys: pytest.CaptureFixture[str], sequence: int, told: str) -> None:
    remove(log, sequence)
    status, findings = verify(capsys)
    assert status == 1
    assert f"acme: {told}: missing" in findings


def test_several_deleted_entries_are_one_finding(log: Services, capsys: pytest.CaptureFixture[str]) -> None:
    remove(log, 4, 5)
    assert verify(capsys) == (1, ["acme: entries 4 to 5: missing"])


def test_a_deleted_entry_with_all_after_it_moved_up_is_found(log: Services, capsys: pytest.CaptureFixture[str]) -> None:
    entries = [read_chained(row(log, sequence)).entry for sequence in range(1, LAST + 1) if sequence != 4]
    last = GENESIS
    for sequence, entry in enumerate(entries, 1):
        forged = chain(last, sequence, entry)
        put(log, sequence, forged.model_dump_json())
        last = forged.hash
    remove(log, LAST)
    put_head(log, ChainHead(sequence=LAST - 1, hash=last))
    status, findings = verify(capsys)
    assert status == 1
    assert f"acme: signed head {LAST}: the chain ends at {LAST - 1}" in findings


def test_entries_in_another_order_are_found(log: Services, capsys: pytest.CaptureFixture[str]) -> None:
    fourth, fifth = row(log, 4).doc, row(log, 5).doc
    put(log, 4, fifth)
    put(log, 5, fourth)
    status, findings = verify(capsys)
    assert status == 1
    assert {"acme: entry 4: it carries the number 5", "acme: entry 5: it carries the number 4"} <= set(findings)


def test_a_tail_cut_off_is_found(log: Services, capsys: pytest.CaptureFixture[str]) -> None:
    remove(log, 6, 7)
    status, findings = verify(capsys)
    assert status == 1
    assert {
        "acme: head: it says 7, the chain ends at 5",
        "acme: signed head 6: the chain ends at 5",
        "acme: signed head 7: the chain ends at 5",
    } <= set(findings)


@pytest.mark.parametrize("end", [1, 4, 6])
def test_a_tail_cut_off_with_the_head_set_back_is_found(
    log: Services, capsys: pytest.CaptureFixture[str], end: int
) -> None:
    cut(log, end)
    status, findings = verify(capsys)
    assert status == 1
    assert f"acme: signed head 7: the chain ends at {end}" in findings


def test_a_tail_cut_off_that_grew_again_is_found(log: Services, capsys: pytest.CaptureFixture[str]) -> None:
    cut(log, 6)
    leave(log, 2, start=50)
    log.audit.chain()
    status, findings = verify(capsys)
    assert status == 1
    assert "acme: entry 7: another hash was signed for it" in findings


def test_everything_removed_is_found(log: Services, capsys: pytest.CaptureFixture[str]) -> None:
    remove(log, *range(1, LAST + 1))
    log.table.delete(keys.audit_chain(TENANT))
    log.table.delete(keys.tenant(TENANT))
    status, findings = verify(capsys, "--all")
    assert status == 1
    assert "acme: signed head 7: the chain ends at 0" in findings


def test_everything_removed_with_all_signed_heads_is_found(log: Services, capsys: pytest.CaptureFixture[str]) -> None:
    remove(log, *range(1, LAST + 1))
    log.table.delete(keys.audit_chain(TENANT))
    delete_head(log, 1, 3, 6, 7, every_version=True)
    assert verify(capsys) == (
        1,
        ["acme: chain: there are no entries at all, although making a tenant leaves one"],
    )


def test_a_forged_entry_at_the_end_is_found(log: Services, capsys: pytest.CaptureFixture[str]) -> None:
    last = read_chained(row(log, LAST))
    forged = chain(last.hash, LAST + 1, edited(last.entry))
    put(log, LAST + 1, forged.model_dump_json())
    assert verify(capsys)[1][0] == f"acme: head: it says {LAST}, the chain ends at {LAST + 1}"
    put_head(log, ChainHead(sequence=LAST + 1, hash=forged.hash))
    assert verify(capsys) == (1, [f"acme: entries {LAST + 1} to {LAST + 1}: they are not signed"])


def test_a_forged_entry_put_in_between_is_found(log: Services, capsys: pytest.CaptureFixture[str]) -> None:
    entries = [read_chained(row(log, sequence)).entry for sequence in range(1, LAST + 1)]
    entries.insert(3, edited(entries[3]))
    last = GENESIS
    for sequence, entry in enumerate(entries, 1):
        forged = chain(last, sequence, entry)
        put(log, sequence, forged.model_dump_json())
        last = forged.hash
    put_head(log, ChainHead(sequence=LAST + 1, hash=last))
    status, findings = verify(capsys)
    assert status == 1
    assert "acme: entry 6: another hash was signed for it" in findings


def test_a_row_that_is_no_entry_is_found(log: Services, capsys: pytest.CaptureFixture[str]) -> None:
    pk = keys.audit(TENANT)
    item = {"pk": {"S": pk}, "sk": {"S": "ENTRY#7"}, "doc": {"S": "{}"}, "rev": {"N": "1"}}
    log.clients.dynamodb.put_item(TableName="candor", Item=item)
    put(log, 4, "not json")
    status, findings = verify(capsys)
    assert status == 1
    assert {"acme: row ENTRY#7: it is no entry of a chain", "acme: entry 4: it cannot be read"} <= set(findings)


def test_a_chain_written_anew_from_the_first_entry_is_found(log: Services, capsys: pytest.CaptureFixture[str]) -> None:
    rewrite(log, 1, edited)
    status, findings = verify(capsys)
    assert status == 1
    assert [found for found in findings if "another hash was signed" in found] == [
        f"acme: entry {sequence}: another hash was signed for it" for sequence in (1, 3, 6, 7)
    ]


def test_a_head_that_was_edited_or_removed_is_found(log: Services, capsys: pytest.CaptureFixture[str]) -> None:
    put_head(log, log.audit_log.head().value.model_copy(update={"hash": "f" * 64}))
    assert verify(capsys) == (1, ["acme: head: its hash is not the last entry's"])
    log.table.delete(keys.audit_chain(TENANT))
    assert verify(capsys) == (1, [f"acme: head: it is missing; the chain ends at {LAST}"])


@pytest.mark.parametrize("every_version", [False, True])
@pytest.mark.parametrize("sequence", [1, 3, LAST])
def test_a_deleted_signed_head_is_found(
    log: Services, capsys: pytest.CaptureFixture[str], sequence: int, *, every_version: bool
) -> None:
    delete_head(log, sequence, every_version=every_version)
    status, findings = verify(capsys)
    assert status == 1
    told = "they are not signed" if sequence == LAST else "it is missing"
    assert any((told if every_version else "it was deleted") in found for found in findings)


def test_signed_heads_deleted_with_the_tail_cut_off_show_that_they_were(
    log: Services, capsys: pytest.CaptureFixture[str]
) -> None:
    cut(log, 3)
    delete_head(log, 6, 7)
    status, findings = verify(capsys)
    assert status == 1
    assert "acme: signed head 7: the chain ends at 3" in findings


def forge_head(services: Services, number: int, changes: dict[str, Any]) -> None:
    """Put another version over a signed head, which whoever may write to the bucket can."""
    head = next(known for known in signed(services) if known.sequence == number)
    body = head.model_copy(update=changes).model_dump_json().encode()
    key = f"t/{TENANT}/audit/{number:012}.json"
    services.clients.s3.put_object(
        Bucket=services.settings.audit_bucket, Key=key, Body=body, ChecksumAlgorithm="SHA256"
    )


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"hash": "f" * 64}, "its MAC is not valid"),
        ({"previous": 2}, "its MAC is not valid"),
        ({"mac": "AAAA"}, "its MAC is not valid"),
        ({"mac": "?"}, "its MAC is not valid"),
        ({"mac": ""}, "its MAC is not valid"),
        ({"key_id": "another"}, "it is signed with another key: another"),
        ({"tenant": "other"}, "it belongs elsewhere: tenant other, number 6"),
        ({"sequence": 5}, "it belongs elsewhere: tenant acme, number 5"),
    ],
)
def test_a_forged_signed_head_is_found(
    log: Services, capsys: pytest.CaptureFixture[str], changes: dict[str, Any], told: str
) -> None:
    forge_head(log, 6, changes)
    status, findings = verify(capsys)
    assert status == 1
    where = "acme: signed head 000000000006.json"
    assert set(findings) == {f"{where}: {told}", f"{where}: it was written more than once"}


def test_a_signed_head_that_is_none_is_found(log: Services, capsys: pytest.CaptureFixture[str]) -> None:
    bucket = log.settings.audit_bucket
    log.clients.s3.put_object(Bucket=bucket, Key=f"t/{TENANT}/audit/x.json", Body=b"{", ChecksumAlgorithm="SHA256")
    assert verify(capsys) == (1, ["acme: signed head x.json: it cannot be read"])


def test_entries_that_wait_too_long_are_reported(log: Services, capsys: pytest.CaptureFixture[str]) -> None:
    assert isinstance(log.clock, HandClock)
    leave(log, 2, start=20)
    status, findings = verify(capsys)
    assert status == 1
    assert findings == [f"acme: pending: 2 entries wait to be chained, since {log.clock.now().isoformat()}"]


def test_entries_that_came_just_now_are_no_finding(log: Services, capsys: pytest.CaptureFixture[str]) -> None:
    now = Services(TENANT, log.settings, log.clients, SystemClock())
    leave(now, 2, start=20)
    assert verify(capsys) == (0, [])
    portion = next(now.audit_log.pending())
    now.audit_log.extend(now.audit_log.head(), portion, now.clock.now() - timedelta(seconds=5))
    assert verify(capsys) == (0, [])


def test_another_tenants_log_is_its_own(log: Services, capsys: pytest.CaptureFixture[str]) -> None:
    other = Services("other", log.settings, log.clients, log.clock)
    create_tenant(other.tenants, log.clock, "other", "Other", "en", "hr@other.example")
    other.audit.chain()
    remove(log, 4)
    assert verify(capsys, "--tenant", "other") == (0, [])
    assert verify(capsys, "--all") == (1, ["acme: entry 4: missing"])


def test_findings_as_json(log: Services, capsys: pytest.CaptureFixture[str]) -> None:
    remove(log, 4)
    assert main(["verify", "--tenant", TENANT, "--json"], connected) == 1
    assert json.loads(capsys.readouterr().out) == [
        {
            "tenant": "acme",
            "entries": 6,
            "signed_heads": 4,
            "pending": 0,
            "findings": [{"tenant": "acme", "where": "entry 4", "what": "missing"}],
        }
    ]


@pytest.mark.usefixtures("log")
def test_what_cannot_be_checked_is_told_in_one_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify", "--tenant", "nobody"], connected) == 2
    assert capsys.readouterr().err == "There is no tenant nobody.\n"
    assert main(["verify", "--all", "--stack", "elsewhere"], connected) == 2
    assert "elsewhere" in capsys.readouterr().err
    for wrong in (["verify"], [], ["verify", "--all", "--tenant", "x"]):
        with pytest.raises(SystemExit) as left:
            main(wrong)
        assert left.value.code == 2


def test_the_local_stack_is_found_by_its_run_file(tmp_path: Path) -> None:
    with pytest.raises(NotRunning, match="make run"):
        local_environment(tmp_path)
    run_file.write(tmp_path, {"aws_endpoint": "http://127.0.0.1:4566"})
    environment = local_environment(tmp_path)
    assert environment["AWS_ENDPOINT_URL"] == "http://127.0.0.1:4566"
    assert environment["AWS_SECRET_ACCESS_KEY"] in (tmp_path / "aws" / "admin").read_text()
