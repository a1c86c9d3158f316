"""The operator's command: tenants made, changed, suspended and given a key, with clear words for what goes wrong."""

import json
import os
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest

from chalicelib.adapters.dynamodb import keys
from chalicelib.bootstrap import Services, sign_in
from chalicelib.domain.access import PERMISSIONS
from chalicelib.domain.audit import AuditEntry
from chalicelib.services.tenants import create_tenant
from chalicelib.settings import settings
from infra.local import run_file
from infra.local.session import use_local_backend
from infra.operator import tenants
from infra.operator.__main__ import main
from tests.unit import conftest

stack, clock, services = conftest.stack, conftest.clock, conftest.services

CREATE = ("tenants", "create", "globex", "--name", "Globex", "--email", "hr@globex.example")
OUTPUTS = {
    name: name.lower()
    for name in (
        *("TableName", "MediaBucketName", "AnalysisQueueUrl", "DeliveriesQueueUrl", "StateMachineArn", "DataKeyId"),
        *("PreparationQueueUrl", "RescoringQueueUrl", "EndpointURL", "UploadsQueueUrl", "WorkerRoleArn"),
    )
}


class Terminal:
    """Runs commands as an operator does, and reads what they print."""

    def __init__(self, captured: pytest.CaptureFixture[str]) -> None:
        self._captured = captured

    def __call__(self, *arguments: str) -> tuple[int, str, str]:
        try:
            code = main(arguments)
        except SystemExit as left:
            code = int(left.code or 0)
        printed = self._captured.readouterr()
        return code, printed.out, printed.err

    def json(self, *arguments: str) -> Any:
        code, out, err = self(*arguments, "--json")
        assert code == 0, err
        return json.loads(out)


@pytest.fixture
def terminal(services: Services, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """A terminal on the account that has the tenant `acme`."""
    del services
    monkeypatch.setenv("LOGNAME", "olga")
    return Terminal(capsys)


def test_a_tenant_is_created_with_its_plans_quotas_and_those_asked_for(terminal: Terminal) -> None:
    options = ("--plan", "trial", "--region", "eu", "--language", "zh", "--media-days", "30")
    made = terminal.json(*CREATE, *options, "--interviews-per-day", "80")
    assert made == terminal.json("tenants", "show", "globex")
    assert (made["plan"], made["region"], made["language"], made["state"]) == ("trial", "eu", "zh", "active")
    assert made["retention"] == {"media_days": 30, "record_days": 1095}
    assert (made["quotas"]["requests_per_minute"], made["quotas"]["interviews_per_day"]) == (300, 80)
    assert "secret" not in made
    code, out, _ = terminal("tenants", "show", "globex")
    assert code == 0
    assert ["contact_email", "hr@globex.example"] in [line.split() for line in out.splitlines()]


def test_who_did_what_is_in_the_tenants_audit_log(terminal: Terminal, services: Services) -> None:
    terminal(*CREATE)
    terminal("tenants", "set", "globex", "--name", "Globex AG")
    terminal("tenants", "key", "globex")
    found = services.table.under(keys.audit("globex"), "PENDING#")
    entries = [stored.read(AuditEntry) for stored in found]
    assert {(entry.kind, entry.verb) for entry in entries} == {
        ("tenant", "created"), ("tenant", "changed"), ("api_key", "created"),
    }  # fmt: skip
    assert {(entry.actor.kind, entry.actor.id) for entry in entries} == {("operator", "olga")}


def test_settings_are_changed_one_by_one_and_a_plan_brings_its_quotas(terminal: Terminal) -> None:
    before = terminal.json(*CREATE)
    changed = terminal.json("tenants", "set", "globex", "--record-days", "90", "--requests-per-minute", "7")
    assert changed == {
        **before,
        "retention": {"media_days": 180, "record_days": 90},
        "quotas": {**before["quotas"], "requests_per_minute": 7},
    }
    grown = terminal.json("tenants", "set", "globex", "--plan", "enterprise", "--key-requests-per-minute", "9")
    assert grown["quotas"]["requests_per_minute"] == 12_000
    assert grown["quotas"]["key_requests_per_minute"] == 9
    assert grown["retention"] == changed["retention"]


def test_a_recogniser_is_chosen_for_a_language_and_given_up_again(terminal: Terminal) -> None:
    terminal.json(*CREATE)
    chosen = terminal.json("tenants", "set", "globex", "--recogniser", "zh=sense_voice", "--recogniser", "en=x")
    assert chosen["recognisers"] == {"zh": "sense_voice", "en": "x"}
    assert terminal.json("tenants", "set", "globex", "--recogniser", "en=")["recognisers"] == {"zh": "sense_voice"}


def test_a_tenant_is_suspended_and_taken_up_again(terminal: Terminal) -> None:
    assert terminal.json("tenants", "suspend", "acme")["state"] == "suspended"
    assert terminal.json("tenants", "suspend", "acme")["state"] == "suspended"
    assert terminal.json("tenants", "resume", "acme")["state"] == "active"


def test_a_key_is_printed_alone_so_that_it_can_be_piped(terminal: Terminal) -> None:
    code, out, err = terminal("tenants", "key", "acme")
    assert code == 0
    assert "never again" in err
    tenant, _, key = sign_in().api_key(out.strip())
    assert (tenant, key.name, key.scopes) == ("acme", "Administration", PERMISSIONS)
    limited = terminal.json("tenants", "key", "acme", "--scope", "jobs:read", "--days", "2", "--name", "Import")
    assert (limited["scopes"], limited["name"]) == (["jobs:read"], "Import")
    assert limited["expires_at"].startswith("2026-03-04T09:00")
    assert sign_in().api_key(limited["token"])[2].id == limited["id"]


def test_all_tenants_are_listed_over_many_pages(terminal: Terminal, services: Services) -> None:
    ids = {f"t{number}" for number in range(tenants.PAGE)}
    for tenant_id in ids:
        create_tenant(services.tenants, services.clock, tenant_id, "T\x1b[2J", "en", "t@acme.example")
    listed = terminal.json("tenants", "list")
    assert [tenant["id"] for tenant in listed if tenant["id"] not in ids] == ["acme"]
    assert len(listed) == len(ids) + 1
    code, out, err = terminal("tenants", "list")
    assert code == 0
    assert len(out.splitlines()) == len(ids) + 2
    assert "\x1b" not in out
    assert err.splitlines() == [f"{tenants.PAGE} tenants so far …"]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("tenants", "create", "acme", "--name", "A", "--email", "a@acme.example"), "This tenant exists already."),
        *[
            (("tenants", command, "nobody", *more), "There is no such tenant.")
            for command, more in (("show", ()), ("suspend", ()), ("resume", ()), ("key", ()), ("set", ("--name", "x")))
        ],
    ],
)
def test_what_cannot_be_done_is_refused_in_a_sentence(
    terminal: Terminal, arguments: tuple[str, ...], sentence: str
) -> None:
    assert terminal(*arguments) == (1, "", f"{sentence}\n")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "GROUP"),
        (("tenants",), "COMMAND"),
        (("tenants", "show", "Acme"), "2 to 40 lower-case letters and digits"),
        (("tenants", "show", "a"), "2 to 40"),
        (("tenants", "show", "a" * 41), "2 to 40"),
        (("tenants", "show", "../x"), "2 to 40"),
        (("tenants", "create", "globex", "--name", "G"), "--email"),
        ((*CREATE[:-1], "nobody"), "--email: "),
        ((*CREATE, "--plan", "free"), "--plan"),
        ((*CREATE, "--media-days", "0"), "--media-days: "),
        ((*CREATE, "--requests-per-minute", "many"), "--requests-per-minute"),
        (("tenants", "set", "acme"), "Say what is to be set"),
        (("tenants", "set", "acme", "--name", ""), "--name: "),
        (("tenants", "set", "acme", "--record-days", "1"), "--record-days: "),
        (("tenants", "set", "acme", "--region", "us"), "--region"),
        (("tenants", "set", "acme", "--recogniser", "zh=../x"), "--recogniser"),
        (("tenants", "set", "acme", "--recogniser", "fr=x"), "--recogniser"),
        (("tenants", "key", "acme", "--scope", "all"), "--scope"),
        (("tenants", "key", "acme", "--days", "0"), "--days"),
    ],
)
def test_wrong_usage_is_told_from_refusal(terminal: Terminal, arguments: tuple[str, ...], said: str) -> None:
    code, out, err = terminal(*arguments)
    assert (code, out) == (2, "")
    assert said in err


