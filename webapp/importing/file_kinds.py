"""The kind of a file, found from its content, and whether its name agrees."""

from collections.abc import Mapping
from pathlib import PurePath

from webapp.importing.archive import names_in
from webapp.importing.faults import FileFault, FileKind, UnreadableFile

MAX_BYTES = 25_000_000
MAX_TEXT_BYTES = 5_000_000

EXPECTED = {
    ".docx": FileKind.DOCX,
    ".xlsx": FileKind.XLSX,
    ".csv": FileKind.TEXT,
    ".tsv": FileKind.TEXT,
    ".txt": FileKind.TEXT,
    ".md": FileKind.TEXT,
}

_SIGNATURES = (
    (b"%PDF-", FileKind.PDF),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", FileKind.OLD_OFFICE),
    (b"\x89PNG\r\n", FileKind.IMAGE),
    (b"\xff\xd8\xff", FileKind.IMAGE),
    (b"GIF8", FileKind.IMAGE),
    (b"Rar!", FileKind.ARCHIVE),
    (b"7z\xbc\xaf", FileKind.ARCHIVE),
    (b"\x1f\x8b", FileKind.ARCHIVE),
)
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
_CONTROLS_IN_TEXT = 0.01
_ALWAYS_REFUSED = {FileKind.PDF: FileFault.PDF, FileKind.OLD_OFFICE: FileFault.OLD_OFFICE}


def kind_of(content: bytes) -> FileKind:
    """What the content is."""
    for signature, kind in _SIGNATURES:
        if content.startswith(signature):
            return kind
    if content.startswith(b"PK\x03\x04"):
        names = names_in(content)
        if "xl/workbook.xml" in names:
            return FileKind.XLSX
        return FileKind.DOCX if "word/document.xml" in names else FileKind.ARCHIVE
    return FileKind.TEXT if text_of(content) is not None else FileKind.OTHER


def text_of(content: bytes) -> str | None:
    """The content as text (UTF-8, UTF-16 with its mark, else Windows-1252), None if it is not."""
    encodings = ("utf-16",) if content.startswith(_UTF_16) else ("utf-8-sig", "cp1252")
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        controls = sum(1 for char in text if char < " " and char not in "\t\n\r\x0b\x0c")
        return text if controls <= len(text) * _CONTROLS_IN_TEXT else None
    return None


def ending_of(filename: str) -> str:
    """The ending of a file's name, in lower case and with its dot."""
    ending = PurePath(filename).suffix.lower()
    return ".md" if ending == ".markdown" else ending


def agreed_kind(
    filename: str,
    content: bytes,
    accepted: Mapping[str, FileKind] = EXPECTED,
    max_text_bytes: int = MAX_TEXT_BYTES,
) -> FileKind:
    """The kind that both the name and the content tell; refused when there is none.

    `accepted` are the endings of names that are welcome, and what each stands for.
    """
    if not content.strip():
        raise UnreadableFile(FileFault.EMPTY_FILE)
    if len(content) > MAX_BYTES:
        raise UnreadableFile(FileFault.TOO_LARGE, megabytes=MAX_BYTES // 1_000_000)
    kind, ending = kind_of(content), ending_of(filename)
    expected = accepted.get(ending)
    if expected is kind is FileKind.TEXT and len(content) > max_text_bytes:
        raise UnreadableFile(FileFault.TOO_LARGE, megabytes=max_text_bytes // 1_000_000)
    if expected is kind:
        return kind
    if ending in (".docx", ".xlsx") and kind is FileKind.OLD_OFFICE:
        raise UnreadableFile(FileFault.OLD_OFFICE)
    if expected is not None:
        if expected is FileKind.TEXT and kind is FileKind.OTHER:
            raise UnreadableFile(FileFault.NOT_TEXT)
        raise UnreadableFile(FileFault.NOT_WHAT_ITS_NAME_SAYS, ending=ending, kind=kind)
    raise UnreadableFile(
        _ALWAYS_REFUSED.get(kind, FileFault.UNKNOWN_KIND),
        name=filename,
        accepted=tuple(accepted),
    )
