"""Runs MiniStack, the embedded AWS of a laptop, so that `kill -9` loses nothing it has acknowledged.

MiniStack alone writes its state when it stops in good order. This launcher wraps its ASGI application instead:

* The answer to a request that changes something is held back until a snapshot that was begun after the change lies
  on disk. Requests that wait at the same moment share one snapshot (group commit). When the snapshot fails, the
  answer is 503, which every AWS SDK repeats.
* What changes without a request (state machines, event source mappings, schedules) is saved a quarter of a second
  later while there is traffic, and every two seconds otherwise.

How a snapshot is made is told in `snapshots.py` and `item_log.py`. Objects in S3 are written by MiniStack itself before
it answers.

The names used here are private to MiniStack; its version is pinned, and the tests
`tests/integration/test_*_survives_sigkill.py` check the promise. Runs in the `stack` environment:
`python -m infra.local.ministack_server`, configured by the variables that `processes.ministack` sets.
"""

import asyncio
import gc
import json
import logging
import os
import re
import time
from collections.abc import Awaitable, Callable, MutableMapping
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import ministack.app as server

from infra.local import lambda_code, prompt_lambda, task_tokens
from infra.local.snapshots import HOT, MULTIPART, SESSIONS, Snapshots, serialise_cold

logger = logging.getLogger("ministack_server")

Message = MutableMapping[str, Any]
Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]

BUSY_SECONDS = 0.25
IDLE_SECONDS = 2.0
ACTIVE_SECONDS = 10.0
# What only changes with a request is saved with it; this is for logs and the like.
EVERYTHING_SECONDS = 60.0
# By the name in a request's signature: what a change of that service touches. All others save everything.
TOUCHES: dict[str, frozenset[str]] = {
    "dynamodb": frozenset({"dynamodb"}),
    "sqs": frozenset({"sqs"}),
    "s3": frozenset({"s3", MULTIPART, "sqs"}),
    "states": frozenset({"stepfunctions"}),
    "secretsmanager": frozenset({"secretsmanager"}),
    "sts": frozenset({SESSIONS}),
    "ses": frozenset({"ses", "ses_v2"}),
    "scheduler": frozenset({"scheduler"}),
}
_READS = re.compile(
    r"(Get|List|Describe|Query|Scan|BatchGet|Head|Receive|Lookup|Estimate)(?!SessionToken)"
    # KMS uses a key without changing anything.
    r"|(GenerateMac|VerifyMac|Encrypt|Decrypt)$"
)
_SCOPE = re.compile(r"Credential=[^/]+/\d+/[^/]*/([^/]+)/aws4_request")


class NotSavedError(Exception):
    """The state could not be written; the snapshot before is still the valid one."""


class GroupCommit:
    """Makes snapshots one after the other, each for all the requests that wait when it begins."""

    def __init__(self, snapshots: Snapshots) -> None:
        self._snapshots = snapshots
        self._waiting: list[asyncio.Future[None]] = []
        self._wanted: frozenset[str] = frozenset()
        self._cold = False
        self._running: asyncio.Task[None] | None = None
        self._last_change = 0.0
        self._last_hot = 0.0
        self._last_cold = 0.0

    def noticed_change(self) -> None:
        """Tell that something may go on changing in the background for a while."""
        self._last_change = time.monotonic()

    async def commit(self, services: frozenset[str] | None) -> None:
        """Return when a snapshot of these hot services, or of everything, that begins after this call is valid.

        Raises `NotSavedError`.
        """
        durable: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append(durable)
        self._wanted |= HOT if services is None else services
        self._cold = self._cold or services is None
        if self._running is None:
            self._running = asyncio.create_task(self._run())
        await durable

    async def save_in_background(self) -> None:
        """Save now and then for as long as the server runs."""
        while True:
            await asyncio.sleep(BUSY_SECONDS / 2)
            now = time.monotonic()
            pause = BUSY_SECONDS if now - self._last_change < ACTIVE_SECONDS else IDLE_SECONDS
            if now - self._last_hot < pause:
                continue
            overdue = self._last_change > self._last_cold and now - self._last_cold > EVERYTHING_SECONDS
            try:
                await self.commit(None if overdue else HOT)
            except NotSavedError:
                logger.exception("the state could not be saved")

    async def _run(self) -> None:
        while self._waiting:
            waiting, self._waiting = self._waiting, []
            wanted, self._wanted = self._wanted, frozenset()
            cold, self._cold = self._cold, False
            began = time.monotonic()
            failure: Exception | None = None
            try:
                content = self._snapshots.read_hot(wanted)
                await asyncio.to_thread(self._write, content, cold=cold, parts=MULTIPART in wanted)
            except Exception as error:  # noqa: BLE001 - whatever it is, nobody may wait for ever
                failure = NotSavedError(str(error))
            logger.debug("saved %d services in %.1f ms", len(wanted), 1000 * (time.monotonic() - began))
            if failure is None and wanted >= HOT:
                self._last_hot = began
            if failure is None and cold:
                self._last_cold = began
            for durable in waiting:
                if durable.done():
                    continue
                if failure is None:
                    durable.set_result(None)
                else:
                    durable.set_exception(failure)
        self._running = None

    def _write(self, content: dict[str, bytes], *, cold: bool, parts: bool) -> None:
        if parts:
            self._snapshots.write_parts()
        self._snapshots.write({**content, **(serialise_cold() if cold else {})})


