"""Starts the worker: `python -m workers.main`, on a Ray node of its own or on the cluster that RAY_ADDRESS names."""

import logging
import os
import secrets
import signal
import sys
import threading
import time
from types import FrameType
from typing import Any

# Ray reads these when it is imported.
os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
# Ray would give way to every other process of the machine; an answer that waits is what the worker is for.
os.environ.setdefault("RAY_worker_niceness", "0")
# Its controller looks after four replicas here; ten times a second is for thousands.
os.environ.setdefault("RAY_SERVE_CONTROL_LOOP_INTERVAL_S", "0.3")
# A lost control store ends the node instead of leaving it half alive for a minute.
os.environ.setdefault("RAY_gcs_rpc_server_reconnect_timeout_s", "5")
if "RAY_ADDRESS" not in os.environ:
    # What makes Ray keep to loopback on Windows and macOS does so on Linux; otherwise it listens on every interface.
    os.environ["RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER"] = "0"
    # Only this node's own processes know the token; it is written nowhere.
    os.environ["RAY_AUTH_MODE"] = "token"
    os.environ["RAY_AUTH_TOKEN"] = secrets.token_hex(32)
    # Nobody reads Ray's metrics of this node, since the worker writes its own; collecting them took 4 % of a core.
    os.environ.setdefault("RAY_enable_metrics_collection", "0")
    os.environ.setdefault("REPORTER_UPDATE_INTERVAL_MS", "60000")

import ray
from ray import serve
from ray.exceptions import RayError

from chalicelib.observability import logger
from chalicelib.settings import settings as product_settings
from workers.deployments import are_up, deploy, running_replicas
from workers.intake_actor import IntakeActor
from workers.logs import LOG_STREAM
from workers.metrics import emit, worker_figures
from workers.preparation_actor import PreparationActor
from workers.processes import adopt_orphans, descendants, kill_descendants, lives
from workers.settings import WorkerSettings, from_environment

_WATCH_S = 4.0
_START_S = 0.1
_NODE_S = 0.5
_REPORT_S = 30.0
_ANSWER_S = 5.0
# Ray starts a lost actor or controller again in a few seconds; longer than this it will not.
_RECOVERY_S = 45.0
_VITAL = {"gcs_server", "raylet"}
_ENDING = threading.Lock()


def start_ray(settings: WorkerSettings) -> set[int]:
    """Joins a cluster or starts a node; returns the processes without which our own node is lost."""
    if address := os.environ.get("RAY_ADDRESS"):
        ray.init(address=address, namespace="candor", logging_level=logging.WARNING)
        return set()
    os.environ[LOG_STREAM] = f"/proc/{os.getpid()}/fd/1"
    adopt_orphans()
    ray.init(
        address="local",
        namespace="candor",
        include_dashboard=False,
        num_cpus=max(4, os.cpu_count() or 1),
        object_store_memory=settings.object_store_mb << 20,
        logging_level=logging.WARNING,
        log_to_driver=False,
        _node_ip_address="127.0.0.1",
    )
    return {pid for pid, name in descendants().items() if name in _VITAL}


