from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[2]
COMPILED = ["requirements.txt", *(f"{folder}/requirements.txt" for folder in ("tests", "workers", "infra/local"))]
COMPILED += ["tests/worker-requirements.txt", "infra/local/lambda-requirements.txt"]


@pytest.mark.parametrize("name", COMPILED)
def test_every_requirement_is_pinned_by_hash_and_names_no_registry(name: str) -> None:
    text = (PROJECT / name).read_text()
    assert "://" not in text
    requirements = [line for line in text.splitlines() if line and line[0].isalpha()]
    assert requirements
    for requirement in requirements:
        assert "==" in requirement
        assert requirement.endswith("\\"), f"{requirement} has no hash"
