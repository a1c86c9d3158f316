"""Recordings made on the spot: good ones and each kind of bad one."""

import io
from fractions import Fraction
from typing import Any

import av
import numpy as np

from workers.audio import Samples

RATE = 48_000


def tone(seconds: float, rate: int = RATE) -> Samples:
    """A 440 Hz tone at half scale."""
    return (0.5 * np.sin(2 * np.pi * 440 * np.arange(int(seconds * rate)) / rate)).astype(np.float32)


def encoded(
    samples: Samples,
    container: str = "webm",
    codec: str = "libopus",
    tracks: int = 1,
    options: dict[str, str] | None = None,
) -> bytes:
    """Samples at 48 kHz as a file with `tracks` equal audio tracks."""
    buffer = io.BytesIO()
    with av.open(buffer, "w", format=container) as output:
        streams: list[Any] = [
            output.add_stream(codec, rate=RATE, options=options, layout="mono") for _ in range(tracks)
        ]
        for stream in streams:
            stream.bit_rate = 16_000
        for start in range(0, len(samples), RATE):
            for stream in streams:
                output.mux(stream.encode(_frame(samples[start : start + RATE], start)))
        for stream in streams:
            output.mux(stream.encode(None))
    return buffer.getvalue()


def silence_for(seconds: int) -> bytes:
    """Hours of silence in a small file: one packet of Opus, written again and again."""
    buffer = io.BytesIO()
    second = encoded(np.zeros(RATE, np.float32), options={"frame_duration": "60"})
    with av.open(io.BytesIO(second), "r") as source:
        template = source.streams.audio[0]
        payload = min((bytes(packet) for packet in source.demux(template) if packet.size), key=len)
        with av.open(buffer, "w", format="webm") as output:
            stream = output.add_stream_from_template(template)
            for at in range(0, seconds * 1000, 60):
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


def wav(samples: Samples, rate: int = 16_000) -> bytes:
    """A WAV file of 32-bit floats, written by hand so that the samples may be anything."""
    data = samples.astype("<f4").tobytes()
    header = b"WAVEfmt " + (16).to_bytes(4, "little") + b"\3\0\1\0" + rate.to_bytes(4, "little")
    header += (rate * 4).to_bytes(4, "little") + b"\4\0\x20\0"
    return (
        b"RIFF"
        + (len(header) + 8 + len(data)).to_bytes(4, "little")
        + header
        + b"data"
        + len(data).to_bytes(4, "little")
        + data
    )


def _frame(samples: Samples, start: int) -> av.AudioFrame:
    frame = av.AudioFrame.from_ndarray(samples.reshape(1, -1), format="flt", layout="mono")
    frame.sample_rate, frame.pts, frame.time_base = RATE, start, Fraction(1, RATE)
    return frame
