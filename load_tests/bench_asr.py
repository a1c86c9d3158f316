"""The recogniser beside faster-whisper's own ways, on the same answers, with the same model, in one run.

    make bench-asr [AUDIO=folder] [MIXED=200] [ROUNDS=3]

Three ways take all answers in turn, in an order that changes from round to round: `WhisperModel.transcribe` with VAD
file by file, `BatchedInferencePipeline` file by file, and this product's recogniser over all of them. Weights, compute
type, beam and number of threads are the same. AUDIO names a folder with a manifest.json, whose clips are joined to
answers of 30 s to 3 min; without it the project's folder of human speech is taken where it exists, and the bundled
synthetic interviews. The last line is JSON:

ratio_vs_transcribe_vad, ratio_vs_batched   their wall time over ours, median of the rounds: above 1 we are faster
wer, cer                    errors in percent over all sets, of English words and of Mandarin characters
wer_best_other, cer_best_other              the better of the two other ways
sets                        the same for each set and way, as [errors, words or characters, percent]
word_start_error_ms_median  of words whose times are known to the frame; None where no such answer was taken
roofline                    what each stage costs, and how far the whole is from their sum
mixed                       with MIXED=N: readings in N mixed batches that differ from the same alone
"""

import argparse
import json
import os
import platform
import statistics
import sys
import time
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any, get_args

from load_tests.bench_asr_answers import HUMAN, Answer, Half, bundled_answers, joined_clips
from load_tests.bench_asr_mixed import mixed_batches
from load_tests.bench_asr_roofline import roofline
from load_tests.bench_asr_score import Errors, errors
from load_tests.bench_asr_ways import BEAM, ways
from load_tests.bench_asr_word_times import word_start_errors
from workers.transcription.recognisers import find
from workers.transcription.weights import whisper_model

Texts = dict[str, list[str]]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--audio", type=Path, help="a folder with a manifest.json")
    parser.add_argument("--half", choices=get_args(Half), default="all", help="only clips of one half, by their hash")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--threads", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--mixed", type=int, default=0, help="how many mixed batches to compare with windows alone")
    options = parser.parse_args()
    answers = _answers(options.audio, options.half)
    _say(f"{len(answers)} answers, {sum(answer.seconds for answer in answers):.0f} s")
    walls, texts = _race(answers, options.rounds, options.threads)
    ratios = {
        name: round(statistics.median(other / ours for other, ours in zip(walls[name], walls["ours"], strict=True)), 2)
        for name in ("transcribe_vad", "batched")
    }
    sets = _sets(answers, texts)
    report: dict[str, Any] = {
        "ratio_vs_transcribe_vad": ratios["transcribe_vad"],
        "ratio_vs_batched": ratios["batched"],
        **_headline(sets),
        "sets": {
            key: {way: [each.edits, each.units, each.percent] for way, each in of_ways.items()}
            for key, of_ways in sets.items()
        },
        "audio_s": round(sum(answer.seconds for answer in answers), 1),
        "wall_s": {way: [round(each, 1) for each in times] for way, times in walls.items()},
        **word_start_errors(find("faster_whisper")(threads=options.threads), answers),
        "roofline": roofline(answers, options.threads),
        "model": f"{Path(whisper_model()).name}, beam {BEAM}, faster-whisper {version('faster-whisper')}",
        "machine": f"{options.threads} threads, {platform.machine()}, load {os.getloadavg()[0]:.1f}",
        "half": options.half,
    }
    if options.mixed:
        _say("mixed batches ...")
        report["mixed"] = mixed_batches(answers, options.mixed, options.threads)
    print(json.dumps(report, ensure_ascii=False))


def _answers(audio: Path | None, half: Half) -> list[Answer]:
    if audio:
        return joined_clips(audio, half)
    human = joined_clips(HUMAN, half) if HUMAN.is_dir() else []
    return human + bundled_answers(half)


def _race(answers: Sequence[Answer], rounds: int, threads: int) -> tuple[dict[str, list[float]], Texts]:
    """Wall seconds of every way in each round, and the texts of the last."""
    runners = ways(threads)
    walls: dict[str, list[float]] = {name: [] for name in runners}
    texts: Texts = {}
    for runner in runners.values():
        runner(answers[:1])
    names = list(runners)
    for round_ in range(rounds):
        for name in names[round_ % len(names) :] + names[: round_ % len(names)]:
            started = time.perf_counter()
            texts[name] = runners[name](answers)
            walls[name].append(time.perf_counter() - started)
            _say(f"round {round_ + 1}: {name} {walls[name][-1]:.1f} s")
    return walls, texts


def _sets(answers: Sequence[Answer], texts: Texts) -> dict[str, dict[str, Errors]]:
    found: dict[str, dict[str, Errors]] = {}
    for way, written in texts.items():
        for answer, text in zip(answers, written, strict=True):
            of_ways = found.setdefault(f"{answer.group}-{answer.language}", {})
            of_ways[way] = of_ways.get(way, Errors()) + errors(answer.text, text, answer.language)
    return found


def _headline(sets: dict[str, dict[str, Errors]]) -> dict[str, float | None]:
    result: dict[str, float | None] = {}
    for name, language in (("wer", "en"), ("cer", "zh")):
        total: dict[str, Errors] = {}
        for key, of_ways in sets.items():
            for way, each in of_ways.items():
                if key.endswith(language):
                    total[way] = total.get(way, Errors()) + each
        rates = {way: each.percent for way, each in total.items()}
        result[name] = rates.pop("ours", None)
        result[f"{name}_best_other"] = min((rate for rate in rates.values() if rate is not None), default=None)
    return result


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