class Supervisor:
    """Watches intake, preparation and Serve: waits for what Ray brings back, and gives up on what it cannot."""

    def __init__(self, settings: WorkerSettings) -> None:
        """Start the processes that take messages."""
        self._settings = settings
        self._drain_s = settings.drain_s + settings.poll_s + 5
        intake: Any = ray.remote(IntakeActor)
        self._intake = intake.options(num_cpus=0.1, max_restarts=-1, max_concurrency=8).remote(settings)
        preparation: Any = ray.remote(PreparationActor)
        self._preparation = [
            preparation.options(num_cpus=0.1, max_restarts=-1, max_concurrency=4).remote(settings)
            for _ in range(settings.preparation_workers)
        ]
        self._running: Any = None
        self._stop = threading.Event()

    def stop(self, _signal: int, _frame: FrameType | None) -> None:
        """Drain and end; a signal handler."""
        self._stop.set()

    def watch(self) -> int:
        """Exit status: 0 after a drain, 1 when the worker has to be started anew."""
        self._running = self._intake.run.remote()
        ready = False
        well = reported = time.monotonic()
        while not self._stop.wait(_WATCH_S if ready else _START_S):
            if self._is_well():
                well = time.monotonic()
                if not ready:
                    print("worker ready", flush=True)  # noqa: T201 - the launcher waits for this line
                ready = True
                if time.monotonic() - reported > _REPORT_S:
                    reported = time.monotonic()
                    self._report()
            elif time.monotonic() - well > _RECOVERY_S:
                logger.error("the worker does not recover")
                return 1
        return self._drained()

    def _is_well(self) -> bool:
        try:
            if ray.wait([self._running], timeout=0)[0]:
                # Ends only with an error, unless told to stop.
                try:
                    ray.get(self._running)
                finally:
                    self._running = self._intake.run.remote()
            alive = [actor.is_running.remote() for actor in (self._intake, *self._preparation)]
            if not all(ray.get(alive, timeout=_ANSWER_S)):
                return False
            return are_up(running_replicas(), self._settings)
        except (RayError, TimeoutError) as error:
            logger.warning("a part of the worker is away", extra={"error": type(error).__name__})
            return False

    def _report(self) -> None:
        """Write the metrics of the whole worker; a part that is away is missing once."""
        try:
            answer = ray.get(self._intake.report.remote(), timeout=_ANSWER_S)
            running = running_replicas()
        except (RayError, TimeoutError) as error:
            logger.warning("no metrics this time", extra={"error": type(error).__name__})
            return
        if answer is not None:
            depth, report = answer
            emit(worker_figures(depth, report, running))

    def _drained(self) -> int:
        try:
            ray.get(self._intake.stop.remote(), timeout=_ANSWER_S)
            ray.get([self._running, *(actor.stop.remote() for actor in self._preparation)], timeout=self._drain_s)
        except (RayError, TimeoutError):
            logger.exception("not drained; unfinished messages come again")
            return 1
        return 0


def _end_with(vital: set[int]) -> None:
    """End the worker as soon as one of these processes is gone, whatever its other threads wait for by then."""
    while all(map(lives, vital)):
        time.sleep(_NODE_S)
    _exit(1, "a process of the Ray node is gone")


def _exit(status: int, why: str = "") -> None:
    """End without leaving a process behind, even when Ray's own shutdown would hang."""
    if not _ENDING.acquire(blocking=False):
        # Another thread is at it; the node that it kills is no news.
        threading.Event().wait()
    if why:
        logger.error(why)
    if "RAY_ADDRESS" not in os.environ:
        # Serve and its replicas go with the node; asking each of them to stop takes longer and saves nothing.
        kill_descendants()
    sys.stdout.flush()
    os._exit(status)


def main() -> None:
    """Run until SIGTERM or until the node is broken."""
    settings = from_environment()
    signal.signal(signal.SIGTERM, lambda *_: _exit(0))
    started = time.monotonic()
    try:
        if vital := start_ray(settings):
            threading.Thread(target=_end_with, args=(vital,), daemon=True).start()
        ray_s = time.monotonic() - started
        # Its process starts while the stages load their models.
        supervisor = Supervisor(settings)
        serve.start(proxy_location="Disabled")
        deploy(settings, product_settings().analysis_queue_url)
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, supervisor.stop)
        logger.info("stages are up", extra={"ray_s": round(ray_s, 1), "all_s": round(time.monotonic() - started, 1)})
        status = supervisor.watch()
    except Exception:  # noqa: BLE001 - whatever it is, the launcher starts the worker again
        logger.exception("the worker cannot go on")
        status = 1
    _exit(status)


if __name__ == "__main__":
    main()
