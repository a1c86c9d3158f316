"""What a read through the API costs, beside a bare Lambda that makes the same DynamoDB call, in one run.

    python -m load_tests.bench_read [--requests N] [--rounds N] [--as-is]

A MiniStack of its own gets the packaged stack, to which one route and one function are added: `/bare/{job_id}`, a
handler that reads the same item with boto3 and returns it (`bare_read.py`), from the same zip, in the same runtime,
with the same role, behind the same REST API. Over one connection the two are asked in turn, N times each in every
round; which of them comes first changes each time.

MiniStack puts two fixed waits of some 90 ms together into every call of a Lambda (`prompt_ministack.py`), beside which
any Lambda looks as fast as any other. They are left out here, unless `--as-is` asks for them. The last line is JSON:

requests          of each kind, the warm-up not counted
api, bare         p50_ms and p95_ms of the answer's time, as the client sees it
ratio_p50, ratio_p95   the API over the bare Lambda
rounds            ratio_p50 and ratio_p95 of each round alone, to show how they spread
"""

import argparse
import http.client
import json
import shutil
import statistics
import tempfile
import time
import zipfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import yaml

from chalicelib.adapters.dynamodb import keys
from chalicelib.adapters.dynamodb.journal import NoJournal
from chalicelib.adapters.dynamodb.table import Table
from chalicelib.adapters.dynamodb.tenants import ApiKeyUses, api_key_collection, tenant_collection
from chalicelib.adapters.system_clock import SystemClock
from chalicelib.domain.clock import new_id
from chalicelib.domain.tenant import PLAN_QUOTAS
from chalicelib.services.api_keys import ApiKeyService
from chalicelib.services.tenants import create_tenant
from infra.local.context import STACK_NAME
from infra.local.deploy import deploy
from infra.package import Package, package
from load_tests.plain_ministack import PLAIN, PROJECT, PROMPT, PlainMiniStack, plain_ministack, say

TENANT = "bench"
WARM_UP = 40
JOB = {
    "title": "数据分析工程师",
    "description": "搭建数据仓库和报表，支持供应链管理与库存管理的日常决策。" * 20,
    "duties": "用Python和SQL完成数据分析与需求预测，撰写分析报告。" * 10,
    "department": "供应链",
    "location": "上海",
    "language": "zh",
    "scenario": "social",
}
Samples = dict[str, list[float]]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--requests", type=int, default=200, help="of each kind in a round")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--as-is", action="store_true", help="with the waits that MiniStack puts into every call")
    options = parser.parse_args()
    with plain_ministack(PLAIN if options.as_is else PROMPT) as ministack, tempfile.TemporaryDirectory() as scratch:
        say("packaging and deploying ...")
        outputs = _deploy(ministack, Path(scratch))
        reader = Reader(ministack.endpoint, outputs, _api_key(ministack, outputs["TableName"]))
        say("warming up ...")
        reader.measure(WARM_UP)
        rounds = []
        for number in range(options.rounds):
            rounds.append(reader.measure(options.requests))
            say(f"round {number + 1}: {json.dumps(_compared(rounds[-1]))}")
    together = {kind: [one for samples in rounds for one in samples[kind]] for kind in ("api", "bare")}
    result = {
        "requests": options.requests * options.rounds,
        **_compared(together),
        "rounds": [{name: value for name, value in _compared(one).items() if "ratio" in name} for one in rounds],
    }
    print(json.dumps(result), flush=True)


class Reader:
    """Reads one job over one connection, through the API and past it."""

    def __init__(self, endpoint: str, outputs: Mapping[str, str], api_key: str) -> None:
        self._connection = http.client.HTTPConnection(urlsplit(endpoint).netloc, timeout=60)
        stage = outputs["EndpointURL"].rstrip("/").rpartition("/")[2]
        self._root = f"/_aws/execute-api/{outputs['RestAPIId']}/{stage}"
        self._headers = {"Authorization": f"Bearer {api_key}"}
        self._job = self._send("POST", "/v1/jobs", json.dumps(JOB))["id"]

    def measure(self, count: int) -> Samples:
        """Milliseconds of `count` reads of each kind, taken in turn."""
        paths = {"api": f"/v1/jobs/{self._job}", "bare": f"/bare/{self._job}"}
        found: Samples = {kind: [] for kind in paths}
        for number in range(count):
            for kind in ("api", "bare") if number % 2 else ("bare", "api"):
                began = time.perf_counter()
                answer = self._send("GET", paths[kind])
                found[kind].append(1000 * (time.perf_counter() - began))
                assert answer["id"] == self._job
                assert answer["title"] == JOB["title"]
        return found

    def _send(self, method: str, path: str, body: str | None = None) -> dict[str, Any]:
        content = {"Content-Type": "application/json"} if body else {}
        self._connection.request(method, self._root + path, body, {**self._headers, **content})
        response = self._connection.getresponse()
        text = response.read()
        if response.status >= http.client.BAD_REQUEST:
            raise SystemExit(f"{method} {path} was answered {response.status}: {text.decode()[:500]}")
        answer: dict[str, Any] = json.loads(text)
        return answer


