"""Documents that are broken, locked, too large or made to do harm: each is refused, and the reader lives."""

import random
import re
import time

import pytest
from docx.oxml.ns import nsdecls

from chalicelib.domain.errors import InvalidInput
from tests.workers.documents import files
from tests.workers.documents.cvs import CVS
from workers.documents.reader import DocumentReader, Limits

ENGLISH = "Alex Example\nSkills\nPython, SQL"
WORD = files.word(ENGLISH)
PDF = files.pdf(files.laid_out(ENGLISH))


def refusal(reader: DocumentReader, document: bytes) -> str:
    with pytest.raises(InvalidInput) as refused:
        reader.read(document)
    assert refused.value.text.en.endswith(".")
    assert refused.value.text.zh.endswith("。")
    assert "{" not in refused.value.text.en + refused.value.text.zh
    return refused.value.code


def outcome(reader: DocumentReader, document: bytes) -> str:
    """`read`, or the code of the refusal."""
    try:
        reader.read(document)
    except InvalidInput as refused:
        return refused.code
    return "read"


def with_body(xml: str, declaration: str = "") -> bytes:
    body = (
        f"{declaration}<w:document {nsdecls('w')}><w:body><w:p><w:r><w:t>{xml}</w:t></w:r></w:p></w:body></w:document>"
    )
    return files.with_parts(WORD, {"word/document.xml": body.encode()})


def xlsx() -> bytes:
    types = files.part(WORD, "[Content_Types].xml").replace(
        b"wordprocessingml.document.main", b"spreadsheetml.sheet.main"
    )
    return files.with_parts(WORD, {"[Content_Types].xml": types})


def locked_zip() -> bytes:
    locked = bytearray(WORD)
    for mark, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        for found in re.finditer(re.escape(mark), WORD):
            locked[found.start() + flags] |= 1
    return bytes(locked)


def lying_zip() -> bytes:
    """The directory says that a part is small; it inflates to 60 MB."""
    bomb = bytearray(files.with_parts(WORD, {"word/document.xml": b"<w>" + b" " * (60 << 20)}))
    at = bomb.rindex(b"PK\x01\x02", 0, bomb.rindex(b"word/document.xml"))
    bomb[at + 24 : at + 28] = (49 << 20).to_bytes(4, "little")
    return bytes(bomb)


def many_parts() -> bytes:
    return files.with_parts(WORD, {f"word/{at}.xml": b"<a/>" for at in range(5000)})


LAUGHS = '<!DOCTYPE w [<!ENTITY a "ha">' + "".join(
    f'<!ENTITY {new} "{"&" + old + ";"}{("&" + old + ";") * 9}">'
    for old, new in zip("abcdefgh", "bcdefghi", strict=True)
)


