"""Documents that candidates upload: what is read, what is refused, and what the reading process can reach."""

import io
import os
import re
import socket
import subprocess
import sys
import threading
import zipfile
from datetime import date
from pathlib import Path

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from tests.workers.documents import files
from tests.workers.documents.cvs import CVS, SampleCv
from workers.documents.facts import find_facts
from workers.documents.reader import DocumentReader
from workers.sandbox.server import Bounds, Sandbox

NOW = date(2025, 11, 15)
ENGLISH = "Alex Example\nSkills\nPython, SQL"
WORD = files.word(ENGLISH)
PDF = files.pdf(files.laid_out(ENGLISH))


def test_a_pdf_is_read_line_by_line(reader: DocumentReader) -> None:
    read = reader.read(PDF)
    assert (read.text, read.pages, read.truncated) == (ENGLISH, 1, False)


def test_chinese_of_a_pdf_is_read_through_its_unicode_map(reader: DocumentReader) -> None:
    text = "教育背景\n2014.09-2018.06\t华东理工大学\t本科"
    assert reader.read(files.pdf(files.laid_out(text))).text == text


def test_radicals_and_compatibility_characters_become_the_characters_they_stand_for(reader: DocumentReader) -> None:
    drawn = {"高": "\u2fbc", "见": "\u2ec5", "长": "\u2ed3", "金": "\uf90a", "Ａ": "Ａ", "f": "\ufb01"}
    assert reader.read(files.pdf(files.laid_out("高见长金Ａ f，：完"), shown_as=drawn)).text == "高见长金A fi，：完"


def test_columns_are_read_one_after_the_other_and_dates_at_the_right_with_their_line(reader: DocumentReader) -> None:
    left = [(40.0, 700.0 - 18 * at, f"left {at}") for at in range(8)]
    right = [(300.0, 693.0 - 15 * at, f"right {at} of the wider column") for at in range(9)]
    dated = [(40.0, 500.0, "Acme"), (500.0, 500.0, "2019"), (40.0, 480.0, "Beta"), (500.0, 480.0, "2017")]
    # As some programs write it: by height, across the columns.
    marks = [(40.0, 780.0, "A title across the whole of the page, from left to right, in one line of text")]
    marks += [(40.0, 530.0, "Another line across the whole of the page, between the columns and what follows them")]
    marks += sorted(left + right, key=lambda mark: -mark[1]) + dated
    lines = reader.read(files.pdf([marks])).text.split("\n")
    assert lines[1:9] == [f"left {at}" for at in range(8)]
    assert lines[9:18] == [f"right {at} of the wider column" for at in range(9)]
    assert lines[19:] == ["Acme\t2019", "Beta\t2017"]


def test_a_word_document_is_read_with_tables_headers_text_boxes_and_controls(reader: DocumentReader) -> None:
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "页眉 Header"
    document.sections[0].footer.paragraphs[0].text = "Footer"
    document.add_paragraph("第一段")
    table = document.add_table(2, 2)
    table.cell(0, 0).text, table.cell(0, 1).text = "姓名", "张三"
    table.cell(1, 0).text, table.cell(1, 1).text = "经历", "一\n二"
    box = (
        "<w:p {ns} xmlns:mc='http://schemas.openxmlformats.org/markup-compatibility/2006'><w:r><mc:AlternateContent>"
        "<mc:Choice Requires='wps'><w:txbxContent><w:p><w:r><w:t>in a box</w:t></w:r></w:p></w:txbxContent></mc:Choice>"
        "<mc:Fallback><w:txbxContent><w:p><w:r><w:t>in a box</w:t></w:r></w:p></w:txbxContent></mc:Fallback>"
        "</mc:AlternateContent></w:r></w:p>"
    )
    control = (
        "<w:sdt {ns}><w:sdtContent><w:p><w:r><w:t>controlled</w:t><w:tab/><w:t>text</w:t></w:r>"
        "<w:r><w:rPr><w:vanish/></w:rPr><w:t>hidden</w:t></w:r><w:del><w:r><w:delText>gone</w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t>!</w:t></w:r></w:ins></w:p></w:sdtContent></w:sdt>"
    )
    for xml in (box, control):
        document.element.body.insert(-1, parse_xml(xml.replace("{ns}", nsdecls("w"))))
    text = reader.read(files.saved(document)).text
    assert text == "页眉 Header\n第一段\n姓名\t张三\n经历\n一\n二\nin a box\ncontrolled\ttext!\nFooter"


