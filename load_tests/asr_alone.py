"""What the worker's own recogniser costs without the system: `python -m load_tests.asr_alone FILE…` prints JSON."""

import json
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

from faster_whisper import decode_audio

from workers.audio import Samples, seconds
from workers.deployments import BATCHES_AT_ONCE
from workers.settings import from_environment
from workers.transcription.recognisers import find


def main() -> None:
    """Transcribe the files in batches as large as the worker's; decoding them is not counted."""
    settings = from_environment()
    recogniser = find(settings.recogniser)(threads=settings.worker_threads)
    recordings = [decode_audio(name) for name in sys.argv[1:]]
    started, used = time.perf_counter(), time.process_time()
    with ThreadPoolExecutor(BATCHES_AT_ONCE) as pool:
        list(pool.map(recogniser.transcribe, _batches(recordings, settings.batch_audio_s)))
    measured = {
        "audio_s": sum(map(seconds, recordings)),
        "transcriber_wall_s": time.perf_counter() - started,
        "transcriber_cpu_s": time.process_time() - used,
    }
    print(json.dumps(measured))


def _batches(recordings: list[Samples], most_s: float) -> Iterator[list[Samples]]:
    batch: list[Samples] = []
    for samples in recordings:
        if batch and sum(map(seconds, batch)) + seconds(samples) > most_s:
            yield batch
            batch = []
        batch.append(samples)
    if batch:
        yield batch


if __name__ == "__main__":
    main()
