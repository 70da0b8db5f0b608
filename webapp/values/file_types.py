"""The type of a document, found by its content: a name alone is only a claim."""

import lzma
import struct
import zipfile
import zlib
from io import BytesIO
from pathlib import PurePath

_OFFICE = "application/vnd.openxmlformats-officedocument"
ENDINGS = {
    "application/pdf": ".pdf",
    f"{_OFFICE}.wordprocessingml.document": ".docx",
    f"{_OFFICE}.spreadsheetml.sheet": ".xlsx",
    "application/vnd.oasis.opendocument.text": ".odt",
    "text/csv": ".csv",
    "image/png": ".png",
    "image/jpeg": ".jpg",
}
"""The media types that may accompany a plan, and how their files' names end."""

_SIGNATURES = (
    (b"%PDF-", "application/pdf"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
)
_MAIN_PARTS = {
    "word/document.xml": f"{_OFFICE}.wordprocessingml.document",
    "xl/workbook.xml": f"{_OFFICE}.spreadsheetml.sheet",
}
_OPEN_DOCUMENT = "application/vnd.oasis.opendocument.text"
_CANNOT_BE_OPENED = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    EOFError,
    ValueError,
    OSError,
    NotImplementedError,
    RuntimeError,
)


def type_of(filename: str, content: bytes) -> str | None:
    """The media type of a document, or None when it is not one of `ENDINGS`.

    Text has no signature: it is a CSV when its name says so and nothing in it is binary. An
    Office file that carries macros is none of them.
    """
    for signature, media_type in _SIGNATURES:
        if content.startswith(signature):
            return media_type
    if content.startswith(b"PK\x03\x04"):
        return _type_of_archive(content)
    is_csv = PurePath(filename).suffix.lower() == ".csv" and b"\0" not in content
    return "text/csv" if is_csv else None


def _type_of_archive(content: bytes) -> str | None:
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            names = set(archive.namelist())
            if any(name.lower().endswith("vbaproject.bin") for name in names):
                return None
            # At most so many bytes are unpacked, whatever the archive declares.
            with archive.open("mimetype") if "mimetype" in names else BytesIO() as first:
                declared = first.read(len(_OPEN_DOCUMENT) + 1)
    except _CANNOT_BE_OPENED:
        return None
    if declared == _OPEN_DOCUMENT.encode():
        return _OPEN_DOCUMENT
    found = (kind for name, kind in _MAIN_PARTS.items() if name in names)
    return next(found, None)


def named_as(filename: str, media_type: str) -> str:
    """The file's own name, without folders, with the ending of its type."""
    name = PurePath(filename.replace("\\", "/")).name
    ending = ENDINGS[media_type]
    endings = (".jpg", ".jpeg") if ending == ".jpg" else (ending,)
    return name if name.lower().endswith(endings) else f"{PurePath(name).stem}{ending}"
