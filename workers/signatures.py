"""Tells by its first bytes what a file is, so that no decoder ever sees what is not on the list."""

import codecs
import re
from dataclasses import dataclass

from workers.sandbox.refusal import RefusedError

_HEAD = 4096
# Atoms that a file of the QuickTime family may begin with: ISO/IEC 14496-12 and Apple's QuickTime File Format.
_ATOMS = (b"ftyp", b"moov", b"mdat", b"wide", b"free", b"skip", b"pnot", b"styp", b"moof", b"sidx")
_PICTURE_BRANDS = (b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1", b"avif", b"avis")
_BEGINNINGS = (
    (re.compile(rb"\x1aE\xdf\xa3"), "matroska"),
    (re.compile(rb"OggS"), "ogg"),
    (re.compile(rb"fLaC"), "flac"),
    (re.compile(rb"#!AMR"), "amr"),
    (re.compile(rb"(RIFF|RF64).{4}WAVE", re.DOTALL), "wav"),
    # A frame without a container: sync word, layer and, for MP3, a bit rate (ISO/IEC 13818-7, 6.2; 11172-3, 2.4.1.3).
    (re.compile(rb"\xff[\xf0\xf1\xf8\xf9]"), "aac"),
    (re.compile(rb"\xff[\xe2\xe3\xf2\xf3\xfa\xfb][\x10-\xef]"), "mp3"),
)
_PICTURES = re.compile(rb"\x89PNG|\xff\xd8\xff|GIF8|BM.{4}\0{4}|RIFF.{4}WEBP|II\*\0|MM\0\*|8BPS", re.DOTALL)
_OTHER_MEDIA = re.compile(
    rb"RIFF.{4}(AVI |RMID)|FORM.{4}AIF[FC]|0&\xb2\x75\x8ef\xcf\x11|FLV\x01|\0\0\x01[\xb3\xba]"
    rb"|caff|\.snd|\.RMF|MThd|wvPK|G.{187}G.{187}G",
    re.DOTALL,
)
# HLS, ffconcat, SDP, PLS, ASX, DASH, SMIL, XSPF and bare addresses: each makes a player open something else.
_PLAYLISTS = re.compile(
    r"#?extm3u|ffconcat |v=0\s|\[(playlist|reference)\]|rtsptext|(https?|rtsp|rtmp|file|concat|data)://?\S+\s*$"
    r"|.*<(mpd|asx|smil|playlist|smoothstreamingmedia)[\s>]",
    re.DOTALL,
)
_CONTROL = re.compile(r"[\0-\x08\x0e-\x1a\x1c-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class Recording:
    """A file that may be decoded: by which of FFmpeg's demuxers, and from which byte on."""

    demuxer: str
    start: int = 0


def recognise(media: bytes) -> Recording:
    """What may open the file. Raises RefusedError with the code for what it is instead.

    ID3 tags in front are passed over, whatever they hold and however long they say they are.
    """
    start = _after_tags(media)
    head = media[start : start + _HEAD]
    if not head:
        raise RefusedError("broken_file" if media else "empty_file")
    if demuxer := _demuxer(head):
        return Recording(demuxer, start)
    raise RefusedError(_refused_as(head))


def _after_tags(media: bytes) -> int:
    """Where the sound begins after ID3v2 tags (id3.org, section 3.1: 28 bits of length in four bytes)."""
    at = 0
    while media[at : at + 3] == b"ID3" and at + 10 <= len(media):
        length = 0
        for byte in media[at + 6 : at + 10]:
            length = length << 7 | byte & 0x7F
        at += 10 + length + (10 if media[at + 5] & 0x10 else 0)
    return at


def _demuxer(head: bytes) -> str | None:
    if head[4:8] in _ATOMS and not (head[4:8] == b"ftyp" and head[8:12] in _PICTURE_BRANDS):
        return "mov"
    return next((demuxer for beginning, demuxer in _BEGINNINGS if beginning.match(head)), None)


def _refused_as(head: bytes) -> str:
    if _PICTURES.match(head) or (head[4:8] == b"ftyp"):
        return "picture"
    if _OTHER_MEDIA.match(head):
        return "unsupported_format"
    text = _text(head)
    if text is None:
        return "not_media"
    if _PLAYLISTS.match(text):
        return "playlist"
    return "picture" if "<svg" in text else "text"


def _text(head: bytes) -> str | None:
    """The beginning of a text in lower case; None when the file is none."""
    encoding = "utf-16" if head[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        # The last character may be cut: an incremental decoder waits for the rest of it.
        text = codecs.getincrementaldecoder(encoding)().decode(head)
    except UnicodeDecodeError:
        return None
    return None if _CONTROL.search(text) else text.strip().lower()
