"""`tenants …`: what an operator does with tenants."""

import argparse
import getpass
import os
import re
import sys
from datetime import timedelta
from typing import Any, get_args

from chalicelib.adapters.dynamodb.tenants import all_tenants
from chalicelib.bootstrap import Services, services_for, table
from chalicelib.domain.access import PERMISSIONS, Actor
from chalicelib.domain.audit import Origin
from chalicelib.domain.clock import new_id
from chalicelib.domain.language import Language
from chalicelib.domain.tenant import PLAN_QUOTAS, Plan, Quotas, Region, Retention, Tenant, TenantState
from chalicelib.services.tenants import change_tenant, create_tenant
from infra.operator import judge, shown

PAGE = 100
_CHOICE = re.compile(r"(?P<language>en|zh)=(?P<key>[a-z0-9_]{0,40})")
_ID = re.compile(r"[a-z0-9]{2,40}")
_OPTIONS = {"contact_email": "email"}


class Nothing(Exception):
    """Nothing was asked for; the message is one sentence."""


def option(field: str) -> str:
    """The option that sets a field."""
    return _OPTIONS.get(field, field).replace("_", "-")


def add_to(groups: Any) -> None:
    """Add the commands to the parser."""
    commands = groups.add_parser("tenants", help="companies that use the product").add_subparsers(
        required=True, metavar="COMMAND"
    )
    create = _command(commands, "create", _create, "make a tenant; without quotas it gets its plan's")
    create.add_argument("--name", required=True)
    create.add_argument("--email", required=True, help="where the tenant is reached")
    create.add_argument("--language", choices=get_args(Language), default="en")
    create.add_argument("--plan", choices=get_args(Plan), default="standard")
    create.add_argument("--region", choices=get_args(Region), default="cn", help="where its data lie, for good")
    _command(commands, "show", _show, "show a tenant")
    change = _command(commands, "set", _set, "change a tenant; a new plan brings its quotas with it")
    change.add_argument("--name")
    change.add_argument("--email", help="where the tenant is reached")
    change.add_argument("--language", choices=get_args(Language))
    change.add_argument("--plan", choices=get_args(Plan))
    change.add_argument(
        "--recogniser",
        action="append",
        type=_recogniser,
        metavar="LANGUAGE=KEY",
        help="what transcribes a language, zh=sense_voice for example; zh= for the installation's choice",
    )
    for command in (create, change):
        for model in (Retention, Quotas):
            for field in model.model_fields:
                command.add_argument(f"--{option(field)}", type=int, metavar="N")
    judge.add_options(
        _command(commands, "judge", _judge, "give a tenant a language model as second judge, or change it")
    )
    _command(commands, "suspend", _suspend, "refuse all requests of a tenant, its users and its candidates")
    _command(commands, "resume", _resume, "end a tenant's suspension")
    key = _command(commands, "key", _key, "make an API key and show it, once")
    key.add_argument("--name", default="Administration", help="what the key is for")
    key.add_argument("--scope", action="append", choices=PERMISSIONS, help="may be repeated; everything if left out")
    key.add_argument("--days", type=_positive, metavar="N", help="how long it is good; for ever if left out")
    listed = commands.add_parser("list", help="list all tenants, newest first")
    listed.add_argument("--json", action="store_true", help="print JSON")
    listed.set_defaults(run=_list)


def _command(commands: Any, name: str, run: Any, help_: str) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = commands.add_parser(name, help=help_)
    parser.add_argument("tenant", type=_tenant_id, metavar="TENANT", help="2 to 40 lower-case letters and digits")
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.set_defaults(run=run)
    return parser


def _create(options: argparse.Namespace) -> None:
    services = _services(options.tenant)
    plan_quotas = PLAN_QUOTAS[options.plan].model_dump()
    made = create_tenant(
        services.tenants,
        services.clock,
        options.tenant,
        options.name,
        options.language,
        options.email,
        plan=options.plan,
        region=options.region,
        retention=Retention.model_validate(_given(options, Retention)),
        quotas=Quotas.model_validate({**plan_quotas, **_given(options, Quotas)}),
    )
    _print(options, made.value)


def _show(options: argparse.Namespace) -> None:
    _print(options, _services(options.tenant).tenants.require(options.tenant).value)