@pytest.mark.parametrize("cv", CVS, ids=lambda cv: cv.name)
def test_the_text_of_a_cv_comes_through_both_formats(reader: DocumentReader, cv: SampleCv) -> None:
    def words(text: str) -> list[str]:
        return re.split(r"\s+", text.strip())

    assert words(reader.read(files.pdf(files.laid_out(cv.text))).text) == words(cv.text)
    assert words(reader.read(files.word(cv.text)).text) == words(cv.text)


@pytest.mark.parametrize("cv", CVS, ids=lambda cv: cv.name)
def test_the_facts_are_the_same_in_both_formats(reader: DocumentReader, cv: SampleCv) -> None:
    plain = find_facts(cv.text, NOW).profile
    assert find_facts(reader.read(files.pdf(files.laid_out(cv.text))).text, NOW).profile == plain
    assert find_facts(reader.read(files.word(cv.text)).text, NOW).profile == plain


def test_macros_pictures_and_links_of_a_document_are_ignored(reader: DocumentReader) -> None:
    types = files.part(WORD, "[Content_Types].xml").replace(
        b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
        b"application/vnd.ms-word.document.macroEnabled.main+xml",
    )
    links = files.part(WORD, "word/_rels/document.xml.rels").replace(
        b"</Relationships>",
        b'<Relationship Id="x1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate"'
        b' Target="http://127.0.0.1:9/evil.dotm" TargetMode="External"/></Relationships>',
    )
    macros = files.with_parts(
        WORD,
        {
            "[Content_Types].xml": types,
            "word/_rels/document.xml.rels": links,
            "word/vbaProject.bin": b"\xcc\x61" * 1000,
            "word/media/huge.png": bytes(60 << 20),
        },
    )
    assert reader.read(macros).text == ENGLISH


def test_long_text_is_cut_and_says_so(reader: DocumentReader) -> None:
    read = reader.read(files.word("\n".join("experienced " * 1000 for _ in range(30))))
    assert read.truncated
    assert 199_000 < len(read.text) <= 200_000


def test_the_content_tells_the_kind_not_what_precedes_it(reader: DocumentReader) -> None:
    assert reader.read(b"\xef\xbb\xbf\n" + PDF).text == ENGLISH


def test_requests_of_several_threads_do_not_mix(reader: DocumentReader) -> None:
    got: dict[int, str] = {}

    def work(number: int) -> None:
        got[number] = reader.read(files.word(f"Person {number}")).text

    threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert got == {number: f"Person {number}" for number in range(8)}


def test_a_killed_server_is_replaced(reader: DocumentReader) -> None:
    os.kill(reader.pid, 9)
    assert reader.read(PDF).text == ENGLISH


def test_the_reading_process_has_no_network_no_files_and_no_credentials(reader: DocumentReader) -> None:
    process = Path(f"/proc/{reader.pid}")
    assert reader.isolation == {"network": True, "files": True}
    assert (process / "ns/net").readlink() != Path("/proc/self/ns/net").readlink()
    assert (process / "root").readlink() != Path("/")
    assert b"canary-of-the-worker" not in (process / "environ").read_bytes()


def test_code_in_the_sandbox_reaches_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "canary-of-the-worker")
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0.2)
        host, port = listener.getsockname()
        bounds = Bounds(memory=1 << 30, cpu_s=5, wall_s=5, output=1 << 16)
        sandbox = Sandbox(Path(__file__).with_name("probe_task.py"), bounds)
        try:
            answer = sandbox.run(b"x", {"host": host, "port": port}, 1 << 16)
        finally:
            sandbox.close()
        with pytest.raises(TimeoutError):
            listener.accept()
    assert answer.reply == {}
    assert b"connection" in answer.output
    assert b"password file" in answer.output
    assert b"reached" not in answer.output


def test_the_worker_itself_never_loads_what_parses_documents() -> None:
    code = "import sys, workers.documents.reader, workers.documents.facts; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout.split()
    assert "workers.documents.reader" in loaded
    assert not {"pypdfium2", "pypdfium2_raw", "docx", "lxml", "lxml.etree"} & set(loaded)


def test_an_archive_of_stored_parts_is_read_too(reader: DocumentReader) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(WORD)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as new:
        for name in old.namelist():
            new.writestr(name, old.read(name))
    assert reader.read(buffer.getvalue()).text == ENGLISH
