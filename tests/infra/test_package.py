import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from infra.package import LOCAL_RUNTIME, PackagingError, embed_state_machines, package, with_local_runtime

TEMPLATE = """
Resources:
  Machine:
    Type: AWS::StepFunctions::StateMachine
    Properties:
      DefinitionString: "@infra/state_machines/one.asl.json"
      DefinitionSubstitutions: {Name: value}
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A Chalice application with one Lambda and no libraries."""
    root = tmp_path / "project"
    for folder in ("chalicelib", ".chalice", "infra/state_machines"):
        (root / folder).mkdir(parents=True)
    (root / "app.py").write_text(
        "from chalice import Chalice\n"
        "app = Chalice(app_name='tiny')\n\n\n"
        "@app.lambda_function()\n"
        "def work(event, context):\n    return 1\n"
    )
    (root / "chalicelib/__init__.py").touch()
    (root / "requirements.txt").touch()
    config = {"version": "2.0", "app_name": "tiny", "manage_iam_role": False, "iam_role_arn": "arn:aws:iam::1:role/r"}
    (root / ".chalice/config.json").write_text(json.dumps(config))
    (root / "infra/template.yaml").write_text(TEMPLATE)
    (root / "infra/state_machines/one.asl.json").write_text('{ "StartAt": "${Name}" }')
    return root


def test_a_state_machine_is_embedded_and_its_substitutions_stay(project: Path) -> None:
    machine = {"DefinitionString": "@infra/state_machines/one.asl.json", "DefinitionSubstitutions": {"Name": "value"}}
    template = {"Resources": {"Machine": {"Type": "AWS::StepFunctions::StateMachine", "Properties": machine}}}

    embedded = embed_state_machines(template, project)["Resources"]["Machine"]["Properties"]

    assert embedded == {"DefinitionString": '{"StartAt":"${Name}"}', "DefinitionSubstitutions": {"Name": "value"}}


def test_a_missing_state_machine_is_told_in_one_sentence(project: Path) -> None:
    properties = {"DefinitionString": "@infra/state_machines/two.asl.json"}
    template = {"Resources": {"M": {"Type": "AWS::StepFunctions::StateMachine", "Properties": properties}}}
    with pytest.raises(PackagingError, match=r"two\.asl\.json cannot be read"):
        embed_state_machines(template, project)


def test_only_functions_get_the_local_runtime() -> None:
    template: dict[str, Any] = {
        "Resources": {
            "F": {"Type": "AWS::Serverless::Function", "Properties": {"Runtime": "python3.11", "Timeout": 3}},
            "T": {"Type": "AWS::DynamoDB::Table", "Properties": {}},
        }
    }
    local = with_local_runtime(template)["Resources"]
    assert local["F"]["Properties"] == {"Runtime": LOCAL_RUNTIME, "Timeout": 3}
    assert local["T"] == template["Resources"]["T"]
    assert template["Resources"]["F"]["Properties"]["Runtime"] == "python3.11"


def test_a_local_package_differs_by_runtime_and_bootstrap_only(project: Path, tmp_path: Path) -> None:
    aws = package(project, tmp_path / "aws", local=False, cache=tmp_path / "cache")
    local = package(project, tmp_path / "local", local=True, cache=tmp_path / "cache")

    with zipfile.ZipFile(aws.archive) as there, zipfile.ZipFile(local.archive) as here:
        assert set(here.namelist()) - set(there.namelist()) == {"bootstrap"}
        # First in the zip, and executable: see `_libraries`.
        assert here.infolist()[0].filename == "bootstrap"
        assert here.infolist()[0].external_attr >> 16 & 0o111 == 0o111
        assert {"app.py", "chalicelib/__init__.py"} <= set(there.namelist())
        # A cold start cannot keep what it compiles, so the byte code comes along.
        assert "chalicelib/__pycache__/__init__.cpython-311.pyc" in there.namelist()
    assert local.template.read_text().replace(LOCAL_RUNTIME, "python3.11") == aws.template.read_text()


def test_nothing_is_packaged_again_until_an_input_changes(project: Path, tmp_path: Path) -> None:
    def packaged() -> tuple[str, int]:
        result = package(project, tmp_path / "out", local=True, cache=tmp_path / "cache")
        return result.digest, result.archive.stat().st_mtime_ns

    first = packaged()
    assert packaged() == first
    (project / "chalicelib/new.py").write_text("x = 1\n")
    assert packaged()[0] != first[0]


def test_a_broken_application_is_told_in_chalices_words(project: Path, tmp_path: Path) -> None:
    (project / "app.py").write_text("import nowhere_to_be_found\n")
    with pytest.raises(PackagingError, match="nowhere_to_be_found"):
        package(project, tmp_path / "out", local=True, cache=tmp_path / "cache")
