"""Office files are archives, and an archive's declared sizes lie: count what is really read."""

import lzma
import struct
import zipfile
import zlib
from io import BytesIO

from webapp.importing.faults import FileFault, UnreadableFile

MAX_PARTS = 500
MAX_BYTES_INSIDE = 50_000_000

_CHUNK = 1 << 16
# NotImplementedError: compressed in an unknown way; RuntimeError: encrypted.
_CANNOT_BE_OPENED = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    ValueError,
    OSError,
    NotImplementedError,
    RuntimeError,
    struct.error,
)


def names_in(content: bytes) -> frozenset[str]:
    """The names of an archive's parts. Raises `UnreadableFile` when it cannot be opened."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            return frozenset(archive.namelist())
    except _CANNOT_BE_OPENED as error:
        raise UnreadableFile(FileFault.DAMAGED) from error


def check_archive(content: bytes) -> None:
    """Refuse an archive with too many parts, too much inside, or an XML document type.

    Memory stays within one part of at most `MAX_BYTES_INSIDE`.
    """
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            parts = archive.infolist()
            if len(parts) > MAX_PARTS:
                raise UnreadableFile(FileFault.TOO_MANY_PARTS, limit=MAX_PARTS)
            left = MAX_BYTES_INSIDE
            for part in parts:
                left -= _check_part(archive, part, left)
    except _CANNOT_BE_OPENED as error:
        raise UnreadableFile(FileFault.DAMAGED) from error


def _check_part(archive: zipfile.ZipFile, part: zipfile.ZipInfo, left: int) -> int:
    """How many bytes the part really holds, once looked through."""
    markup = part.filename.lower().endswith((".xml", ".rels", ".vml"))
    size = 0
    before = b""
    with archive.open(part) as stream:
        while chunk := stream.read(_CHUNK):
            size += len(chunk)
            if size > left:
                megabytes = MAX_BYTES_INSIDE // 1_000_000
                raise UnreadableFile(FileFault.TOO_MUCH_INSIDE, megabytes=megabytes)
            if markup:
                # Without its zero bytes, UTF-16 shows the same letters.
                seen = before + chunk.replace(b"\0", b"").upper()
                if b"<!DOCTYPE" in seen or b"<!ENTITY" in seen:
                    raise UnreadableFile(FileFault.FORBIDDEN_CONTENT)
                before = seen[-16:]
    return size
