"""The operator's command: tenants are created, looked at, changed, suspended and given their first key here.

    python -m infra.operator tenants create acme --name "Acme" --email hr@acme.example
    python -m infra.operator tenants key acme

It runs with AWS credentials that may use the table, and with the environment of the Lambdas (`TABLE_NAME` and so on);
with `--local` it finds both for the stack that `make run` has started. What it does goes through the product's own
services and is in each tenant's audit log. Exit codes: 0 done, 1 refused, 2 wrong usage.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from botocore.exceptions import BotoCoreError, ClientError
from pydantic import ValidationError

from chalicelib.domain.errors import CandorError
from chalicelib.settings import settings
from infra.local.session import NotRunning, use_local_backend
from infra.operator import tenants
from infra.operator.shown import printable

DONE, REFUSED, USAGE = 0, 1, 2
_HOME = Path(__file__).resolve().parents[2] / ".local"


def main(arguments: Sequence[str] | None = None, home: Path = _HOME) -> int:
    """Run one command; its exit code. Wrong usage that argparse finds raises SystemExit(2)."""
    parser = argparse.ArgumentParser(prog="python -m infra.operator", description="Operate the tenants of Candor.")
    parser.add_argument("--local", action="store_true", help="work on the stack that `make run` has started here")
    groups = parser.add_subparsers(required=True, metavar="GROUP")
    tenants.add_to(groups)
    options = parser.parse_args(arguments)
    try:
        if options.local:
            use_local_backend(home)
        _check_settings()
        options.run(options)
    except (_Usage, tenants.Nothing) as error:
        code, sentence = USAGE, str(error)
    except ValidationError as error:
        code, sentence = USAGE, _faults(error)
    except NotRunning as error:
        code, sentence = REFUSED, str(error)
    except CandorError as error:
        code, sentence = REFUSED, error.text.en
    except ClientError as error:
        code, sentence = REFUSED, f"AWS refused: {error.response['Error'].get('Message') or error}"
    except BotoCoreError as error:
        code, sentence = REFUSED, f"AWS cannot be reached: {error}"
    else:
        return DONE
    print(printable(sentence), file=sys.stderr)
    return code


class _Usage(Exception):
    """The command cannot run as it was called; the message is one sentence."""


def _check_settings() -> None:
    try:
        settings()
    except ValidationError as error:
        names = ", ".join(str(fault["loc"][0]).upper() for fault in error.errors())
        raise _Usage(f"Set {names} as the Lambdas have it, or say --local for the stack on this machine.") from error


def _faults(error: ValidationError) -> str:
    return " ".join(
        f"--{tenants.option(str(fault['loc'][-1]))}: {fault['msg']}." for fault in error.errors(include_url=False)
    )


if __name__ == "__main__":
    raise SystemExit(main())
