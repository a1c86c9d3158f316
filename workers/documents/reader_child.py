"""Opens untrusted documents; a task of the sandbox, started by `reader` and never imported by the worker."""

import os
from typing import Any

from workers.documents.sandboxed import docx, pdf
from workers.documents.sandboxed.characters import plain
from workers.documents.sandboxed.samples import sample_docx, sample_pdf
from workers.sandbox.refusal import RefusedError

_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")
# Readers accept a PDF's header anywhere within the first kilobyte.
_HEAD = 1024


def run(request: dict[str, Any], source: int, output: int) -> dict[str, Any]:
    """Write the text of the document to `output` as UTF-8; returns the number of pages and whether text was cut."""
    with os.fdopen(source, "rb", closefd=False) as file:
        document = file.read(request["max_bytes"])
    max_characters: int = request["max_characters"]
    if b"%PDF-" in document[:_HEAD]:
        blocks, pages = pdf.read(document, request["max_pages"], max_characters)
    elif document.startswith(b"PK\x03\x04"):
        blocks, pages = docx.read(document, request["max_pages"], request["max_inflated"])
    elif document.startswith(_COMPOUND) and _ENCRYPTED_PACKAGE in document:
        raise RefusedError("encrypted")
    else:
        raise RefusedError("not_a_document")
    text = plain(blocks)
    os.write(output, text[:max_characters].encode("utf-8", "replace"))
    return {"pages": pages, "truncated": len(text) > max_characters}


def warm_up() -> None:
    """Read a small document of each kind, so that nothing is left to import once the file system is gone."""
    request = {"max_bytes": 1 << 20, "max_pages": 1, "max_characters": 1000, "max_inflated": 1 << 20}
    for document in (sample_pdf(), sample_docx()):
        source, output = os.memfd_create("warm"), os.memfd_create("warm")
        os.write(source, document)
        os.lseek(source, 0, os.SEEK_SET)
        run(request, source, output)
        os.close(source)
        os.close(output)
