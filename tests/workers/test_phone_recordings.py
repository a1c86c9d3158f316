"""What browsers and phones write is decoded to the sound that was recorded, at the moment when it was heard."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from tests.workers import media
from workers.audio import SAMPLE_RATE, Samples
from workers.decode import Decoded, Decoder

SECONDS = 4.0
LIVE = {"live": "1"}  # no duration, no cues: what MediaRecorder writes
FRAGMENTED = {"movflags": "frag_keyframe+empty_moov+default_base_moof", "frag_duration": "500000"}
VORBIS = {"strict": "experimental"}

FORMATS: dict[str, tuple[int, dict[str, Any]]] = {
    "Chrome, sound": (48_000, {"container": "webm", "codec": "libopus", "muxer": LIVE}),
    "Chrome, VP8": (48_000, {"container": "webm", "codec": "libopus", "video": "libvpx", "muxer": LIVE}),
    "Chrome, VP9": (48_000, {"container": "webm", "codec": "libopus", "video": "libvpx-vp9", "muxer": LIVE}),
    "WebM with cues": (48_000, {"container": "webm", "codec": "libopus"}),
    "Chrome, H.264 in Matroska": (48_000, {"container": "matroska", "codec": "libopus", "video": "libx264"}),
    "MP4, AAC and H.264": (44_100, {"container": "mp4", "codec": "aac", "video": "libx264"}),
    "MP4, AAC and HEVC": (48_000, {"container": "mp4", "codec": "aac", "video": "libx265"}),
    "Safari, fragmented": (
        48_000,
        {"container": "mp4", "codec": "aac", "video": "libx264", "muxer": FRAGMENTED},
    ),
    "fragmented, sound": (44_100, {"container": "mp4", "codec": "aac", "muxer": FRAGMENTED}),
    "MP4, Opus": (48_000, {"container": "mp4", "codec": "libopus"}),
    "QuickTime": (44_100, {"container": "mov", "codec": "aac", "video": "libx264"}),
    "QuickTime, PCM": (48_000, {"container": "mov", "codec": "pcm_s16le"}),
    "QuickTime, big-endian PCM": (48_000, {"container": "mov", "codec": "pcm_s24be"}),
    "M4A": (44_100, {"container": "ipod", "codec": "aac"}),
    "M4A, ALAC": (44_100, {"container": "ipod", "codec": "alac"}),
    "OGG, Opus": (48_000, {"container": "ogg", "codec": "libopus"}),
    "OGG, Vorbis": (44_100, {"container": "ogg", "codec": "vorbis", "options": VORBIS}),
    "FLAC": (44_100, {"container": "flac", "codec": "flac"}),
    "MP3": (44_100, {"container": "mp3", "codec": "libmp3lame"}),
    "MP3, 16 kHz": (16_000, {"container": "mp3", "codec": "libmp3lame"}),
    "ADTS": (44_100, {"container": "adts", "codec": "aac"}),
    "WAV, 16 bit": (8_000, {"container": "wav", "codec": "pcm_s16le"}),
    "WAV, 24 bit": (44_100, {"container": "wav", "codec": "pcm_s24le"}),
    "WAV, float": (48_000, {"container": "wav", "codec": "pcm_f32le"}),
    "WAV, A-law": (8_000, {"container": "wav", "codec": "pcm_alaw"}),
    "WAV, mu-law": (8_000, {"container": "wav", "codec": "pcm_mulaw"}),
    "3GP, AMR": (8_000, {"container": "3gp", "codec": "libopencore_amrnb"}),
    "AMR": (8_000, {"container": "amr", "codec": "libopencore_amrnb"}),
}


@pytest.fixture(scope="module")
def decoder() -> Iterator[Decoder]:
    decoder = Decoder()
    yield decoder
    decoder.close()


def lag_and_likeness(heard: Samples, source: Samples) -> tuple[float, float]:
    """By how many seconds `heard` comes after `source`, and how alike they are then, from -1 to 1."""
    size = 1 << (len(heard) + len(source)).bit_length()
    products = np.fft.irfft(np.fft.rfft(heard, size) * np.conj(np.fft.rfft(source, size)))
    at = int(np.argmax(products))
    likeness = float(products[at] / (np.linalg.norm(heard) * np.linalg.norm(source)))
    return (at if at < size // 2 else at - size) / SAMPLE_RATE, likeness


def assert_same_sound(decoded: Decoded, source: Samples, *, least: float = 0.97) -> None:
    assert len(decoded.samples) / SAMPLE_RATE == pytest.approx(len(source) / SAMPLE_RATE, abs=0.1)
    lag_s, likeness = lag_and_likeness(decoded.samples, source)
    assert abs(lag_s) < 0.05
    assert likeness > least
    assert not decoded.truncated


@pytest.mark.parametrize("name", FORMATS)
def test_what_was_recorded_is_what_is_decoded(decoder: Decoder, name: str) -> None:
    rate, how = FORMATS[name]
    sound = media.voice(SECONDS, rate)
    if how["codec"] == "vorbis":  # its encoder takes two channels
        sound = np.stack([sound, sound])
    least = 0.85 if "amr" in how["codec"] else 0.97
    decoded = decoder.decode(media.encoded(sound, rate=rate, **how))
    assert_same_sound(decoded, media.voice(SECONDS, SAMPLE_RATE), least=least)
    assert decoded.samples.dtype == np.float32


@pytest.mark.parametrize("silent", [0, 1])
def test_a_voice_in_one_of_two_channels_is_heard(decoder: Decoder, silent: int) -> None:
    channels = np.stack([media.voice(SECONDS), media.voice(SECONDS)])
    channels[silent] = 0
    decoded = decoder.decode(media.encoded(channels, "mp4", "aac"))
    assert_same_sound(decoded, media.voice(SECONDS, SAMPLE_RATE))
    assert float(np.abs(decoded.samples).max()) > 0.2


def test_a_film_that_is_turned_sounds_the_same(decoder: Decoder) -> None:
    film = media.encoded(media.voice(SECONDS), "mp4", "aac", video="libx264")
    turned = media.turned(film)
    assert turned != film
    assert_same_sound(decoder.decode(turned), media.voice(SECONDS, SAMPLE_RATE))


def test_a_picture_that_grows_in_mid_stream_does_not_touch_the_sound(decoder: Decoder) -> None:
    film = media.changing_size(media.voice(SECONDS))
    assert_same_sound(decoder.decode(film), media.voice(SECONDS, SAMPLE_RATE))


@pytest.mark.parametrize(("container", "codec"), [("webm", "libopus"), ("mp4", "aac")])
def test_sound_that_begins_after_the_picture_keeps_its_moment(decoder: Decoder, container: str, codec: str) -> None:
    video = "libvpx" if container == "webm" else "libx264"
    late = media.encoded(media.voice(SECONDS), container, codec, video=video, audio_begins_s=1.5)
    quiet = np.zeros(int(1.5 * SAMPLE_RATE), np.float32)
    assert_same_sound(decoder.decode(late), np.concatenate([quiet, media.voice(SECONDS, SAMPLE_RATE)]))


def test_words_after_a_pause_of_the_recorder_keep_their_moment(decoder: Decoder) -> None:
    half, pause_s = media.voice(SECONDS, SAMPLE_RATE), 3.0
    decoded = decoder.decode(media.with_pause(media.voice(SECONDS), pause_s))
    begins = int((SECONDS + pause_s) * SAMPLE_RATE)
    assert_same_sound(Decoded(decoded.samples[: half.size], truncated=False), half)
    assert_same_sound(Decoded(decoded.samples[begins:], truncated=decoded.truncated), half)
    assert not decoded.samples[half.size + SAMPLE_RATE : begins - SAMPLE_RATE].any()
