"""The worker's metrics are lines that CloudWatch reads."""

import json
from typing import Any

import numpy as np
import pytest

from workers.audio import SAMPLE_RATE
from workers.fair_batches import Batch
from workers.intake import IntakeReport
from workers.logs import LOG_STREAM, launcher_stream
from workers.metrics import Figures, batch_figures, emit, worker_figures
from workers.sqs import Depth


def written(figures: Figures, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    monkeypatch.delenv(LOG_STREAM, raising=False)
    launcher_stream.cache_clear()
    emit(figures)
    launcher_stream.cache_clear()
    (line,) = capsys.readouterr().out.splitlines()
    found: dict[str, Any] = json.loads(line)
    return found


def test_a_batch_tells_its_size_fill_wait_and_speed(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    pieces = [np.zeros(60 * SAMPLE_RATE, np.float32)] * 3
    batch = Batch(pieces, cost=180, waited_s=0.05)
    line = written(batch_figures(batch, most_audio_s=240, audio_s=180, took_s=9), capsys, monkeypatch)
    assert {
        name: line[name] for name in ("BatchAnswers", "BatchAudio", "BatchFill", "BatchWait", "TranscribeRtfx")
    } == {
        "BatchAnswers": [3],
        "BatchAudio": [180],
        "BatchFill": [75],
        "BatchWait": [50],
        "TranscribeRtfx": [20],
    }
    (described,) = line["_aws"]["CloudWatchMetrics"]
    assert described["Namespace"] == "Candor"
    assert {each["Name"] for each in described["Metrics"]} <= set(line)


def test_the_worker_tells_of_its_queue_what_it_holds_every_ending_and_its_replicas(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    report = IntakeReport(messages=4, media_bytes=1000, audio_s=960, ended={"recorded": 7, "refused": 1})
    running = {"decoder": 1, "transcriber": 0, "scorer": 2}
    line = written(worker_figures(Depth(visible=12, in_flight=4), report, running), capsys, monkeypatch)
    assert {name: value for name, value in line.items() if name not in {"_aws", "service"}} == {
        "AnalysisWaiting": [12],
        "AnalysisInFlight": [4],
        "HeldMessages": [4],
        "HeldMedia": [1000],
        "HeldAudio": [960],
        "AnswersRecorded": [7],
        "AnswersRefused": [1],
        "AnswersFailed": [0],
        "AnswersRetried": [0],
        "AnswersDropped": [0],
        "DecoderReplicas": [1],
        "TranscriberReplicas": [0],
        "ScorerReplicas": [2],
    }
