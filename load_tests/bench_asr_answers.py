"""Answers of known text for the recogniser's benchmark: clips joined to the length of an answer, bundled interviews.

A folder of clips has a `manifest.json`: a list of objects with `file`, `language` ("en" or "zh"), `text`, and
`speaker` where it is known.
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any, Literal

import numpy as np
from faster_whisper import decode_audio

from chalicelib.domain.language import Language
from workers.audio import SAMPLE_RATE, Samples

BUNDLE = Path(__file__).resolve().parents[1] / "infra" / "local" / "demo" / "interviews"
HUMAN = Path(__file__).resolve().parents[2] / "shared" / "audio"
Half = Literal["all", "development", "reporting"]
_SHORTEST_S, _LONGEST_S = 30.0, 180.0
_PAUSE_S = (0.5, 1.5)
_ROOM_NOISE_RMS = 10 ** (-60 / 20)


@dataclass(frozen=True, slots=True)
class Answer:
    """One recording and what is said in it; `group` is `human` or `synthetic`."""

    name: str
    group: str
    language: Language
    text: str
    samples: Samples

    @property
    def seconds(self) -> float:
        """Length of the recording."""
        return self.samples.size / SAMPLE_RATE


def joined_clips(folder: Path, half: Half = "all") -> list[Answer]:
    """Clips of one language, and of one speaker where the manifest names them, joined to 30 s to 3 min."""
    clips = [clip for clip in json.loads((folder / "manifest.json").read_text("utf-8")) if _wanted(clip["file"], half)]
    clips.sort(key=lambda clip: (clip["language"], clip.get("speaker", ""), clip["file"]))
    return [
        answer
        for (language, speaker), of_one in groupby(clips, lambda clip: (clip["language"], clip.get("speaker", "")))
        for answer in _answers(folder, language, speaker, list(of_one))
    ]


def bundled_answers(half: Half = "all") -> list[Answer]:
    """The bundled interviews, without the silent one."""
    bundle = json.loads((BUNDLE / "interviews.json").read_text("utf-8"))
    return [
        Answer(
            name=Path(answer["file"]).stem,
            group="synthetic",
            language="zh" if answer["voice"].startswith("z") else "en",
            text=answer["text"],
            samples=decode_audio(str(BUNDLE / answer["file"])),
        )
        for interview in bundle["interviews"]
        for answer in interview["answers"]
        if answer["text"] and _wanted(answer["file"], half)
    ]


def _wanted(name: str, half: Half) -> bool:
    """Bounds are chosen on one half and judged on the other; the name's hash tells which is which."""
    development = hashlib.sha256(name.encode()).digest()[0] % 2 == 0
    return half == "all" or development == (half == "development")


def _answers(folder: Path, language: Language, speaker: str, clips: list[dict[str, Any]]) -> Iterator[Answer]:
    random = np.random.default_rng(len(clips))
    sounds = [decode_audio(str(folder / clip["file"])) for clip in clips]
    left_s = sum(sound.size for sound in sounds) / SAMPLE_RATE
    pieces: list[Samples] = []
    texts: list[str] = []
    length_s, made = 0.0, 0
    wanted_s = random.uniform(_SHORTEST_S, _LONGEST_S)
    for clip, sound in zip(clips, sounds, strict=True):
        pieces += [_room_noise(random, random.uniform(*_PAUSE_S)), sound]
        texts.append(clip["text"])
        length_s += sound.size / SAMPLE_RATE
        left_s -= sound.size / SAMPLE_RATE
        if (length_s >= wanted_s and left_s >= _SHORTEST_S) or clip is clips[-1]:
            made += 1
            pieces.append(_room_noise(random, _PAUSE_S[0]))
            name = "-".join(part for part in (folder.name, language, speaker, str(made)) if part)
            yield Answer(name, "human", language, " ".join(texts), np.concatenate(pieces))
            pieces, texts, length_s, wanted_s = [], [], 0.0, random.uniform(_SHORTEST_S, _LONGEST_S)


def _room_noise(random: np.random.Generator, seconds: float) -> Samples:
    return random.normal(0, _ROOM_NOISE_RMS, round(seconds * SAMPLE_RATE)).astype(np.float32)
