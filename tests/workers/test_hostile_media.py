"""Files made to do harm: each is refused with its sentence or decoded within bounds, and the worker lives.

MUTATIONS sets how many mutated files are tried; the default keeps the suite quick.
"""

import os
import random
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Self

import numpy as np
import pytest

from chalicelib.domain.errors import UnreadableMedia
from tests.workers import media
from workers.decode import Decoder, Limits, unreadable

MUTATIONS = int(os.environ.get("MUTATIONS", "240"))
MEMORY, WALL_S = 1_500_000_000, 60
# What a recording may be refused as once its first bytes are those of a recording.
INSIDE = {"no_audio", "too_long", "too_many_tracks", "broken_file", "invalid_samples", "decoder_limit"}
ANY = INSIDE | {"empty_file", "not_media", "unsupported_format", "playlist", "picture", "text"}


@pytest.fixture(scope="module")
def decoder() -> Iterator[Decoder]:
    decoder = Decoder()
    yield decoder
    decoder.close()


@pytest.fixture(scope="module")
def one_minute() -> Iterator[Decoder]:
    decoder = Decoder(Limits(max_seconds=60))
    yield decoder
    decoder.close()


class Watch:
    """The most memory that a decoder's processes held, in bytes; the file's and the output's pages come on top."""

    def __init__(self, decoder: Decoder) -> None:
        self.peak = 0
        self._server = Path(f"/proc/{decoder.pid}")
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._look)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._ended.wait(0.002):
            children = (self._server / f"task/{self._server.name}/children").read_text().split()
            self.peak = max(self.peak, sum(self._resident(process) for process in (self._server.name, *children)))

    @staticmethod
    def _resident(process: str) -> int:
        with suppress(OSError):
            for line in Path(f"/proc/{process}/status").read_text().splitlines():
                if line.startswith("VmHWM"):
                    return int(line.split()[1]) * 1024
        return 0


def outcome(decoder: Decoder, content: bytes) -> str:
    """`decoded`, or the code of the refusal, within the bounds of time and memory."""
    begun = time.monotonic()
    with Watch(decoder) as watch:
        try:
            decoder.decode(content)
            code = "decoded"
        except UnreadableMedia as refusal:
            code = refusal.code
    assert time.monotonic() - begun < WALL_S
    assert watch.peak + len(content) + decoder.limits.max_seconds * 64_000 < MEMORY
    return code


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)
        yield server


def pointers(address: str, file: Path) -> dict[str, str]:
    """Texts that make players open something else, each pointing at `address` or `file`."""
    return {
        "hls": f"#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\n{address}\n#EXT-X-ENDLIST\n",
        "hls with a mark": f"\ufeff#EXTM3U\n#EXTINF:10,\nfile://{file}\n#EXT-X-ENDLIST\n",
        "hls after lines": f"\n\n  #EXTM3U\n#EXTINF:10,\n{address}\n",
        "ffconcat": f"ffconcat version 1.0\nfile '{file}'\nduration 10\n",
        "dash": f'<?xml version="1.0"?><MPD type="static"><Period><BaseURL>{address}</BaseURL></Period></MPD>',
        "sdp": "v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\ns=x\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 5004 RTP/AVP 0\r\n",
        "pls": f"[playlist]\nFile1={address}\nNumberOfEntries=1\n",
        "asx": f'<asx version="3.0"><entry><ref href="{address}"/></entry></asx>',
        "smil": f'<smil><body><audio src="{address}"/></body></smil>',
        "xspf": f'<?xml version="1.0"?><playlist><track><location>{address}</location></track></playlist>',
        "address": address,
        "path": f"concat:{file}|{file}",
    }


