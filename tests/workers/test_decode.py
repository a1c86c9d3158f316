"""Untrusted media: what is refused, with which sentence, and what the decoding process can reach."""

import contextlib
import os
import threading
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from chalicelib.domain.errors import UnreadableMedia
from tests.workers import media
from workers.decode import Decoder, Limits

HLS = b"#EXTM3U\n#EXT-X-VERSION:3\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\nfile:///etc/hostname\n#EXT-X-ENDLIST\n"


@pytest.fixture(scope="module")
def decoder() -> Iterator[Decoder]:
    os.environ["AWS_SECRET_ACCESS_KEY"] = "canary-of-the-worker"
    decoder = Decoder()
    yield decoder
    decoder.close()
    del os.environ["AWS_SECRET_ACCESS_KEY"]


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("nothing", b"", "empty_file"),
        ("text", b"Dear hiring team, here is my answer.\n" * 50, "text"),
        ("noise", bytes(range(256)) * 40, "not_media"),
        ("hls", HLS, "playlist"),
        ("picture", media.picture_only(), "no_audio"),
        ("forty tracks", media.encoded(media.tone(1), "mp4", "aac", tracks=40), "too_many_tracks"),
        ("mp4 without its index", media.encoded(media.tone(20), "mp4", "aac")[:20_000], "broken_file"),
        ("half a second of webm", media.encoded(media.tone(20))[:900], "broken_file"),
        ("wav without sound", media.wav(np.zeros(0, np.float32)), "no_audio"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_bad_files_are_refused_with_a_sentence(decoder: Decoder, name: str, content: bytes, code: str) -> None:
    with pytest.raises(UnreadableMedia) as refusal:
        decoder.decode(content)
    assert refusal.value.code == code, name
    assert refusal.value.text.en.endswith(".")
    assert refusal.value.text.zh.endswith("。")


def test_a_truncated_recording_is_decoded_as_far_as_it_goes(decoder: Decoder) -> None:
    whole = media.encoded(media.tone(20))
    decoded = decoder.decode(whole[: len(whole) // 2])
    assert 5 < decoded.samples.size / 16_000 < 15
    assert decoded.truncated


def test_a_recording_that_takes_too_long_to_open_is_given_up() -> None:
    impatient = Decoder(Limits(wall_s=1, cpu_s=1, max_seconds=8 * 3600))
    try:
        with pytest.raises(UnreadableMedia) as refusal:
            impatient.decode(media.silence_for(3600))
        assert refusal.value.code == "decoder_limit"
        assert impatient.decode(media.encoded(media.tone(2))).samples.size
    finally:
        impatient.close()


def test_a_bad_file_does_not_touch_others_in_progress(decoder: Decoder) -> None:
    good = media.encoded(media.tone(2))
    results: list[int | str] = []

    def work(content: bytes) -> None:
        try:
            results.append(decoder.decode(content).samples.size)
        except UnreadableMedia as refusal:
            results.append(refusal.code)

    threads = [threading.Thread(target=work, args=(good if at % 2 else HLS,)) for at in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(isinstance(result, int) for result in results) == 6


def test_the_decoding_process_has_no_network_no_files_and_no_credentials(decoder: Decoder) -> None:
    process = Path(f"/proc/{decoder.pid}")
    assert decoder.isolation["network"]
    assert (process / "ns/net").readlink() != Path("/proc/self/ns/net").readlink()
    assert "lo" in (process / "net/dev").read_text()
    assert len((process / "net/dev").read_text().splitlines()) == 3, "loopback and nothing else"
    environment = (process / "environ").read_bytes()
    assert b"canary-of-the-worker" not in environment
    assert b"AWS" not in environment


def test_a_recording_whose_process_is_killed_is_tried_again(decoder: Decoder) -> None:
    good = media.encoded(media.tone(60))
    killed: list[int] = []

    def kill_the_first_child() -> None:
        children = Path(f"/proc/{decoder.pid}/task/{decoder.pid}/children")
        while not killed:
            for child in children.read_text().split():
                with contextlib.suppress(ProcessLookupError):
                    os.kill(int(child), 9)
                    killed.append(int(child))

    killer = threading.Thread(target=kill_the_first_child)
    killer.start()
    assert decoder.decode(good).samples.size
    killer.join()
    assert killed


def test_a_killed_server_is_replaced(decoder: Decoder) -> None:
    os.kill(decoder.pid, 9)
    good = media.encoded(media.tone(2))
    assert decoder.decode(good).samples.size
