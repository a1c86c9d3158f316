"""Recordings made on the spot: good ones as browsers and phones write them, and each kind of bad one."""

import io
import re
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import av
import numpy as np
import numpy.typing as npt

from workers.audio import SAMPLE_RATE, Samples

RATE = 48_000
# A matrix that turns the picture by 90°, as phones held upright write it (ISO/IEC 14496-12, 8.3.2).
_QUARTER_TURN = b"".join(value.to_bytes(4, "big", signed=True) for value in (0, 1 << 16, 0, -(1 << 16), 0, 0, 0, 0))


def tone(seconds: float, rate: int = RATE) -> Samples:
    """A 440 Hz tone at half scale."""
    return (0.5 * np.sin(2 * np.pi * 440 * np.arange(int(seconds * rate)) / rate)).astype(np.float32)


def voice(seconds: float, rate: int = RATE) -> Samples:
    """Something like vowels: harmonics of a gliding pitch in syllables, the same at every rate."""
    at = np.arange(int(seconds * rate)) / rate
    phase = 2 * np.pi * (150 * at - 20 * np.cos(1.3 * at))
    harmonics = sum(np.sin(number * phase) / number for number in range(2, 9))
    syllables = np.clip(np.sin(2 * np.pi * 2.1 * at + np.sin(0.9 * at)), 0, 1)
    return np.asarray(0.4 * syllables * harmonics, np.float32)


def encoded(
    samples: Samples,
    container: str = "webm",
    codec: str = "libopus",
    *,
    rate: int = RATE,
    tracks: int = 1,
    options: dict[str, str] | None = None,
    muxer: dict[str, str] | None = None,
    video: str | None = None,
    audio_begins_s: float = 0.0,
) -> bytes:
    """Samples (one row a channel) as a file with `tracks` equal audio tracks, and a film of uneven frames."""
    buffer = io.BytesIO()
    rows = np.atleast_2d(samples)
    layout = "mono" if len(rows) == 1 else "stereo"
    with av.open(buffer, "w", format=container, options=muxer or {}) as output:
        film = output.add_stream(video, rate=30) if video else None
        streams: list[Any] = [
            output.add_stream(codec, rate=rate, options=options or {}, layout=layout) for _ in range(tracks)
        ]
        for stream in streams:
            if codec != "libopencore_amrnb" and not codec.startswith(("pcm", "flac", "alac")):
                stream.bit_rate = 32_000 * len(rows)
        if film is not None:
            _film(output, film, rows.shape[1] / rate + audio_begins_s)
        for start in range(0, rows.shape[1], rate):
            for stream in streams:
                frame = _frame(rows[:, start : start + rate], start + int(audio_begins_s * rate), rate)
                output.mux(stream.encode(frame))
        for stream in streams:
            output.mux(stream.encode(None))
    return buffer.getvalue()


def _film(output: Any, stream: Any, seconds: float) -> None:
    """Pictures at uneven times, as a phone's camera takes them in the dark."""
    stream.width, stream.height = 64, 48
    stream.pix_fmt = "yuvj420p" if stream.codec_context.name == "mjpeg" else "yuv420p"
    stream.time_base = stream.codec_context.time_base = Fraction(1, 1000)
    if stream.codec_context.name.startswith("libvpx"):
        stream.options = {"deadline": "realtime", "cpu-used": "8"}
    elif stream.codec_context.name.startswith("libx26"):
        stream.options = {"tune": "zerolatency", "preset": "ultrafast"}  # phones' encoders look at no later picture
    at_ms, dice = 0, np.random.default_rng(5)
    while at_ms < seconds * 1000:
        frame = av.VideoFrame.from_ndarray(np.full((72, 64), at_ms % 200, np.uint8), format=stream.pix_fmt)
        frame.pts, frame.time_base = at_ms, Fraction(1, 1000)
        output.mux(stream.encode(frame))
        at_ms += int(dice.integers(30, 250))
    output.mux(stream.encode(None))


def turned(film: bytes) -> bytes:
    """The same MP4 with the picture turned by 90°."""
    at = film.index(b"tkhd") + 4 + 40
    return film[:at] + _QUARTER_TURN + film[at + len(_QUARTER_TURN) :]


def changing_size(samples: Samples) -> bytes:
    """WebM whose picture grows in mid-stream, as when a phone is turned or the network gets better."""
    buffer = io.BytesIO()
    pictures = [packet for size in ((64, 48), (640, 480)) for packet in _pictures(*size)]
    with av.open(buffer, "w", format="webm") as output:
        film = output.add_stream("libvpx", rate=10)
        film.width, film.height, film.pix_fmt = 64, 48, "yuv420p"
        sound = output.add_stream("libopus", rate=RATE, layout="mono")
        for at, payload in enumerate(pictures):
            packet = av.Packet(payload)
            packet.stream, packet.time_base, packet.pts, packet.dts = film, Fraction(1, 10), at, at
            output.mux(packet)
        output.mux(sound.encode(_frame(np.atleast_2d(samples), 0, RATE)))
        output.mux(sound.encode(None))
    return buffer.getvalue()


def _pictures(width: int, height: int) -> Iterator[bytes]:
    context: Any = av.CodecContext.create("libvpx", "w")
    context.width, context.height, context.pix_fmt, context.time_base = width, height, "yuv420p", Fraction(1, 10)
    for at in range(10):
        frame = av.VideoFrame(width, height, "yuv420p")
        frame.pts = at
        yield from (bytes(packet) for packet in context.encode(frame))
    yield from (bytes(packet) for packet in context.encode(None))


