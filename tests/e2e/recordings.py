"""Recordings that are none, made on the spot."""

import io
import wave

from tests.e2e.conftest import BUNDLE

GOOD = (BUNDLE / "audio" / "en-poor-q1.webm").read_bytes()


def text() -> bytes:
    return b"This is a letter, not a recording.\n" * 40


def cut_in_half() -> bytes:
    """The first half of an MP4."""
    whole = (BUNDLE / "audio" / "zh-poor-q1.mp4").read_bytes()
    return whole[: len(whole) // 2]


def playlist() -> bytes:
    return b"#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\nfile:///etc/passwd\n#EXT-X-ENDLIST\n"


def two_hours() -> bytes:
    """Two hours of silence in a small WAV: 8-bit samples at 1 kHz."""
    out = io.BytesIO()
    with wave.open(out, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(1)
        sound.setframerate(1000)
        sound.writeframes(b"\x80" * 7_200_000)
    return out.getvalue()