@pytest.mark.parametrize("name", pointers("", Path()))
def test_lists_that_point_elsewhere_are_refused_and_never_followed(
    decoder: Decoder, listener: socket.socket, tmp_path: Path, name: str
) -> None:
    file = tmp_path / "other.wav"
    file.write_bytes(media.wav(media.tone(1, 16_000)))
    host, port = listener.getsockname()
    content = pointers(f"http://{host}:{port}/a.mp4", file)[name].encode()
    assert outcome(decoder, content) == "playlist"
    with pytest.raises(TimeoutError):
        listener.accept()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b'<svg xmlns="http://www.w3.org/2000/svg"><image href="http://127.0.0.1/a.png"/></svg>', "picture"),
        (b'<?xml version="1.0"?>\n<!-- a drawing -->\n<svg width="9"/>', "picture"),
        (media.still("png") * 3, "picture"),
        (media.still("mjpeg") * 3, "picture"),
        (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(100), "picture"),
        (b"GIF89a" + bytes(50), "picture"),
        (b"RIFF\x20\0\0\0WEBPVP8 " + bytes(50), "picture"),
        (b"WEBVTT\n\n00:00.000 --> 00:02.000\nI led the team.\n", "text"),
        ("1\n00:00:00,000 --> 00:00:02,000\n我负责这个项目。\n".encode() * 200, "text"),
        (b"[Script Info]\nScriptType: v4.00+\n", "text"),
        ("I led the team. 我负责这个项目。".encode("utf-16"), "text"),
        (b"RIFF\x20\0\0\0AVI LIST" + bytes(50), "unsupported_format"),
        (b"FLV\x01\x05" + bytes(50), "unsupported_format"),
        (b"FORM\0\0\0\x20AIFFCOMM" + bytes(50), "unsupported_format"),
        ((b"G" + bytes(187)) * 4, "unsupported_format"),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n" + bytes(50), "not_media"),
        (b"PK\3\4" + bytes(50), "not_media"),
        (bytes(100_000), "not_media"),
        (b"", "empty_file"),
    ],
)
def test_what_is_no_recording_is_refused_for_what_it_is(decoder: Decoder, content: bytes, code: str) -> None:
    assert outcome(decoder, content) == code


@pytest.mark.parametrize("container", ["mp4", "webm"])
def test_the_sound_of_a_film_with_a_monstrous_picture_is_heard_in_little_memory(
    decoder: Decoder, container: str
) -> None:
    # Opened in the plain way these take 665 and 506 MB.
    film = media.huge_picture(container)
    assert film != media.encoded(media.voice(2), container, "libopus" if container == "webm" else "aac")
    with Watch(decoder) as watch:
        decoded = decoder.decode(film)
    assert decoded.samples.size == pytest.approx(2 * 16_000, abs=1600)
    assert watch.peak < 300_000_000


def test_two_hours_in_a_small_file_are_refused_by_their_real_length(decoder: Decoder) -> None:
    bomb = media.silence_for(2 * 3600)
    assert len(bomb) < 2_000_000
    assert outcome(decoder, bomb) == "too_long"
    assert "15 minutes" in unreadable("too_long", decoder.limits).text.en


def test_an_endless_chain_of_recordings_is_refused_by_its_real_length(one_minute: Decoder) -> None:
    link = media.encoded(media.tone(2), "ogg")
    assert outcome(one_minute, link * 10) == "decoded"
    assert outcome(one_minute, link * 500) == "too_long"


def test_a_hundred_tracks_are_refused(decoder: Decoder) -> None:
    assert outcome(decoder, media.encoded(media.tone(0.1), "mp4", "aac", tracks=100)) == "too_many_tracks"


def longer(film: bytes, claimed_s: int) -> bytes:
    """The same MP4 with every one of its durations set to `claimed_s` times its time scale."""
    changed = bytearray(film)
    for name, scale_at, duration_at in ((b"mvhd", 16, 20), (b"mdhd", 16, 20)):
        at = changed.index(name)
        scale = int.from_bytes(changed[at + scale_at : at + scale_at + 4], "big")
        changed[at + duration_at : at + duration_at + 4] = min(scale * claimed_s, (1 << 32) - 1).to_bytes(4, "big")
    return bytes(changed)


def test_a_length_that_is_not_true_is_not_believed(decoder: Decoder, one_minute: Decoder) -> None:
    film = media.encoded(media.tone(3), "mp4", "aac")
    claims_ten_hours = decoder.decode(longer(film, 36_000))
    assert claims_ten_hours.samples.size == pytest.approx(3 * 16_000, abs=1600)
    assert outcome(one_minute, longer(media.encoded(media.tone(70), "mp4", "aac"), 1)) == "too_long"


