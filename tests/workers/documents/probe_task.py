"""A task for the sandbox that tries to reach what it must not."""

import json
import os
import socket
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any


def warm_up() -> None:
    socket.getaddrinfo("127.0.0.1", 80)


def run(request: dict[str, Any], source: int, output: int) -> dict[str, Any]:
    os.read(source, 1)
    got = {}
    attempts: dict[str, Callable[[], object]] = {
        "connection": lambda: socket.create_connection((request["host"], request["port"]), timeout=2),
        "raw socket": lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM),
        "password file": lambda: Path("/etc/passwd").read_text(encoding="utf-8"),
        "listing": lambda: list(Path("/etc").iterdir()),
        "own file": lambda: Path(__file__).read_text(encoding="utf-8"),
        "new file": lambda: Path("/left-behind").write_text("x", encoding="utf-8"),
        "program": lambda: subprocess.run(["/bin/true"], check=True),
        "secret": lambda: os.environ["AWS_SECRET_ACCESS_KEY"],
    }
    for name, attempt in attempts.items():
        try:
            attempt()
            got[name] = "reached"
        except (OSError, KeyError) as error:
            got[name] = type(error).__name__
    os.write(output, json.dumps(got).encode())
    return {}
