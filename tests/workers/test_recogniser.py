"""The recogniser on human speech, several recordings and both languages in one call."""

import json
import re
from pathlib import Path

import av
import numpy as np
import pytest

from workers.audio import SAMPLE_RATE
from workers.transcription import recognisers
from workers.transcription.features import frames_of
from workers.transcription.recognisers import Recogniser
from workers.transcription.recognisers.faster_whisper import FasterWhisper
from workers.transcription.windows import Window

AUDIO = Path(__file__).parents[3] / "shared" / "audio"
pytestmark = pytest.mark.skipif(not AUDIO.is_dir(), reason="needs the recordings of human speech")


@pytest.fixture(scope="module")
def recogniser() -> Recogniser:
    return recognisers.find("faster_whisper")(threads=2)


def recording(name: str) -> np.ndarray:
    with av.open(str(AUDIO / name)) as container:
        resampler = av.AudioResampler(format="flt", layout="mono", rate=16_000)
        frames = [out for frame in container.decode(audio=0) for out in resampler.resample(frame)]
        return np.concatenate([frame.to_ndarray().reshape(-1) for frame in [*frames, *resampler.resample(None)]])


def said(name: str) -> str:
    manifest = json.loads((AUDIO / "manifest.json").read_text())
    return str(next(entry["text"] for entry in manifest if entry["file"] == name))


def test_answers_of_both_languages_silence_and_noise_in_one_call(recogniser: Recogniser) -> None:
    english, mandarin = "en_jfk.flac", "zh_SSB00730374.flac"
    noise = np.random.default_rng(3).normal(0, 0.02, 5 * 16_000).astype(np.float32)
    recordings = [recording(english), np.zeros(32_000, np.float32), recording(mandarin), noise]
    first, silent, third, noisy = recogniser.transcribe(recordings)
    assert (first.language, third.language) == ("en", "zh")
    assert re.sub(r"\W", "", first.text).lower() == re.sub(r"\W", "", said(english)).lower()
    assert re.sub(r"\W", "", third.text) == said(mandarin)
    assert (silent.empty_reason, noisy.empty_reason) == ("silence", "no_speech")
    assert silent.clauses == noisy.clauses == ()


def test_clauses_lie_in_order_within_the_recording(recogniser: Recogniser) -> None:
    samples = recording("en_jfk.flac")
    (transcript,) = recogniser.transcribe([samples])
    assert transcript.duration_ms == 11_000
    starts = [clause.start_ms for clause in transcript.clauses]
    assert starts == sorted(starts)
    assert all(0 <= clause.start_ms < clause.end_ms <= 11_000 for clause in transcript.clauses)
    # "ask not" follows the long pause after "Americans".
    ask = next(word for word in transcript.words if word.text.lower().startswith("ask"))
    assert ask.start_ms == pytest.approx(3_300, abs=1_200)


def test_a_transcript_does_not_depend_on_its_company(recogniser: Recogniser) -> None:
    names = ["en_spk1_snt1.flac", "zh_SSB00570140.flac", "en_LJ001-0004.flac"]
    recordings = [recording(name) for name in names]
    alone = [recogniser.transcribe([samples])[0].text for samples in recordings]
    together = [transcript.text for transcript in recogniser.transcribe(recordings)]
    assert together == alone


def test_windows_read_the_same_in_a_mixed_batch_as_alone() -> None:
    recogniser = FasterWhisper(threads=2)
    names = ["en_spk1_snt1.flac", "zh_SSB00120415.flac", "en_spk1_snt3.flac", "zh_SSB00160485.flac"]
    recordings = [recording(name) for name in names]
    batch = [Window(index, 0, samples.size) for index, samples in enumerate(recordings)]
    assert len({frames_of(window) for window in batch}) == 1
    alone = [recogniser._read(recordings, [window])[0] for window in batch]
    for order in ([0, 1, 2, 3], [3, 2, 1, 0], [1, 0]):
        together = recogniser._read(recordings, [batch[index] for index in order])
        assert together == [alone[index] for index in order]


def test_a_word_keeps_its_time_and_probability_beside_a_longer_text() -> None:
    recogniser = FasterWhisper(threads=2)
    names = ["zh_aishell-BAC009S0724W0121.flac", "zh_SSB00050112.flac", "zh_SSB00180170.flac"]
    recordings = [recording(name) for name in names]
    batch = [Window(index, 0, samples.size) for index, samples in enumerate(recordings)]
    assert len({frames_of(window) for window in batch}) == 1
    alone = [recogniser._read(recordings, [window])[0] for window in batch]
    together = recogniser._read(recordings, batch)
    assert len({len(reading.text) for reading in together}) == 3
    assert [reading.words for reading in together] == [reading.words for reading in alone]


def test_words_begin_when_they_are_heard(recogniser: Recogniser) -> None:
    pieces, starts, at = [np.zeros(SAMPLE_RATE // 2, np.float32)], [], SAMPLE_RATE // 2
    for name in ("zh_SSB00570140.flac", "zh_SSB00730374.flac", "zh_SSB00380324.flac"):
        spoken = recording(name)
        onset = int(np.flatnonzero(np.abs(spoken) > 0.1 * np.abs(spoken).max())[0])
        starts.append((at + onset) * 1000 // SAMPLE_RATE)
        pieces += [spoken, np.zeros(SAMPLE_RATE, np.float32)]
        at += spoken.size + SAMPLE_RATE
    (transcript,) = recogniser.transcribe([np.concatenate(pieces)])
    heard = [word.start_ms for word in transcript.words]
    errors = [min(abs(start - each) for each in heard) for start in starts]
    assert np.median(errors) <= 100


def test_an_unknown_recogniser_is_an_error() -> None:
    assert "faster_whisper" in recognisers.keys()  # noqa: SIM118 - a function, not a dict
    with pytest.raises(KeyError):
        recognisers.find("no_such_recogniser")