@pytest.mark.parametrize("claimed", [0, 1, 10_000, 1 << 31, (1 << 32) - 1])
def test_a_wav_whose_header_lies_is_read_as_far_as_it_goes(decoder: Decoder, claimed: int) -> None:
    lying = media.wav(media.tone(3, 16_000), claimed_bytes=claimed)
    assert outcome(decoder, lying) in {"decoded", "broken_file", "no_audio"}
    if claimed > 3 * 64_000:
        assert decoder.decode(lying).samples.size == 3 * 16_000


@pytest.mark.parametrize(
    "header",
    [
        b"\3\0\xff\xff" + (16_000).to_bytes(4, "little") + bytes(4) + b"\4\0\x20\0",  # 65,535 channels
        b"\3\0\1\0" + b"\xff\xff\xff\xff" + bytes(4) + b"\4\0\x20\0",  # 4 GHz
        b"\3\0\1\0" + bytes(4) + bytes(4) + b"\4\0\x20\0",  # 0 Hz
        b"\3\0\1\0" + (1).to_bytes(4, "little") + bytes(4) + b"\4\0\x20\0",  # 1 Hz: 48,000 samples last 13 hours
        b"\x77\x77\1\0" + (16_000).to_bytes(4, "little") + bytes(4) + b"\4\0\x20\0",  # a codec that nobody knows
    ],
)
def test_a_wav_of_impossible_sound_is_refused(decoder: Decoder, header: bytes) -> None:
    sound = media.wav(media.tone(3, 16_000))
    assert outcome(decoder, sound[:20] + header + sound[36:]) in {*INSIDE, "unsupported_format"}


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_samples_that_are_no_numbers_are_refused(decoder: Decoder, value: float) -> None:
    samples = media.tone(3, 16_000)
    samples[20_000] = value
    assert outcome(decoder, media.wav(samples)) == "invalid_samples"


def test_a_giant_tag_costs_nothing_and_hides_nothing(decoder: Decoder) -> None:
    sound = media.encoded(media.voice(2), "mp3", "libmp3lame")
    with Watch(decoder) as watch:
        decoded = decoder.decode(media.tagged(sound, 100_000_000))
    assert decoded.samples.size == pytest.approx(2 * 16_000, abs=1600)
    assert watch.peak < 300_000_000
    assert outcome(decoder, media.tagged(sound, 100, claimed=200_000_000)) == "broken_file"
    assert outcome(decoder, media.tagged(b"#EXTM3U\nhttp://127.0.0.1/\n", 100)) == "playlist"
    assert outcome(decoder, media.tagged(b"", 0) * 100_000) == "broken_file"


def ebml(identity: bytes, content: bytes, claimed: int | None = None) -> bytes:
    """An element with a length of eight bytes, which may lie."""
    size = len(content) if claimed is None else claimed
    return identity + (1 << 56 | size).to_bytes(8, "big") + content


@pytest.mark.parametrize(
    "body",
    [
        ebml(b"\x18\x53\x80\x67", b"", claimed=(1 << 56) - 1),
        ebml(b"\x18\x53\x80\x67", ebml(b"\x16\x54\xae\x6b", b"", claimed=(1 << 55))),
        # Tags may hold themselves: ten thousand deep.
        b"".join(b"\x67\xc8" + (1 << 56 | (1 << 40)).to_bytes(8, "big") for _ in range(10_000)),
        ebml(b"\x18\x53\x80\x67", ebml(b"\x11\x4d\x9b\x74", ebml(b"\x4d\xbb", b"\xff" * 64) * 1000)),
        ebml(b"\x18\x53\x80\x67", ebml(b"\x19\x41\xa4\x69", b"", claimed=1 << 32)),
    ],
    ids=["unknown length", "lying track list", "nested", "seek heads", "attachment of 4 GB"],
)
def test_corrupt_webm_is_refused(decoder: Decoder, body: bytes) -> None:
    head = ebml(b"\x1a\x45\xdf\xa3", b"\x42\x82\x84webm\x42\x87\x81\x02\x42\x85\x81\x02")
    assert outcome(decoder, head + body) in {"broken_file", "no_audio", "decoder_limit"}


