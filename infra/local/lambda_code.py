"""Keeps MiniStack from working over the functions' zip again and again; in AWS nobody waits for either.

* It unpacks a zip anew after each of its own starts. Here what has been unpacked whole is used again.
* It computes a zip's SHA-256 at every start of a function's environment, and of every function whenever it saves
  its state. Here each zip's is computed once.

The names are private to MiniStack, whose version is pinned.
"""

import hashlib
import shutil
from collections.abc import Callable
from functools import partial
from pathlib import Path

from ministack.services import lambda_svc

_MOST = 256
_digests: dict[int, tuple[bytes, str]] = {}


def install(temporary: Path) -> None:
    """Let MiniStack use it; call before the server starts. `temporary` is the server's own folder, which is tidied."""
    _keep_unpacked(temporary)
    lambda_svc._provided_runtime_code_dir = partial(_unpacked, lambda_svc._provided_runtime_code_dir)
    lambda_svc._write_code_blob = partial(_written, lambda_svc._write_code_blob)


def digest(code_zip: bytes) -> str:
    """SHA-256 in hexadecimal, computed once for each object, which is held so that its id stays its own."""
    found = _digests.get(id(code_zip))
    if found is None:
        if len(_digests) >= _MOST:  # those of deployments long gone
            _digests.clear()
        found = _digests[id(code_zip)] = code_zip, hashlib.sha256(code_zip).hexdigest()
    return found[1]


def _unpacked(unpack: Callable[[bytes], str], code_zip: bytes) -> str:
    known = lambda_svc._provided_code_dirs.get(digest(code_zip))
    if known and Path(known).is_dir():
        return str(known)
    folder = unpack(code_zip)
    Path(f"{folder}.whole").touch()
    return folder


def _written(write: Callable[[bytes], str], code_zip: bytes) -> str:
    known = digest(code_zip)
    return known if Path(lambda_svc.CODE_BLOB_DIR, f"{known}.zip").exists() else write(code_zip)


def _keep_unpacked(temporary: Path) -> None:
    """Keep the folder of the newest zip, named by its hash, where a mark beside it tells that it is whole.

    All functions share one zip; everything else in the temporary folder goes.
    """
    cache = Path(lambda_svc._PROVIDED_CODE_CACHE)
    marks = sorted(cache.glob("*.whole"), key=lambda mark: mark.stat().st_mtime)
    newest = marks[-1].with_suffix("") if marks else None
    for entry in (*temporary.iterdir(), *(cache.iterdir() if cache.is_dir() else ())):
        if entry.with_suffix("") in {cache, newest}:
            continue
        if entry.is_dir():
            shutil.rmtree(entry, ignore_errors=True)
        else:
            entry.unlink()
    if newest is not None and newest.is_dir():
        lambda_svc._provided_code_dirs[newest.name] = str(newest)