def _compared(samples: Samples) -> dict[str, Any]:
    api, bare = (_percentiles(samples[kind]) for kind in ("api", "bare"))
    return {
        "api": api,
        "bare": bare,
        "ratio_p50": round(api["p50_ms"] / bare["p50_ms"], 3),
        "ratio_p95": round(api["p95_ms"] / bare["p95_ms"], 3),
    }


def _percentiles(times: list[float]) -> dict[str, float]:
    cuts = statistics.quantiles(times, n=100)
    return {"p50_ms": round(cuts[49], 2), "p95_ms": round(cuts[94], 2)}


def _deploy(ministack: PlainMiniStack, scratch: Path) -> dict[str, str]:
    """The outputs of the packaged stack with the bare route in it."""
    built = PROJECT / ".local" / "package"
    packaged = package(PROJECT, scratch / "package", local=True, cache=built)
    parameters = {"PublicUrl": "http://127.0.0.1:9", "LoopbackWebhooks": "true"}
    return deploy(ministack.session, ministack.endpoint, STACK_NAME, _with_bare_read(packaged, scratch), parameters)


def _with_bare_read(packaged: Package, scratch: Path) -> Package:
    archive = Path(shutil.copy(packaged.archive, scratch / "with_bare_read.zip"))
    with zipfile.ZipFile(archive, "a", zipfile.ZIP_DEFLATED) as bundle:
        bundle.write(PROJECT / "load_tests" / "bare_read.py", "bare_read.py")
    template = yaml.safe_load(packaged.template.read_text())
    resources = template["Resources"]
    api = resources["APIHandler"]["Properties"]
    place = keys.job(TENANT, "{}")
    environment = {"Variables": {"BARE_PK": place.pk, "BARE_SK": place.sk}}
    resources["BareRead"] = {
        "Type": "AWS::Serverless::Function",
        "Properties": {**api, "Handler": "bare_read.handler", "Environment": environment},
    }
    permission = json.dumps(resources["APIHandlerInvokePermission"])
    resources["BareReadInvokePermission"] = json.loads(permission.replace('"APIHandler"', '"BareRead"'))
    paths = resources["RestAPI"]["Properties"]["DefinitionBody"]["paths"]
    read_job = json.dumps({"get": paths["/v1/jobs/{job_id}"]["get"]})
    paths["/bare/{job_id}"] = json.loads(read_job.replace("${APIHandler.Arn}", "${BareRead.Arn}"))
    changed = scratch / "with_bare_read.yaml"
    changed.write_text(yaml.safe_dump(template, sort_keys=True))
    return replace(packaged, template=changed, archive=archive, digest=f"{packaged.digest}+bare_read")


def _api_key(ministack: PlainMiniStack, table_name: str) -> str:
    """A key of a tenant that was made for this run; its plan lets through what is asked in a minute."""
    table = Table(ministack.session.client("dynamodb", endpoint_url=ministack.endpoint), table_name)
    clock, journal = SystemClock(), NoJournal()
    quotas = PLAN_QUOTAS["enterprise"]
    tenants = tenant_collection(table, journal)
    create_tenant(tenants, clock, TENANT, "Bench", "zh", "hr@bench.example", plan="enterprise", quotas=quotas)
    service = ApiKeyService(api_key_collection(table, TENANT, journal), ApiKeyUses(table, TENANT), clock, TENANT)
    return str(service.create(new_id(clock, "key"), "Bench")[1])


if __name__ == "__main__":
    main()