def _set(options: argparse.Namespace) -> None:
    wanted = {"name": options.name, "contact_email": options.email, "language": options.language, "plan": options.plan}
    fields = {name: value for name, value in wanted.items() if value is not None}
    kept, quotas = _given(options, Retention), _given(options, Quotas)
    recognisers = dict(options.recogniser or ())
    if not (fields or kept or quotas or recognisers):
        raise Nothing("Say what is to be set, --plan enterprise for example.")

    def change(tenant: Tenant) -> Tenant:
        before = tenant.model_dump()
        if options.plan is not None:
            before["quotas"] = PLAN_QUOTAS[options.plan].model_dump()
        # Each by itself, so that a value out of bounds is reported by the name of its option.
        retention = Retention.model_validate({**before["retention"], **kept})
        return Tenant.model_validate(
            {
                **before,
                **fields,
                "retention": retention,
                "quotas": Quotas.model_validate({**before["quotas"], **quotas}),
                "recognisers": {
                    language: key for language, key in {**tenant.recognisers, **recognisers}.items() if key
                },
            }
        )

    services = _services(options.tenant)
    _print(options, change_tenant(services.tenants, options.tenant, change).value)


def _judge(options: argparse.Namespace) -> None:
    services = _services(options.tenant)
    change = judge.wanted(options)
    if change is None and not options.key:
        raise Nothing("Say what is to be set, --url https://api.example.com/v1 --model NAME for example.")
    tenant = services.tenants.require(options.tenant).value
    if change is not None:
        tenant = change_tenant(services.tenants, options.tenant, change).value
    if options.key and (fault := judge.keep_key(services, tenant)):
        raise Nothing(fault)
    _print(options, tenant)


def _recogniser(text: str) -> tuple[Language, str]:
    found = _CHOICE.fullmatch(text)
    if found is None:
        raise argparse.ArgumentTypeError(f"{text!r} is not like zh=sense_voice.")
    return ("zh" if found["language"] == "zh" else "en"), found["key"]


def _suspend(options: argparse.Namespace) -> None:
    _put_state(options, "suspended")


def _resume(options: argparse.Namespace) -> None:
    _put_state(options, "active")


def _put_state(options: argparse.Namespace, state: TenantState) -> None:
    services = _services(options.tenant)
    changed = change_tenant(services.tenants, options.tenant, lambda tenant: tenant.model_copy(update={"state": state}))
    _print(options, changed.value)


def _key(options: argparse.Namespace) -> None:
    services = _services(options.tenant)
    services.tenants.require(options.tenant)
    expires = services.clock.now() + timedelta(days=options.days) if options.days else None
    scopes = tuple(dict.fromkeys(options.scope or PERMISSIONS))
    key, token = services.api_keys.create(new_id(services.clock, "key"), options.name, scopes, expires)
    if options.json:
        made = key.value.model_dump(mode="json", include={"id", "name", "scopes", "expires_at"})
        print(shown.as_json({**made, "token": str(token)}))
        return
    print(f"Key {key.value.id} of {options.tenant}; it is shown here and never again:", file=sys.stderr)
    print(token)


def _list(options: argparse.Namespace) -> None:
    """All tenants: lines as they come, JSON when all are there."""
    found: list[dict[str, Any]] = []
    count, after, more = 0, None, True
    if not options.json:
        print(shown.heading())
    while more:
        page = all_tenants(table(), after, PAGE)
        for tenant in page.items:
            if options.json:
                found.append(shown.fields(tenant.value))
            else:
                print(shown.as_row(tenant.value))
        count += len(page.items)
        after = page.next_after
        more = after is not None
        if more:
            print(f"{count} tenants so far …", file=sys.stderr)
    if options.json:
        print(shown.as_json(found))


def _print(options: argparse.Namespace, tenant: Tenant) -> None:
    values = shown.fields(tenant)
    print(shown.as_json(values) if options.json else shown.as_lines(values))


def _services(tenant: str) -> Services:
    """The tenant's services; what is done is put down to the person at the keyboard."""
    try:
        name = getpass.getuser()
    except (KeyError, OSError):
        name = str(os.getuid())
    return services_for(tenant).acting(Actor(kind="operator", id=name), Origin())


def _given(options: argparse.Namespace, model: type[Retention | Quotas]) -> dict[str, int]:
    return {field: value for field in model.model_fields if (value := getattr(options, field)) is not None}


def _tenant_id(text: str) -> str:
    if not _ID.fullmatch(text):
        raise argparse.ArgumentTypeError(f"{text!r} is no tenant's id: 2 to 40 lower-case letters and digits")
    return text


def _positive(text: str) -> int:
    if not text.isdecimal() or not 0 < int(text) <= 3650:  # noqa: PLR2004 - ten years
        raise argparse.ArgumentTypeError(f"{text!r} is no number of days from 1 to 3650")
    return int(text)
