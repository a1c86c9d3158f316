"""What a plain loop of faster-whisper over files costs: `python load_tests/asr_baseline.py FILE…` prints JSON."""

import json
import os
import sys
import time
from pathlib import Path

from faster_whisper import WhisperModel, decode_audio

sys.path.insert(0, str(Path(__file__).parents[1]))

from workers.audio import SAMPLE_RATE
from workers.transcription.weights import whisper_model


def main() -> None:
    """Transcribe each file with voice activity filter and beam 5, the library's defaults, on all CPUs."""
    model = WhisperModel(whisper_model(), compute_type="int8", cpu_threads=os.cpu_count() or 1)
    audio_s = model_wall_s = 0.0
    texts = []
    for name in sys.argv[1:]:
        samples = decode_audio(name)
        started = time.perf_counter()
        segments, _ = model.transcribe(samples, vad_filter=True, beam_size=5)
        texts.append("".join(segment.text for segment in segments))
        model_wall_s += time.perf_counter() - started
        audio_s += samples.size / SAMPLE_RATE
    print(
        json.dumps({"audio_s": audio_s, "model_wall_s": model_wall_s, "rtfx": audio_s / model_wall_s, "texts": texts})
    )


if __name__ == "__main__":
    main()
