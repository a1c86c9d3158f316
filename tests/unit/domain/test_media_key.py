"""Keys of recordings."""

import pytest

from chalicelib.domain.media_key import RecordingKey, parse_recording_key


def test_a_recording_key_survives_being_written_down() -> None:
    key = RecordingKey("acme", "int1", "q1", "up1")
    assert parse_recording_key(str(key)) == key


@pytest.mark.parametrize(
    "key",
    ["", "t/acme/media/int1/q1/up1", "t/acme/media/int1/q1/../up1.recording", "t/acme/media/int1/q1/%2e%2e.recording",
     "t/acme/media/int1/q1/up1.recording\0",
     "x/acme/media/int1/q1/up1.recording", "/t/acme/media/int1/q1/up1.recording",
     "t/acme/results/int1/q1/up1.recording", "t/acme/media/int1/q1/up1.recording/x", "t/" + "a" * 1021 + ".recording"],
)  # fmt: skip
def test_any_other_key_is_none(key: str) -> None:
    assert parse_recording_key(key) is None
