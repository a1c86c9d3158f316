"""Packages the backend: one CloudFormation template and one zip, for AWS and for the embedded AWS of a laptop.

    python -m infra.package --out DIR [--local]

`chalice package` writes the functions and the REST API and merges `infra/template.yaml` in. Three things are done to
what it writes:

* The libraries of `requirements.txt` are put into the zip by uv, from wheels for Lambda's platform and with their
  hashes checked, once per content of that file. Chalice itself packages an application without requirements, so that
  it never calls pip. Byte code is compiled ahead: a zip cannot keep what a cold start compiles.
* A state machine's `DefinitionString: "@path"` becomes the content of that file. `DefinitionSubstitutions` stays.
* With `--local` every function's `Runtime` becomes `provided.al2023` and the zip gets an executable `bootstrap` that
  starts AWS's own runtime client for Python. That is the only difference between a laptop and AWS. It is there because
  MiniStack's own `python3.11` executor reports every exception as `Runtime.HandlerError`, so that a state machine's
  Retry and Catch by error name would never match on a laptop.

Everything is cached by the hash of its inputs: a second run with nothing changed takes some milliseconds.
"""

import argparse
import compileall
import hashlib
import json
import os
import py_compile
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

STAGE = "prod"
INPUTS = ("app.py", "chalicelib", ".chalice/config.json", "requirements.txt", "infra/template.yaml")
STATE_MACHINES = "infra/state_machines"
LAMBDA_PYTHON = "3.11"
# Lambda's python3.11 runs on Amazon Linux 2, whose glibc is 2.26.
LAMBDA_PLATFORM = "x86_64-manylinux2014"
UNUSED = ("pylopdf_fonts_zh_cn/NotoSerifSC-Regular.otf",)
"""Files of the libraries that nothing of ours reads; every cold start would unpack them."""
LOCAL_RUNTIME = "provided.al2023"
BOOTSTRAP = """#!/bin/sh
# What Lambda's own Python runtime does: run the runtime interface client on this function's handler.
cd "$LAMBDA_TASK_ROOT" && exec "$CANDOR_LAMBDA_PYTHON" -m awslambdaric "$_HANDLER"
"""
_FIXED_TIME = (2020, 1, 1, 0, 0, 0)


class PackagingError(Exception):
    """The backend cannot be packaged; the message is one sentence for the person who runs it."""


@dataclass(frozen=True)
class Package:
    """What was packaged."""

    template: Path
    archive: Path
    digest: str
    """Of all inputs: the same digest means the same template and zip."""


def package(project: Path, out: Path, *, local: bool, cache: Path) -> Package:
    """Package `project` into `out`, or find it there already. Raises `PackagingError`."""
    out = out.resolve()
    digest = _digest_of_inputs(project, local=local)
    result = Package(template=out / "template.yaml", archive=out / "deployment.zip", digest=digest)
    stamp = out / "digest"
    if stamp.exists() and stamp.read_text() == digest and result.template.exists() and result.archive.exists():
        return result
    out.mkdir(parents=True, exist_ok=True)
    stamp.unlink(missing_ok=True)
    libraries = _libraries(project / "requirements.txt", cache, bootstrap=BOOTSTRAP if local else "")
    written = _run_chalice(project, out / "chalice")
    template = yaml.safe_load((written / "sam.yaml").read_text())
    template = embed_state_machines(template, project)
    if local:
        template = with_local_runtime(template)
    result.template.write_text(yaml.safe_dump(template, sort_keys=True, width=120))
    _write_archive(result.archive, libraries, written)
    shutil.rmtree(written)
    stamp.write_text(digest)
    return result


