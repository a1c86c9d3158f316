"""Turns untrusted media into 16 kHz mono samples, in a sandboxed process that has no network, files or credentials."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from chalicelib.domain.errors import UnreadableMedia
from chalicelib.domain.language import Localized
from workers.audio import SAMPLE_RATE, Samples
from workers.measurements.voice import VoiceTrack
from workers.sandbox.refusal import RefusedError
from workers.sandbox.server import Bounds, OutOfBoundsError, Sandbox
from workers.signatures import recognise

_TASK = Path(__file__).with_name("decode_child.py")

_TEXTS = {
    "empty_file": Localized(
        en="The recording is empty. Please record your answer again.",
        zh="录音文件是空的，请重新录制您的回答。",
    ),
    "not_media": Localized(
        en="The file is not an audio or video recording. Please record your answer again on the interview page.",
        zh="该文件不是音频或视频录音，请在面试页面重新录制您的回答。",
    ),
    "playlist": Localized(
        en="The file is a list that points to recordings, not a recording. Please upload the recording itself.",
        zh="该文件只是指向录音的列表，并不是录音，请上传录音文件本身。",
    ),
    "picture": Localized(
        en="The file is a picture, not a recording. Please record your answer again on the interview page.",
        zh="该文件是图片，不是录音，请在面试页面重新录制您的回答。",
    ),
    "text": Localized(
        en="The file holds text or subtitles, not sound. Please upload the recording itself.",
        zh="该文件是文字或字幕，没有声音，请上传录音文件本身。",
    ),
    "unsupported_format": Localized(
        en="This kind of recording cannot be opened. Please use WebM, MP4, M4A, OGG, WAV, MP3 or FLAC.",
        zh="无法打开这种格式的录音，请使用 WebM、MP4、M4A、OGG、WAV、MP3 或 FLAC。",
    ),
    "no_audio": Localized(
        en="The recording has no sound. Please allow the microphone and record your answer again.",
        zh="录音中没有声音，请允许使用麦克风后重新录制您的回答。",
    ),
    "too_many_tracks": Localized(
        en="The recording has more than 16 tracks. Please record your answer with one microphone and one camera.",
        zh="录音包含超过 16 条轨道，请只用一个麦克风和一个摄像头重新录制。",
    ),
    "too_long": Localized(
        en="The recording is longer than {minutes} minutes. Please record a shorter answer.",
        zh="录音超过 {minutes} 分钟，请录制更短的回答。",
    ),
    "broken_file": Localized(
        en="The recording is damaged or incomplete. Please record or upload your answer again.",
        zh="录音已损坏或不完整，请重新录制或重新上传您的回答。",
    ),
    "invalid_samples": Localized(
        en="The sound in the file is not valid. Please record your answer again or save it as 16-bit WAV or MP3.",
        zh="文件中的声音数据无效，请重新录制，或另存为 16 位 WAV 或 MP3。",
    ),
    "decoder_limit": Localized(
        en="The recording takes too much memory or time to open. Please record your answer again.",
        zh="打开该录音需要过多的内存或时间，请重新录制您的回答。",
    ),
}


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds for one recording."""

    max_seconds: int = 15 * 60
    # With the largest upload and the longest answer beside it, the sandbox stays below 1.5 GB.
    memory: int = 768 << 20
    cpu_s: int = 30
    wall_s: int = 40


@dataclass(frozen=True, slots=True)
class Decoded:
    """Samples of a recording; `truncated` when the file ended early or broke off."""

    samples: Samples
    truncated: bool
    voice: VoiceTrack | None = None
    """What was measured of the voice beside decoding, where the samples are; None where it was not."""


def unreadable(code: str, limits: Limits) -> UnreadableMedia:
    """The refusal for `code`, with a sentence that a candidate can act on."""
    text, minutes = _TEXTS[code], limits.max_seconds // 60
    return UnreadableMedia(
        code, Localized(en=text.en.replace("{minutes}", str(minutes)), zh=text.zh.replace("{minutes}", str(minutes)))
    )


class Decoder:
    """Decodes recordings in a sandbox, each in a process of its own. Thread-safe."""

    def __init__(self, limits: Limits | None = None) -> None:
        """Start the sandbox, so that the first recording does not wait for it."""
        self.limits = limits or Limits()
        self._max_samples = self.limits.max_seconds * SAMPLE_RATE
        bounds = Bounds(
            memory=self.limits.memory,
            cpu_s=self.limits.cpu_s,
            wall_s=self.limits.wall_s,
            # One decoded frame more than the bound, so that the decoder notices before the kernel does.
            output=(self._max_samples + 60 * SAMPLE_RATE) * 4,
        )
        self._sandbox = Sandbox(_TASK, bounds)

    @property
    def pid(self) -> int:
        """Process id of the sandbox's server."""
        return self._sandbox.pid

    @property
    def isolation(self) -> dict[str, bool]:
        """What the sandbox could give up: `network`, `files`."""
        return self._sandbox.isolation

    def decode(self, media: bytes) -> Decoded:
        """Decode one recording. Raises UnreadableMedia when the file cannot be used."""
        try:
            found = recognise(media)
            request = {"demuxer": found.demuxer, "max_samples": self._max_samples}
            answer = self._sandbox.run(memoryview(media)[found.start :], request, self._max_samples * 4)
        except RefusedError as refused:
            raise unreadable(str(refused), self.limits) from refused
        except OutOfBoundsError as error:
            raise unreadable("decoder_limit", self.limits) from error
        # The child's word counts for nothing: length and values are checked here.
        if code := str(answer.reply.get("code") or ""):
            code = "decoder_limit" if code == "out_of_bounds" else code
            raise unreadable(code if code in _TEXTS else "broken_file", self.limits)
        count = len(answer.output) // 4
        if not count:
            raise unreadable("no_audio", self.limits)
        samples = np.frombuffer(answer.output, dtype=np.float32, count=count)
        if not np.isfinite(samples).all():
            raise unreadable("invalid_samples", self.limits)
        return Decoded(np.clip(samples, -1.0, 1.0, out=samples), truncated=bool(answer.reply.get("truncated")))

    def close(self) -> None:
        """End the sandbox and whatever it still runs."""
        self._sandbox.close()
