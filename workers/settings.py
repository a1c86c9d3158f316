"""Sizes of the worker, read from the environment once."""

import os
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class WorkerSettings:
    """Each field is the environment variable of the same name in capitals; the defaults suit a small machine."""

    worker_threads: int = 0
    """CPU threads of each transcriber; 0 is one for each CPU."""
    recogniser: str = "faster_whisper"
    """File in `transcription/recognisers` that transcribes."""
    recogniser_en: str = ""
    """Another one for English interviews."""
    recogniser_zh: str = ""
    """Another one for Chinese interviews."""
    in_flight: int = 16
    """Messages held at once: enough for two batches, little enough to hand back quickly."""
    rescoring_in_flight: int = 4
    """Messages held beside them of answers that are scored again, while no other answer waits."""
    batch_audio_s: int = 240
    """Audio seconds in one transcription batch; a longer answer goes alone."""
    batch_wait_s: float = 0.05
    """How long a batch that is not full waits for more."""
    decoder_replicas: int = 1
    transcriber_replicas: int = 1
    """How many transcribers there are; the fewest, 0 too, when they follow the queue."""
    transcriber_most_replicas: int = 0
    """The most transcribers when they follow the queue's depth; 0 keeps to `transcriber_replicas`."""
    answers_per_transcriber: int = 32
    """How many answers, waiting or in progress, another transcriber is worth."""
    transcriber_idle_s: float = 120
    """How long the queue calls for fewer transcribers before there are fewer."""
    transcriber_gpus: float = 0
    scorer_replicas: int = 1
    preparation_workers: int = 1
    """Processes that read CVs, propose and match."""
    max_answer_s: int = 900
    """Longest recording in decoded seconds."""
    max_media_bytes: int = 500_000_000
    max_held_bytes: int = 1_000_000_000
    """Bytes of recordings held at once."""
    max_held_audio_s: int = 2400
    """Decoded seconds held at once, at 64 kB each; a recording counts as the longest until it is decoded."""
    code_runs: int = 1
    """Code answers that are run at the same time, each by one process at a time; tenants take turns."""
    visibility_s: int = 30
    """Time after which a message of a lost worker comes back; extended while work goes on."""
    poll_s: int = 5
    """Long poll; also the longest wait of a graceful stop for messages on their way."""
    drain_s: int = 60
    """Time that answers in progress get to finish on SIGTERM."""
    object_store_mb: int = 256


def from_environment() -> WorkerSettings:
    """The settings of this process."""
    defaults = WorkerSettings()
    known = {name: getattr(defaults, name) for name in WorkerSettings.__dataclass_fields__}
    given = {
        name: type(default)(os.environ[name.upper()]) for name, default in known.items() if name.upper() in os.environ
    }
    return WorkerSettings(**{**known, **given})
