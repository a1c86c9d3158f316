"""Text in lines from a stream of bytes: the encoding is found on the way, and never is more than a piece held."""

import codecs
import io
from collections.abc import Iterable, Iterator
from typing import BinaryIO

CHUNK = 1 << 16
UNREADABLE = "\N{REPLACEMENT CHARACTER}"
_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))


def decoded(stream: BinaryIO, *, chinese_fallback: bool) -> Iterator[str]:
    """The stream's text in pieces; bytes that stand for nothing come as UNREADABLE.

    A byte order mark decides. Without one it is UTF-8, unless `chinese_fallback` and the first text beyond ASCII is
    not: then it is GB18030, in which Excel saves CSV files in China.
    """
    piece = _filled(stream)
    mark, encoding = next((marked for marked in _MARKS if piece.startswith(marked[0])), (b"", ""))
    piece = piece.removeprefix(mark)
    if not encoding:
        while piece and piece.isascii():
            yield piece.decode("ascii")
            piece = _filled(stream)
        encoding = "gb18030" if chinese_fallback and not _looks_like_utf8(piece) else "utf-8"
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    while piece:
        yield decoder.decode(piece)
        piece = _filled(stream)
    yield decoder.decode(b"", final=True)


def lines(pieces: Iterable[str], limit: int) -> Iterator[str]:
    r"""Lines with their ends (\n, \r or both). Of a line that is longer than `limit` come `limit` + 1 characters."""
    rest = ""
    skipping = False
    for piece in pieces:
        found = io.StringIO(rest + piece, newline="").readlines()
        # The last may go on: it has no end yet, or one whose other half comes with the next piece.
        rest = found.pop() if found and not found[-1].endswith("\n") else ""
        for line in found:
            if skipping:
                skipping = False
            else:
                yield line[: limit + 1]
        if not skipping and len(rest) > limit + 1:
            yield rest[: limit + 1]
            skipping = True
        if skipping:
            rest = rest[-1:]
    if rest and not skipping:
        yield rest


def _filled(stream: BinaryIO) -> bytes:
    """The next CHUNK bytes, of a network's stream too, which gives what has arrived; less only at the end."""
    piece = stream.read(CHUNK)
    while piece and len(piece) < CHUNK and (more := stream.read(CHUNK - len(piece))):
        piece += more
    return piece


def _looks_like_utf8(piece: bytes) -> bool:
    text = codecs.getincrementaldecoder("utf-8")("replace").decode(piece)
    wrong = text.count(UNREADABLE)
    right = sum(character > "\x7f" for character in text) - wrong
    return wrong <= right
