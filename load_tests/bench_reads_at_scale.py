"""That lists and reads cost the same DynamoDB reads with 100 rows and with 100,000: no scan, no filter, no extra page.

    python -m load_tests.bench_reads_at_scale [--rows N]

A MiniStack of its own gets two tenants in one table: one with 100 rows in every list, one with N (what a tenant has a
few hundred of at most stays at 500). Then every GET route of the route table is called in process, lists with their
first two pages and with every filter that their query has, and each read is taken down at boto3's client: operation,
index, limit, and rows that DynamoDB reads for it. A GET route or a filter that is not covered here is an error, so that
new ones are not forgotten. The sign-in's reads are among what is counted; the writes of quotas are not. The last line
is JSON; it exits with 1 unless `holds`:

rows         of the small and the large tenant
holds        every call reads the same, and the three lists below it are empty
routes       how many GET routes were called, in `calls` different ways
different    calls whose reads differ: those of the small and of the large tenant
scanned, filtered, unbounded   calls that scan, filter, or query without a limit
most_reads, most_looked_at     of one call: operations, and rows that DynamoDB reads for them
bytes        of all answers of DynamoDB together, small and large
"""

import argparse
import json
import os
import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

import boto3
import yaml
from botocore.config import Config
from chalice.test import Client, HTTPResponse

from app import app
from chalicelib.adapters.dynamodb.table import Table
from chalicelib.api.endpoint import ENDPOINTS
from chalicelib.bootstrap import services_for, table
from chalicelib.domain.access import PERMISSIONS, Access, Actor, Grant
from infra.package import package
from load_tests.dynamodb_reads import Read, ReadRecorder, Seen
from load_tests.plain_ministack import PROJECT, PlainMiniStack, plain_ministack, say
from load_tests.scale_rows import DIMENSION, numbered
from load_tests.scale_tenant import IDS, TOKENS, LoadedTenant, load_tenant

SMALL = 100
PAGE = 10
TABLE = "candor"
SETTINGS = {"TABLE_NAME": TABLE, "MEDIA_BUCKET": "candor-media", "PUBLIC_URL": "http://127.0.0.1:9"}
PAGING = frozenset({"cursor", "limit"})
_PARAMETER = re.compile(r"{(\w+)}")
# The ways in which a route is asked for: by itself, unless they are named here.
WAYS: dict[str, tuple[str, ...]] = {
    "/v1/branches": ("", f"parent_id={numbered('brn')}"),
    "/v1/competency-models": ("", "origin=starter"),
    "/v1/competency-models/{model_id}/diff": ("from=1&to=2", "from=1&to=draft"),
    "/v1/flow-templates": ("", "origin=starter"),
    "/v1/flow-templates/{flow_id}/diff": ("from=1&to=2", "from=1&to=draft"),
    "/v1/flow-templates/{flow_id}/preview": ("scenario=campus&language=en", "scenario=campus&language=en&version=1"),
    "/v1/interviews": (f"job_id={numbered('job')}",),
    "/v1/jobs/{job_id}/applications": (
        "order=newest",
        "order=match",
        *(f"order=match&meets={meets}" for meets in ("yes", "unknown", "no")),
    ),
    "/v1/questions": (
        "",
        f"dimension={DIMENSION}",
        "archived=true",
        "origin=starter&kind=behavioural&scenario=campus&language=en",
    ),
    "/v1/report-pages/{token}": ("lang=en",),
}


@dataclass(frozen=True)
class Call:
    """One way of asking a route; `answer` asks it as a tenant."""

    route: str
    name: str
    answer: Callable[[LoadedTenant], object]


