"""Thirty recordings in which nobody speaks: not one sentence is made up, and each is empty with its reason."""

import numpy as np
import pytest

from chalicelib.domain.transcript import Transcript
from tests.workers import no_speech
from workers.transcription import recognisers


@pytest.fixture(scope="module")
def transcripts() -> dict[str, Transcript]:
    recogniser = recognisers.find("faster_whisper")(threads=2)
    recordings = [no_speech.recording(name) for name in no_speech.NAMES]
    return dict(zip(no_speech.NAMES, recogniser.transcribe(recordings), strict=True))


def test_there_are_thirty_and_each_sounds_different() -> None:
    recordings = [no_speech.recording(name) for name in no_speech.NAMES]
    assert len({recording.tobytes() for recording in recordings}) == 30
    assert all(np.array_equal(no_speech.recording(name), no_speech.recording(name)) for name in ("drums", "rain"))


@pytest.mark.parametrize("name", no_speech.NAMES)
def test_nothing_is_made_up(transcripts: dict[str, Transcript], name: str) -> None:
    transcript = transcripts[name]
    assert not transcript.clauses
    assert not transcript.words
    quiet = name in {"digital silence", "silence of a microphone"}
    assert transcript.empty_reason == ("silence" if quiet else "no_speech")
