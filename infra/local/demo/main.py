"""Sends the bundled interviews through the running stack, as tenant and candidates would, and shows what came out."""

import json
import shutil
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from rich.console import Console

from infra.local.context import Context
from infra.local.demo.api import Api, Refused
from infra.local.demo.candidate import BundledInterview, carry_through, load
from infra.local.demo.channels import ensure_team
from infra.local.demo.job import open_job
from infra.local.demo.memory import Memory
from infra.local.demo.receiver import Receiver
from infra.local.demo.table import LEAST_WIDTH, Finished, read_report, show

_CANDIDATES_AT_ONCE = 8
_WEBHOOKS_WITHIN_S = 30.0


def run_demo(context: Context) -> int:
    """Bring every bundled interview to its report. 0 when all have one and their webhooks arrived, 1 otherwise."""
    console = Console(width=max(LEAST_WIDTH, shutil.get_terminal_size().columns))
    folder = context.project / "infra" / "local" / "demo" / "interviews"
    bundle = json.loads((folder / "interviews.json").read_text(encoding="utf-8"))
    memory = Memory(context.home / "demo.json")
    api = Api(context.api, context.api_key)
    receiver = Receiver(context.receiver_port, context.home / "webhooks.jsonl")
    receiver.trust(_webhook_secret(api, memory, context.receiver_port))
    jobs = {job["key"]: _job(api, memory, job) for job in bundle["jobs"]}
    started = time.monotonic()

    def one(entry: dict[str, Any]) -> Finished:
        bundled = load(entry, folder)

        def say(what: str) -> None:
            _progress(console, started, bundled, what)

        interview = carry_through(api, jobs[entry["job"]], bundled, memory, say)
        finished = read_report(api, bundled, interview)
        say("report ready" if finished.report else f"no report: {interview['state']}")
        return finished

    with ThreadPoolExecutor(_CANDIDATES_AT_ONCE) as pool:
        results = list(pool.map(one, bundle["interviews"]))
    show(results, console)
    told = _await_webhooks(receiver, {one.interview["id"] for one in results if one.report})
    console.print(f"Webhooks received and verified: {told} of {len(results)}, in {context.home / 'webhooks.jsonl'}")
    console.print(f"Messages that would have been sent, to candidates and colleagues: {context.vendors}/")
    console.print(
        f"API {context.api}/v1 · OpenAPI {context.api}/v1/openapi.json · key and addresses in .local/run.json"
    )
    return 0 if all(one.report for one in results) and told == len(results) else 1


def _progress(console: Console, started: float, bundled: BundledInterview, what: str) -> None:
    console.print(f"[{time.monotonic() - started:6.1f} s] {bundled.key:15} {what}", markup=False, highlight=False)


def _job(api: Api, memory: Memory, job: dict[str, Any]) -> str:
    """The id of a bundled job, made if it is not there."""
    name = f"job {job['key']}"
    if known := memory.recall(name):
        try:
            return str(api.get(f"/v1/jobs/{known['id']}")["id"])
        except Refused:
            memory.forget(name)
    request = {**job["request"], "team": ensure_team(api, memory)}
    made = open_job(api, request, memory.fresh_key(name))
    memory.remember(name, {"id": made})
    return made


def _webhook_secret(api: Api, memory: Memory, port: int) -> str:
    """The signing secret of the demo's own endpoint, which is added if it is not there."""
    url = f"http://127.0.0.1:{port}/webhooks"
    known = memory.recall("webhook")
    there = {endpoint["id"]: endpoint["url"] for endpoint in api.get("/v1/webhook-endpoints")["items"]}
    if known and there.get(known["id"]) == url:
        return known["secret"]
    memory.forget("webhook")
    added = api.post("/v1/webhook-endpoints", {"url": url}, key=memory.fresh_key("webhook"))
    memory.remember("webhook", {"id": added["id"], "secret": added["secret"]})
    return str(added["secret"])


def _await_webhooks(receiver: Receiver, interviews: set[str]) -> int:
    """How many of the interviews the receiver was told about, after a little patience."""
    deadline = time.monotonic() + _WEBHOOKS_WITHIN_S
    while True:
        told: set[str] = set()
        for event in receiver.received():
            data = event["data"]
            if event["type"] == "interview.reported" and isinstance(data, dict):
                told.add(data["interview_id"])
        if told >= interviews or time.monotonic() > deadline:
            return len(told & interviews)
        time.sleep(0.3)