def embed_state_machines(template: dict[str, Any], project: Path) -> dict[str, Any]:
    """The template with each `DefinitionString: "@path"` replaced by the content of the file, as compact JSON."""

    def embedded(properties: dict[str, Any]) -> dict[str, Any]:
        definition = properties.get("DefinitionString")
        if not (isinstance(definition, str) and definition.startswith("@")):
            return properties
        file = project / definition[1:]
        try:
            states = json.loads(file.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise PackagingError(f"The state machine {definition[1:]} cannot be read: {error}.") from error
        return {**properties, "DefinitionString": json.dumps(states, separators=(",", ":"), ensure_ascii=False)}

    return _with_properties(template, "AWS::StepFunctions::StateMachine", embedded)


def with_local_runtime(template: dict[str, Any]) -> dict[str, Any]:
    """The template with every function run by the `bootstrap` in its zip."""
    for kind in ("AWS::Serverless::Function", "AWS::Lambda::Function"):
        template = _with_properties(template, kind, lambda properties: {**properties, "Runtime": LOCAL_RUNTIME})
    return template


def _with_properties(
    template: dict[str, Any], kind: str, change: Callable[[dict[str, Any]], dict[str, Any]]
) -> dict[str, Any]:
    resources = {
        name: {**resource, "Properties": change(resource.get("Properties", {}))}
        if resource["Type"] == kind
        else resource
        for name, resource in template["Resources"].items()
    }
    return {**template, "Resources": resources}


def _digest_of_inputs(project: Path, *, local: bool) -> str:
    digest = hashlib.sha256(f"local={local}".encode())
    for file in _input_files(project):
        digest.update(f"\0{file.relative_to(project)}\0".encode())
        digest.update(hashlib.sha256(file.read_bytes()).digest())
    digest.update(Path(__file__).read_bytes())
    return digest.hexdigest()


def _input_files(project: Path) -> Iterator[Path]:
    for name in (*INPUTS, STATE_MACHINES):
        path = project / name
        if path.is_dir():
            yield from sorted(f for f in path.rglob("*") if f.is_file() and "__pycache__" not in f.parts)
        elif path.is_file():
            yield path
        elif name != STATE_MACHINES:
            raise PackagingError(f"{name} is missing in {project}.")


def _libraries(requirements: Path, cache: Path, *, bootstrap: str) -> Path:
    """A zip of the libraries that the functions import, made once per content of the requirements file.

    The bootstrap comes first, so that it is long closed when a runtime that has just unpacked the zip executes it.
    """
    key = hashlib.sha256(
        requirements.read_bytes() + "".join((LAMBDA_PLATFORM, bootstrap, *UNUSED)).encode()
    ).hexdigest()[:16]
    archive = cache / f"libraries-{key}.zip"
    if archive.exists():
        return archive
    target = cache / f"libraries-{key}"
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    command = [str(Path(sys.executable).parent / "uv"), "pip", "install", "--quiet", "--require-hashes", "--no-deps"]
    command += ["--only-binary", ":all:", "--python-version", LAMBDA_PYTHON, "--python-platform", LAMBDA_PLATFORM]
    command += ["--python", sys.executable, "--target", str(target), "-r", str(requirements)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise PackagingError(f"The libraries of {requirements.name} cannot be installed: {done.stderr.strip()}")
    shutil.rmtree(target / "bin", ignore_errors=True)
    for unused in (".lock", *UNUSED):  # uv leaves the lock
        (target / unused).unlink(missing_ok=True)
    _compile(target)
    partial = archive.with_suffix(".partial")
    with zipfile.ZipFile(partial, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as bundle:
        if bootstrap:
            _add(bundle, "bootstrap", bootstrap.encode(), mode=0o755)
        for file in sorted(f for f in target.rglob("*") if f.is_file()):
            _add(bundle, str(file.relative_to(target)), file.read_bytes())
    partial.rename(archive)
    shutil.rmtree(target)
    return archive


def _run_chalice(project: Path, workspace: Path) -> Path:
    """Run `chalice package` on a copy of the project that has no requirements; the folder it wrote."""
    shutil.rmtree(workspace, ignore_errors=True)
    copy = workspace / "project"
    (copy / ".chalice").mkdir(parents=True)
    shutil.copy(project / "app.py", copy)
    shutil.copy(project / ".chalice/config.json", copy / ".chalice")
    shutil.copy(project / "infra/template.yaml", workspace / "merge.yaml")
    shutil.copytree(project / "chalicelib", copy / "chalicelib", ignore=shutil.ignore_patterns("__pycache__"))
    (copy / "requirements.txt").touch()
    command = [sys.executable, "-c", "from chalice.cli import main; main()", "package", "--stage", STAGE]
    command += ["--merge-template", str(workspace / "merge.yaml"), "--template-format", "yaml", str(workspace)]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    # Chalice insists on a region although nothing it writes depends on it.
    environment["AWS_DEFAULT_REGION"] = "us-east-1"
    done = subprocess.run(command, cwd=copy, env=environment, capture_output=True, text=True, check=False)
    if done.returncode or not (workspace / "sam.yaml").exists():
        raise PackagingError(f"chalice package failed: {(done.stderr or done.stdout).strip()}")
    return workspace


def _write_archive(archive: Path, libraries: Path, written: Path) -> None:
    application = written / "application"
    with zipfile.ZipFile(written / "deployment.zip") as source:
        source.extractall(application)
    _compile(application)
    partial = archive.with_suffix(".partial")
    shutil.copy(libraries, partial)
    with zipfile.ZipFile(partial, "a", zipfile.ZIP_DEFLATED) as bundle:
        present = set(bundle.namelist())
        for file in sorted(f for f in application.rglob("*") if f.is_file()):
            name = str(file.relative_to(application))
            if name not in present:
                _add(bundle, name, file.read_bytes())
    partial.rename(archive)


def _compile(folder: Path) -> None:
    """Byte code beside the sources, which Lambda's Python takes without a look at their times."""
    compileall.compile_dir(
        folder,
        quiet=2,
        stripdir=str(folder),
        invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH,
    )


def _add(bundle: zipfile.ZipFile, name: str, content: bytes, *, mode: int = 0o644) -> None:
    """Add one file with a fixed time, so that equal inputs give an equal zip."""
    entry = zipfile.ZipInfo(name, date_time=_FIXED_TIME)
    entry.external_attr = (0o100000 | mode) << 16
    entry.compress_type = zipfile.ZIP_DEFLATED
    bundle.writestr(entry, content)


def main() -> int:
    """Package the project this file belongs to."""
    parser = argparse.ArgumentParser(prog="python -m infra.package", description="Package the backend.")
    parser.add_argument("--out", type=Path, required=True, help="folder for template.yaml and deployment.zip")
    parser.add_argument("--local", action="store_true", help="for the embedded AWS of a laptop")
    options = parser.parse_args()
    project = Path(__file__).resolve().parent.parent
    try:
        result = package(project, options.out, local=options.local, cache=project / ".local" / "package")
    except PackagingError as error:
        print(error, file=sys.stderr)
        return 1
    print(result.template)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
