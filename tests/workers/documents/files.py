"""Documents made on the spot: good ones and each kind of bad one."""

import io
import re
import zipfile
from collections.abc import Iterable, Sequence

import docx

_GAP = re.compile(r"\t| {2,}")
_SIZE = 10.0
_LEADING = 16.0
_TOP, _LEFT = 800.0, 40.0

Placed = tuple[float, float, str]
"""Left edge, baseline, text."""


def _width(text: str) -> float:
    return sum(_SIZE if character > "\u02ff" else _SIZE / 2 for character in text)


def laid_out(text: str, lines_a_page: int = 48) -> list[list[Placed]]:
    """Lines one below the other; what is two spaces or a tab apart stands well apart."""
    pages: list[list[Placed]] = [[]]
    for number, line in enumerate(text.strip("\n").split("\n")):
        if number and number % lines_a_page == 0:
            pages.append([])
        left, baseline = _LEFT, _TOP - _LEADING * (number % lines_a_page)
        for chunk in _GAP.split(line):
            pages[-1].append((left, baseline, chunk))
            left += _width(chunk) + 3 * _SIZE
    return pages


def pdf(pages: Sequence[Sequence[Placed]], shown_as: dict[str, str] | None = None, encrypt: str = "") -> bytes:
    """A PDF whose font names its characters in a ToUnicode map only; `shown_as` lets the map name others."""
    # A space follows every text: without a font file, one character alone has no extent and would be left out.
    characters = sorted({character for page in pages for _, _, text in page for character in f"{text} "})
    names = [(ord(one), (shown_as or {}).get(one, one)) for one in characters]
    cmap = "/CIDInit /ProcSet findresource begin 12 dict begin begincmap 1 begincodespacerange <0000> <FFFF> "
    cmap += "endcodespacerange\n"
    for at in range(0, len(names), 100):
        part = names[at : at + 100]
        cmap += f"{len(part)} beginbfchar\n"
        cmap += "".join(f"<{code:04X}> <{name.encode('utf-16-be').hex()}>\n" for code, name in part)
        cmap += "endbfchar\n"
    cmap += "endcmap end end"
    count = len(pages)
    kids = " ".join(f"{6 + 2 * at} 0 R" for at in range(count))
    objects = [
        b"<</Type /Catalog /Pages 2 0 R>>",
        f"<</Type /Pages /Kids [{kids}] /Count {count}>>".encode(),
        (
            b"<</Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /Identity-H /DescendantFonts [4 0 R] "
            b"/ToUnicode 5 0 R>>"
        ),
        (
            b"<</Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /CIDSystemInfo <</Registry (Adobe) "
            b"/Ordering (Identity) /Supplement 0>> /DW 1000 /W [0 767 500]>>"
        ),
        _stream(cmap.encode()),
    ]
    for at, page in enumerate(pages):
        marks = "".join(
            f"1 0 0 1 {x:g} {y:g} Tm <{f'{text} '.encode('utf-16-be').hex()}> Tj\n" for x, y, text in page if text
        )
        objects.append(
            f"<</Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {7 + 2 * at} 0 R "
            "/Resources <</Font <</F 3 0 R>>>>>>".encode()
        )
        objects.append(_stream(f"BT /F {_SIZE:g} Tf\n{marks}ET".encode()))
    return _file(objects, encrypt)


def _stream(data: bytes) -> bytes:
    return b"<</Length %d>> stream\n%b\nendstream" % (len(data), data)


def _file(objects: Iterable[bytes], encrypt: str) -> bytes:
    out = b"%PDF-1.5\n"
    places = []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj %b endobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n%b" % (len(places) + 1, table)
    return out + b"trailer <</Root 1 0 R /Size %d %b>>\nstartxref\n%d\n%%%%EOF\n" % (
        len(places) + 1,
        encrypt.encode(),
        start,
    )


def encrypted_pdf() -> bytes:
    """A PDF that no empty password opens."""
    key = "00" * 32
    return pdf(
        laid_out("secret"),
        encrypt=f"/ID [<{key}> <{key}>] /Encrypt <</Filter /Standard /V 1 /R 2 /O <{key}> /U <{key}> /P -4>>",
    )


def word(text: str, header: str = "") -> bytes:
    """A Word document; lines with tabs become the rows of tables."""
    document = docx.Document()
    if header:
        document.sections[0].header.paragraphs[0].text = header
    table = None
    for line in text.strip("\n").split("\n"):
        cells = line.split("\t")
        if len(cells) == 1:
            table = None
            document.add_paragraph(line)
            continue
        if table is None or len(table.columns) != len(cells):
            table = document.add_table(0, len(cells))
        for cell, content in zip(table.add_row().cells, cells, strict=True):
            cell.text = content
    return saved(document)


def saved(document: "docx.document.Document") -> bytes:
    """The bytes of a document."""
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def with_parts(document: bytes, parts: dict[str, bytes]) -> bytes:
    """The archive with parts added or replaced."""
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(document)) as old,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            if name not in parts:
                new.writestr(name, old.read(name))
        for name, content in parts.items():
            new.writestr(name, content)
    return buffer.getvalue()


def part(document: bytes, name: str) -> bytes:
    """One part of the archive."""
    with zipfile.ZipFile(io.BytesIO(document)) as archive:
        return archive.read(name)
