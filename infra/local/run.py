"""`make run`: brings up the whole product on one machine, shows one interview end to end, and stays up.

    python -m infra.local.run [--once] [--no-demo]
    python -m infra.local.run --stop

It starts MiniStack, packages the backend, deploys it through CloudFormation, starts the edge and a worker, and writes
`.local/run.json`. All state lies below `.local`; a second run finds it there and is up in seconds.
"""

import argparse
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from types import FrameType

from infra.local import credentials, ports, processes, run_file
from infra.local.context import STACK_NAME, Context
from infra.local.deploy import DeploymentError, deploy
from infra.local.supervisor import Supervisor
from infra.package import PackagingError, package

PROJECT = Path(__file__).resolve().parents[2]
MINISTACK_SECONDS = 60
API_SECONDS = 90
WORKER_SECONDS = 300
WORKER_READY = b"worker ready"


class StackError(Exception):
    """The stack cannot come up; the message is one sentence for the person who runs it."""


class Stopped(BaseException):
    """A signal asked for the end."""


class Launcher:
    """One run of the local stack."""

    def __init__(self, project: Path) -> None:
        self._project = project
        self._home = project / ".local"
        self._began = time.monotonic()
        self._context: Context | None = None
        self._writing = threading.Lock()
        self._started = False
        self._supervisor = Supervisor(self._home, say=self._say, on_change=self._write_run_file)

    def up(self) -> Context:
        """Bring everything up. Raises `StackError`, `PortError`, `PackagingError` or `DeploymentError`."""
        edge_port, aws_port = ports.EDGE.number(), ports.AWS.number()
        if run_file.end_earlier_run(self._home):
            self._say("Ended what an earlier run had left.")
        ports.check_free(ports.EDGE, ports.AWS, ports.RECEIVER, ports.VENDORS)
        api, endpoint = f"http://127.0.0.1:{edge_port}", f"http://127.0.0.1:{aws_port}"
        admin = credentials.admin_environment(self._home, endpoint)
        self._started = True
        with self._step("MiniStack, the embedded AWS"):
            self._supervisor.start(processes.ministack(self._project, self._home, aws_port, admin))
            self._wait("ministack", processes.answers(f"{endpoint}/_ministack/ready"), MINISTACK_SECONDS)
        with self._step("Packaging"):
            built = self._home / "package"
            packaged = package(self._project, built / "local", local=True, cache=built)
        with self._step("Deploying through CloudFormation"):
            # Only here may a webhook go to loopback, where the demo receives it.
            parameters = {"PublicUrl": api, "LoopbackWebhooks": "true", "StallSeconds": "120"}
            outputs = deploy(credentials.session(admin), endpoint, STACK_NAME, packaged, parameters)
            worker = credentials.worker_environment(self._home, admin, outputs["WorkerRoleArn"])
            worker |= processes.worker_settings(outputs, api)
        self._supervisor.start(processes.edge(self._project, edge_port, endpoint, outputs))
        self._supervisor.start(processes.vendors(self._project, ports.VENDORS.number(), endpoint))
        self._supervisor.start(processes.worker(self._project, worker))
        with self._step("The API"):
            self._wait("edge", processes.answers(f"{api}/v1/openapi.json", seconds=30), API_SECONDS)
        with self._step("The worker with its models"):
            log = self._supervisor.log("worker")
            self._wait("worker", lambda: WORKER_READY in log.read_bytes(), WORKER_SECONDS)
        context = Context(
            project=self._project,
            home=self._home,
            api=api,
            aws_endpoint=endpoint,
            outputs=outputs,
            receiver_port=ports.RECEIVER.number(),
            worker_environment=worker,
            admin_environment=admin,
            vendors=f"http://127.0.0.1:{ports.VENDORS.number()}",
        )
        with self._step("The demo tenant"):
            from infra.local.demo.tenant import ensure_demo_tenant  # noqa: PLC0415 - imports the product

            context = replace(context, api_key=ensure_demo_tenant(context))
            from infra.local.demo.channels import ensure_channels  # noqa: PLC0415 - as above

            ensure_channels(context)
        self._context = context
        self._write_run_file()
        return context

    def demo(self, context: Context) -> int:
        """Show one interview end to end; 0 when all of it happened."""
        from infra.local.demo.main import run_demo  # noqa: PLC0415 - as above

        return run_demo(context)

    def stay_up(self) -> int:
        """Return when a process cannot be kept running; a signal ends it by raising `Stopped`."""
        self._say(f"Up: {self._context.api if self._context else ''}/v1  (Ctrl-C stops it)")
        self._say(f"Messages that would have been sent: {self._context.vendors if self._context else ''}/")
        while not self._supervisor.gave_up.wait(0.5):
            pass
        return 1

    def down(self) -> None:
        """Stop everything."""
        if not self._started:
            return
        began = time.monotonic()
        self._supervisor.stop()
        run_file.remove(self._home)
        self._say(f"Stopped in {time.monotonic() - began:.1f} s.")

    def _wait(self, name: str, condition: Callable[[], bool], limit_seconds: float) -> None:
        if not self._supervisor.wait_until(name, condition, limit_seconds):
            raise StackError(f"{name} did not become ready; the reason is in {self._supervisor.log(name)}.")

    def _write_run_file(self) -> None:
        with self._writing:
            if self._context is None:
                return
            launcher = run_file.this_launcher()
            content = {
                "api": self._context.api,
                "openapi": f"{self._context.api}/v1/openapi.json",
                "api_key": self._context.api_key,
                "aws_endpoint": self._context.aws_endpoint,
                "vendors": self._context.vendors,
                "pids": {"launcher": launcher["pid"], **self._supervisor.pids()},
                "launcher": launcher,
            }
            run_file.write(self._home, content)

    @contextmanager
    def _step(self, what: str) -> Iterator[None]:
        began = time.monotonic()
        print(f"[{began - self._began:6.1f} s] {what} ...", end="", flush=True)
        try:
            yield
        except BaseException:
            print(" failed", flush=True)
            raise
        print(f" {time.monotonic() - began:.1f} s", flush=True)

    def _say(self, sentence: str) -> None:
        print(f"[{time.monotonic() - self._began:6.1f} s] {sentence}", flush=True)


def main() -> int:
    """Run the stack; 0 when all went well, 2 when a port is taken, 1 otherwise."""
    parser = argparse.ArgumentParser(prog="python -m infra.local.run", description="Run the whole product locally.")
    parser.add_argument("--once", action="store_true", help="stop after the demo and exit with its result")
    parser.add_argument("--no-demo", action="store_true", help="only bring the stack up")
    parser.add_argument("--stop", action="store_true", help="stop a stack that runs, and do nothing else")
    options = parser.parse_args()
    if options.stop:
        found = run_file.end_earlier_run(PROJECT / ".local")
        print("Stopped the running stack." if found else "No stack is running.")
        return 0
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _stop)
    launcher = Launcher(PROJECT)
    try:
        context = launcher.up()
        result = 0 if options.no_demo else launcher.demo(context)
        return result if options.once else launcher.stay_up()
    except Stopped:
        print()
        return 0
    except ports.PortError as error:
        print(error, file=sys.stderr)
        return 2
    except (StackError, PackagingError, DeploymentError) as error:
        print(error, file=sys.stderr)
        return 1
    finally:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)  # stopping takes some seconds and must not be cut short
        launcher.down()


def _stop(_number: int, _frame: FrameType | None) -> None:
    raise Stopped


if __name__ == "__main__":
    raise SystemExit(main())