def test_an_environment_that_lacks_something_is_named(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TABLE_NAME")
    settings.cache_clear()
    code, _, err = terminal("tenants", "list")
    assert code == 2
    assert err.startswith("Set TABLE_NAME as the Lambdas have it")


def test_what_aws_refuses_is_told_in_a_sentence(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TABLE_NAME", "missing")
    settings.cache_clear()
    code, _, err = terminal("tenants", "show", "acme")
    assert code == 1
    assert err.startswith("AWS refused: ")


def test_without_a_local_stack_there_is_a_remedy(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--local", "tenants", "list"], home=tmp_path) == 1
    assert capsys.readouterr().err == "No local stack is running; start it with `make run`.\n"
    run_file.path(tmp_path).write_text("{")
    assert main(["--local", "tenants", "list"], home=tmp_path) == 1
    assert not (tmp_path / "aws").exists()


@pytest.fixture
def cloudformation() -> Iterator[str]:
    """An address that describes a stack as CloudFormation does."""
    members = "".join(
        f"<member><OutputKey>{name}</OutputKey><OutputValue>{value}</OutputValue></member>"
        for name, value in OUTPUTS.items()
    )
    stack_ = (
        "<member><StackName>candor</StackName><CreationTime>2026-03-01T00:00:00Z</CreationTime>"
        f"<StackStatus>CREATE_COMPLETE</StackStatus><Outputs>{members}</Outputs></member>"
    )
    answer = (
        '<DescribeStacksResponse xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/">'
        f"<DescribeStacksResult><Stacks>{stack_}</Stacks></DescribeStacksResult></DescribeStacksResponse>"
    ).encode()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(200)
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_arguments: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()
    thread.join(5)


def test_a_local_stack_is_found_by_what_its_run_has_written(tmp_path: Path, cloudformation: str) -> None:
    run_file.write(tmp_path, {"aws_endpoint": cloudformation, "api": "http://127.0.0.1:8000"})
    with patch.dict(os.environ, {"AWS_PROFILE": "elsewhere", "AWS_SESSION_TOKEN": "elsewhere"}):
        use_local_backend(tmp_path)
        found = dict(os.environ)
    assert found["AWS_ENDPOINT_URL"] == cloudformation
    assert (found["TABLE_NAME"], found["MEDIA_BUCKET"]) == ("tablename", "mediabucketname")
    assert (found["PUBLIC_URL"], found["DATA_KEY_ID"]) == ("http://127.0.0.1:8000", "datakeyid")
    assert "elsewhere" not in found.values()
