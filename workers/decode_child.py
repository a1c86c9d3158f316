"""Opens untrusted media; a task of the sandbox, started by `decode` and never imported by the worker."""

import io
import os
from typing import Any

import av
import av.error
import av.logging
import numpy as np
import numpy.typing as npt
from av.audio.fifo import AudioFifo
from av.audio.frame import AudioFrame
from av.audio.resampler import AudioResampler
from av.audio.stream import AudioStream
from av.container import InputContainer

from workers.sandbox.refusal import RefusedError

SAMPLE_RATE = 16_000
# What browsers, phones and recorders write.
_CODECS = (
    "opus,libopus,vorbis,libvorbis,aac,mp3,mp3float,flac,alac,amrnb,amrwb,"
    "pcm_s16le,pcm_s16be,pcm_s24le,pcm_s24be,pcm_s32le,pcm_s32be,pcm_f32le,pcm_f64le,pcm_u8,pcm_alaw,pcm_mulaw"
)
# Video decoders are not on the list, so probing a picture of 16384 × 8192 allocates no frame.
_OPTIONS = {
    "codec_whitelist": _CODECS,
    "protocol_whitelist": "pipe",
    "max_streams": "256",
    "probesize": "1000000",
    "analyzeduration": "5000000",
}
_MAX_TRACKS = 16
_SHORTEST_RESCUE = SAMPLE_RATE
# Smaller gaps are the jitter of a recorder's clock; longer ones are a clock that was set anew.
_SHORTEST_GAP_S, _LONGEST_GAP_S = 0.1, 60.0


class _Media:
    """Read-only view of the descriptor for PyAV, without a name that could be taken for a path."""

    def __init__(self, descriptor: int) -> None:
        self._raw = io.FileIO(descriptor, "rb", closefd=False)

    def read(self, size: int) -> bytes:
        return self._raw.read(size) or b""

    def seek(self, offset: int, whence: int = 0) -> int:
        return self._raw.seek(offset, whence)

    def tell(self) -> int:
        return self._raw.tell()


def decode(media: int, output: int, demuxer: str, max_samples: int) -> dict[str, Any]:
    """Write the first audio track as 16 kHz mono float32 to `output`; returns sample count and whether it was cut."""
    try:
        container = av.open(_Media(media), mode="r", format=demuxer, options=_OPTIONS, metadata_errors="ignore")
    except av.error.MemoryError as error:
        raise RefusedError("out_of_bounds") from error
    except av.error.FFmpegError as error:
        raise RefusedError("broken_file") from error
    if len(container.streams) > _MAX_TRACKS:
        raise RefusedError("too_many_tracks")
    if not container.streams.audio:
        raise RefusedError("no_audio")
    stream = container.streams.audio[0]
    count, failed = _decode_track(container, stream, output, max_samples)
    claimed = _claimed_s(container, stream) * SAMPLE_RATE
    truncated = failed or claimed - count > SAMPLE_RATE
    if truncated and count < _SHORTEST_RESCUE:
        raise RefusedError("broken_file")
    if not count:
        raise RefusedError("no_audio")
    return {"samples": count, "truncated": truncated}


def _claimed_s(container: InputContainer, stream: AudioStream) -> float:
    """How long the track says that it is, in seconds; 0 when it does not say, as MediaRecorder's WebM does not."""
    if stream.duration is not None and stream.time_base:
        return float(stream.duration * stream.time_base)
    return (container.duration or 0) / av.time_base


def _decode_track(container: InputContainer, stream: AudioStream, output: int, max_samples: int) -> tuple[int, bool]:
    """How many samples were written, and whether the track broke off."""
    sink = _Sink(output, max_samples, (container.start_time or 0) / av.time_base)
    try:
        stream.codec_context.thread_count = 1
        for frame in container.decode(stream):
            sink.take(frame)
        sink.flush()
    except (av.error.DecoderNotFoundError, av.error.ArgumentError) as error:
        if not sink.count:
            raise RefusedError("unsupported_format") from error
        return sink.count, True
    except (MemoryError, av.error.MemoryError) as error:
        raise RefusedError("out_of_bounds") from error
    except av.error.FFmpegError:
        sink.flush()
        return sink.count, True
    return sink.count, False


class _Sink:
    """Resamples frames in blocks of about a second, three times cheaper than one by one, and writes them out.

    Time in the output is time in a player: a track that begins later than the others, or pauses, is filled up with
    silence. `begins_s` is the recording's first moment on its own clock.
    """

    def __init__(self, output: int, max_samples: int, begins_s: float) -> None:
        self.count = 0
        self._output = output
        self._max_samples = max_samples
        self._now_s = begins_s
        self._kind: tuple[str, str, int] | None = None
        self._begin()

    def _begin(self) -> None:
        self._waiting = AudioFifo()
        self._resampler = AudioResampler(format="flt", layout="mono", rate=SAMPLE_RATE)

    def take(self, frame: AudioFrame) -> None:
        kind = (frame.format.name, frame.layout.name, frame.sample_rate)
        if self._kind not in (None, kind):
            # A stream may change in the middle; a resampler takes one kind only.
            self.flush()
            self._begin()
        self._kind = kind
        self._wait_until(frame.time)
        self._now_s += frame.samples / frame.sample_rate
        frame.pts = None
        self._waiting.write(frame)
        if self._waiting.samples >= frame.sample_rate:
            self._write(self._waiting.read())

    def _wait_until(self, time_s: float | None) -> None:
        """Silence up to the moment of the next frame."""
        gap_s = 0.0 if time_s is None else time_s - self._now_s
        if abs(gap_s) > _LONGEST_GAP_S:
            self._now_s += gap_s
        elif gap_s > _SHORTEST_GAP_S:
            self.flush()
            self._put(np.zeros(round(gap_s * SAMPLE_RATE), np.float32))
            self._now_s += gap_s

    def flush(self) -> None:
        """Write what waits; the sink is then as good as new."""
        if self._kind is not None:
            self._write(self._waiting.read())
            self._write(None)
            self._begin()

    def _write(self, block: AudioFrame | None) -> None:
        for frame in self._resampler.resample(block):
            self._put(np.ascontiguousarray(frame.to_ndarray().reshape(-1), dtype=np.float32))

    def _put(self, samples: npt.NDArray[np.float32]) -> None:
        self.count += samples.size
        if self.count > self._max_samples:
            raise RefusedError("too_long")
        os.write(self._output, samples.data)


def run(request: dict[str, Any], source: int, output: int) -> dict[str, Any]:
    """Decode one recording."""
    return decode(source, output, request["demuxer"], request["max_samples"])


def warm_up() -> None:
    """Decode a little silence, so that nothing is left to import once the file system is gone."""
    av.logging.set_level(av.logging.PANIC)
    wav = b"RIFF" + (36 + 3200).to_bytes(4, "little") + b"WAVEfmt \x10\0\0\0\1\0\1\0"
    wav += (
        (16000).to_bytes(4, "little") + (32000).to_bytes(4, "little") + b"\2\0\x10\0data" + (3200).to_bytes(4, "little")
    )
    media, output = os.memfd_create("warm"), os.memfd_create("warm")
    os.write(media, wav + bytes(3200))
    os.lseek(media, 0, os.SEEK_SET)
    decode(media, output, "wav", SAMPLE_RATE)
    os.close(media)
    os.close(output)
