"""Write word_times.json: when each word of some bundled answers begins, as the voice itself timed it.

Kokoro decides how many frames every phoneme lasts before it makes a sound, so the speech comes with its own alignment.
This program speaks the answers again as speak.py does, in the same environment, and reads those frame counts from
inside the model. The file maps an answer to a list of `[word, start in milliseconds]`: words of an English answer,
characters of a Mandarin one. Sentences whose words and phonemes do not match one to one are left out.
"""

from __future__ import annotations

import argparse
import json
import re
import zlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jieba
import numpy as np
import onnxruntime
import speak

if TYPE_CHECKING:
    from collections.abc import Iterator

DURATIONS = b"/encoder/Clip_output_0"
"""The model's inner tensor of frames for each token."""
FRAME = 600
"""Samples that one such frame becomes."""


class TimedSpeaker(speak.Speaker):
    """Speaks as the bundled interviews were spoken and notes when every word begins."""

    def __init__(self, voices: Path) -> None:
        """Load the model with the frame counts as a second output."""
        super().__init__(voices)
        self._session = onnxruntime.InferenceSession(
            speak._model() + _field(7, _field(12, _field(1, DURATIONS))), providers=["CPUExecutionProvider"]
        )

    def starts(self, text: str, voice: str) -> list[tuple[str, int]]:
        """Words of `text` with their starts in milliseconds; follows `say`."""
        style = np.fromfile(self._voices / f"{voice}.bin", dtype=np.float32).reshape(-1, 256)
        found: list[tuple[str, int]] = []
        at_s = speak.LEAD_S
        for sentence in speak.SENTENCE.findall(text):
            phonemes = self._phonemes.of(sentence.strip(), voice)
            (clause,) = speak._short_enough(phonemes)
            sound, onsets = self._timed(clause, style)
            words = list(self._words(sentence.strip(), clause, voice))
            found += [(word, round((at_s + onsets[position]) * 1000)) for word, position in words]
            at_s += len(sound) / speak.MODEL_RATE + speak.SENTENCE_PAUSE_S
        return found

    def _timed(self, phonemes: str, style: Any) -> tuple[Any, list[float]]:
        """The sound, and the second within it at which each symbol begins."""
        known = [symbol in self._vocabulary for symbol in phonemes]
        tokens = [self._vocabulary[symbol] for symbol in phonemes if symbol in self._vocabulary]
        feed = {
            "tokens": np.array([[0, *tokens, 0]], dtype=np.int64),
            "style": style[min(len(tokens), len(style)) - 1][np.newaxis],
            "speed": np.ones(1, dtype=np.float32),
        }
        audio, frames = self._session.run(None, feed)
        sound = np.asarray(audio, dtype=np.float32).ravel()
        begins = np.concatenate([[0], np.cumsum(np.asarray(frames).ravel())]) * FRAME
        heard = np.flatnonzero(np.abs(sound) > 0.01 * np.abs(sound).max())
        dropped = max(0, int(heard[0]) - speak.MODEL_RATE * 30 // 1000)
        places = np.cumsum([0, *known[:-1]]) + 1
        return speak._trimmed(sound), [float(begins[place] - dropped) / speak.MODEL_RATE for place in places]

    def _words(self, sentence: str, phonemes: str, voice: str) -> Iterator[tuple[str, int]]:
        """Words with the index of their first phoneme."""
        if not voice.startswith("z"):
            words = sentence.split()
            places = [found.start() for found in re.finditer(r"\S+", phonemes)]
            if len(words) == len(places):
                yield from zip(words, places, strict=True)
            return
        position = 0
        for run in re.findall(r"[\u4e00-\u9fff]+", sentence):
            for word in jieba.lcut(run):
                for character, sound in zip(word, _each(word), strict=True):
                    position = phonemes.index(sound, position)
                    yield character, position
                    position += len(sound)


def _each(word: str) -> list[str]:
    """The phonemes of each character as the word has them; alone a character may sound otherwise."""
    pinyin = speak.lazy_pinyin(word, style=speak.Style.TONE3, neutral_tone_with_five=True, tone_sandhi=True)
    return ["".join(speak.ZHG2P.py2ipa(syllable)).replace("\u032f", "") for syllable in pinyin]


def _field(number: int, content: bytes) -> bytes:
    """A length-delimited protobuf field; appended to a message it adds to what is there."""
    size, length = len(content), b""
    while size > 127:  # noqa: PLR2004 - seven bits to a byte
        length += bytes([size & 127 | 128])
        size >>= 7
    return bytes([number << 3 | 2]) + length + bytes([size]) + content


def main() -> None:
    """Time the answers that were asked for."""
    parser = argparse.ArgumentParser(description="Time the words of bundled answers.")
    parser.add_argument("answers", nargs="+", help="stems of audio files, such as en-good-q1")
    parser.add_argument("--voices", metavar="FOLDER", type=Path, help="the extracted kokoro-js package's voices/")
    arguments = parser.parse_args()
    speaker = TimedSpeaker(arguments.voices or speak.fetch_voices(speak.CACHE))
    interviews: list[speak.Interview] = json.loads((speak.HERE / "interviews.json").read_text("utf-8"))["interviews"]
    times = {}
    for answer in (answer for interview in interviews for answer in interview["answers"]):
        if Path(answer["file"]).stem in arguments.answers:
            onnxruntime.set_seed(zlib.crc32(answer["file"].encode()))
            times[Path(answer["file"]).stem] = speaker.starts(answer["text"], answer["voice"])
    lines = ",\n".join(f"{json.dumps(name)}: {json.dumps(words, ensure_ascii=False)}" for name, words in times.items())
    (speak.HERE / "word_times.json").write_text(f"{{\n{lines}\n}}\n", "utf-8")


if __name__ == "__main__":
    main()
