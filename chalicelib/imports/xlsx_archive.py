"""Opens a workbook's archive, after making sure that it cannot unpack to more than may be read."""

import io
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from tempfile import SpooledTemporaryFile
from typing import IO, BinaryIO

from chalicelib.imports.file_errors import unusable

MAX_UNPACKED = 500_000_000
MAX_RATIO = 200
MAX_ENTRIES = 2_000
_MAX_DIRECTORY = 1_000_000
_MAX_PACKED = 200_000_000
_IN_MEMORY = 8_000_000
_CHUNK = 1 << 16
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
_DIRECTORY_SIZE = 5
"""Where `zipfile` keeps the size of the central directory in the end record that it has read."""

DAMAGED = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError)
"""What `zipfile` raises where an archive is not what it says."""


@contextmanager
def open_archive(stream: BinaryIO) -> Iterator[zipfile.ZipFile]:
    """The archive of a workbook. InvalidInput where it is none, or is more than may be read."""
    with _seekable(stream) as file:
        file.seek(0)
        start = file.read(len(_OLE))
        if not start:
            raise unusable("empty_file")
        if start == _OLE:
            raise unusable("old_or_locked_workbook")
        try:
            # The directory is looked at before ZipFile reads it, which would keep every entry in memory.
            end = zipfile._EndRecData(file)  # type: ignore[attr-defined]
            if not end:
                raise unusable("not_a_table")
            if end[_DIRECTORY_SIZE] > _MAX_DIRECTORY:
                raise unusable("file_too_large")
            archive = zipfile.ZipFile(file)
        except DAMAGED as reason:
            raise unusable("not_a_table") from reason
        with archive:
            _check(archive.infolist())
            yield archive


def _check(entries: list[zipfile.ZipInfo]) -> None:
    """Sizes as declared; `zipfile` never unpacks more of an entry than it declares."""
    if len(entries) > MAX_ENTRIES or sum(entry.file_size for entry in entries) > MAX_UNPACKED:
        raise unusable("file_too_large")
    if any(entry.file_size > MAX_RATIO * entry.compress_size for entry in entries):
        raise unusable("file_too_large")
    if any(entry.flag_bits & 1 or entry.compress_type not in _METHODS for entry in entries):
        raise unusable("not_a_table")


@contextmanager
def _seekable(stream: BinaryIO) -> Iterator[IO[bytes]]:
    """The stream itself, or a copy that is seekable: an archive's directory lies at its end."""
    if stream.seekable():
        yield stream
        return
    with SpooledTemporaryFile(max_size=_IN_MEMORY) as copy:
        size = 0
        while piece := stream.read(_CHUNK):
            size += len(piece)
            if size > _MAX_PACKED:
                raise unusable("file_too_large")
            copy.write(piece)
        copy.seek(0, io.SEEK_SET)
        yield copy
