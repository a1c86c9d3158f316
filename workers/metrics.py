"""What the worker measures, in CloudWatch's embedded metric format, as the rest of the product does."""

import json
from collections.abc import Mapping
from typing import Any, get_args

from aws_lambda_powertools.metrics import EphemeralMetrics, MetricUnit

from workers.fair_batches import Batch
from workers.intake import Ending, IntakeReport
from workers.logs import launcher_stream
from workers.sqs import Depth

Figures = Mapping[str, tuple[MetricUnit, float]]


def emit(figures: Figures) -> None:
    """Write one line with these metrics."""
    metrics = EphemeralMetrics(namespace="Candor", service="candor-worker")
    for name, (unit, value) in figures.items():
        metrics.add_metric(name=name, unit=unit, value=value)
    print(json.dumps(metrics.serialize_metric_set()), file=launcher_stream(), flush=True)


def batch_figures(batch: Batch[Any], most_audio_s: float, audio_s: float, took_s: float) -> Figures:
    """One transcription batch: its size, how full it was, how long its longest piece waited, how fast it went."""
    return {
        "BatchAnswers": (MetricUnit.Count, len(batch.pieces)),
        "BatchAudio": (MetricUnit.Seconds, audio_s),
        "BatchFill": (MetricUnit.Percent, 100 * batch.cost / most_audio_s),
        "BatchWait": (MetricUnit.Milliseconds, batch.waited_s * 1000),
        # Audio seconds in one second.
        "TranscribeRtfx": (MetricUnit.NoUnit, audio_s / took_s),
    }


def worker_figures(depth: Depth, report: IntakeReport, replicas: Mapping[str, int]) -> Figures:
    """The queue, what the worker holds, how messages ended since the last time, and each stage's running replicas."""
    return {
        "AnalysisWaiting": (MetricUnit.Count, depth.visible),
        "AnalysisInFlight": (MetricUnit.Count, depth.in_flight),
        "HeldMessages": (MetricUnit.Count, report.messages),
        "HeldMedia": (MetricUnit.Bytes, report.media_bytes),
        "HeldAudio": (MetricUnit.Seconds, report.audio_s),
        **{f"Answers{ending.title()}": (MetricUnit.Count, report.ended.get(ending, 0)) for ending in get_args(Ending)},
        **{f"{stage.title()}Replicas": (MetricUnit.Count, count) for stage, count in replicas.items()},
    }