def with_pause(samples: Samples, pause_s: float) -> bytes:
    """WebM with nothing at all between two equal halves: the network or the recorder slept."""
    buffer = io.BytesIO()
    with av.open(buffer, "w", format="webm") as output:
        stream = output.add_stream("libopus", rate=RATE, layout="mono")
        for half in range(2):
            context: Any = av.CodecContext.create("libopus", "w")
            context.rate, context.layout, context.format, context.time_base = RATE, "mono", "s16", Fraction(1, RATE)
            sound = np.asarray(np.atleast_2d(samples) * 32767, np.int16)
            frame = av.AudioFrame.from_ndarray(sound, format="s16", layout="mono")
            frame.sample_rate, frame.pts, frame.time_base = RATE, 0, Fraction(1, RATE)
            begins = int(half * (len(samples) / RATE + pause_s) * RATE)
            for packet in (*context.encode(frame), *context.encode(None)):
                packet.stream, packet.time_base = stream, Fraction(1, RATE)
                packet.pts = packet.dts = packet.pts + begins
                output.mux(packet)
    return buffer.getvalue()


def silence_for(seconds: int) -> bytes:
    """Hours of silence in a small file: one packet of Opus, written again and again."""
    buffer = io.BytesIO()
    second = encoded(np.zeros(RATE, np.float32), options={"frame_duration": "120"})
    with av.open(io.BytesIO(second), "r") as source:
        template = source.streams.audio[0]
        payload = min((bytes(packet) for packet in source.demux(template) if packet.size), key=len)
        with av.open(buffer, "w", format="webm") as output:
            stream = output.add_stream_from_template(template)
            for at in range(0, seconds * 1000, 120):
                packet = av.Packet(payload)
                packet.stream, packet.time_base, packet.pts, packet.dts = stream, Fraction(1, 1000), at, at
                packet.is_keyframe = True
                output.mux(packet)
    return buffer.getvalue()


def picture_only(width: int = 320, height: int = 240) -> bytes:
    """A video without a sound track."""
    buffer = io.BytesIO()
    with av.open(buffer, "w", format="matroska") as output:
        stream = output.add_stream("mjpeg", rate=5)
        stream.width, stream.height, stream.pix_fmt = width, height, "yuvj420p"
        output.mux(stream.encode(av.VideoFrame(width, height, "yuvj420p")))
        output.mux(stream.encode(None))
    return buffer.getvalue()


def still(kind: str) -> bytes:
    """One picture as a file of its own: `png` or `mjpeg`."""
    context: Any = av.CodecContext.create(kind, "w")
    context.width, context.height, context.time_base = 16, 16, Fraction(1, 1)
    context.pix_fmt = "rgb24" if kind == "png" else "yuvj420p"
    frame = av.VideoFrame(16, 16, context.pix_fmt)
    frame.pts = 0
    return b"".join(bytes(packet) for packet in (*context.encode(frame), *context.encode(None)))


def wav(samples: Samples, rate: int = SAMPLE_RATE, claimed_bytes: int | None = None) -> bytes:
    """A WAV file of 32-bit floats, written by hand so that samples and claimed length may be anything."""
    data = samples.astype("<f4").tobytes()
    claimed = len(data) if claimed_bytes is None else claimed_bytes
    header = b"WAVEfmt " + (16).to_bytes(4, "little") + b"\3\0\1\0" + rate.to_bytes(4, "little")
    header += (rate * 4).to_bytes(4, "little") + b"\4\0\x20\0"
    whole = min(len(header) + 8 + claimed, (1 << 32) - 1)
    return b"RIFF" + whole.to_bytes(4, "little") + header + b"data" + claimed.to_bytes(4, "little") + data


def tagged(sound: bytes, size: int, claimed: int | None = None) -> bytes:
    """The file behind an ID3 tag of `size` bytes that says it has `claimed`."""
    length = size if claimed is None else claimed
    return b"ID3\4\0\0" + bytes(length >> shift & 0x7F for shift in (21, 14, 7, 0)) + bytes(size) + sound


def _frame(rows: npt.NDArray[np.float32], start: int, rate: int) -> av.AudioFrame:
    layout = "mono" if len(rows) == 1 else "stereo"
    frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(rows), format="fltp", layout=layout)
    frame.sample_rate, frame.pts, frame.time_base = rate, start, Fraction(1, rate)
    return frame


def huge_picture(container: str) -> bytes:
    """A small film with sound, `mp4` or `webm`, that says its picture is about as large as there can be."""
    video, codec = ("libvpx", "libopus") if container == "webm" else ("libx264", "aac")
    film = bytearray(encoded(voice(2), container, codec, video=video))
    if container == "webm":
        # RFC 6386, 9.1: a key frame's start code, width and height.
        for found in re.finditer(rb"\x9d\x01\x2a\x40\0\x30\0", film):
            film[found.start() + 3 : found.start() + 7] = (16_000).to_bytes(2, "little") * 2
        return bytes(film)
    at = film.index(b"avcC") + 4 + 6
    size = int.from_bytes(film[at : at + 2], "big")
    film[at + 2 : at + 2 + size] = _parameters_of_16384_by_8192().ljust(size, b"\0")
    return bytes(film)


def _parameters_of_16384_by_8192() -> bytes:
    """A sequence parameter set (ITU-T H.264, 7.3.2.1.1) of 1024 × 512 macroblocks."""

    def golomb(number: int) -> str:
        return f"{number + 1:b}".zfill(2 * (number + 1).bit_length() - 1)

    counts = "".join(golomb(number) for number in (0, 0, 2, 1))
    bits = counts + "0" + golomb(1023) + golomb(511) + "11" + "00" + "1"
    bits = bits.ljust(-(-len(bits) // 8) * 8, "0")
    return b"\x67\x42\xc0\x3e" + int(bits, 2).to_bytes(len(bits) // 8, "big")
