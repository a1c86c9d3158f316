"""The XML parts of an Office file, inflated once under bounds, so that nothing later meets a compressed byte."""

import io
import re
import zipfile
import zlib

from workers.sandbox.refusal import RefusedError

_MAX_PARTS = 4096
_METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
_ENCRYPTED = 0x1
_TYPES = "[Content_Types].xml"
_DOCUMENT = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
# Documents with macros, templates and the strict dialect differ from a plain document in these words only.
_SAME = (
    (b"application/vnd.ms-word.document.macroEnabled.main+xml", _DOCUMENT),
    (b"application/vnd.ms-word.template.macroEnabledTemplate.main+xml", _DOCUMENT),
    (b"application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml", _DOCUMENT),
    (
        b"http://purl.oclc.org/ooxml/officeDocument/relationships",
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    ),
    (
        b"http://purl.oclc.org/ooxml/wordprocessingml/main",
        b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    ),
)
# Office never declares entities; whoever does wants them to grow or to fetch something.
_DECLARATION = re.compile(rb"<!(?:DOCTYPE|ENTITY)")


def plain_archive(document: bytes, max_inflated: int) -> bytes:
    """The same archive without compression; pictures, macros and embedded objects are empty. Raises RefusedError."""
    try:
        with zipfile.ZipFile(io.BytesIO(document)) as archive:
            parts = _inflated(archive, max_inflated)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError) as error:
        raise RefusedError("broken_file") from error
    if _DOCUMENT not in parts.get(_TYPES, b""):
        raise RefusedError("not_a_document")
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as plain:
        for name, part in parts.items():
            plain.writestr(zipfile.ZipInfo(name), part)
    return buffer.getvalue()


def _inflated(archive: zipfile.ZipFile, max_inflated: int) -> dict[str, bytes]:
    entries = archive.infolist()
    if any(entry.flag_bits & _ENCRYPTED for entry in entries):
        raise RefusedError("encrypted")
    wanted = [entry for entry in entries if entry.filename.lower().endswith((".xml", ".rels"))]
    if len(entries) > _MAX_PARTS or sum(entry.file_size for entry in wanted) > max_inflated:
        raise RefusedError("out_of_bounds")
    if any(entry.compress_type not in _METHODS for entry in wanted):
        raise RefusedError("broken_file")
    parts = {entry.filename: b"" for entry in entries if not entry.is_dir()}
    left = max_inflated
    for entry in wanted:
        # What the directory says of a size may be a lie.
        with archive.open(entry) as file:
            part = file.read(left + 1)
        left -= len(part)
        if left < 0:
            raise RefusedError("out_of_bounds")
        if _DECLARATION.search(part.replace(b"\0", b"")):
            raise RefusedError("broken_file")
        for other, usual in _SAME:
            part = part.replace(other, usual)
        parts[entry.filename] = part
    return parts
