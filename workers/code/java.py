"""Finds a Java development kit, and says how its compiler and its machine are run in the jail."""

import os
import shutil
import subprocess
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from workers.code.jail import Bounds

COMPILING: Final = Bounds(memory=3 << 30, cpu_s=15, wall_s=60, output=1_000_000, files=256)
"""Address space, which a Java machine reserves far more of than it uses; its heap is bounded by `_SMALL`."""
RUNNING: Final = Bounds(memory=3 << 30, cpu_s=5, wall_s=20, output=64_000, files=256)
_SMALL: Final = (
    "-Xmx192m", "-Xss8m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:-UsePerfData",
    "-XX:MaxMetaspaceSize=96m", "-XX:CompressedClassSpaceSize=64m", "-XX:ReservedCodeCacheSize=48m",
    "-XX:MaxDirectMemorySize=16m", "-XX:-UseContainerSupport", "-XX:ErrorFile=/dev/null",
    "-XX:-CreateCoredumpOnCrash", "-Dfile.encoding=UTF-8", "-Dstdout.encoding=UTF-8", "-Dstderr.encoding=UTF-8",
)  # fmt: skip
_LIBRARIES: Final = ("/lib", "/lib64", "/usr/lib", "/usr/lib64", "/etc/ld.so.cache")
_DEVICES: Final = ("/dev/null", "/dev/urandom", "/dev/random")
_VERSION_S: Final = 30


@dataclass(frozen=True, slots=True)
class Kit:
    """A development kit: where it is, its version, and what its programs have to read."""

    home: Path
    version: str
    readable: tuple[str, ...]

    def compiling(self, folder: Path) -> dict[str, Any]:
        """The request that compiles `Main.java` in `folder`."""
        flags = (*(f"-J{flag}" for flag in _SMALL), "-proc:none", "-encoding", "UTF-8", "-nowarn", "-d", ".")
        return self._request("javac", (*flags, "Main.java"), folder, writable=(str(folder),))

    def running(self, folder: Path) -> dict[str, Any]:
        """The request that runs the class `Main` of `folder`."""
        return self._request("java", (*_SMALL, "-cp", ".", "Main"), folder)

    def _request(
        self, program: str, arguments: tuple[str, ...], folder: Path, writable: tuple[str, ...] = ()
    ) -> dict[str, Any]:
        return {
            "command": [str(self.home / "bin" / program), *arguments],
            "environment": {"LC_ALL": "C.UTF-8"},
            "folder": str(folder),
            "readable": [*self.readable, str(folder)],
            "writable": list(writable),
        }


@cache
def find_kit() -> Kit | None:
    """The kit whose `javac` is on the worker's PATH, if there is one."""
    compiler = shutil.which("javac")
    if compiler is None:
        return None
    home = Path(compiler).resolve().parents[1]
    try:
        told = subprocess.run(
            [home / "bin" / "javac", "-version"], capture_output=True, text=True, timeout=_VERSION_S, check=True, env={}
        )
    except (OSError, subprocess.SubprocessError):
        return None
    needed = {*_LIBRARIES, *_DEVICES, str(home), *_linked_out_of(home)}
    readable = tuple(sorted(path for path in needed if Path(path).exists()))
    return Kit(home, (told.stdout or told.stderr).strip().replace("javac", "java"), readable)


def _linked_out_of(home: Path) -> set[str]:
    """Distributions keep a kit's settings below `/etc`, and link to each of them."""
    found = set()
    for folder, folders, files in os.walk(home):
        for link in (Path(folder, name) for name in (*folders, *files)):
            if link.is_symlink() and (target := link.resolve()).is_relative_to("/etc"):
                found.add(str(target))
    return found
