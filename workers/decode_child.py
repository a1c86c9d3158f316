"""Opens untrusted media; a task of the sandbox, started by `decode` and never imported by the worker."""

import io
import os
from typing import Any

import av
import av.error
import av.logging
import numpy as np
from av.audio.fifo import AudioFifo
from av.audio.frame import AudioFrame
from av.audio.resampler import AudioResampler
from av.container import InputContainer

from workers.sandbox.refusal import RefusedError

SAMPLE_RATE = 16_000
_MAGIC = ((4, b"ftyp"), (0, b"\x1aE\xdf\xa3"), (0, b"RIFF"), (0, b"OggS"), (0, b"fLaC"), (0, b"ID3"))
# What browsers, phones and recorders write. Every format that can name another file or address is absent.
_FORMATS = "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,ogg,wav,mp3,flac"
_CODECS = (
    "opus,libopus,vorbis,libvorbis,aac,mp3,mp3float,flac,alac,amrnb,amrwb,"
    "pcm_s16le,pcm_s16be,pcm_s24le,pcm_s32le,pcm_f32le,pcm_f64le,pcm_u8,pcm_alaw,pcm_mulaw"
)
# Video decoders are not on the list, so probing a picture of 16384 × 8192 allocates no frame.
_OPTIONS = {
    "format_whitelist": _FORMATS,
    "codec_whitelist": _CODECS,
    "protocol_whitelist": "pipe",
    "max_streams": "16",
    "probesize": "1000000",
    "analyzeduration": "5000000",
}
_SHORTEST_RESCUE = SAMPLE_RATE


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


def decode(media: int, output: int, max_samples: int) -> dict[str, Any]:
    """Write the first audio track as 16 kHz mono float32 to `output`; returns sample count and whether it was cut."""
    head = os.pread(media, 16, 0)
    if not head:
        raise RefusedError("empty_file")
    known = any(head[at : at + len(magic)] == magic for at, magic in _MAGIC)
    try:
        container = av.open(_Media(media), mode="r", options=_OPTIONS, metadata_errors="ignore")
    except av.error.InvalidDataError as error:
        raise RefusedError("broken_file" if known else "not_media") from error
    except av.error.MemoryError as error:
        raise RefusedError("out_of_bounds") from error
    except av.error.FFmpegError as error:
        raise RefusedError("unsupported_format") from error
    if not container.streams.audio:
        raise RefusedError("no_audio")
    count, failed = _decode_track(container, output, max_samples)
    claimed = (container.duration or 0) / av.time_base * SAMPLE_RATE
    truncated = failed or claimed - count > SAMPLE_RATE
    if truncated and count < _SHORTEST_RESCUE:
        raise RefusedError("broken_file")
    if not count:
        raise RefusedError("no_audio")
    return {"samples": count, "truncated": truncated}


def _decode_track(container: InputContainer, output: int, max_samples: int) -> tuple[int, bool]:
    """How many samples were written, and whether the track broke off."""
    stream = container.streams.audio[0]
    sink = _Sink(output, max_samples)
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
    """Resamples frames in blocks of about a second, three times cheaper than one by one, and writes them out."""

    def __init__(self, output: int, max_samples: int) -> None:
        self.count = 0
        self._output = output
        self._max_samples = max_samples
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
        frame.pts = None
        self._waiting.write(frame)
        if self._waiting.samples >= frame.sample_rate:
            self._write(self._waiting.read())

    def flush(self) -> None:
        """Write what waits; the sink is then as good as new."""
        if self._kind is not None:
            self._write(self._waiting.read())
            self._write(None)
            self._begin()

    def _write(self, block: AudioFrame | None) -> None:
        for frame in self._resampler.resample(block):
            samples = np.ascontiguousarray(frame.to_ndarray().reshape(-1), dtype=np.float32)
            os.write(self._output, samples.data)
            self.count += samples.size
        if self.count > self._max_samples:
            raise RefusedError("too_long")


def run(request: dict[str, Any], source: int, output: int) -> dict[str, Any]:
    """Decode one recording."""
    return decode(source, output, request["max_samples"])


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
    decode(media, output, SAMPLE_RATE)
    os.close(media)
    os.close(output)
