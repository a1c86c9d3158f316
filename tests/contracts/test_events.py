"""The published schemas are those of the code, and the samples are what the code reads and writes."""

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from chalicelib.domain.media_key import parse_recording_key
from infra.event_schemas import FOLDER, MESSAGES, samples, schemas

SAMPLES = FOLDER.parent / "samples"


def test_the_committed_schemas_are_those_of_the_code() -> None:
    assert {file.name: file.read_text(encoding="utf-8") for file in FOLDER.iterdir()} == schemas()


@pytest.mark.parametrize("name", sorted(MESSAGES))
def test_each_message_has_a_sample_that_fits_its_schema_and_its_model(name: str) -> None:
    sample = json.loads((SAMPLES / f"{name}.json").read_text(encoding="utf-8"))
    Draft202012Validator(json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))).validate(sample)
    assert json.loads(MESSAGES[name].model_validate(sample).model_dump_json()) == sample


def test_the_samples_of_webhooks_are_those_of_the_catalogue() -> None:
    for name, text in samples().items():
        assert (SAMPLES / name).read_text(encoding="utf-8") == text


def test_a_field_that_is_added_later_does_not_break_who_checks_by_the_schema() -> None:
    sample = json.loads((SAMPLES / "webhook.interview.decided.v1.json").read_text(encoding="utf-8"))
    schema = json.loads((FOLDER / "webhook.interview.decided.v1.json").read_text(encoding="utf-8"))
    Draft202012Validator(schema).validate({**sample, "data": {**sample["data"], "new": 1}})


def test_the_stores_sample_names_a_recording() -> None:
    sample = json.loads((SAMPLES / "s3.object_created.json").read_text(encoding="utf-8"))
    assert parse_recording_key(sample["Records"][0]["s3"]["object"]["key"]) is not None


def test_every_sample_belongs_to_something() -> None:
    names = {Path(file.name).stem for file in SAMPLES.iterdir()}
    assert names == {*MESSAGES, "s3.object_created", "s3.test_event", "ses.bounce"}
