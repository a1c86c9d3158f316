"""Turns an untrusted PDF or DOCX into text, in a sandboxed process that has no network, files or credentials."""

import re
from dataclasses import asdict, dataclass
from pathlib import Path

from chalicelib.domain.errors import InvalidInput
from chalicelib.domain.language import Localized
from workers.sandbox.server import Bounds, OutOfBoundsError, Sandbox

_TASK = Path(__file__).with_name("reader_child.py")
# Everything that is no text: controls but tab and line feed, lone surrogates, what Unicode says is no character.
_NOT_TEXT = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")

_TEXTS = {
    "empty_file": Localized(
        en="The file is empty. Please choose your CV again and upload it once more.",
        zh="文件是空的，请重新选择您的简历并再次上传。",
    ),
    "not_a_document": Localized(
        en="The file is neither a PDF nor a Word document (DOCX). Please save your CV as one of these and upload it.",
        zh="该文件既不是 PDF 也不是 Word 文档（DOCX），请将简历另存为其中一种格式后再上传。",
    ),
    "encrypted": Localized(
        en="The file is protected with a password. Please save it without the password and upload it again.",
        zh="文件设有密码保护，请取消密码后重新上传。",
    ),
    "too_large": Localized(
        en="The file is larger than {megabytes} MB. Please upload a smaller one, for example without pictures.",
        zh="文件超过 {megabytes} MB，请上传更小的文件，例如去掉其中的图片。",
    ),
    "too_many_pages": Localized(
        en="The document has more than {pages} pages. Please upload only your CV.",
        zh="文档超过 {pages} 页，请只上传您的简历。",
    ),
    "broken_file": Localized(
        en="The file is damaged or incomplete. Please save your CV as a PDF or DOCX once more and upload it again.",
        zh="文件已损坏或不完整，请将简历重新保存为 PDF 或 DOCX 后再上传。",
    ),
    "no_text": Localized(
        en="The document has no text that can be read; it may be a scan or a picture. "
        "Please upload a PDF or DOCX whose text can be selected.",
        zh="文档中没有可读取的文字，可能是扫描件或图片，请上传可以选中文字的 PDF 或 DOCX。",
    ),
    "document_limit": Localized(
        en="The file takes too much memory or time to open. Please save your CV as a simple PDF or DOCX and upload it.",
        zh="打开该文件需要过多的内存或时间，请将简历保存为简单的 PDF 或 DOCX 后再上传。",
    ),
}


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds for one document; sizes in bytes."""

    max_bytes: int = 10 << 20
    max_pages: int = 100
    max_characters: int = 200_000
    max_inflated: int = 50 << 20
    memory: int = 1 << 30
    cpu_s: int = 20
    wall_s: int = 30


@dataclass(frozen=True, slots=True)
class CvText:
    """The text of a document; `truncated` when it was longer than may be kept."""

    text: str
    pages: int
    truncated: bool


def unreadable(code: str, limits: Limits) -> InvalidInput:
    """The refusal for `code`, with a sentence that a candidate can act on."""
    numbers = {"{megabytes}": str(limits.max_bytes >> 20), "{pages}": str(limits.max_pages)}
    en, zh = _TEXTS[code].en, _TEXTS[code].zh
    for name, number in numbers.items():
        en, zh = en.replace(name, number), zh.replace(name, number)
    return InvalidInput(code, Localized(en=en, zh=zh))


class DocumentReader:
    """Reads documents in a sandbox, each in a process of its own. Thread-safe."""

    def __init__(self, limits: Limits | None = None) -> None:
        """Start the sandbox, so that the first document does not wait for it."""
        self.limits = limits or Limits()
        self._output = (self.limits.max_characters + 1) * 4
        bounds = Bounds(
            memory=self.limits.memory, cpu_s=self.limits.cpu_s, wall_s=self.limits.wall_s, output=self._output
        )
        self._sandbox = Sandbox(_TASK, bounds)

    @property
    def pid(self) -> int:
        """Process id of the sandbox's server."""
        return self._sandbox.pid

    @property
    def isolation(self) -> dict[str, bool]:
        """What the sandbox could give up: `network`, `files`."""
        return self._sandbox.isolation

    def read(self, document: bytes) -> CvText:
        """The document's text; its content tells the kind. Raises InvalidInput when the file cannot be used."""
        limits = self.limits
        if not document:
            raise unreadable("empty_file", limits)
        if len(document) > limits.max_bytes:
            raise unreadable("too_large", limits)
        request = {name: value for name, value in asdict(limits).items() if name.startswith("max_")}
        try:
            answer = self._sandbox.run(document, request, self._output)
        except OutOfBoundsError as error:
            raise unreadable("document_limit", limits) from error
        # The child's word counts for nothing: code, length, characters and numbers are checked here.
        if code := str(answer.reply.get("code") or ""):
            code = "document_limit" if code == "out_of_bounds" else code
            raise unreadable(code if code in _TEXTS else "broken_file", limits)
        text = _NOT_TEXT.sub("", answer.output.decode("utf-8", "replace"))
        pages, kept = answer.reply.get("pages"), text[: limits.max_characters].strip()
        if not isinstance(pages, int) or not 1 <= pages <= limits.max_pages:
            raise unreadable("broken_file", limits)
        if not any(character.isalnum() for character in kept):
            raise unreadable("no_text", limits)
        truncated = bool(answer.reply.get("truncated")) or len(text) > limits.max_characters
        return CvText(kept, pages, truncated=truncated)

    def close(self) -> None:
        """End the sandbox and whatever it still runs."""
        self._sandbox.close()