class DurableApplication:
    """MiniStack's ASGI application, which answers a change only when it is on disk."""

    def __init__(self, application: Application, commits: GroupCommit) -> None:
        self._application = application
        self._commits = commits
        self._background: asyncio.Task[None] | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one ASGI connection."""
        if scope["type"] == "lifespan":
            await self._application(scope, self._saving_at_the_end(receive), self._saving_from(send))
            return
        service = changed_service(scope) if scope["type"] == "http" else None
        if service is None:
            await self._application(scope, receive, send)
            return
        self._commits.noticed_change()
        await self._application(scope, receive, self._durable(send, TOUCHES.get(service)))

    def _durable(self, send: Send, services: frozenset[str] | None) -> Send:
        refused = False

        async def send_when_durable(message: Message) -> None:
            nonlocal refused
            if message["type"] == "http.response.start" and message["status"] < 400:  # noqa: PLR2004 - a refusal changes nothing
                try:
                    await self._commits.commit(services)
                except NotSavedError as error:
                    refused = True
                    logger.error("a change was not acknowledged: %s", error)  # noqa: TRY400 - said once is enough
                    body = json.dumps({"__type": "ServiceUnavailable", "message": "state not saved"}).encode()
                    await send({"type": "http.response.start", "status": 503, "headers": []})
                    await send({"type": "http.response.body", "body": body})
            if not refused:
                await send(message)

        return send_when_durable

    def _saving_at_the_end(self, receive: Receive) -> Receive:
        async def receive_and_save() -> Message:
            message = await receive()
            if message["type"] == "lifespan.shutdown":
                if self._background is not None:
                    self._background.cancel()
                await self._commits.commit(None)
            return message

        return receive_and_save

    def _saving_from(self, send: Send) -> Send:
        async def send_and_begin(message: Message) -> None:
            if message["type"] == "lifespan.startup.complete":
                self._background = asyncio.create_task(self._commits.save_in_background())
            await send(message)

        return send_and_begin


def changed_service(scope: Scope) -> str | None:
    """The service that a signed request may change, by its SigV4 scope; None for reads and for unsigned requests.

    A call of the REST API carries no AWS signature: what its Lambda changes arrives as signed requests of its own.
    """
    headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
    query = parse_qs(scope["query_string"].decode("latin-1"))
    credential = headers.get("authorization") or "Credential=" + query.get("X-Amz-Credential", [""])[0]
    signed = _SCOPE.search(credential)
    if signed is None:
        # A POST policy of S3 carries its signature in the form.
        return "s3" if headers.get("content-type", "").startswith("multipart/form-data") else None
    service = signed.group(1)
    if service == "cloudformation":
        return service  # its work goes on after the answer: a stack that is reported complete must be on disk
    operation = headers.get("x-amz-target", "").rpartition(".")[2]
    if (operation and _READS.match(operation)) or scope["method"] in {"GET", "HEAD", "OPTIONS"}:
        return None
    return service


def main() -> None:
    """Restore, wrap, serve."""
    temporary = Path(os.environ["TMPDIR"])
    temporary.mkdir(parents=True, exist_ok=True)
    lambda_code.install(temporary)
    snapshots = Snapshots(Path(os.environ["STATE_DIR"]))
    gc.disable()
    snapshots.restore()
    gc.freeze()  # else each full collection would look through all that was restored: half a second at 50,000 items
    gc.enable()
    server.save_all = _save_nothing  # the wrapper has already saved when MiniStack would
    server.app = DurableApplication(server.app, GroupCommit(snapshots))
    prompt_lambda.install()
    task_tokens.install()
    server.main()


def _save_nothing(services: object) -> None:
    del services


if __name__ == "__main__":
    main()
