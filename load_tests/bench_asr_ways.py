"""The three ways that the benchmark compares, all with the same weights, compute type, beam and number of threads."""

from collections.abc import Callable, Sequence

import ctranslate2
from faster_whisper import BatchedInferencePipeline, WhisperModel

from load_tests.bench_asr_answers import Answer
from workers.transcription.recognisers import find
from workers.transcription.weights import whisper_model

BEAM = 5
BATCH = 8

Way = Callable[[Sequence[Answer]], list[str]]
"""Takes all answers, returns a text for each."""


def ways(threads: int) -> dict[str, Way]:
    """The library file by file, the library's batches file by file, and this product's recogniser over all files."""
    gpu = ctranslate2.get_cuda_device_count() > 0
    model = WhisperModel(
        whisper_model(),
        device="cuda" if gpu else "cpu",
        compute_type="float16" if gpu else "int8",
        cpu_threads=threads,
    )
    batched = BatchedInferencePipeline(model)
    recogniser = find("faster_whisper")(threads=threads)

    def transcribe_vad(answers: Sequence[Answer]) -> list[str]:
        found = (model.transcribe(answer.samples, vad_filter=True, beam_size=BEAM)[0] for answer in answers)
        return ["".join(segment.text for segment in segments) for segments in found]

    def batched_per_file(answers: Sequence[Answer]) -> list[str]:
        found = (batched.transcribe(answer.samples, batch_size=BATCH, beam_size=BEAM)[0] for answer in answers)
        return ["".join(segment.text for segment in segments) for segments in found]

    def ours(answers: Sequence[Answer]) -> list[str]:
        return [transcript.text for transcript in recogniser.transcribe([answer.samples for answer in answers])]

    return {"transcribe_vad": transcribe_vad, "batched": batched_per_file, "ours": ours}
