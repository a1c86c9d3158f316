"""`tenants judge …`: the language model that a tenant has as second judge."""

import argparse
import getpass
import re
import sys
from collections.abc import Callable
from typing import Any, get_args

from chalicelib.adapters.judge_keys import JudgeKeys
from chalicelib.bootstrap import Services
from chalicelib.domain.judge import (
    BedrockEndpoint,
    JudgeCalibration,
    JudgeSetting,
    LengthField,
    Omittable,
    OpenAiEndpoint,
    TokenPrices,
)
from chalicelib.domain.tenant import Tenant

_ENDPOINT = ("url", "region", "key_name", "length_field", "omits")
_OWN = ("model", "samples", "within_s")
_PARTS: dict[str, type[TokenPrices | JudgeCalibration]] = {"prices": TokenPrices, "calibration": JudgeCalibration}
_KEY = re.compile(r"[\x21-\x7e]{1,4096}")


def add_options(command: argparse.ArgumentParser) -> None:
    """Add the options to the parser."""
    where = command.add_mutually_exclusive_group()
    where.add_argument("--url", help="an OpenAI-compatible endpoint, https://api.example.com/v1 for instance")
    where.add_argument("--region", help="Amazon Bedrock in this region")
    where.add_argument("--off", action="store_true", help="no second judge any more")
    command.add_argument("--model", help="the model's name or id there")
    command.add_argument("--samples", type=int, metavar="N", help="samples of each dimension, 3 to 7")
    command.add_argument("--within-s", type=int, metavar="N", help="seconds after which the answer goes on without")
    command.add_argument("--key-name", metavar="NAME", help="name of the key in Secrets Manager")
    command.add_argument("--key", action="store_true", help="ask for the endpoint's key, or read it from a pipe")
    command.add_argument("--length-field", choices=get_args(LengthField), help="how the endpoint calls its bound")
    command.add_argument(
        "--omit", dest="omits", action="append", choices=get_args(Omittable), help="what the endpoint does not take"
    )
    command.add_argument("--currency", help="USD for example")
    command.add_argument("--input-per-million", metavar="X", help="price of a million tokens read")
    command.add_argument("--output-per-million", metavar="X", help="price of a million tokens written")
    command.add_argument("--slope", type=float, metavar="X", help="points of a level, from a calibration")
    command.add_argument("--intercept", type=float, metavar="X", help="points of level 0")
    command.add_argument("--weight", type=float, metavar="X", help="the judge's share of the score, 0 to 0.5")
    command.add_argument("--rated", type=int, metavar="N", help="rated answers that the calibration rests on")
    command.add_argument("--uncalibrated", action="store_true", help="only show opinions from now on")


def wanted(options: argparse.Namespace) -> Callable[[Tenant], Tenant] | None:
    """What to do to the tenant; None when nothing was asked for."""
    if options.off:
        return lambda tenant: tenant.model_copy(update={"judge": None})
    endpoint, own = _given(options, _ENDPOINT), _given(options, _OWN)
    parts = {name: _given(options, tuple(model.model_fields)) for name, model in _PARTS.items()}
    if not (endpoint or own or any(parts.values()) or options.uncalibrated):
        return None

    def change(tenant: Tenant) -> Tenant:
        before = tenant.judge.model_dump() if tenant.judge else {}
        if options.uncalibrated:
            before["calibration"] = None
        changed = {name: {**(before.get(name) or {}), **given} for name, given in parts.items() if given}
        setting = {**before, **own, **changed, "endpoint": _endpoint(before.get("endpoint"), endpoint)}
        return tenant.model_copy(update={"judge": JudgeSetting.model_validate(setting)})

    return change


def keep_key(services: Services, tenant: Tenant) -> str | None:
    """Ask for the key and keep it; why that cannot be done, if so. It is never shown, nor in the tenant's record."""
    if tenant.judge is None or not isinstance(tenant.judge.endpoint, OpenAiEndpoint):
        return "Only an endpoint with --url has a key."
    key = getpass.getpass("Key: ") if sys.stdin.isatty() else sys.stdin.readline().strip()
    if not _KEY.fullmatch(key):
        return "The key must be 1 to 4096 printable ASCII characters without spaces."
    JudgeKeys(services.clients.secretsmanager, tenant.id).keep(tenant.judge.endpoint.key_name, key)
    return None


def _endpoint(before: dict[str, Any] | None, given: dict[str, Any]) -> dict[str, Any]:
    """The endpoint after the change; one of the other kind begins anew."""
    kind = "openai" if "url" in given else "bedrock" if "region" in given else (before or {}).get("kind", "openai")
    kept = before if before and before["kind"] == kind else {}
    model = OpenAiEndpoint if kind == "openai" else BedrockEndpoint
    return model.model_validate({**kept, **given, "kind": kind}).model_dump()


def _given(options: argparse.Namespace, fields: tuple[str, ...]) -> dict[str, Any]:
    return {field: value for field in fields if (value := getattr(options, field)) is not None}