@pytest.mark.parametrize(
    ("name", "document", "code"),
    [
        ("nothing", b"", "empty_file"),
        ("text", b"Dear hiring team, here is my CV.\n" * 50, "not_a_document"),
        ("noise", bytes(range(256)) * 40, "not_a_document"),
        ("picture", b"\x89PNG\r\n\x1a\n" + bytes(1000), "not_a_document"),
        ("web page", b"<html><body>CV</body></html>", "not_a_document"),
        ("old Word", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(4096), "not_a_document"),
        ("spreadsheet", xlsx(), "not_a_document"),
        ("other archive", b"PK\x03\x04" + bytes(100), "broken_file"),
        ("locked PDF", files.encrypted_pdf(), "encrypted"),
        (
            "locked Word",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2048) + "EncryptedPackage".encode("utf-16-le"),
            "encrypted",
        ),
        ("locked archive", locked_zip(), "encrypted"),
        ("11 MB", b"%PDF-1.5\n" + bytes(11 << 20), "too_large"),
        ("1000 pages", files.pdf([[(40.0, 700.0, "page")]] * 1000), "too_many_pages"),
        (
            "101 pages of Word",
            with_body("a</w:t>" + "<w:lastRenderedPageBreak/>" * 100 + "<w:t>b"),
            "too_many_pages",
        ),
        ("scan", files.pdf([[]]), "no_text"),
        ("empty Word", files.word(""), "no_text"),
        ("marks only", files.pdf(files.laid_out("• — ▪")), "no_text"),
        ("half a Word", WORD[: len(WORD) // 2], "broken_file"),
        ("head of a PDF", PDF[:30], "broken_file"),
        ("Word without its text", files.with_parts(WORD, {"word/document.xml": b""}), "broken_file"),
        ("deep XML", with_body("x</w:t>" + "<w:t>" * 100_000), "broken_file"),
        ("laughs", with_body("&i;", LAUGHS + "]>"), "broken_file"),
        (
            "laughs in UTF-16",
            files.with_parts(WORD, {"word/document.xml": (LAUGHS + "]><w>&i;</w>").encode("utf-16")}),
            "broken_file",
        ),
        ("foreign file", with_body("&x;", '<!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/passwd">]>'), "broken_file"),
        ("foreign address", with_body("&x;", '<!DOCTYPE w SYSTEM "http://127.0.0.1:9/a.dtd">'), "broken_file"),
        ("zip bomb", files.with_parts(WORD, {"word/document.xml": bytes(60 << 20)}), "document_limit"),
        (
            "many small bombs",
            files.with_parts(WORD, {f"word/{at}.xml": bytes(9 << 20) for at in range(8)}),
            "document_limit",
        ),
        ("lying zip bomb", lying_zip(), ("broken_file", "document_limit")),
        ("5000 parts", many_parts(), "document_limit"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_bad_files_are_refused_with_a_sentence(
    reader: DocumentReader, name: str, document: bytes, code: str | tuple[str, ...]
) -> None:
    assert refusal(reader, document) in (code if isinstance(code, tuple) else (code,)), name


def test_a_document_that_takes_too_long_is_given_up() -> None:
    impatient = DocumentReader(Limits(cpu_s=1, wall_s=1, max_inflated=200 << 20))
    try:
        slow = with_body("</w:t></w:r></w:p><w:p><w:r><w:t>a" * 400_000)
        assert refusal(impatient, slow) == "document_limit"
        assert impatient.read(WORD).text == ENGLISH
    finally:
        impatient.close()


def test_a_document_that_takes_too_much_memory_is_given_up() -> None:
    small = DocumentReader(Limits(memory=220 << 20))
    try:
        assert refusal(small, with_body("<w:a/>" * 3_000_000)) == "document_limit"
        assert small.read(PDF).text == ENGLISH
    finally:
        small.close()


def test_300_mutated_files_are_read_or_refused_and_the_reader_lives(reader: DocumentReader) -> None:
    dice = random.Random(20)
    seeds = [WORD, PDF, files.word(CVS[0].text, "页眉"), files.pdf(files.laid_out(CVS[1].text))]
    outcomes: dict[str, int] = {}
    pid, started = reader.pid, time.monotonic()
    for at in range(300):
        mutated = bytearray(seeds[at % len(seeds)])
        for _ in range(dice.choice((1, 4, 40))):
            way, place = dice.randrange(4), dice.randrange(len(mutated))
            if way == 0:
                mutated[place] = dice.randrange(256)
            elif way == 1:
                del mutated[place : place + dice.randrange(1, 200)]
            elif way == 2:
                mutated[place:place] = mutated[dice.randrange(len(mutated)) :][: dice.randrange(1, 300)]
            else:
                mutated[place : place + 8] = dice.choice((b"\xff" * 8, bytes(8), b"99999999", b"endobj\n "))
            if not mutated:
                break
        got = outcome(reader, bytes(mutated))
        outcomes[got] = outcomes.get(got, 0) + 1
    assert reader.pid == pid, "the server has not been replaced"
    assert outcomes["read"] > 20
    assert outcomes["broken_file"] > 20
    assert set(outcomes) <= {"read", "broken_file", "no_text", "not_a_document", "encrypted", "document_limit"}
    assert time.monotonic() - started < 60
    assert reader.read(PDF).text == ENGLISH


def test_truncated_files_are_read_as_far_as_they_go_or_refused(reader: DocumentReader) -> None:
    outcomes: set[str] = set()
    for whole in (WORD, PDF):
        for share in range(1, 10):
            outcomes.add(outcome(reader, whole[: len(whole) * share // 10]))
    assert outcomes <= {"read", "broken_file", "no_text", "not_a_document"}
