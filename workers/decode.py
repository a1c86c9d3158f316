"""Turns untrusted media into 16 kHz mono samples, in a sandboxed process that has no network, files or credentials."""

import contextlib
import json
import mmap
import os
import signal
import socket
import subprocess
import sys
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from chalicelib.domain.errors import UnreadableMedia
from chalicelib.domain.language import Localized
from workers.audio import SAMPLE_RATE, Samples

_CHILD = Path(__file__).with_name("decode_child.py")
_START_S = 30.0
_TRIES = 3

_TEXTS = {
    "empty_file": Localized(
        en="The recording is empty. Please record your answer again.",
        zh="录音文件是空的，请重新录制您的回答。",
    ),
    "not_media": Localized(
        en="The file is not an audio or video recording. Please record your answer again on the interview page.",
        zh="该文件不是音频或视频录音，请在面试页面重新录制您的回答。",
    ),
    "unsupported_format": Localized(
        en="This kind of recording cannot be opened. Please use WebM, MP4, M4A, OGG, WAV, MP3 or FLAC.",
        zh="无法打开这种格式的录音，请使用 WebM、MP4、M4A、OGG、WAV、MP3 或 FLAC。",
    ),
    "no_audio": Localized(
        en="The recording has no sound. Please allow the microphone and record your answer again.",
        zh="录音中没有声音，请允许使用麦克风后重新录制您的回答。",
    ),
    "too_long": Localized(
        en="The recording is longer than {minutes} minutes. Please record a shorter answer.",
        zh="录音超过 {minutes} 分钟，请录制更短的回答。",
    ),
    "broken_file": Localized(
        en="The recording is damaged or incomplete. Please record or upload your answer again.",
        zh="录音已损坏或不完整，请重新录制或重新上传您的回答。",
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
    memory: int = 1 << 30
    cpu_s: int = 30
    wall_s: int = 40


@dataclass(frozen=True, slots=True)
class Decoded:
    """Samples of a recording; `truncated` when the file ended early or broke off."""

    samples: Samples
    truncated: bool


def unreadable(code: str, limits: Limits) -> UnreadableMedia:
    """The refusal for `code`, with a sentence that a candidate can act on."""
    text, minutes = _TEXTS[code], limits.max_seconds // 60
    return UnreadableMedia(
        code, Localized(en=text.en.replace("{minutes}", str(minutes)), zh=text.zh.replace("{minutes}", str(minutes)))
    )


class Decoder:
    """Keeps one decoding server warm; every recording gets a process of its own, forked from it. Thread-safe."""

    def __init__(self, limits: Limits | None = None) -> None:
        """Start the server, so that the first recording does not wait for it."""
        self.limits = limits or Limits()
        self._lock = threading.Lock()
        self._start()

    def _start(self) -> None:
        self._socket, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            self._server = subprocess.Popen(
                [sys.executable, "-I", str(_CHILD), str(theirs.fileno())],
                # Nothing of the worker's environment, where credentials are, reaches the child.
                env={"LC_ALL": "C.UTF-8", "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"},
                pass_fds=(theirs.fileno(),),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )
        self._socket.settimeout(_START_S)
        self.isolation: dict[str, bool] = json.loads(self._socket.recv(4096))
        self._socket.settimeout(None)

    @property
    def pid(self) -> int:
        """Process id of the server."""
        return self._server.pid

    def decode(self, media: bytes) -> Decoded:
        """Decode one recording. Raises UnreadableMedia when the file cannot be used.

        A process that ends without a word may have been killed from outside: the recording is tried again before it is
        held to be at fault.
        """
        if not media:
            raise unreadable("empty_file", self.limits)
        for _ in range(_TRIES):
            source, target = os.memfd_create("media"), os.memfd_create("samples")
            ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
            try:
                with theirs:
                    _write_all(source, media)
                    os.lseek(source, 0, os.SEEK_SET)
                    self._send([source, target, theirs.fileno()])
                if reply := self._reply(ours):
                    return self._samples(reply, target)
            finally:
                ours.close()
                os.close(source)
                os.close(target)
        raise unreadable("decoder_limit", self.limits)

    def _send(self, descriptors: list[int]) -> None:
        limits = self.limits
        max_samples = limits.max_seconds * SAMPLE_RATE
        request: dict[str, Any] = {
            "max_samples": max_samples,
            "limits": {
                "memory": limits.memory,
                "cpu_s": limits.cpu_s,
                "wall_s": limits.wall_s,
                # One decoded frame more than the bound, so that the decoder notices before the kernel does.
                "output": (max_samples + 60 * SAMPLE_RATE) * 4,
            },
        }
        packet = json.dumps(request).encode()
        with self._lock:
            try:
                socket.send_fds(self._socket, [packet], descriptors)
            except OSError:
                self._restart()
                socket.send_fds(self._socket, [packet], descriptors)

    def _reply(self, ours: socket.socket) -> dict[str, Any] | None:
        """The child's reply; None when it ended without one."""
        # The child ends itself by alarm; the margin is for one that does not.
        ours.settimeout(self.limits.wall_s + 5)
        try:
            packet = ours.recv(4096)
        except TimeoutError as error:
            with self._lock:
                self._restart()
            raise unreadable("decoder_limit", self.limits) from error
        reply: dict[str, Any] | None = json.loads(packet) if packet else None
        return reply

    def _samples(self, reply: dict[str, Any], target: int) -> Decoded:
        """The child's word counts for nothing: length and values are checked here."""
        if code := reply.get("code"):
            raise unreadable(code if code in _TEXTS else "broken_file", self.limits)
        count = min(os.fstat(target).st_size // 4, self.limits.max_seconds * SAMPLE_RATE)
        if not count:
            raise unreadable("no_audio", self.limits)
        with mmap.mmap(target, count * 4, access=mmap.ACCESS_READ) as view:
            samples = np.frombuffer(view, dtype=np.float32, count=count).copy()
        if not np.isfinite(samples).all():
            raise unreadable("broken_file", self.limits)
        return Decoded(np.clip(samples, -1.0, 1.0, out=samples), truncated=bool(reply.get("truncated")))

    def _restart(self) -> None:
        self.close()
        self._start()

    def close(self) -> None:
        """End the server and whatever it still runs."""
        self._socket.close()
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._server.pid, signal.SIGKILL)
        self._server.wait()


def _write_all(descriptor: int, data: bytes) -> None:
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(descriptor, rest) :]