def test_an_mp4_that_ends_before_its_index_is_refused(decoder: Decoder) -> None:
    film = media.encoded(media.tone(20), "mp4", "aac")
    for keep in (8, 40, 400, 5_000, len(film) // 2):
        assert outcome(decoder, film[:keep]) == "broken_file"


def originals() -> list[bytes]:
    sound = media.voice(1.5)
    return [
        media.encoded(sound, "webm", "libopus", video="libvpx", muxer={"live": "1"}),
        media.encoded(sound, "mp4", "aac", video="libx264"),
        media.encoded(sound, "mp4", "aac", muxer={"movflags": "frag_keyframe+empty_moov"}),
        media.encoded(sound, "ogg", "libopus"),
        media.encoded(np.stack([sound, sound]), "ogg", "vorbis", options={"strict": "experimental"}),
        media.encoded(sound, "mp3", "libmp3lame"),
        media.encoded(sound, "flac", "flac"),
        media.encoded(sound[::6], "3gp", "libopencore_amrnb", rate=8000),
        media.encoded(sound[::6], "wav", "pcm_alaw", rate=8000),
    ]


def mutated(files: list[bytes], dice: random.Random) -> bytes:
    """One of the files with some of its bytes changed, moved, cut, doubled or taken from another."""
    content = bytearray(dice.choice(files))
    for _ in range(dice.choice((1, 1, 2, 4, 16))):
        # Most of what a demuxer believes lies near the beginning or the end.
        reach = dice.choice((64, 1024, len(content)))
        at = dice.randrange(min(reach, len(content)))
        at = len(content) - 1 - at if dice.random() < 0.3 else at
        match dice.randrange(6):
            case 0:
                content[at] ^= 1 << dice.randrange(8)
            case 1:
                content[at : at + 4] = dice.choice((b"\xff" * 4, bytes(4), b"\x7f\xff\xff\xff", b"\x80\0\0\0"))
            case 2:
                content[at : at + dice.randrange(64)] = dice.randbytes(dice.randrange(64))
            case 3:
                content[at:at] = content[: dice.randrange(2048)]
            case 4:
                other = dice.choice(files)
                begin = dice.randrange(len(other))
                content[at:at] = other[begin : begin + dice.randrange(2048)]
            case _:
                del content[max(1, at) :]
        if not content:
            break
    return bytes(content)


@pytest.mark.timeout(120 + MUTATIONS)
def test_mutated_recordings_never_leave_their_bounds(
    decoder: Decoder, record_property: Callable[[str, object], None]
) -> None:
    dice, files, server = random.Random(20), originals(), decoder.pid
    seen: dict[str, int] = {}
    begun, slowest = 0.0, 0.0
    with Watch(decoder) as watch:
        for _ in range(MUTATIONS):
            content = mutated(files, dice)
            begun = time.monotonic()
            try:
                decoded = decoder.decode(content)
                assert np.isfinite(decoded.samples).all()
                code = "decoded"
            except UnreadableMedia as refusal:
                code = refusal.code
            slowest = max(slowest, time.monotonic() - begun)
            seen[code] = seen.get(code, 0) + 1
    assert set(seen) <= ANY | {"decoded"}
    assert {"decoded", "broken_file"} <= set(seen), "mutations too weak or too strong to say anything"
    assert slowest < WALL_S
    assert watch.peak < 900_000_000
    assert decoder.pid == server
    assert decoder.decode(files[0]).samples.size
    record_property("outcomes", f"{seen}, slowest {slowest:.2f} s, most memory {watch.peak / 1e6:.0f} MB")


def test_every_code_has_its_own_sentence_in_both_languages(decoder: Decoder) -> None:
    sentences = [unreadable(code, decoder.limits).text for code in ANY]
    assert all(text.en.endswith(".") and text.zh.endswith("。") for text in sentences)
    assert len({text.en for text in sentences}) == len({text.zh for text in sentences}) == len(ANY)
    assert not any("{" in text.en + text.zh for text in sentences)
