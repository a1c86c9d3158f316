"""The smallest documents that use every part of the readers, for warming up."""

import io
import zipfile

_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_PARTS = {
    "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
    'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Override PartName="/word/document.xml" ContentType="{_TYPE}.document.main+xml"/>'
    f'<Override PartName="/word/header1.xml" ContentType="{_TYPE}.header+xml"/></Types>',
    "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="a" '
    f'Type="{_OFFICE}/officeDocument" Target="word/document.xml"/></Relationships>',
    "word/_rels/document.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="b" '
    f'Type="{_OFFICE}/header" Target="header1.xml"/></Relationships>',
    "word/header1.xml": f'<w:hdr xmlns:w="{_WORD}"><w:p><w:r><w:t>Page</w:t></w:r></w:p></w:hdr>',
    "word/document.xml": f'<w:document xmlns:w="{_WORD}" xmlns:r="{_OFFICE}"><w:body><w:p><w:r><w:t>Ready</w:t></w:r>'
    "</w:p><w:tbl><w:tr><w:tc><w:p/></w:tc></w:tr></w:tbl><w:sectPr>"
    '<w:headerReference w:type="default" r:id="b"/></w:sectPr></w:body></w:document>',
}


def sample_docx() -> bytes:
    """A Word document with a header, a line and a table."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in _PARTS.items():
            archive.writestr(name, part)
    return buffer.getvalue()


def sample_pdf() -> bytes:
    """A PDF with one line; without a cross-reference table, which readers then make themselves."""
    stream = b"BT /F 12 Tf 72 720 Td (Ready) Tj ET"
    return (
        b"%%PDF-1.4\n"
        b"1 0 obj <</Type /Catalog /Pages 2 0 R>> endobj\n"
        b"2 0 obj <</Type /Pages /Kids [3 0 R] /Count 1>> endobj\n"
        b"3 0 obj <</Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
        b"/Resources <</Font <</F <</Type /Font /Subtype /Type1 /BaseFont /Helvetica>>>>>>>> endobj\n"
        b"4 0 obj <</Length %d>> stream\n%b\nendstream endobj\n"
        b"trailer <</Root 1 0 R>>\n%%%%EOF\n" % (len(stream), stream)
    )
