"""What it costs to score a two-minute answer on one core, encoder included.

    python -m load_tests.bench_scoring

The words of the bundled interviews, joined and cut to 300 words or 480 characters (150 and 240 a minute), are scored as
a typed answer to the first question of each language's job. The last line is JSON, CPU milliseconds of one thread:

en, zh        median of 15 (goal 150)
"""

import json
import os
import statistics
import time
from typing import Final

# Before numpy is there: one core is what is measured.
os.environ.update(OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1")

from chalicelib.domain.language import Language
from load_tests.bench_asr_answers import bundled_answers
from load_tests.eval_modalities import asked
from workers.scoring import word_order
from workers.scoring.encoder import load_encoder
from workers.scoring.engine import score_answer
from workers.typed import transcript_of

TWO_MINUTES: Final[dict[Language, int]] = {"en": 300, "zh": 480}
TIMES: Final = 15


def main() -> None:
    """Measure and print."""
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    encoder = load_encoder()
    word_order.load()
    questions = asked()
    took = {}
    for language in TWO_MINUTES:
        answers = [answer for answer in bundled_answers() if answer.language == language and answer.text]
        plan, question = questions[answers[0].name]
        said = transcript_of(_joined([answer.text for answer in answers], language))
        seconds = []
        for _ in range(TIMES):
            began = time.process_time()
            result = score_answer(said, plan, question, encoder)
            seconds.append(time.process_time() - began)
        scores = [score.score for score in result.scores]
        print(f"{language}: {result.words} words or characters, scores {scores}", flush=True)
        took[language] = round(1000 * statistics.median(seconds), 1)
    print(json.dumps(took))


def _joined(texts: list[str], language: Language) -> str:
    between = " " if language == "en" else ""
    parts = between.join(texts).split() if language == "en" else list("".join(texts))
    return between.join(parts[: TWO_MINUTES[language]])


if __name__ == "__main__":
    main()