def main() -> int:
    """Measure and print; 0 when the claim holds."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=100_000, help="of the large tenant")
    large = parser.parse_args().rows
    with Client(app, stage_name="prod") as client:
        calls = [*_calls(client), _jobs_of_a_branch()]
        with plain_ministack() as ministack:
            _use(ministack)
            tenants = _load(ministack, {"small": SMALL, "large": large})
            recorder = ReadRecorder(table()._client)
            found = {call.name: [_reads(recorder, call, tenant) for tenant in tenants] for call in calls}
    routes = len({call.route for call in calls if call.route})
    result = {"rows": [SMALL, large], **_compared(found), "routes": routes, "calls": len(calls)}
    print(json.dumps(result, ensure_ascii=False), flush=True)
    return 0 if result["holds"] else 1


def _compared(found: dict[str, list[Seen]]) -> dict[str, Any]:
    different = {
        name: [[str(read) for read in seen.reads] for seen in both]
        for name, both in found.items()
        if both[0].reads != both[1].reads
    }
    faults = {
        "scanned": _calls_with(found, lambda read: read.operation == "Scan"),
        "filtered": _calls_with(found, lambda read: read.filtered),
        "unbounded": _calls_with(found, lambda read: read.unbounded),
    }
    larges = [both[1].reads for both in found.values()]
    return {
        "holds": not (different or any(faults.values())),
        "different": different,
        **faults,
        "most_reads": max(len(reads) for reads in larges),
        "most_looked_at": max(sum(read.looked_at for read in reads) for reads in larges),
        "bytes": [sum(both[place].bytes for both in found.values()) for place in (0, 1)],
    }


def _calls_with(found: dict[str, list[Seen]], fault: Callable[[Read], bool]) -> list[str]:
    return [name for name, both in found.items() if any(fault(read) for seen in both for read in seen.reads)]


def _reads(recorder: ReadRecorder, call: Call, tenant: LoadedTenant) -> Seen:
    began = time.perf_counter()
    with recorder.recording() as seen:
        call.answer(tenant)
    reads = ", ".join(map(str, seen.reads)) or "nothing"
    took = time.perf_counter() - began
    say(f"{tenant.services.tenant}  {call.name}  {reads}  ({seen.bytes} bytes, {took:.1f} s)")
    return seen


def _calls(client: Client) -> Iterator[Call]:
    """All GET routes in all ways. Ends the program when one of them, or one of their filters, is not covered."""
    routes = [endpoint for endpoint in ENDPOINTS if endpoint.method == "GET"]
    if gone := WAYS.keys() - {endpoint.path for endpoint in routes}:
        raise SystemExit(f"There is no such route any more: {sorted(gone)}")
    for endpoint in routes:
        unknown = set() if endpoint.path in TOKENS else set(_PARAMETER.findall(endpoint.path)) - IDS.keys()
        if unknown:
            raise SystemExit(f"{endpoint.path} is not covered: nothing is known for {sorted(unknown)}")
        ways = WAYS.get(endpoint.path, ("",))
        fields = endpoint.query.model_fields if endpoint.query else {}
        filters = {field.alias or name for name, field in fields.items()} - PAGING
        asked = {part.partition("=")[0] for way in ways for part in way.split("&") if part}
        if filters != asked:
            raise SystemExit(f"{endpoint.path} has filters that are not covered here: {sorted(filters - asked)}")
        pages = fields.keys() >= PAGING
        for way in ways:
            name = f"{endpoint.path}?{way}" if way else endpoint.path
            caller = partial(_ask, client, endpoint.path, way, str(endpoint.who), pages=pages)
            yield Call(endpoint.path, f"{name}, two pages" if pages else name, caller)


def _ask(client: Client, path: str, way: str, who: str, tenant: LoadedTenant, *, pages: bool) -> None:
    token = {"public": None, "candidate": tenant.session}.get(who, tenant.api_key)
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    address = _PARAMETER.sub(lambda found: tenant.tokens.get(path) or IDS[found[1]], path)
    query = f"?{way}&limit={PAGE}" if pages else f"?{way}"
    response = _get(client, address + query, headers)
    if not pages:
        return
    assert response.json_body["items"], path
    if cursor := response.json_body["next_cursor"]:
        _get(client, f"{address}{query}&cursor={cursor}", headers)


def _get(client: Client, address: str, headers: dict[str, str]) -> HTTPResponse:
    response: HTTPResponse = client.http.get(address, headers=headers)
    if response.status_code != 200:  # noqa: PLR2004
        raise SystemExit(f"{address} was answered {response.status_code}: {response.body[:500]!r}")
    return response


def _jobs_of_a_branch() -> Call:
    """What an API key, which reaches everything, cannot show: the jobs of somebody who is limited to a branch."""
    grant = Grant(permissions=frozenset(PERMISSIONS), branches=frozenset({numbered("brn")}))
    access = Access(actor=Actor(kind="user", id="bench"), grants=(grant,))

    def pages(tenant: LoadedTenant) -> None:
        first = tenant.services.jobs.page(access, None, PAGE)
        assert len(tenant.services.jobs.page(access, first.next_after, PAGE).items) == PAGE

    return Call("", "jobs of one branch, two pages", pages)


def _use(ministack: PlainMiniStack) -> None:
    """From here on, the product in this process runs on this MiniStack."""
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        del os.environ[name]
    os.environ.update({**ministack.admin, **SETTINGS, "POWERTOOLS_LOG_LEVEL": "ERROR"})


def _load(ministack: PlainMiniStack, sizes: dict[str, int]) -> list[LoadedTenant]:
    boto3.client("s3").create_bucket(Bucket=SETTINGS["MEDIA_BUCKET"])
    # A client of its own: nothing that is loaded needs checking, and much is sent at once.
    config = Config(max_pool_connections=20, parameter_validation=False, read_timeout=120)
    dynamodb = ministack.session.client("dynamodb", endpoint_url=ministack.endpoint, config=config)
    built = PROJECT / ".local" / "package"
    template = yaml.safe_load(package(PROJECT, built / "local", local=True, cache=built).template.read_text())
    properties = template["Resources"]["Table"]["Properties"]
    wanted = ("AttributeDefinitions", "BillingMode", "GlobalSecondaryIndexes", "KeySchema")
    dynamodb.create_table(TableName=TABLE, **{name: properties[name] for name in wanted})
    began = time.perf_counter()
    loaded = [load_tenant(services_for(name), Table(dynamodb, TABLE), count) for name, count in sizes.items()]
    say(f"loaded in {time.perf_counter() - began:.0f} s")
    return loaded


if __name__ == "__main__":
    raise SystemExit(main())
