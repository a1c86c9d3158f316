"""What holds for every recogniser, whatever the model: one test for all of them, and one that no file is left out."""

from pathlib import Path
from typing import get_args

import numpy as np
import pytest
from faster_whisper import decode_audio

from chalicelib.domain.language import Language
from chalicelib.domain.transcript import Transcript
from tests.workers.sense_voice_model import write_model
from workers.audio import SAMPLE_RATE, Samples, milliseconds
from workers.settings import WorkerSettings
from workers.transcription import recognisers
from workers.transcription.choice import Recognisers
from workers.transcription.recognisers import Recogniser
from workers.transcription.recognisers.faster_whisper import FasterWhisper
from workers.transcription.recognisers.sense_voice import MODEL_VARIABLE, SenseVoice

INTERVIEWS = Path(__file__).parents[2] / "infra" / "local" / "demo" / "interviews" / "audio"
SILENCE = np.zeros(3 * SAMPLE_RATE, np.float32)


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_model(tmp_path_factory.mktemp("models") / "loudness")


@pytest.fixture(scope="module", params=recognisers.keys())
def recogniser(request: pytest.FixtureRequest, model: Path) -> Recogniser:
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv(MODEL_VARIABLE, str(model))
        return recognisers.find(request.param)(threads=2)


@pytest.fixture(scope="module")
def answers() -> list[Samples]:
    """Ten seconds of an English and of a Chinese answer, silence, and noise that nobody speaks in."""
    spoken = []
    for language in ("en", "zh"):
        file = min(INTERVIEWS.glob(f"{language}-good*"))
        spoken.append(decode_audio(str(file))[: 10 * SAMPLE_RATE])
    noise = np.random.default_rng(5).normal(0, 0.01, 4 * SAMPLE_RATE).astype(np.float32)
    return [spoken[0], SILENCE, spoken[1], noise]


@pytest.fixture(scope="module")
def transcripts(recogniser: Recogniser, answers: list[Samples]) -> list[Transcript]:
    return recogniser.transcribe(answers)


def test_there_is_one_transcript_for_each_recording(
    recogniser: Recogniser, transcripts: list[Transcript], answers: list[Samples]
) -> None:
    assert recogniser.transcribe([]) == []
    assert [each.duration_ms for each in transcripts] == [milliseconds(samples.size) for samples in answers]
    assert all(transcripts[at].clauses for at in (0, 2))
    assert [transcripts[at].empty_reason for at in (1, 3)] == ["silence", "no_speech"]
    assert all(each.recogniser for each in transcripts)


def test_words_and_clauses_lie_in_order_within_the_recording(transcripts: list[Transcript]) -> None:
    for transcript in transcripts:
        assert bool(transcript.empty_reason) != bool(transcript.clauses)
        for spans in (transcript.words, transcript.clauses):
            assert [span.start_ms for span in spans] == sorted(span.start_ms for span in spans)
            assert all(0 <= span.start_ms <= span.end_ms <= transcript.duration_ms for span in spans)
        said = "".join(clause.text for clause in transcript.clauses)
        assert all(word.text in said for word in transcript.words)


def test_company_changes_nothing(recogniser: Recogniser, transcripts: list[Transcript], answers: list[Samples]) -> None:
    assert recogniser.transcribe([answers[2]]) == [transcripts[2]]
    assert recogniser.transcribe(answers[::-1])[::-1] == transcripts


def test_sense_voice_tells_when_and_in_which_language_but_not_how_surely(model: Path, answers: list[Samples]) -> None:
    (transcript,) = SenseVoice(threads=1, model=str(model)).transcribe([answers[0]])
    assert {word.text.strip(",，") for word in transcript.words} <= {"hello", "好"}
    assert {clause.language for clause in transcript.clauses} <= {"en", "zh"}
    assert {word.probability for word in transcript.words} == {None}
    assert not any(word.doubtful for word in transcript.words)


@pytest.mark.parametrize("missing", ["tokens.txt", "model.onnx"])
def test_sense_voice_without_its_files_says_which_are_needed(tmp_path: Path, missing: str) -> None:
    folder = write_model(tmp_path / "model")
    (folder / missing).unlink()
    with pytest.raises(FileNotFoundError, match=f"{MODEL_VARIABLE} must name a folder with tokens.txt and"):
        SenseVoice(model=str(folder))


def test_the_tenants_choice_goes_before_the_languages_and_what_cannot_be_loaded_is_stood_in_for(
    model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(MODEL_VARIABLE, str(model))
    choice = Recognisers(WorkerSettings(recogniser_zh="sense_voice", worker_threads=1))
    assert isinstance(choice.of(None, "en"), FasterWhisper)
    assert isinstance(choice.of(None, "zh"), SenseVoice)
    assert choice.of("faster_whisper", "zh") is choice.of(None, "en")
    for language in get_args(Language):
        assert choice.of("no_such_recogniser", language) is choice.of(None, language)
    monkeypatch.delenv(MODEL_VARIABLE)
    assert isinstance(Recognisers(WorkerSettings(worker_threads=1)).of("sense_voice", "zh"), FasterWhisper)
