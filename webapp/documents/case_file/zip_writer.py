"""A ZIP with a list of its files, each with its size and its SHA-256, taken while it is written."""

import hashlib
from collections.abc import Iterable
from datetime import datetime
from typing import BinaryIO, NamedTuple, Self
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

_READABLE = 0o644 << 16


class Packed(NamedTuple):
    """A file in the ZIP; `what` describes it."""

    name: str
    what: str
    size: int
    sha256: str


class ZipWriter:
    """A ZIP being written: one folder, one file after another, none of them whole in memory."""

    def __init__(self, file: BinaryIO, *, folder: str, at: datetime) -> None:
        self.packed: list[Packed] = []
        self._zip = ZipFile(file, "w", ZIP_DEFLATED)
        self._folder = folder
        self._at = at.timetuple()[:6]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self._zip.close()

    def add(self, name: str, pieces: Iterable[bytes], what: str) -> Packed:
        """Write a file and note what it is."""
        info = ZipInfo(f"{self._folder}/{name}", self._at)
        info.compress_type, info.external_attr = ZIP_DEFLATED, _READABLE
        digest, size = hashlib.sha256(), 0
        with self._zip.open(info, "w", force_zip64=True) as target:
            for piece in pieces:
                digest.update(piece)
                size += target.write(piece)
        packed = Packed(name, what, size, digest.hexdigest())
        self.packed.append(packed)
        return packed

    def sums(self) -> bytes:
        """What `sha256sum -c` reads."""
        return "".join(f"{each.sha256}  {each.name}\n" for each in self.packed).encode()
